"""Replies in words, blocks and plain text: pure, without a client and without a store."""
