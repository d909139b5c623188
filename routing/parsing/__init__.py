"""Reading a question: words, spelling, sentences, names, urgency."""
