"""Every revision, each in a file rNNNN_what.py with NNNN for its number."""
