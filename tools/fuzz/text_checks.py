"""What must hold of the answer to any text, from the router to the message that Slack would get."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from bot.answering.answer_service import AnswerService
from bot.answering.services import Services
from bot.commands.ask_output import as_json
from bot.inquiry import Inquiry, Surface
from bot.registry.files import registry_file
from bot.slack.messages.blocks import answer_blocks
from bot.slack.messages.external_user import for_external_user
from bot.slack.messages.mrkdwn import plain
from bot.slack.messages.reply import Reply
from bot.slack.messages.wording import LONGEST_ANSWER, answer_text
from bot.store.sql import MemoryStore
from localslack.block_rules import check_message
from localslack.wire import RefusedError
from routing.answers import Answer, Found, Nobody, Place, Several
from routing.loading.loader import load
from routing.matching.index import Index, build_index
from routing.registry.directory import destination_of
from routing.registry.schema import Registry
from routing.route import route
from tools.fuzz.campaign import Finding, bounds, numbers
from tools.fuzz.texts import text

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SLOW_SECONDS = 0.25
ASIDE = "(you said: "
LIVE = ("<!", "<@", "<#", "@channel", "@here", "@everyone")
LIVE_ELEMENTS = {"user", "usergroup", "broadcast", "channel"}


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts, asked of the shipped registry."""

    name: str = "texts"
    count: int = 900_000

    def run(self, cases: Iterable[int], seed: int) -> Iterator[Finding]:
        """Ask each of the texts."""
        for case in cases:
            asked, surface = _case(case, seed)
            with bounds() as beyond:
                found = list(_checked(asked, surface, case))
            yield from (Finding(case, what) for what in (*beyond, *found))

    def show(self, case: int, seed: int) -> str:
        """The text and where it is asked."""
        asked, surface = _case(case, seed)
        return f"{surface.value}: {asked!r}"


@dataclass(frozen=True, slots=True)
class _Shipped:
    index: Index
    answer_service: AnswerService
    places: frozenset[str]
    words: str
    groups: frozenset[str]


@cache
def _shipped() -> _Shipped:
    index = build_index(load(registry_file(None)))
    registry = index.registry
    services = Services(lambda _: index, MemoryStore(retention=timedelta()), lambda: NOW)
    contacts = {rung.contact for rung in registry.ladder.rungs.values() if rung.contact}
    return _Shipped(
        index=index,
        answer_service=AnswerService(services, limit=10**9),
        places=places(registry),
        words=registry.model_dump_json(),
        groups=frozenset(contact for contact in contacts if contact.startswith("@")),
    )


def places(registry: Registry) -> frozenset[str]:
    """Everywhere that an answer may lead."""
    channels = {at for team in registry.teams.values() for at in team.channels.model_dump().values() if at}
    contacts = {rung.contact for rung in registry.ladder.rungs.values() if rung.contact}
    return frozenset({registry.fallback, *map(destination_of, registry.teams.values()), *channels, *contacts})


def _case(case: int, seed: int) -> tuple[str, Surface]:
    rng = numbers(seed, "texts", case)
    return text(rng), rng.choice(tuple(Surface))


def _checked(asked: str, surface: Surface, case: int) -> Iterator[str]:
    """Every text is routed and answered in words. What takes longer is done with some of them."""
    shipped = _shipped()
    try:
        answer, slow = _timed(lambda: route(asked, shipped.index, NOW), "the router")
        yield from slow
        yield from answer_faults(answer, shipped.places)
        match case % 5:
            case 0:
                yield from _slack_faults(asked, surface, shipped)
            case 1:
                yield from _stranger_faults(answer, shipped.groups)
            case 2:
                if route(asked, shipped.index, NOW) != answer:
                    yield "the same text gets another answer"
                json.dumps(as_json(asked, answer)).encode()
            case _:
                pass
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        yield raised(error)


def _slack_faults(asked: str, surface: Surface, shipped: _Shipped) -> Iterator[str]:
    """What is wrong with the reply at a door of Slack."""
    inquiry = Inquiry("1.2.a", surface, asked, "U1", "T1", "C1", NOW)
    reply, slow = _timed(lambda: shipped.answer_service.ask(inquiry, plain(inquiry.text, "U0BOT")), "the desk")
    yield from slow
    yield from reply_faults(reply, shipped.words) if reply else ["no reply"]


def _timed(job: Callable[[], Any], who: str) -> tuple[Any, list[str]]:
    before = time.thread_time()
    result = job()
    took = time.thread_time() - before
    return result, [f"{who} is slow\n{took:.3f} s"] if took > SLOW_SECONDS else []


def answer_faults(answer: Answer, known: frozenset[str]) -> Iterator[str]:
    """What is wrong with an answer, for a registry whose places are known."""
    named, confidences = _named(answer), [place.confidence for place in _named(answer)]
    if isinstance(answer, Several) and not 2 <= len(named) <= 3:
        yield f"several, but not two or three places\n{len(named)}"
    if isinstance(answer, Nobody):
        confidences.append(answer.confidence)
        if answer.fallback not in known:
            yield f"an unknown fallback\n{answer.fallback}"
    strays = [place.destination for place in named if place.destination not in known]
    yield from (f"a destination that is not in the registry\n{stray}" for stray in strays)
    yield from (f"a confidence out of range\n{one}" for one in confidences if not 0.0 <= one <= 1.0)
    if not answer.ladder:
        yield "no ladder"
    said = answer_text(answer)
    if not 0 < len(said) <= LONGEST_ANSWER:
        yield f"a text of the wrong length\n{len(said)}"
    said.encode()


def _named(answer: Answer) -> tuple[Place, ...]:
    """Every place in an answer."""
    match answer:
        case Found(place=place, alternatives=others):
            return (place, *others)
        case Several(places=places):
            return places
        case Nobody(nearest=nearest):
            return nearest


def reply_faults(reply: Reply, registry_words: str) -> Iterator[str]:
    """What is wrong with a reply: Slack would not take it, or something that was typed is live in it."""
    for kind in filter(None, (reply.blocks, reply.plainer())):
        blocks = [block.to_dict() for block in kind]
        yield from message_faults(reply.text, blocks)
        sent = reply.text + json.dumps(_shown(blocks), ensure_ascii=False)
        sent.encode()
        yield from (f"{live} is live in a reply" for live in LIVE if live in sent)
        for element in elements(blocks):
            if element.get("type") in LIVE_ELEMENTS:
                yield f"a live {element['type']} in a reply"
            if element.get("type") == "link" and element["url"] not in registry_words:
                yield f"a link that is not of the registry\n{element['url']}"


def message_faults(said: str, blocks: list[dict[str, Any]]) -> Iterator[str]:
    """What Slack would say of a message."""
    warnings: list[str] = []
    try:
        check_message({"text": said, "blocks": json.loads(json.dumps(blocks))}, warnings, "chat.postMessage")
    except RefusedError as refusal:
        yield f"Slack refuses it: {refusal.error}\n{refusal.details}"
    yield from (f"Slack warns\n{warning}" for warning in warnings)


def _stranger_faults(answer: Answer, groups: frozenset[str]) -> Iterator[str]:
    """What a stranger is shown of our groups, beside what they wrote themselves."""
    shown = for_external_user(answer)
    lines = (line.partition(ASIDE)[0] for line in answer_text(shown).splitlines())
    drawn = (element.get("text") for element in elements([block.to_dict() for block in answer_blocks(shown)]))
    said = [*lines, *(part for part in drawn if isinstance(part, str) and not part.lstrip().startswith(ASIDE))]
    yield from (f"a stranger is shown {group}" for group in groups if any(group in part for part in said))


def _shown(part: Any) -> Any:
    """What Slack shows of blocks: all but what a button carries."""
    if isinstance(part, dict):
        return {name: _shown(inner) for name, inner in part.items() if name != "value"}
    return list(map(_shown, part)) if isinstance(part, list | tuple) else part


def elements(part: Any) -> Iterator[dict[str, Any]]:
    """Every object in blocks."""
    if isinstance(part, dict):
        yield part
        part = list(part.values())
    if isinstance(part, list | tuple):
        for inner in part:
            yield from elements(inner)


def raised(error: BaseException) -> str:
    """An exception as a finding: its type and place say what kind it is."""
    steps = traceback.extract_tb(error.__traceback__)
    at = f"{steps[-1].filename.rpartition('/')[2]}:{steps[-1].lineno}" if steps else ""
    ours = next((f"{s.filename}:{s.lineno}" for s in reversed(steps) if "/site-packages/" not in s.filename), "")
    return f"{type(error).__name__} at {at}\n{ours}\n{error!r:.500}"
