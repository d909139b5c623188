"""Remind me if nobody answers."""
