"""What an older version wrote into the tables, brought to how it is written today."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import posts, reminders


async def bring_up_to_date(connection: AsyncConnection, added: Collection[tuple[str, str]]) -> None:
    """Fill the columns that were added just now, each given with the name of its table."""
    if (posts.name, "question") in added:
        await _key_posts_by_place(connection)
    if (reminders.name, "question") in added:
        await _key_reminders_by_post(connection)


async def _key_posts_by_place(connection: AsyncConnection) -> None:
    """The post in the answer's own place was kept under the question's key alone: without its place it would be new."""
    place = " " + posts.c.target
    await connection.execute(update(posts).values(question=func.replace(posts.c.key, place, "")))
    other = posts.alias()
    there = select(other.c.key).where(other.c.key == posts.c.question + place).exists()
    await connection.execute(
        update(posts).where(posts.c.key == posts.c.question, ~there).values(key=posts.c.question + place)
    )


async def _key_reminders_by_post(connection: AsyncConnection) -> None:
    """A reminder was kept under the question's key."""
    post = select(func.min(posts.c.key)).where(posts.c.channel == reminders.c.channel, posts.c.ts == reminders.c.ts)
    key = func.coalesce(post.scalar_subquery(), reminders.c.key)
    await connection.execute(update(reminders).values(question=reminders.c.key, key=key))
