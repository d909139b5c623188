"""A question's way: claimed, leased, answered, its outcome recorded; and what happens when that is interrupted."""
