"""What the questions of a period tell: gaps, wrong places, words that the registry lacks."""
