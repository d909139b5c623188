"""Still stuck: the next step of the ladder."""
