"""Right place, wrong place."""
