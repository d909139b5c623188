"""The bot put together: `create_app` joins the desk, the store and Slack; `connect` opens its connections.

Nothing happens at import, and importing this needs no token. `whoask run` does, in this order:

    client = web_client(settings.bot_token.reveal(), base_url=settings.slack_api_url)
    office = Office(index=lambda: current.index, store=store)
    app = create_app(client=client, desk=Desk(office), office=office)
    connections = await connect(app, settings.app_token.reveal())   # SlackRefusalError: a token is no good
    ...
    await connections.lost()     # returns never, or raises SlackRefusalError when Slack turns the bot away
    await connections.stop()     # takes no more, waits for the answers under way, closes
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from functools import partial

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clerk import Clerk
from bot.desk import Desk
from bot.followups.office import Office
from bot.followups.reminding import overhear
from bot.intake import Intake
from bot.listeners import register
from bot.listeners.errors import ErrorDoor
from bot.listeners.interactions import Interactions
from bot.service.condition import Condition
from bot.slack.identity import Identity
from bot.slack.refusals import refusal
from bot.slack.sending import NotTakenError, Patience, patiently
from bot.slack.sockets import Connections
from bot.work import Work

log = logging.getLogger(__name__)

SLACK_API = "https://slack.com/api/"
# Two, so that a refresh of one never leaves none. Slack allows ten for one app:
# https://docs.slack.dev/apis/events-api/using-socket-mode/#using-multiple-connections
CONNECTIONS = 2
TIMEOUT_SECONDS = 10
UNREACHABLE_PAUSE = 10.0


@dataclass(frozen=True, slots=True)
class App:
    """The running bot's parts: Bolt's app, the client it speaks through, and what the operator's side looks at.

    `condition` is for the heartbeat; `work` holds the answers under way.
    """

    bolt: AsyncApp
    client: AsyncWebClient
    identity: Identity
    work: Work
    condition: Condition


def web_client(token: str, *, base_url: str | None = None, timeout: int = TIMEOUT_SECONDS) -> AsyncWebClient:
    """The client for Slack's Web API. Trying again is ours (bot/slack/sending.py), so the SDK's own is switched off."""
    return AsyncWebClient(
        token=token,
        base_url=base_url or SLACK_API,
        timeout=timeout,
        retry_handlers=[],
        logger=_hushed("slack_sdk.web", logging.INFO),
    )


def create_app(
    *,
    client: AsyncWebClient,
    desk: Desk,
    office: Office,
    patience: Patience | None = None,
) -> App:
    """Put the bot together. `patience` says how long and how often a reply that Slack does not take is sent again."""
    patience = patience or Patience()
    work, condition, identity = Work(), Condition(), Identity(client)
    bolt = AsyncApp(
        name="whoask",
        # Bolt warns of tokens it will not use. The one in use comes with each request's authorization.
        logger=_hushed("slack_bolt", logging.ERROR),
        client=_without_token(client),
        authorize=identity,
        before_authorize=Intake(
            office.store,
            office.now,
            work,
            condition,
            where=identity.installation,
            overhear=partial(overhear, office=office),
        ).admit,
        # What nothing listens to comes to the error door as well: Bolt's own words on it quote the payload.
        raise_error_for_unhandled_request=True,
    )
    door = ErrorDoor(Clerk(desk, patience, work), client)
    register(bolt, door, work, Interactions(bolt, door, work, office, patience))
    return App(bolt, client, identity, work, condition)


async def connect(app: App, app_token: str, *, connections: int = CONNECTIONS) -> Connections:
    """Find out who we are, then open the Socket Mode connections; returns once all of them have been greeted.

    Raises SlackRefusalError with a plain sentence when Slack turns a token away or Socket Mode is switched off.
    While Slack cannot be reached at all, it keeps trying.
    """
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=app.client.timeout))
    app.client.session = app.bolt.client.session = session  # one pool of connections for every request's client
    try:
        await _introduce(app.identity)
    except BaseException:
        await session.close()
        raise
    opened = Connections(app.bolt, session, lambda: _ticket(app.client, app_token), app.work)
    await opened.open(connections)
    return opened


async def _introduce(identity: Identity) -> None:
    while True:
        try:
            await patiently(identity.ask, Patience(attempts=1))
        except NotTakenError as error:
            if hopeless := refusal(error.code, "bot token"):
                raise hopeless from error
            log.warning("Slack cannot be reached (%s). Next try in %g seconds.", error.code, UNREACHABLE_PAUSE)
            await asyncio.sleep(UNREACHABLE_PAUSE if error.retry_after is None else error.retry_after)
        else:
            return


async def _ticket(client: AsyncWebClient, app_token: str) -> str:
    """The address of one new connection (https://docs.slack.dev/reference/methods/apps.connections.open)."""
    response = await patiently(lambda: client.apps_connections_open(app_token=app_token), Patience(attempts=1))
    return str(response["url"])


def _without_token(client: AsyncWebClient) -> AsyncWebClient:
    """What Bolt makes each request's client from; given a token as well as `authorize`, it drops the token."""
    return AsyncWebClient(
        base_url=client.base_url,
        timeout=client.timeout,
        ssl=client.ssl,
        proxy=client.proxy,
        headers=dict(client.headers),
        retry_handlers=[],
        logger=client.logger,
    )


def _hushed(name: str, level: int) -> logging.Logger:
    """A logger that says nothing below `level`: there, Slack's libraries print whole payloads."""
    logger = logging.getLogger(name)
    logger.setLevel(level)
    return logger
