"""Post my question there."""
