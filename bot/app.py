"""The bot put together: `create_app` joins the desk, the store and Slack; `connect` opens its connections.

Nothing happens at import, and importing this needs no token. `whoask run` does, in this order:

    client = web_client(settings.bot_token.reveal(), base_url=settings.slack_api_url)
    office = Office(index=lambda _: current.index, store=store)
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
from datetime import timedelta
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
from bot.monitor.telemetry import Telemetry
from bot.resuming import Resuming
from bot.service.condition import Condition
from bot.service.environment import LEASE
from bot.slack.client import GatedClient, gated
from bot.slack.gate import Gates
from bot.slack.identity import Identity
from bot.slack.observer import NOBODY, Observer
from bot.slack.presence import Presence, speaking_as
from bot.slack.refusals import refusal
from bot.slack.sending import NotTakenError, Patience, patiently
from bot.slack.sockets import Connections
from bot.underway import UnderWay
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

    `office` is where the store is, `condition` is for the heartbeat. `work` holds the answers under way, `underway` the
    questions we have taken on.
    """

    bolt: AsyncApp
    client: AsyncWebClient
    office: Office
    presence: Presence
    work: Work
    condition: Condition
    underway: UnderWay
    resuming: Resuming
    telemetry: Telemetry


def web_client(
    token: str, *, base_url: str | None = None, timeout: int = TIMEOUT_SECONDS, observer: Observer = NOBODY
) -> GatedClient:
    """The client for Slack's Web API. Its calls keep to Slack's limits (bot/slack/gate.py); `observer` hears of it."""
    logger = _hushed("slack_sdk.web", logging.INFO)
    return GatedClient(token, base_url or SLACK_API, timeout, logger=logger, gates=Gates(observer))


def create_app(  # noqa: PLR0913 - a caller sets what it needs
    *,
    client: AsyncWebClient,
    desk: Desk,
    office: Office,
    patience: Patience | None = None,
    presence: Presence | None = None,
    lease: timedelta = LEASE,
    telemetry: Telemetry | None = None,
) -> App:
    """Put the bot together. `patience` says how long and how often a reply that Slack does not take is sent again.

    `presence` is where it is installed; by default in one workspace, that of the client's token. `lease` is how long a
    question stays ours without a sign of life.
    """
    patience, presence = patience or Patience(), presence or Identity(client)
    telemetry = telemetry or Telemetry()
    work, condition = Work(), Condition()
    underway = UnderWay(office.store, office.now, lease, telemetry.metrics)
    bolt = AsyncApp(
        name="whoask",
        # Bolt warns of tokens it will not use. The one in use comes with each request's authorization.
        logger=_hushed("slack_bolt", logging.ERROR),
        # Given a token as well as `authorize`, Bolt drops the token.
        client=speaking_as(client, None),
        authorize=presence,  # type: ignore[arg-type]  # it takes null for an answer as well
        # Socket Mode has nothing to verify; over HTTP, bot/http/gate.py does it without logging what it refuses.
        request_verification_enabled=False,
        before_authorize=Intake(
            office.store,
            office.now,
            work,
            underway,
            condition,
            where=presence.installation,
            overhear=partial(overhear, office=office),
            telemetry=telemetry,
        ).admit,
        # What nothing listens to comes to the error door as well: Bolt's own words on it quote the payload.
        raise_error_for_unhandled_request=True,
    )
    bolt.use(gated(client))
    door = ErrorDoor(Clerk(desk, patience, work, underway, office.now, span=telemetry.span), client)
    register(bolt, door, work, Interactions(bolt, door, work, office, patience))
    resuming = Resuming(office.store, underway, presence.voice, door.answer, work, office.now, lease / 3, telemetry)
    return App(bolt, client, office, presence, work, condition, underway, resuming, telemetry)


async def connect(app: App, app_token: str, *, connections: int = CONNECTIONS) -> Connections:
    """Find out who we are, then open the Socket Mode connections; returns once all of them have been greeted.

    Raises SlackRefusalError with a plain sentence when Slack turns a token away or Socket Mode is switched off.
    While Slack cannot be reached at all, it keeps trying.
    """
    session = await reach_slack(app)
    opened = Connections(app.bolt, session, lambda: _ticket(app.client, app_token), app.work, app.telemetry)
    await opened.open(connections)
    return opened


async def reach_slack(app: App) -> aiohttp.ClientSession:
    """Find out who we are, and open the pool of connections that every request's client uses; the caller closes it.

    Raises SlackRefusalError when Slack turns the bot token away. While Slack cannot be reached, it keeps trying.
    """
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=app.client.timeout))
    app.client.session = app.bolt.client.session = session
    try:
        await _introduce(app.presence)
    except BaseException:
        await session.close()
        raise
    return session


async def _introduce(presence: Presence) -> None:
    while True:
        try:
            await patiently(presence.prepare, Patience(attempts=1))
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


def _hushed(name: str, level: int) -> logging.Logger:
    """A logger that says nothing below `level`: there, Slack's libraries print whole payloads."""
    logger = logging.getLogger(name)
    logger.setLevel(level)
    return logger
