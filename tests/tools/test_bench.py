"""Each part of `make bench` at its smallest, so that it runs when somebody needs it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.registry.files import registry_file
from routing.evaluation import LabelledQuestion, read_questions
from routing.loading.loader import load
from routing.matching.index import build_index
from routing.parsing.tokens import tokens
from routing.registry.schema import Registry
from tools.bench import growth, process, shipped
from tools.bench.accuracy import accuracy
from tools.bench.contenders import Guess, Whoask
from tools.bench.measure import Times, exponent, middle_of, spread_sample
from tools.bench.synthetic import grown, responsibility_count
from tools.bench.throughput import contest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(registry_file(None))


@pytest.fixture(scope="module")
def questions() -> list[LabelledQuestion]:
    return list(spread_sample(read_questions(ROOT / "data" / "questions.yaml"), 6))


def test_every_contender_answers_and_whoask_comes_first(registry: Registry, questions: list[LabelledQuestion]) -> None:
    rows = shipped.compare(registry, questions, passes=1)
    alternatives = ["rapidfuzz token_set_ratio", "rapidfuzz WRatio", "bm25s", "tf-idf cosine"]
    assert [row.name for row in rows] == ["whoask", *alternatives, *alternatives]
    assert "1.00" in list(shipped.lines(rows, len(questions)))[2]


def test_growth_is_measured_at_its_smallest_size(registry: Registry, questions: list[LabelledQuestion]) -> None:
    point = growth.measure(registry, questions, 100, scanned=1)
    assert point.memory > 0
    assert [asked.name for asked in point.beside] == ["whoask", "scan, joined", "scan, each text"]
    assert {asked.questions for asked in point.beside} == {1}
    assert any("power of 0.00" in line for line in growth.lines([point, replace(point, size=200)]))


def test_a_whole_process_is_compared() -> None:
    assert process.compare_apart(runs=1).peak > 0.5


def test_a_large_registry_is_the_same_every_time_and_holds_the_shipped_one(registry: Registry) -> None:
    large = grown(registry, 500)
    assert large == grown(registry, 500)
    assert responsibility_count(large) == 500
    assert registry.teams.items() <= large.teams.items()
    assert next(iter(large.teams)) not in registry.teams


def test_new_words_come_at_the_stated_rate(registry: Registry) -> None:
    def vocabulary(size: int) -> int:
        topics = [topic for team in grown(registry, size).teams.values() for topic in team.responsibilities.values()]
        return len(
            {
                word.plain
                for topic in topics
                for text in (*topic.keywords, *topic.asked, topic.what)
                for word in tokens(text)
            }
        )

    # Two for each responsibility and one for the name of each team of twenty.
    assert vocabulary(2_100) - vocabulary(100) == 2_000 * 2 + 100


def test_typing_mistakes_are_not_known_by_heart_when_a_pass_starts(registry: Registry) -> None:
    assert not Whoask(build_index(registry)).index.parser.spelling._known


def test_without_a_dont_know_the_best_threshold_is_taken() -> None:
    asked = [
        LabelledQuestion(id="1", question="a", expect=("#a",)),
        LabelledQuestion(id="2", question="b", expect=("#b",)),
        LabelledQuestion(id="3", question="c", expect=()),
    ]
    guesses = [Guess("#a", 0.9), Guess("#b", 0.2), Guess("#a", 0.3)]
    favoured = accuracy(asked, guesses, says_dont_know=False)
    assert favoured.answerable == 1.0
    assert favoured.overall == pytest.approx(2 / 3)
    low = accuracy(asked, [Guess("#a", 0.9), Guess("#b", 0.4), Guess("#a", 0.3)], says_dont_know=False)
    assert low.overall == 1.0


def test_figures_are_what_they_are_called() -> None:
    assert exponent([10, 100, 1000], [2, 4, 8]) == pytest.approx(0.30103)
    times = middle_of([Times((1.0, 5.0)), Times((9.0, 6.0)), Times((2.0, 7.0))])
    assert times.each == (2.0, 6.0)
    assert times.p99 == 6.0
    assert list(spread_sample([1, 2, 3, 4], 2)) == [1, 3]


async def test_throughput_is_measured_beside_a_bare_bolt_app() -> None:
    runs = await contest.compare((contest.ECHO, contest.SQLITE), rounds=1, count=20, together=5)
    table = list(contest.lines(runs))

    assert [line[:18].strip() for line in table] == ["", contest.ECHO, contest.SQLITE]
    assert all(len(run.answers) == 20 and run.busy > 0 for each in runs.values() for run in each)
    assert runs[contest.SQLITE][0].parts.keys() >= set(contest.PARTS)
