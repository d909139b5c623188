"""A page in the browser for a local Slack: people's side of it, an inspector, and switches for trouble.

It is served on the local Slack's own port::

    def show(user: str) -> Sequence[Json]:
        return ({"kind": "text", "text": f"What {user} can try"},)

    def routes(slack: LocalSlack) -> Sequence[web.RouteDef]:
        return page_routes(slack, panels=(Panel("guide", "First minute", show),))

    async with LocalSlack.start(seed, port=8765, routes=routes) as slack:
        ...

The page is a function of the local Slack's state: whenever something changes, every tab gets the slices of what it
looks at that changed. ``slack.touch()`` says that something a panel shows has changed.

Only this machine may see it: a request for another host, or a websocket from another page, is refused.
"""

from localslack.page.routes import page_routes
from localslack.page.side_panel import Panel

__all__ = ["Panel", "page_routes"]
