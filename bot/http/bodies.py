"""Reading a request's body: not more than Slack sends, and not for longer than Slack would wait."""

from __future__ import annotations

import asyncio

from aiohttp import web

# Slack's largest are views of 100 blocks, far below this.
LARGEST_BODY = 2**20
BODY_SECONDS = 3.0


async def read_body(request: web.Request) -> bytes:
    """The body as it came. Raises HTTPRequestEntityTooLarge before it is read as a whole, or HTTPRequestTimeout."""
    length = request.content_length
    if length is not None and length > LARGEST_BODY:
        raise _closing(web.HTTPRequestEntityTooLarge(max_size=LARGEST_BODY, actual_size=length))
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()  # raises as well, where it is longer than it said, or did not say
    except web.HTTPRequestEntityTooLarge as error:
        raise _closing(error) from None
    except TimeoutError:
        raise _closing(web.HTTPRequestTimeout()) from None


def _closing(error: web.HTTPError) -> web.HTTPError:
    """The rest of the body is not read, so the connection cannot carry another request."""
    error.force_close()
    return error
