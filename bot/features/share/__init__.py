"""Share an answer in the channel, or send it to one's own messages."""
