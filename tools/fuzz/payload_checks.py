"""What must hold of any payload: it is acknowledged, nothing escapes, nothing is told where it should not be."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
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
from bot.slack.receiving.socket_mode import dispatch
from bot.store.sql import MemoryStore
from routing.loading.loader import parse
from routing.matching.index import build_index
from tests.builders import SMALL_REGISTRY
from tools.fuzz.campaign import Finding, bounds, numbers
from tools.fuzz.payload_shapes import ASKED, GROUP, PLACE, Case, Json, command
from tools.fuzz.payloads import make
from tools.fuzz.slack import CASE, Slack, session, slack, written
from tools.fuzz.text_checks import message_faults, raised

_LIVE = re.compile(r"<[!@#]|@(?:channel|here|everyone|group)\b", re.IGNORECASE)
TOKEN = "xoxb-1-fuzzing"
INDEX = build_index(parse(SMALL_REGISTRY.encode(), "teams.yaml"))
IDS = {PLACE: "C02PLATFORM", "#govuk-tech-leads": "C0LEADS", GROUP: "S1"}
AT_ONCE = RetryPolicy(attempts=2, pause=0.0)
AT_A_TIME = 24
HANGING_SECONDS = 20.0
# What the whole of one run may take of the processor.
RUN_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Payloads:
    """Payloads, dispatched as if Slack had sent them."""

    name: str = "payloads"
    count: int = 100_000

    def run(self, cases: Iterable[int], seed: int) -> Iterator[Finding]:
        """Deliver the payloads of each case to one bot, many at a time."""
        these = list(cases)
        findings: list[Finding] = []
        with bounds(RUN_SECONDS) as beyond, asyncio.Runner() as runner:
            findings = runner.run(_delivered(these, seed))
        yield from (Finding(these[0], what) for what in beyond)
        yield from findings

    def show(self, case: int, seed: int) -> str:
        """The payloads."""
        made = make(case, numbers(seed, self.name, case), "http://127.0.0.1")
        about = f"good: {made.good}, public: {made.public}, Slack answers: {made.slack or 'well'}"
        return "\n".join([about, *(json.dumps(payload, indent=1)[:20_000] for payload in made.payloads)])


@dataclass(slots=True)
class World:
    """A bot, the Slack it speaks to, and what it has logged, by case."""

    app: App
    slack: Slack
    logged: Logged

    async def deliver(self, case: Case, *payloads: Any) -> list[str]:
        """Deliver payloads of a case, by default its own, one by one; what is wrong with how they are taken."""
        CASE.set(case.number)
        faults: list[str] = []
        for payload in payloads or case.payloads:
            try:
                async with asyncio.timeout(HANGING_SECONDS):
                    response = await self._answer(payload)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
                faults.append(f"escapes: {raised(error)}")
                continue
            if response.status != 200:
                faults.append(f"not acknowledged\n{response.status}")
            elif response.body:
                json.loads(response.body)
        return faults

    async def _answer(self, payload: Any) -> BoltResponse:
        """As an envelope is answered that comes over a socket (bot/slack/receiving/socket_mode.py)."""
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=payload, headers={})
        except Exception:  # noqa: BLE001 - Bolt reads it as Slack writes it
            return BoltResponse(status=200)
        return await dispatch(self.app.bolt, request)


class Logged(logging.Handler):
    """Lines as the service would log them, by case."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(RedactingFormatter("%(levelname)s %(name)s %(message)s"))
        self.addFilter(keeps_people_out)
        self.lines: defaultdict[int, list[str]] = defaultdict(list)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines[CASE.get()].append(self.format(record))


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    """A bot with the small registry and a store in memory."""
    store, logged, root = MemoryStore(retention=timedelta(days=30)), Logged(), logging.getLogger()
    level = root.level
    root.addHandler(logged)
    root.setLevel(logging.INFO)
    async with slack() as taken, session() as pool:
        # Without the gate, where what one case makes of Slack would hold up the others.
        client = AsyncWebClient(TOKEN, f"{taken.base}/api/", retry_handlers=[])
        services = Services(lambda _: INDEX, store, channels=lambda: IDS, keepers=frozenset({"U7A"}))
        app = create_app(
            client=client, answer_service=AnswerService(services, limit=10**9), services=services, retry=AT_ONCE
        )
        app.client.session = app.bolt.client.session = pool
        await app.authorization.prepare()
        try:
            yield World(app, taken, logged)
        finally:
            await app.tasks.finish(within=1)
            await store.close()
            root.removeHandler(logged)
            root.setLevel(level)


async def _delivered(these: list[int], seed: int) -> list[Finding]:
    found: list[Finding] = []
    strays: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: strays.append(_stray(what)))
    async with world() as here:
        cases = [make(number, numbers(seed, "payloads", number), here.slack.base) for number in these]
        here.slack.faults.update({case.number: case.slack for case in cases if case.slack})
        gate = asyncio.Semaphore(AT_A_TIME)

        async def one(case: Case) -> None:
            async with gate:
                found.extend(Finding(case.number, what) for what in await here.deliver(case))

        await asyncio.gather(*(asyncio.create_task(one(case)) for case in cases))
        if late := await here.app.tasks.finish(within=HANGING_SECONDS):
            strays.append(f"{late} answers were never finished")
        found += [Finding(case.number, what) for case in cases for what in _faults(case, here)]
        found += [Finding(these[0], what) for what in await _afterwards(here)]
    return found + [Finding(these[0], what) for what in strays]


def _stray(what: dict[str, Any]) -> str:
    error = what.get("exception")
    return f"nobody catches: {raised(error) if error else ''} {what.get('message')}"


async def _afterwards(here: World) -> Iterator[str]:
    """Whether the bot still answers, and its store still claims a question once."""
    case = Case(10**9, base=here.slack.base)
    faults = await here.deliver(case, *[command(case, ASKED)] * 2)
    await here.app.tasks.finish(within=HANGING_SECONDS)
    answers = here.slack.calls[case.number]
    if len(answers) != 1 or PLACE not in written(answers[0].arguments):
        faults.append(f"no right answer afterwards\n{answers!r:.500}")
    return iter(faults)


def _faults(case: Case, here: World) -> Iterator[str]:
    """What is wrong with what a case has led to."""
    yield from _log_faults(case, here.logged.lines[case.number])
    calls = here.slack.calls[case.number]
    sent = "\n".join((str(case.payloads), *map(str, leaves(case.payloads))))
    if case.silent and calls and not _could_be_for_us(case):
        yield f"somebody is written to who asked nothing\n{calls[0]!r:.400}"
    for call in calls:
        yield from _call_faults(call.method, call.arguments, case, sent)


def _log_faults(case: Case, lines: list[str]) -> Iterator[str]:
    for line in lines:
        if case.marker in line:
            yield f"words in the log\n{line[:600]}"
        if TOKEN in line or "xoxb" in line or f"secret{case.number}" in line:
            yield f"a secret in the log\n{line[:600]}"
        if case.good and line.startswith(("ERROR", "CRITICAL")):
            yield f"a good payload fails\n{line[:3_000]}"


def _could_be_for_us(case: Case) -> bool:
    """Whether talk was spoilt so that it may be a question after all."""
    payload = case.payloads[-1]
    inner = payload.get("event") if isinstance(payload, dict) else None
    return not isinstance(inner, dict) or inner.get("type") != "message" or inner.get("channel_type") == "im"


def leaves(part: Any) -> Iterator[Any]:
    """Every single value in a payload."""
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else None
    if inner is None:
        yield part
    for one in inner or ():
        yield from leaves(one)


def _is_a_person(channel: str, case: Case) -> bool:
    """Whether a payload was spoilt so that it names a channel for a person."""
    people = [value for payload in case.payloads if isinstance(payload, dict) for value in _people(payload)]
    return any(channel in str(person) for person in people)


def _people(payload: Json) -> list[Any]:
    inner = payload.get("event")
    return [payload.get("user"), payload.get("user_id"), inner.get("user") if isinstance(inner, dict) else None]


def _call_faults(method: str, arguments: Mapping[str, Any], case: Case, sent: str) -> Iterator[str]:
    where = str(arguments.get("channel", ""))
    if where and where not in sent and where not in IDS and where not in IDS.values():
        yield f"a call to a place that nobody named\n{method} {where}"
    if method == "chat.postMessage" and where == case.channel and not (case.public or _is_a_person(where, case)):
        yield f"said before everybody\n{written(arguments)[:400]}"
    if (
        method in {"chat.postEphemeral", "views.publish"}
        and str(arguments.get("user", arguments.get("user_id"))) not in sent
    ):
        yield f"told to a stranger\n{method}"
    if method in {"chat.postMessage", "chat.postEphemeral", "response_url"}:
        yield from _message_faults(method, arguments)


def _message_faults(method: str, arguments: Mapping[str, Any]) -> Iterator[str]:
    blocks = arguments.get("blocks")
    blocks = json.loads(blocks) if isinstance(blocks, str) else blocks or []
    said = str(arguments.get("text") or "")
    yield from (f"{method}: {what}" for what in message_faults(said, blocks))
    if method != "response_url" and str(arguments.get("link_names", "0")) not in {"0", "False", "false"}:
        yield f"{method} looks for names\n{written(arguments)[:200]}"
    if live := _LIVE.search(said):
        yield f"{live[0]} is live in a message\n{said[:300]}"
