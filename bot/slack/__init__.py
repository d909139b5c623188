"""Slack at the other end of the line: payloads in, messages out, connections, ids."""
