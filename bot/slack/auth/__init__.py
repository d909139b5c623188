"""Authorization: in which workspaces the bot is installed, and with which token."""
