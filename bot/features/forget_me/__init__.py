"""Forget me: what somebody asked is removed."""
