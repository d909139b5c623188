"""What is remembered: questions and how they ended, what came after, and where the app is installed."""
