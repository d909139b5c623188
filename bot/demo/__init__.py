"""`whoask demo`: the real bot with a Slack of its own on this computer, in the browser and in the terminal."""
