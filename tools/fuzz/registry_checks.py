"""What must hold of any registry file: faults that are told at their place, or a registry that answers."""

from __future__ import annotations

import re
import time
from typing import Any

import yaml
from ruamel.yaml import YAML

from bot.answering.services import RegistryState
from bot.features.feedback.form import place_options
from bot.features.home.directory import search
from bot.features.home.view import Home, home_view
from bot.inquiry import Inquiry, Surface
from localslack.block_rules import check_view
from localslack.wire import RefusedError
from routing.errors import Problem, RegistryError
from routing.loading.loader import MOST_PROBLEMS, parse
from routing.loading.yaml_nodes import plain
from routing.loading.yaml_reader import read_yaml
from routing.matching.index import Index, build_index
from routing.route import route
from tools.fuzz.registries import RegistryCase
from tools.fuzz.text_checks import NOW, answer_service, check_answer, check_dead, check_sendable, places

PATH = "teams.yaml"
_LINE_END = re.compile("\r\n|\r|\n")
SLOW_SECONDS = 1.0


def check_registry(case: RegistryCase) -> None:
    """Load a file, and ask the registry in it where there is one."""
    before = time.thread_time()
    try:
        loaded = parse(case.data, PATH)
    except RegistryError as error:
        check_problems(error.problems, case.data)
        str(error).encode()
    else:
        _check_answers(build_index(loaded), case)
    took = time.thread_time() - before
    assert took < SLOW_SECONDS, f"a file is slow: {took:.3f} s for {len(case.data):,} bytes"
    if case.read_again:
        _check_other_readers(case.data)


def check_problems(problems: tuple[Problem, ...], data: bytes) -> None:
    """Faults are told in order, in printable words, each at a line and column that are there."""
    assert 0 < len(problems) <= MOST_PROBLEMS + 1, f"{len(problems)} problems"
    first = list(problems[:MOST_PROBLEMS])
    assert first == sorted(set(first)), "problems out of order, or twice"
    lines = _LINE_END.split(data.decode("utf-8-sig", "replace"))
    for problem in problems:
        told = str(problem)
        assert told.startswith(f"{PATH}:{problem.line}:{problem.column}: "), f"a problem without a place: {told}"
        assert 1 <= problem.line <= len(lines), f"a problem on a line that is not there: {told}"
        there = lines[problem.line - 1]
        assert 1 <= problem.column <= len(there) + 1, f"a problem at a column that is not there: {told} {there!r:.300}"
        assert problem.where, f"a problem without words: {told}"
        assert problem.what, f"a problem without words: {told}"
        assert told.isprintable(), f"a problem with unprintable characters: {told!r}"
        assert len(told) <= 1_000, f"a problem that is too long: {told}"


def _check_answers(index: Index, case: RegistryCase) -> None:
    registry = index.registry
    known = places(registry)
    names = [team.name for team in registry.teams.values()]
    topics = [topic for team in registry.teams.values() for topic in team.responsibilities.values()]
    own = [*names, *(words for topic in topics for words in (topic.what, *topic.keywords, *topic.asked))]
    name = names[case.nth % len(names)]
    questions = (own[case.nth % len(own)], f"{name}: everything is down, urgent!", case.text)
    for asked in questions:
        check_answer(route(asked, index, NOW), known)
    if case.drawn:
        _check_drawn(index, ("help", "teams", "ladder", f"team {name}", f"ladder {name}", *questions))
        _check_home(index, ("", name[:3], case.text[:50])[case.nth % 3])


def _check_drawn(index: Index, questions: tuple[str, ...]) -> None:
    """Slack takes every message that a registry is drawn into."""
    answers = answer_service(index)
    for asked in questions:
        reply = answers.ask(Inquiry("1.2.a", Surface.COMMAND, asked, "U1", "T1", "C1", NOW), asked)
        assert reply
        blocks = [block.to_dict() for block in reply.blocks]
        check_sendable(reply.text, blocks)
        check_dead(reply.text, blocks)


def _check_home(index: Index, typed: str) -> None:
    """Slack takes the Home tab, and the menu of places has no fault."""
    place_options(typed, index)
    problems = (Problem(PATH, 1, 1, "top level", "x" * 700),) * 20
    teams = search(index, typed)
    home = Home(index.registry, RegistryState(NOW, problems), NOW, (), teams, search=typed, keeper=True)
    try:
        check_view(home_view(home))
    except RefusedError as refusal:
        raise AssertionError(f"Slack refuses the Home tab: {refusal.error} {refusal.details}") from refusal


def _check_other_readers(data: bytes) -> None:
    """PyYAML's own parser and ruamel.yaml read the same as libyaml, where the loader sees no fault."""
    tree = read_yaml(data)
    if tree.root is None or tree.findings:
        return
    source = data.decode("utf-8-sig")
    ours = _without_none(plain(tree.root))
    theirs = {
        "PyYAML": yaml.load(source, yaml.BaseLoader),  # noqa: S506 - texts only
        "ruamel.yaml": YAML(typ="base", pure=True).load(source),
    }
    for who, read in theirs.items():
        assert _without_none(read) == ours, f"{who} reads another registry: {read!r:.400} {ours!r:.400}"


def _without_none(value: Any) -> Any:
    """Nothing is None to this project and "" or "null" to a parser that reads texts only."""
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_without_none(item) for item in value]
    return None if value in {"", "~", "null", "Null", "NULL", None} else value
