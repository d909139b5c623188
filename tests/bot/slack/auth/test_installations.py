"""The same contract on SQLite and on a real Postgres."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from slack_sdk.oauth.installation_store.models import Installation
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.settings.secret import Secret
from bot.slack.auth import installations
from bot.slack.auth.installations import STATE_LIVES, Installations, States
from bot.store.privacy import Pseudonyms
from bot.store.sql import SqlStore
from bot.store.tables import ENCRYPTED, slack_bots, slack_installations, slack_oauth_states

CLIENT = "1111111111.2222222222"
LONGEST = "xoxb-" + "1" * 250
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
OLD, NEW = Secret("o" * 32), Secret("n" * 32)


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SqlStore]:
    if request.param == "postgres":
        url = request.getfixturevalue("postgres")
    else:
        url = f"sqlite+aiosqlite:///{tmp_path / 'whoask.db'}"
    store = SqlStore(url, pseudonyms=Pseudonyms(Secret("p")), retention=timedelta())
    yield store
    await store.close()


def installation(team: str = "T1", token: str = LONGEST, **more: object) -> Installation:
    return Installation(
        app_id="A1",
        team_id=team,
        team_name="Team",
        bot_token=token,
        bot_id="B1",
        bot_user_id="U0BOT",
        bot_scopes="chat:write,commands",
        user_id="U1",
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def kept(store: SqlStore) -> Installations:
    return Installations(store, CLIENT, [OLD])


async def rows(store: SqlStore) -> list[dict[str, object]]:
    async def job(connection: AsyncConnection) -> list[dict[str, object]]:
        found = [(await connection.execute(select(table))).mappings() for table in (slack_installations, slack_bots)]
        return [dict(row) for table in found for row in table]

    return await store.run(job)


async def test_a_token_of_255_characters_comes_back_as_it_was(kept: Installations) -> None:
    assert len(LONGEST) == 255
    await kept.async_save(installation())
    bot = await kept.find("T1")
    assert bot
    assert (bot.bot_token, bot.bot_user_id, bot.bot_id, bot.team_id) == (LONGEST, "U0BOT", "B1", "T1")


async def test_nothing_that_opens_anything_is_kept_in_clear(kept: Installations, store: SqlStore) -> None:
    secrets = {name: f"{name}-secret" for name in ENCRYPTED if name != "bot_token"}
    await kept.async_save(installation(token="bot_token-secret", **secrets))
    found = await rows(store)
    assert len(found) == 2
    assert "-secret" not in repr(found)
    assert {name for row in found for name in ENCRYPTED if row.get(name)} == set(ENCRYPTED)


async def test_a_workspace_where_it_is_not_installed_has_none(kept: Installations) -> None:
    await kept.async_save(installation())
    assert await kept.find("T2") is None


async def test_a_new_installation_takes_the_place_of_the_old(kept: Installations, store: SqlStore) -> None:
    await kept.async_save(installation(token="xoxb-old"))
    await kept.async_save(installation(token="xoxb-new"))
    bot = await kept.find("T1")
    assert bot
    assert bot.bot_token == "xoxb-new"
    assert len(await rows(store)) == 2


async def test_it_is_found_by_the_workspace_alone_also_in_an_organisation(kept: Installations) -> None:
    await kept.async_save(installation(enterprise_id="E1"))
    bot = await kept.find("T1")
    assert bot
    assert bot.enterprise_id == "E1"


async def test_another_apps_installations_are_not_ours(kept: Installations, store: SqlStore) -> None:
    await kept.async_save(installation())
    other = Installations(store, "3333333333.4444444444", [OLD])
    assert await other.find("T1") is None
    assert not await other.remove("T1")
    assert await kept.find("T1")


async def test_removing_takes_all_of_one_workspace_and_nothing_of_another(kept: Installations, store: SqlStore) -> None:
    for team in ("T1", "T2"):
        await kept.async_save(installation(team))
    assert await kept.remove("T1")
    assert not await kept.remove("T1")
    assert {row["team_id"] for row in await rows(store)} == {"T2"}


async def test_a_token_that_was_replaced_does_not_remove_the_new_one(kept: Installations) -> None:
    await kept.async_save(installation(token="xoxb-new"))
    assert not await kept.remove("T1", token="xoxb-old")
    assert await kept.remove("T1", token="xoxb-new")


async def test_a_new_key_opens_what_the_old_one_sealed_as_long_as_both_are_set(
    kept: Installations, store: SqlStore
) -> None:
    await kept.async_save(installation())
    both = await Installations(store, CLIENT, [NEW, OLD]).find("T1")
    assert both
    assert both.bot_token == LONGEST
    alone = await Installations(store, CLIENT, [NEW]).find("T1")
    assert alone
    assert alone.bot_token == ""


async def test_tokens_are_sealed_anew_with_a_new_key_so_that_the_old_one_can_go(
    kept: Installations, store: SqlStore
) -> None:
    for team in ("T1", "T2"):
        await kept.async_save(installation(team, user_token="xoxp-1"))
    both = Installations(store, CLIENT, [NEW, OLD])
    assert await both.encrypt_again() == 2
    assert await both.encrypt_again() == 0
    bot = await Installations(store, CLIENT, [NEW]).find("T1")
    assert bot
    assert bot.bot_token == LONGEST
    assert "xoxp-1" not in repr(await rows(store))


async def test_a_token_that_no_key_opens_is_left_as_it_is(kept: Installations, store: SqlStore) -> None:
    await kept.async_save(installation())
    assert await Installations(store, CLIENT, [NEW]).encrypt_again() == 0
    bot = await kept.find("T1")
    assert bot
    assert bot.bot_token == LONGEST


async def test_a_state_is_good_once(store: SqlStore) -> None:
    states = States(store, [OLD])
    state = await states.async_issue()
    assert not await states.async_consume("guessed")
    assert not await States(store, [NEW]).async_consume(state)
    assert await States(store, [NEW, OLD]).async_consume(state)
    assert not await states.async_consume(state)
    for again in (f"{state}=", f"{state[:10]}!{state[10:]}", f"{state}A", f"{state[:-1]}", state.swapcase()):
        assert not await states.async_consume(again)


async def test_a_state_is_good_for_ten_minutes_and_then_removed(store: SqlStore) -> None:
    early = States(store, [OLD], lambda: NOON)
    first, second = await early.async_issue(), await early.async_issue()
    assert await States(store, [OLD], lambda: NOON + STATE_LIVES - timedelta(seconds=1)).async_consume(first)
    late = States(store, [OLD], lambda: NOON + STATE_LIVES)
    assert not await late.async_consume(second)
    assert await late.async_consume(await late.async_issue())
    assert await used_states(store) == 1


async def test_however_many_installations_begin_or_end_few_states_are_kept(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installations, "MOST_USED", 5)
    states = States(store, [OLD])
    begun = [await states.async_issue() for _ in range(20)]
    assert await used_states(store) == 0
    assert all([await states.async_consume(state) for state in begun])
    assert await used_states(store) == 5
    assert not await states.async_consume(begun[-1])


async def used_states(store: SqlStore) -> int:
    async def job(connection: AsyncConnection) -> int:
        return len((await connection.execute(select(slack_oauth_states))).all())

    return await store.run(job)
