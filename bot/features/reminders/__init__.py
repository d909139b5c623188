"""Reminders: “Remind me if nobody answers”."""
