"""Wires the bot: `create_app` joins the answer service, the store and Slack; `connect` opens its connections.

Nothing happens at import. `whoask run` does, in this order:

    client = web_client(settings.bot_token.reveal(), base_url=settings.slack_api_url)
    services = Services(index=lambda _: current.index, store=store)
    app = create_app(client=client, answer_service=AnswerService(services), services=services)
    connections = await connect(app, settings.app_token.reveal())   # SlackRefusalError: Slack refuses a token
    ...
    await connections.lost()     # returns never, or raises SlackRefusalError when Slack refuses the bot
    await connections.stop()     # takes no more envelopes, waits for the running answers, closes
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
from bot.slack.client.signatures import Signer
from bot.slack.client.web_client import PolicedClient, open_session, use_policed_client
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
    """The parts of the running bot.

    `client` makes the calls to Slack, `services` has the store, `store_health` is read by the health reporter. `tasks`
    holds the running answers, `leases` the questions that this replica answers.
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
    """The client for Slack's Web API. Its calls obey the call policy, which reports to `observer`."""
    logger = _quiet_logger("slack_sdk.web", logging.INFO)
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
    """Wire the bot. `retry` says how often and how long a failed reply is retried.

    `authorization` is by default for one workspace, that of the client's token. `lease` is how long a question stays
    with this replica without a renewal.
    """
    retry, authorization = retry or RetryPolicy(), authorization or SingleWorkspace(client)
    telemetry = telemetry or Telemetry()
    if isinstance(client, PolicedClient):
        client.signer = Signer(services.store.pseudonyms.signature, workspace="")
    tasks, store_health = BackgroundTasks(), StoreHealth()
    leases = LeaseManager(services.store, services.now, lease, telemetry.metrics)
    bolt = AsyncApp(
        name="whoask",
        # Bolt warns of tokens it will not use. The one in use comes with each request's authorization.
        logger=_quiet_logger("slack_bolt", logging.ERROR),
        # Given a token as well as `authorize`, Bolt drops the token.
        client=with_token(client, None),
        authorize=authorization,  # type: ignore[arg-type]  # None is an answer as well
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
        # An unhandled payload goes to the error handler as well: Bolt's own log line quotes the payload.
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
    """Ask Slack for the bot's ids, then open the Socket Mode connections; returns once each is greeted.

    Raises SlackRefusalError where Slack refuses a token or Socket Mode is switched off. While Slack cannot be reached,
    it keeps trying.
    """
    session = await reach_slack(app)
    opened = Connections(app.bolt, session, lambda: _socket_url(app.client, app_token), app.tasks, app.telemetry)
    await opened.open(connections)
    return opened


async def open_http_server(app: App, settings: HttpSettings, more: Iterable[web.RouteDef] = ()) -> HttpServer:
    """Ask Slack for the bot's ids, then listen for its requests; `more` are further routes to serve.

    Raises SlackRefusalError where Slack refuses the bot token, SettingsError where the host or port cannot be used.
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
    """Ask Slack for the bot's ids, on the connection pool that every client shares; the caller closes it.

    Raises SlackRefusalError where Slack refuses the bot token. While Slack cannot be reached, it keeps trying.
    """
    session = open_session(app.client.timeout)
    app.client.session = app.bolt.client.session = session
    try:
        await _prepare(app.authorization)
    except BaseException:
        await session.close()
        raise
    return session


async def _prepare(authorization: Authorization) -> None:
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
    """The URL of one new connection (https://docs.slack.dev/reference/methods/apps.connections.open)."""
    response = await with_retry(lambda: client.apps_connections_open(app_token=app_token), RetryPolicy(attempts=1))
    return str(response["url"])


def _quiet_logger(name: str, level: int) -> logging.Logger:
    """A logger without records below `level`: there, Slack's libraries log whole payloads."""
    logger = logging.getLogger(name)
    logger.setLevel(level)
    return logger
