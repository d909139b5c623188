"""Slack's payloads as values: an inquiry, a click, a submission."""
