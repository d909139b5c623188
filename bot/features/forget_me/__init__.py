"""Forget me: removes what is kept about the asker."""
