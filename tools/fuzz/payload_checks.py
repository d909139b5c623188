"""What must hold of any payload: it is acknowledged, nothing escapes, nothing is told where it should not be."""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.answer_service import AnswerService
from bot.answering.services import Services
from bot.app import App, create_app
from bot.monitoring.logs import RedactingFormatter, keeps_people_out
from bot.slack.client.retries import RetryPolicy
from bot.slack.client.signatures import Signer
from bot.slack.receiving.socket_mode import dispatch
from bot.store.sql import MemoryStore
from tests.builders import small_index
from tools.fuzz.conversations import ASKED, CHANNEL, GROUP, MARKER, PLACE, SECRET, TEAM, command, numbered
from tools.fuzz.deliveries import Delivery
from tools.fuzz.slack import Call, Slack, slack
from tools.fuzz.text_checks import check_sendable

_LIVE = re.compile(r"<[!@#]|@(?:channel|here|everyone|group)\b", re.IGNORECASE)
TOKEN = "xoxb-1-fuzzing"
INDEX = small_index()
IDS = {PLACE: "C02PLATFORM", "#govuk-tech-leads": "C0LEADS", GROUP: "S1"}
AT_ONCE = RetryPolicy(attempts=2, pause=0.0)
HANGING_SECONDS = 20.0
NUMBERS = itertools.count(10_000_000)


class Logged(logging.Handler):
    """Lines as the service would log them."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(RedactingFormatter("%(levelname)s %(name)s %(message)s"))
        self.addFilter(keeps_people_out)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@dataclass(slots=True)
class World:
    """A bot, the Slack it speaks to, what it has logged, and the exceptions that nothing caught."""

    app: App
    slack: Slack
    logged: Logged
    strays: list[Any] = field(default_factory=list)

    def as_signed(self, payloads: Any) -> Any:
        """Payloads whose values the bot has signed: a fault behind an unsigned one would never be found."""
        signer = Signer(self.app.services.store.pseudonyms.signature, TEAM)
        for payload in payloads:
            match payload:
                case {"actions": [{"action_id": str(action), "value": str(value)} as control, *_]}:
                    control["value"] = signer.sign(value, action)
                case {"view": {"callback_id": str(callback), "private_metadata": str(metadata)} as view}:
                    view["private_metadata"] = signer.sign(metadata, callback)
                case _:
                    pass
        return payloads

    async def deliver(self, *payloads: Any) -> None:
        """Deliver payloads one by one. Each is acknowledged, whatever it is."""
        for payload in payloads:
            async with asyncio.timeout(HANGING_SECONDS):
                response = await self._answer(payload)
            assert response.status == 200, f"not acknowledged: {response.status}"
            if response.body:
                json.loads(response.body)

    async def finish(self) -> None:
        """Wait for the answers under way."""
        late = await self.app.tasks.finish(within=HANGING_SECONDS)
        assert not late, f"{late} answers were never finished"

    def reset(self) -> tuple[list[Call], list[str]]:
        """What was called and logged since the last time."""
        done = self.slack.calls, self.logged.lines
        self.slack.answer, self.slack.calls, self.logged.lines = "", [], []
        return done

    async def _answer(self, payload: Any) -> BoltResponse:
        """As an envelope is answered that comes over a socket (bot/slack/receiving/socket_mode.py)."""
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=payload, headers={})
        except Exception:  # noqa: BLE001 - Bolt reads it as Slack writes it
            return BoltResponse(status=200)
        return await dispatch(self.app.bolt, request)


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    """A bot with the small registry and a store in memory."""
    store, logged, root = MemoryStore(retention=timedelta(days=30)), Logged(), logging.getLogger()
    level = root.level
    root.addHandler(logged)
    root.setLevel(logging.INFO)
    async with slack() as (taken, session):
        # Without the call policy, where what one case makes of Slack would hold up the others.
        client = AsyncWebClient(TOKEN, f"{taken.base}/api/", retry_handlers=[])
        services = Services(lambda _: INDEX, store, channels=lambda: IDS, keepers=frozenset({"U7A"}))
        app = create_app(
            client=client, answer_service=AnswerService(services, limit=10**9), services=services, retry=AT_ONCE
        )
        app.client.session = app.bolt.client.session = session
        await app.authorization.prepare()
        here = World(app, taken, logged)
        here.reset()
        asyncio.get_running_loop().set_exception_handler(lambda _, what: here.strays.append(what))
        try:
            yield here
        finally:
            await app.tasks.finish(within=1)
            await store.close()
            root.removeHandler(logged)
            root.setLevel(level)


@contextmanager
def payload_checks() -> Iterator[Callable[[Delivery], None]]:
    """A check of deliveries, all to one bot."""
    with asyncio.Runner() as runner:
        opened = world()
        here = runner.run(opened.__aenter__())
        try:
            yield lambda delivery: runner.run(check_delivery(here, delivery))
        finally:
            runner.run(opened.__aexit__(None, None, None))


async def check_delivery(here: World, delivery: Delivery) -> None:
    """Deliver conversations at the same time. The bot takes them, and answers the next question once."""
    here.slack.answer = delivery.slack
    had = [(next(NUMBERS), case) for case in delivery.cases]
    payloads = [here.as_signed(numbered(case.payloads, number, here.slack.base)) for number, case in had]
    await asyncio.gather(*(here.deliver(*some) for some in payloads))
    await here.finish()
    calls, lines = here.reset()
    gc.collect(0)  # asyncio tells of an exception that nothing caught when its task is gone
    assert not here.strays, f"nothing catches: {here.strays}"
    good = all(case.good for case in delivery.cases) and not delivery.slack
    _check_log(lines, [number for number, _ in had], good=good)
    sent = "\n".join((str(payloads), *map(str, leaves(payloads))))
    private = [numbered(CHANNEL, number, "") for number, case in had if not case.public]
    for call in calls:
        _check_call(call, sent, [place for place in private if not _is_a_person(place, payloads)])
    if all(case.silent for case in delivery.cases) and not any(map(_could_be_for_us, payloads)):
        assert not calls, f"a person is written to who asked nothing: {calls[0]!r:.400}"
    await _check_afterwards(here)


async def _check_afterwards(here: World) -> None:
    """The bot still answers, and its store still claims a question once."""
    question = numbered(command(ASKED), next(NUMBERS), here.slack.base)
    await here.deliver(question, question)
    await here.finish()
    calls, _ = here.reset()
    assert len(calls) == 1, f"{len(calls)} answers afterwards: {calls!r:.500}"
    assert PLACE in str(calls[0].arguments), f"no right answer afterwards: {calls!r:.500}"


def _check_log(lines: list[str], numbers: list[int], *, good: bool) -> None:
    private = [numbered(secret, number, "") for secret in (MARKER, SECRET) for number in numbers]
    for line in lines:
        told = [secret for secret in (*private, TOKEN, "xoxb") if secret in line]
        assert not told, f"words or a secret in the log: {line[:600]}"
        assert not (good and line.startswith(("ERROR", "CRITICAL"))), f"a good payload fails: {line[:3_000]}"


def _check_call(call: Call, sent: str, private: list[str]) -> None:
    """A call goes where the payloads say, to be seen by no other, and Slack takes what it says."""
    where = str(call.arguments.get("channel", ""))
    assert where in sent or where in {*IDS, *IDS.values()}, (
        f"a call to a place that was not named: {call.method} {where}"
    )
    if call.method == "chat.postMessage":
        assert where not in private, f"said before everybody: {call.arguments!r:.400}"
    if call.method in {"chat.postEphemeral", "views.publish"}:
        user = str(call.arguments.get("user", call.arguments.get("user_id")))
        assert user in sent, f"told to another person: {call.method}"
    if call.method in {"chat.postMessage", "chat.postEphemeral", "response_url"}:
        blocks, said = call.arguments.get("blocks") or [], str(call.arguments.get("text") or "")
        check_sendable(said, json.loads(blocks) if isinstance(blocks, str) else blocks)
        names = str(call.arguments.get("link_names", "0"))
        assert call.method == "response_url" or names in {"0", "False", "false"}, f"{call.method} looks for names"
        live = _LIVE.search(said)
        assert not live, f"{live[0]} is live in a message: {said[:300]}"


def leaves(part: Any) -> Iterator[Any]:
    """Every single value in a payload."""
    if not isinstance(part, dict | list):
        yield part
        return
    for inner in part.values() if isinstance(part, dict) else part:
        yield from leaves(inner)


def _is_a_person(channel: str, payloads: Any) -> bool:
    """Whether a payload was spoilt so that it names a channel for a person."""
    whole = [payload for some in payloads for payload in some if isinstance(payload, dict)]
    inner = [event for payload in whole if isinstance(event := payload.get("event"), dict)]
    people = [holder.get(name) for holder in (*whole, *inner) for name in ("user", "user_id")]
    return any(channel in str(person) for person in people)


def _could_be_for_us(payloads: list[Any]) -> bool:
    """Whether talk was spoilt so that it may be a question after all."""
    inner = payloads[-1].get("event") if isinstance(payloads[-1], dict) else None
    return not isinstance(inner, dict) or inner.get("type") != "message" or inner.get("channel_type") == "im"
