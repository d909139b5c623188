"""Where the bot is installed, and whom it speaks as there."""
