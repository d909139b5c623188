"""The environment as one validated value."""
