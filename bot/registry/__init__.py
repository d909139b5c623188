"""The registry in use: where it is, the last good one, and one for each workspace."""
