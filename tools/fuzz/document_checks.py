"""What must hold of any registry file: faults that are told at their place, or a registry that answers."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import yaml
from ruamel.yaml import YAML

from bot.answering.answer_service import AnswerService
from bot.answering.services import RegistryState, Services
from bot.features.feedback.form import place_options
from bot.features.home.directory import search
from bot.features.home.view import Home, home_view
from bot.inquiry import Inquiry, Surface
from bot.store.sql import MemoryStore
from localslack.block_rules import check_view
from localslack.wire import RefusedError
from routing.errors import Problem, RegistryError
from routing.loading import yaml_reader as yaml_tree
from routing.loading.loader import MOST_PROBLEMS, parse
from routing.loading.yaml_nodes import plain
from routing.matching.index import Index, build_index
from routing.registry.schema import Registry
from routing.route import route
from tools.fuzz.campaign import Finding, bounds, numbers
from tools.fuzz.documents import document
from tools.fuzz.text_checks import LIVE, LIVE_ELEMENTS, NOW, answer_faults, elements, message_faults, places, raised
from tools.fuzz.texts import text

PATH = "teams.yaml"
_LINE_END = re.compile("\r\n|\r|\n")
SLOW_SECONDS = 1.0
# Reading a file twice more with parsers written in Python is slow, and so is drawing everything of a registry.
READ_AGAIN, DRAWN = 0.1, 0.1


@dataclass(frozen=True, slots=True)
class Documents:
    """Registry files, loaded and, where they are good, asked."""

    name: str = "documents"
    count: int = 100_000

    def run(self, cases: Iterable[int], seed: int) -> Iterator[Finding]:
        """Load each of the files."""
        for case in cases:
            rng = numbers(seed, self.name, case)
            data = document(rng)
            with bounds() as beyond:
                found = list(_checked(data, rng))
            yield from (Finding(case, what) for what in (*beyond, *found))

    def show(self, case: int, seed: int) -> str:
        """The file, and what the loader says of it."""
        data = document(numbers(seed, self.name, case))
        try:
            parse(data, PATH)
            said = "a registry"
        except RegistryError as error:
            said = str(error)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is to be seen
            said = raised(error)
        return f"{data.decode('utf-8', 'backslashreplace')}\n---\n{data[:300]!r}\n---\n{said}"


def _checked(data: bytes, rng: Random) -> Iterator[str]:
    try:
        yield from faults(data, rng)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        yield raised(error)


def faults(data: bytes, rng: Random) -> Iterator[str]:
    """What is wrong with how a file is loaded, or with what the registry in it answers."""
    before = time.thread_time()
    try:
        loaded = parse(data, PATH)
    except RegistryError as error:
        yield from problem_faults(error.problems, data)
        str(error).encode()
    else:
        yield from _registry_faults(loaded, rng)
    took = time.thread_time() - before
    if took > SLOW_SECONDS:
        yield f"a file is slow\n{took:.3f} s for {len(data):,} bytes"
    if rng.random() < READ_AGAIN:
        yield from _disagreements(data)


def problem_faults(problems: tuple[Problem, ...], data: bytes) -> Iterator[str]:
    """What is wrong with how faults are told."""
    if not 0 < len(problems) <= MOST_PROBLEMS + 1:
        yield f"{len(problems)} problems"
    if list(problems[:MOST_PROBLEMS]) != sorted(set(problems[:MOST_PROBLEMS])):
        yield "problems out of order, or twice"
    lines = _LINE_END.split(data.decode("utf-8-sig", "replace"))
    for problem in problems:
        told = str(problem)
        if not told.startswith(f"{PATH}:{problem.line}:{problem.column}: "):
            yield f"a problem without a place\n{told}"
        if not 1 <= problem.line <= len(lines):
            yield f"a problem on a line that is not there\n{told}\n{len(lines)} lines"
        elif not 1 <= problem.column <= len(lines[problem.line - 1]) + 1:
            yield f"a problem at a column that is not there\n{told}\n{lines[problem.line - 1]!r:.300}"
        if not (problem.where and problem.what):
            yield f"a problem without words\n{told}"
        if not told.isprintable():
            yield f"a problem with unprintable characters\n{told!r}"
        if len(told) > 1_000:
            yield f"a problem that is too long\n{told}"


def _registry_faults(registry: Registry, rng: Random) -> Iterator[str]:
    """What is wrong with what a registry answers."""
    index = build_index(registry)
    known = places(registry)
    for asked in _questions(registry, rng):
        answer = route(asked, index, NOW)
        yield from answer_faults(answer, known)
    if rng.random() < DRAWN:
        yield from _drawn_faults(index, rng)


def _questions(registry: Registry, rng: Random) -> tuple[str, ...]:
    topics = [topic for team in registry.teams.values() for topic in team.responsibilities.values()]
    own = [words for topic in topics for words in (topic.what, *topic.keywords, *topic.asked)]
    names = [team.name for team in registry.teams.values()]
    return (rng.choice([*own, *names]), f"{rng.choice(names)}: everything is down, urgent!", text(rng))


def _drawn_faults(index: Index, rng: Random) -> Iterator[str]:
    """What Slack would say of everything that a registry is drawn into."""
    registry = index.registry
    answer_service = AnswerService(
        Services(lambda _: index, MemoryStore(retention=timedelta()), lambda: NOW), limit=10**9
    )
    name = rng.choice([team.name for team in registry.teams.values()])
    for asked in ("help", "teams", "ladder", f"team {name}", f"ladder {name}", *_questions(registry, rng)):
        reply = answer_service.ask(Inquiry("1.2.a", Surface.COMMAND, asked, "U1", "T1", "C1", NOW), asked)
        assert reply
        blocks = [block.to_dict() for block in reply.blocks]
        yield from message_faults(reply.text, blocks)
        live = {f"{sign} is live in a reply" for sign in LIVE if sign in reply.text}
        drawn = list(elements(blocks))
        live |= {f"a live {one['type']} in a reply" for one in drawn if one.get("type") in LIVE_ELEMENTS}
        yield from live
    typed = rng.choice(("", name[:3], text(rng)[:50]))
    place_options(typed, index)
    yield from _home_faults(index, typed)


def _home_faults(index: Index, typed: str) -> Iterator[str]:
    problems = (Problem(PATH, 1, 1, "top level", "x" * 700),) * 20
    teams = search(index, typed)
    home = Home(index.registry, RegistryState(NOW, problems), NOW, (), teams, search=typed, keeper=True)
    try:
        check_view(home_view(home))
    except RefusedError as refusal:
        yield f"Slack refuses the Home tab: {refusal.error}\n{refusal.details}"


def _disagreements(data: bytes) -> Iterator[str]:
    """Whether libyaml, PyYAML's own parser and ruamel.yaml read the same, where the loader sees no fault."""
    tree = yaml_tree.read_yaml(data)
    if tree.root is None or tree.findings:
        return
    source = data.decode("utf-8-sig")
    ours = _without_nulls(plain(tree.root))
    for who, load in (("PyYAML", _by_pyyaml), ("ruamel.yaml", _by_ruamel)):
        try:
            theirs = _without_nulls(load(source))
        except Exception as error:  # noqa: BLE001 - either parser may raise anything
            yield f"{who} refuses what the loader reads: {type(error).__name__}\n{error}"
        else:
            if theirs != ours:
                yield f"{who} reads another registry\n{theirs!r:.400}\n{ours!r:.400}"


def _by_pyyaml(source: str) -> object:
    return yaml.load(source, yaml.BaseLoader)  # noqa: S506 - texts only


def _by_ruamel(source: str) -> object:
    loaded: object = YAML(typ="base", pure=True).load(source)
    return loaded


def _without_nulls(value: Any) -> Any:
    """Nothing is None to this project and "" or "null" to a parser that reads texts only."""
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    return None if value in {"", "~", "null", "Null", "NULL", None} else value
