"""The tables as they changed over time, as Alembic's revisions: `versions/` has one file for each, numbered in order.

A revision only adds, so that a replica of the version before still works on the new tables. What nothing uses any more
is removed one release later. A revision is never changed once it is released. The first is 0004, because stores of
before the first release are there already (docs/store.md).
"""
