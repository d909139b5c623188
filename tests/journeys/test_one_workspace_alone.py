"""Two workspaces in one bot and one store: whatever one of them is shown holds no word and no figure of the other."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.answering.services import Services
from bot.cli import main
from bot.features.digest.job import due, send_digest
from bot.features.feedback.form import PICK
from bot.features.home.view import SORTED
from bot.registry.workspaces import Registries
from bot.settings.secret import Secret
from bot.slack.messages.controls import FEEDBACK, POST, SEND_TO_ME, SHARE, STUCK
from bot.store.privacy import Pseudonyms
from bot.store.sql import SqlStore
from localslack import LocalSlack
from tests.builders import SMALL_REGISTRY, changed_source
from tests.journeys.harness import ALICE, AT_ONCE, BOB, RIGHT
from tests.journeys.test_many_workspaces import Workspaces, two_workspaces


@dataclass(frozen=True)
class Theirs:
    """What only one workspace knows: words of its people and names of its registry. `asked` is how often they ask."""

    team: str
    secret: str
    place: str
    name: str
    asked: int

    def words(self) -> tuple[str, ...]:
        return self.secret, self.place, self.name


FIRST = Theirs("T1", "zebrafish", "#aquarium-desk", "Aquarium", 2)
SECOND = Theirs("T2", "quokkas", "#wombat-office", "Marsupials", 3)


def registries(folder: Path) -> None:
    """One for each, with a place and a name of its own."""
    (folder / "teams.yaml").write_text(SMALL_REGISTRY)
    for theirs in (FIRST, SECOND):
        own = changed_source((RIGHT, theirs.place), ("name: Second line", f"name: {theirs.name}"))
        (folder / f"{theirs.team}.yaml").write_text(own)


async def lived(trip: Workspaces, slack: LocalSlack, theirs: Theirs) -> None:
    """Use everything there is: ask at each surface, judge, pick a place, climb, post, share, look at the Home tab."""
    for number in range(theirs.asked):
        question = f"who renews our TLS certificate for {theirs.secret} {number}?"
        await slack.command((ALICE, BOB)[number % 2], "C1", "/whoask", question)
        await trip.quiet(slack)
    await slack.say(ALICE, slack.dm(ALICE), f"{theirs.secret} brew kombucha")
    await slack.say(ALICE, "C1", f"@whoask who renews a TLS certificate? ({theirs.secret})")
    await trip.quiet(slack)
    answer = slack.ephemerals(ALICE)[0]
    for action in (STUCK, SEND_TO_ME, SHARE):
        await slack.click(answer, action, ALICE)
        await trip.quiet(slack)
    await slack.click(answer, FEEDBACK, ALICE, "Wrong place")
    modal = (await slack.wait_for(lambda: slack.modals(ALICE)))[-1]
    typed = await slack.settled(await slack.suggest(modal, PICK, ALICE, theirs.name))
    await slack.submit_view(modal, ALICE, {PICK: typed.answer["options"][0]})
    await trip.quiet(slack)
    await slack.click(slack.ephemerals(ALICE)[0], POST, ALICE)
    await trip.quiet(slack)
    await slack.open_home(ALICE)
    await trip.quiet(slack)
    home = slack.home(ALICE)
    assert home
    await slack.click(home, SORTED, ALICE)
    await trip.quiet(slack)


async def digested(trip: Workspaces, slack: LocalSlack, theirs: Theirs, found: Registries) -> None:
    """Send the digest of the week that the questions are in."""
    index = found.of(theirs.team).index
    now, day = datetime.now(UTC), timedelta(days=1)
    moments = (now + day * number / 4 for number in range(8 * 4))
    opening = next(day_due.at for moment in moments if (day_due := due(index.registry, moment)) and day_due.at > now)
    services = Services(lambda team: found.of(team).index, trip.store, lambda: opening)
    client = await trip.bot.authorization.workspace_client(theirs.team)
    assert client
    await send_digest(services, theirs.team, client.client, "#general", AT_ONCE)
    await trip.store.digests.give_up(due(index.registry, opening).week)  # type: ignore[union-attr]
    assert "asked" in slack.messages("C1")[-1].text


def shown(slack: LocalSlack) -> str:
    """Everything that the bot ever sent to a workspace: calls, responses and acknowledgements."""
    acknowledged = [ack.payload for ack in slack.http.acks]
    sent = [(entry.name, entry.data) for entry in slack.journal if entry.kind in {"call", "response_url"}]
    return json.dumps([sent, acknowledged], ensure_ascii=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    registries(tmp_path)
    monkeypatch.setenv("WHOASK_REGISTRY", str(tmp_path))
    monkeypatch.setenv("WHOASK_STORE", str(tmp_path / "whoask.db"))
    return tmp_path


def test_no_output_holds_a_word_or_a_figure_of_another_workspace(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = asyncio.run(two_lives(folder))
    for theirs, others in ((FIRST, SECOND), (SECOND, FIRST)):
        told = [heard[theirs.team]]
        for command in ("insights", "propose"):
            assert main([command, "--workspace", theirs.team]) == 0
            told.append(capsys.readouterr().out)
        assert main(["insights", "--workspace", theirs.team, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        told.append(json.dumps(found, ensure_ascii=False))
        assert found["questions"] == theirs.asked + 2
        for output in told:
            for word in others.words():
                assert word not in output, f"{word}: {output[:2_000]}"
        # The test would see it: their own are all over.
        assert [word for word in theirs.words() if word not in "".join(told)] == []


async def two_lives(folder: Path) -> dict[str, str]:
    key = Pseudonyms(Secret("a key of a test that is long enough"))
    store = SqlStore(f"sqlite+aiosqlite:///{folder / 'whoask.db'}", pseudonyms=key, retention=timedelta(days=30))
    found = await Registries.start(folder, many=True)
    async with two_workspaces(store, index=lambda team: found.of(team).index, keepers=frozenset({ALICE})) as trip:
        pairs = ((trip.first, FIRST), (trip.second, SECOND))
        for slack, _ in pairs:
            await trip.install(slack)
        for slack, theirs in pairs:
            await lived(trip, slack, theirs)
        for slack, theirs in pairs:
            await digested(trip, slack, theirs, found)
            await slack.open_home(ALICE)
            await trip.quiet(slack)
            home = slack.home(ALICE)
            assert home
            assert f"Questions: {theirs.asked + 2}" in str(home.blocks)
        return {theirs.team: shown(slack) for slack, theirs in pairs}


def test_a_store_of_several_workspaces_is_told_of_one_by_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(two_lives(folder))
    for command in ("insights", "propose"):
        assert main([command]) == 1
        assert "name one by --workspace, of T1, T2" in capsys.readouterr().err
        assert main([command, "--workspace", "T9"]) == 1
        assert "no question of the workspace T9" in capsys.readouterr().err
