"""What must hold of the answer to any text, from the router to the message that Slack would get."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

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

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SLOW_SECONDS = 0.25
ASIDE = "(you said: "
LIVE = ("<!", "<@", "<#", "@channel", "@here", "@everyone")
LIVE_ELEMENTS = {"user", "usergroup", "broadcast", "channel"}

Result = TypeVar("Result")


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
    known = places(registry)
    return _Shipped(
        index=index,
        answer_service=answer_service(index),
        places=known,
        words=registry.model_dump_json(),
        groups=frozenset(place for place in known if place.startswith("@")),
    )


def answer_service(index: Index) -> AnswerService:
    """What answers from an index, as often as it is asked."""
    store = MemoryStore(retention=timedelta())
    return AnswerService(Services(lambda _: index, store, lambda: NOW), limit=10**9)


def places(registry: Registry) -> frozenset[str]:
    """Everywhere that an answer may lead."""
    channels = {at for team in registry.teams.values() for at in team.channels.model_dump().values() if at}
    contacts = {rung.contact for rung in registry.ladder.rungs.values() if rung.contact}
    return frozenset({registry.fallback, *map(destination_of, registry.teams.values()), *channels, *contacts})


def check_text(case: tuple[str, Surface | None]) -> None:
    """Ask the shipped registry, and where there is a surface of Slack, there too, with all that takes longer."""
    asked, surface = case
    shipped = _shipped()
    answer = in_time(lambda: route(asked, shipped.index, NOW))
    check_answer(answer, shipped.places)
    if surface is None:
        return
    assert route(asked, shipped.index, NOW) == answer, "the same text gets another answer"
    json.dumps(as_json(asked, answer)).encode()
    inquiry = Inquiry("1.2.a", surface, asked, "U1", "T1", "C1", NOW)
    reply = in_time(lambda: shipped.answer_service.ask(inquiry, plain(asked, "U0BOT")))
    assert reply, "no reply"
    check_reply(reply, shipped.words)
    check_outside(answer, shipped.groups)


def in_time(job: Callable[[], Result]) -> Result:
    """The result of a job that may not take long."""
    before = time.thread_time()
    result = job()
    took = time.thread_time() - before
    assert took < SLOW_SECONDS, f"an answer is slow: {took:.3f} s"
    return result


def check_answer(answer: Answer, known: frozenset[str]) -> None:
    """An answer leads to places of the registry, with a confidence, the ladder and a text of bounded length."""
    named = _named(answer)
    confidences = [place.confidence for place in named]
    if isinstance(answer, Several):
        assert 2 <= len(named) <= 3, f"several, but not two or three places: {len(named)}"
    if isinstance(answer, Nobody):
        confidences.append(answer.confidence)
        assert answer.fallback in known, f"an unknown fallback: {answer.fallback}"
    strays = {place.destination for place in named} - known
    assert not strays, f"a destination that is not in the registry: {strays}"
    assert all(0.0 <= one <= 1.0 for one in confidences), f"a confidence out of range: {confidences}"
    assert answer.ladder, "no ladder"
    said = answer_text(answer)
    assert 0 < len(said) <= LONGEST_ANSWER, f"a text of the wrong length: {len(said)}"
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


def check_reply(reply: Reply, registry_words: str) -> None:
    """Slack takes a reply, nothing that was typed is live in it, and its links are the registry's."""
    for kind in filter(None, (reply.blocks, reply.plainer())):
        blocks = [block.to_dict() for block in kind]
        check_sendable(reply.text, blocks)
        sent = reply.text + json.dumps(_shown(blocks), ensure_ascii=False)
        sent.encode()
        check_dead(sent, blocks)
        strays = [
            one["url"] for one in elements(blocks) if one.get("type") == "link" and one["url"] not in registry_words
        ]
        assert not strays, f"a link that is not of the registry: {strays}"


def check_sendable(said: str, blocks: list[dict[str, Any]]) -> None:
    """Slack takes a message, and has nothing to warn of."""
    warnings: list[str] = []
    try:
        check_message({"text": said, "blocks": json.loads(json.dumps(blocks))}, warnings, "chat.postMessage")
    except RefusedError as refusal:
        raise AssertionError(f"Slack refuses it: {refusal.error} {refusal.details}") from refusal
    assert not warnings, f"Slack warns: {warnings}"


def check_dead(said: str, blocks: list[dict[str, Any]]) -> None:
    """Nothing in a message calls anybody."""
    live = [sign for sign in LIVE if sign in said]
    live += [str(element["type"]) for element in elements(blocks) if element.get("type") in LIVE_ELEMENTS]
    assert not live, f"{live[0]} is live in a reply"


def check_outside(answer: Answer, groups: frozenset[str]) -> None:
    """People of another organisation are shown none of our groups, beside what they wrote themselves."""
    shown = for_external_user(answer)
    lines = [line.partition(ASIDE)[0] for line in answer_text(shown).splitlines()]
    drawn = (element.get("text") for element in elements([block.to_dict() for block in answer_blocks(shown)]))
    said = [*lines, *(part for part in drawn if isinstance(part, str) and not part.lstrip().startswith(ASIDE))]
    seen = {group for group in groups for part in said if group in part}
    assert not seen, f"people of another organisation are shown {seen}"


def _shown(part: Any) -> Any:
    """What Slack shows of blocks: all but what a button carries."""
    if isinstance(part, dict):
        return {name: _shown(inner) for name, inner in part.items() if name != "value"}
    return list(map(_shown, part)) if isinstance(part, list | tuple) else part


def elements(part: Any) -> Iterator[dict[str, Any]]:
    """Every object in blocks."""
    if isinstance(part, dict):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list | tuple) else ():
        yield from elements(inner)
