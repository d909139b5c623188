"""A local Slack in one process: for the demo, for tests, and for trying an app without a workspace.

It knows nothing of the app it serves; the app reaches it through a client's ``base_url``::

    seed = Seed(
        users=(User("U1", "alice"),),
        channels=(Channel("C1", "general", members=frozenset({"U0BOT", "U1"})),),
    )
    async with LocalSlack.start(seed) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        handler = AsyncSocketModeHandler(AsyncApp(client=client), slack.app_token)  # inside the running loop
        await handler.connect_async()
        await slack.connected()
        asked = await slack.say("alice", "#general", "@helper who owns billing?")
        (answer,) = await slack.wait_for(lambda: slack.replies(asked))

People (named by id or name, channels too) act, and the app gets what Slack would send it:

* ``say`` ``edit`` ``delete`` ``react`` ``join`` ``leave`` ``rename`` ``archive`` ``open_home``; ``dm(user)`` is a
  channel id; an event goes out only where the app subscribed, has the scope and is a member;
* ``command`` ``click`` ``select`` ``message_shortcut`` ``global_shortcut`` ``submit_view`` ``close_view`` ``suggest``
  return a `Delivery`; ``await slack.settled(delivery)`` waits for its ``outcome``;
* what no client would let them do raises `ImpossibleError`.

What can be seen: ``messages(channel)`` ``replies(message)`` ``ephemerals(user)`` ``modals(user)`` ``home(user)``
``calls(method)`` ``responses`` ``deliveries(about)`` ``acks`` ``frames`` ``journal`` ``connections`` ``warnings``
``view_errors``. ``await slack.wait_for(predicate)`` looks again after every change and returns what the predicate
returned.

What can go wrong: ``slack.faults.next("chat.postMessage", RateLimited(1), times=2)``, or `ServerFault`, `Refuse`,
`Hang` (until ``faults.release()`` or ``faults.cut()``), `Reset`, `Slow`; the target may be `RESPONSE_URL`, `EVERYTHING`
or a pattern such as ``chat.*``, ``channel=`` limits it to one channel, and ``faults.withdraw`` takes back what ``next``
returned.
``faults.duplicate_events(1, fresh_event_id=True)``, ``faults.strict_acks = True``,
``await slack.disconnect("refresh_requested")``, ``slack.drop()``.

Over HTTP instead of Socket Mode: ``await slack.http.use(url)`` verifies a request URL, and everything goes there from
then on, signed with ``slack.http.signing_secret``; ``slack.http.sent`` has the requests. An app is installed by OAuth
with ``slack.oauth.allow(user, url)`` and removed with ``slack.uninstall()``; `one_address` puts several workspaces
under one ``base_url``.

``localslack.page`` shows all of it in a browser, where people can act too: pass ``routes=page_routes``.

Every message and view is checked against Slack's documented limits (``limits.py``) and refused with Slack's own error.

What it does not do:

* one workspace, one app: no Enterprise Grid, no user tokens, no token rotation;
* no group direct messages, files, canvases, calls, workflows, streaming (chat.startStream), unfurling or search;
* it counts no rate limits by itself: script `RateLimited`;
* people's messages carry no ``rich_text`` blocks, only ``text``; ``link_names`` and ``parse`` are not applied;
* ``msg_blocks_too_long`` follows measurements, not a published rule; error texts are Slack's as far as they are known;
* an event without any connection waits for the next one, where Slack would try only for some minutes;
* state lives in memory and grows: it is for hours, not for months.
"""

from localslack.deliveries import Ack, Attempt, Delivery
from localslack.faults import EVERYTHING, RESPONSE_URL, Faults, Hang, RateLimited, Refuse, Reset, ServerFault, Slow
from localslack.journal import Entry
from localslack.local_slack import LocalSlack, Options, one_address
from localslack.messages import Message
from localslack.seed import ALL_SCOPES, DEFAULT_EVENTS, App, Channel, Command, Seed, Shortcut, User, Usergroup
from localslack.views import View
from localslack.wire import ImpossibleError

__all__ = [
    "ALL_SCOPES",
    "DEFAULT_EVENTS",
    "EVERYTHING",
    "RESPONSE_URL",
    "Ack",
    "App",
    "Attempt",
    "Channel",
    "Command",
    "Delivery",
    "Entry",
    "Faults",
    "Hang",
    "ImpossibleError",
    "LocalSlack",
    "Message",
    "Options",
    "RateLimited",
    "Refuse",
    "Reset",
    "Seed",
    "ServerFault",
    "Shortcut",
    "Slow",
    "User",
    "Usergroup",
    "View",
    "one_address",
]
