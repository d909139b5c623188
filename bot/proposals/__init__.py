"""What the store has learned as a small edit of the registry: found, weighed and shown before anything is written."""
