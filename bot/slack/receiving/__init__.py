"""Slack's requests over HTTP, and the installation in many workspaces by OAuth."""
