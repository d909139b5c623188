"""Replies as wording, blocks and plain text: pure, without a client or a store."""
