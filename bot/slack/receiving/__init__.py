"""Receives Slack's payloads: over Socket Mode, or as verified HTTP requests."""
