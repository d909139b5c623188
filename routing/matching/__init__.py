"""From a parsed question to ranked candidates, each with its evidence and a confidence."""
