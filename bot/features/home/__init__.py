"""The Home tab, and the questions to start with."""
