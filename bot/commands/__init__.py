"""The commands of the terminal that have no room of their own; `bot/cli.py` calls them."""
