"""The bot put together: `create_app` joins the answer service, the store and Slack; `connect` opens its connections.

Nothing happens at import, and importing this needs no token. `whoask run` does, in this order:

    client = web_client(settings.bot_token.reveal(), base_url=settings.slack_api_url)
    services = Services(index=lambda _: current.index, store=store)
    app = create_app(client=client, answer_service=AnswerService(services), services=services)
    connections = await connect(app, settings.app_token.reveal())   # SlackRefusalError: a token is no good
    ...
    await connections.lost()     # returns never, or raises SlackRefusalError when Slack turns the bot away
    await connections.stop()     # takes no more, waits for the answers under way, closes
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.answer_service import AnswerService
from bot.answering.claims import ClaimMiddleware, StoreHealth
from bot.answering.handlers import ErrorHandler, QuestionHandler
from bot.answering.leases import LeaseManager
from bot.answering.recovery import Recovery
from bot.answering.responder import Responder
from bot.answering.services import Services
from bot.features.forget_me.handlers import answer_forget_me
from bot.features.handlers import register
from bot.features.interactions import Interactions
from bot.features.reminders.handlers import note_thread_reply
from bot.monitoring.telemetry import NOBODY, Observer, Telemetry
from bot.settings.http import HttpSettings
from bot.settings.settings import LEASE
from bot.slack.auth.authorization import Authorization, SingleWorkspace, with_token
from bot.slack.client.call_policy import CallPolicies
from bot.slack.client.errors import SlackCallError, refusal
from bot.slack.client.retries import RetryPolicy, with_retry
from bot.slack.client.web_client import PolicedClient, use_policed_client
from bot.slack.receiving.http_server import HttpServer
from bot.slack.receiving.request_verification import RequestVerifier
from bot.slack.receiving.socket_mode import Connections
from bot.tasks import BackgroundTasks

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

    `services` has the store, `store_health` is for the heartbeat. `tasks` holds the answers under way, `leases` the
    questions that this replica has taken on.
    """

    bolt: AsyncApp
    client: AsyncWebClient
    services: Services
    authorization: Authorization
    tasks: BackgroundTasks
    store_health: StoreHealth
    leases: LeaseManager
    recovery: Recovery
    telemetry: Telemetry


def web_client(
    token: str, *, base_url: str | None = None, timeout: int = TIMEOUT_SECONDS, observer: Observer = NOBODY
) -> PolicedClient:
    """The client for Slack's Web API. Its calls keep to Slack's limits (call_policy.py); `observer` hears of it."""
    logger = _hushed("slack_sdk.web", logging.INFO)
    return PolicedClient(token, base_url or SLACK_API, timeout, logger=logger, policies=CallPolicies(observer))


def create_app(  # noqa: PLR0913 - a caller sets what it needs
    *,
    client: AsyncWebClient,
    answer_service: AnswerService,
    services: Services,
    retry: RetryPolicy | None = None,
    authorization: Authorization | None = None,
    lease: timedelta = LEASE,
    telemetry: Telemetry | None = None,
) -> App:
    """Put the bot together. `retry` says how long and how often a reply that Slack does not take is sent again.

    `authorization` says where it is installed; by default in one workspace, that of the client's token. `lease` is how
    long a
    question stays ours without a sign of life.
    """
    retry, authorization = retry or RetryPolicy(), authorization or SingleWorkspace(client)
    telemetry = telemetry or Telemetry()
    tasks, store_health = BackgroundTasks(), StoreHealth()
    leases = LeaseManager(services.store, services.now, lease, telemetry.metrics)
    bolt = AsyncApp(
        name="whoask",
        # Bolt warns of tokens it will not use. The one in use comes with each request's authorization.
        logger=_hushed("slack_bolt", logging.ERROR),
        # Given a token as well as `authorize`, Bolt drops the token.
        client=with_token(client, None),
        authorize=authorization,  # type: ignore[arg-type]  # it takes null for an answer as well
        # Socket Mode has nothing to verify; over HTTP, request_verification.py does it and logs nothing of it.
        request_verification_enabled=False,
        before_authorize=ClaimMiddleware(
            services.store,
            services.now,
            tasks,
            leases,
            store_health,
            where=authorization.installation,
            note_thread_reply=partial(note_thread_reply, services=services),
            telemetry=telemetry,
        ).admit,
        # What nothing listens to comes to the error door as well: Bolt's own words on it quote the payload.
        raise_error_for_unhandled_request=True,
    )
    bolt.use(use_policed_client(client))
    responder = Responder(
        answer_service,
        retry,
        tasks,
        leases,
        services.now,
        answer_first=partial(answer_forget_me, services=services),
        span=telemetry.span,
    )
    errors = ErrorHandler(responder, client)
    questions = QuestionHandler(responder, errors, tasks)
    register(bolt, questions, errors, Interactions(bolt, errors, tasks, services, retry))
    recovery = Recovery(
        services.store,
        leases,
        authorization.workspace_client,
        questions.answer,
        tasks,
        services.now,
        lease / 3,
        telemetry,
    )
    return App(bolt, client, services, authorization, tasks, store_health, leases, recovery, telemetry)


async def connect(app: App, app_token: str, *, connections: int = CONNECTIONS) -> Connections:
    """Find out who we are, then open the Socket Mode connections; returns once all of them have been greeted.

    Raises SlackRefusalError with a plain sentence when Slack turns a token away or Socket Mode is switched off.
    While Slack cannot be reached at all, it keeps trying.
    """
    session = await reach_slack(app)
    opened = Connections(app.bolt, session, lambda: _socket_url(app.client, app_token), app.tasks, app.telemetry)
    await opened.open(connections)
    return opened


async def open_http_server(app: App, settings: HttpSettings, more: Iterable[web.RouteDef] = ()) -> HttpServer:
    """Find out who we are, then listen; `more` is what else is served.

    Raises SlackRefusalError where Slack turns the bot token away, SettingsError where nobody can listen there.
    """
    session = await reach_slack(app)
    server = HttpServer(
        app.bolt,
        session,
        RequestVerifier(settings.signing_secret),
        authorization=app.authorization,
        requests=app.services.store.requests,
        now=app.services.now,
        tasks=app.tasks,
        telemetry=app.telemetry,
    )
    try:
        await server.open(settings, more)
    except BaseException:
        await session.close()
        raise
    return server


async def reach_slack(app: App) -> aiohttp.ClientSession:
    """Find out who we are, and open the pool of connections that every request's client uses; the caller closes it.

    Raises SlackRefusalError when Slack turns the bot token away. While Slack cannot be reached, it keeps trying.
    """
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=app.client.timeout))
    app.client.session = app.bolt.client.session = session
    try:
        await _introduce(app.authorization)
    except BaseException:
        await session.close()
        raise
    return session


async def _introduce(authorization: Authorization) -> None:
    while True:
        try:
            await with_retry(authorization.prepare, RetryPolicy(attempts=1))
        except SlackCallError as error:
            if hopeless := refusal(error.code, "bot token"):
                raise hopeless from error
            log.warning("Slack cannot be reached (%s). Next try in %g seconds.", error.code, UNREACHABLE_PAUSE)
            await asyncio.sleep(UNREACHABLE_PAUSE if error.retry_after is None else error.retry_after)
        else:
            return


async def _socket_url(client: AsyncWebClient, app_token: str) -> str:
    """The address of one new connection (https://docs.slack.dev/reference/methods/apps.connections.open)."""
    response = await with_retry(lambda: client.apps_connections_open(app_token=app_token), RetryPolicy(attempts=1))
    return str(response["url"])


def _hushed(name: str, level: int) -> logging.Logger:
    """A logger that says nothing below `level`: there, Slack's libraries print whole payloads."""
    logger = logging.getLogger(name)
    logger.setLevel(level)
    return logger
