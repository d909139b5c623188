"""What people write and do, and which events come of it."""

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from localslack import App, Channel, Command, ImpossibleError, LocalSlack, Seed, User
from localslack.composer import compose, compose_command
from localslack.directory import Directory
from tests.localslack.harness import SEED, raw

EVERY_EVENT = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "channel_archive",
        "channel_rename",
        "channel_unarchive",
        "member_joined_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "reaction_added",
    }
)


def events(slack: LocalSlack) -> list[dict[str, Any]]:
    return [delivery.event for delivery in slack.deliveries()]


def kinds(slack: LocalSlack) -> list[str]:
    return [f"{event['type']}/{event.get('subtype', '')}".rstrip("/") for event in events(slack)]


@pytest.fixture
def directory() -> Directory:
    return Directory(SEED)


# As typed, and as the event carries it.
TYPED = [
    ("hello", "hello"),
    ("a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"),
    ("&amp;", "&amp;amp;"),
    ("@helper hi", "<@U0BOT> hi"),
    ("@Helper, hi", "<@U0BOT>, hi"),
    ("ask @bob.", "ask <@U2>."),
    ("@nobody", "@nobody"),
    ("see #billing.", "see <#C2|billing>."),
    ("(#general)", "(<#C1|general>)"),
    ("#secret", "#secret"),
    ("#nowhere", "#nowhere"),
    ("issue#general", "issue#general"),
    ("@here @channel @everyone", "<!here> <!channel> <!everyone>"),
    ("<!channel>", "&lt;!channel&gt;"),
    ("@seniors help", "<!subteam^S1> help"),
    ("mail bob@example.com", "mail <mailto:bob@example.com|bob@example.com>"),
    ("see https://www.gov.uk/vat?a=1&b=2.", "see <https://www.gov.uk/vat?a=1&amp;b=2>."),
    ("is www.gov.uk down?", "is <http://www.gov.uk|www.gov.uk> down?"),
    ("https://example.com/#general", "<https://example.com/#general>"),
    ("data.yaml and app.py", "data.yaml and app.py"),
]


@pytest.mark.parametrize(("typed", "sent"), TYPED)
def test_a_client_encodes_what_is_typed(directory: Directory, typed: str, sent: str) -> None:
    assert compose(directory, "U1", typed) == sent


@pytest.mark.parametrize(
    ("typed", "escaped", "plain"),
    [
        ("ask #billing", "ask <#C2|billing>", "ask #billing"),
        ("ask @bob", "ask <@U2|bob>", "ask @bob"),
        ("ask @seniors", "ask <!subteam^S1|@seniors>", "ask @seniors"),
        ("a & b", "a &amp; b", "a &amp; b"),
    ],
)
def test_a_command_has_links_only_where_it_asks_for_them(
    directory: Directory, typed: str, escaped: str, plain: str
) -> None:
    assert compose_command(directory, "U1", typed, should_escape=True) == escaped
    assert compose_command(directory, "U1", typed, should_escape=False) == plain


async def test_a_member_of_a_private_channel_can_link_it(directory: Directory) -> None:
    assert compose(directory, "U2", "#secret") == "<#C3|secret>"


@pytest.mark.parametrize(
    ("user", "channel", "text", "expected"),
    [
        ("alice", "#general", "@helper hi", ["app_mention"]),
        ("alice", "#general", "hi", []),
        ("alice", "#inner", "@helper hi", ["app_mention"]),
        ("bob", "#billing", "@helper hi", []),
        ("bob", "#secret", "@helper hi", []),
        ("otto", "#partners", "@helper hi", ["app_mention"]),
        ("oddjob", "#general", "@helper hi", ["app_mention"]),
        ("alice", "D1", "hi", ["message"]),
        ("alice", "D1", "@helper hi", ["message"]),
    ],
)
async def test_the_app_hears_mentions_where_it_is_a_member_and_its_direct_messages(
    slack: LocalSlack, user: str, channel: str, text: str, expected: list[str]
) -> None:
    slack.dm("alice")

    await slack.say(user, channel, text)

    assert kinds(slack) == expected


async def test_one_message_can_make_two_events_with_two_ids() -> None:
    async with LocalSlack.start(replace(SEED, app=App(events=EVERY_EVENT))) as slack:
        await slack.say("alice", "#general", "@helper hi")
        await slack.say("alice", "#inner", "hi")

        assert kinds(slack) == ["app_mention", "message", "message"]
        assert len({delivery.event_id for delivery in slack.deliveries()}) == 3
        assert [e.get("channel_type") for e in events(slack)] == [None, "channel", "group"]


async def test_without_the_scope_an_event_is_not_sent() -> None:
    app = App(events=EVERY_EVENT, scopes=frozenset({"chat:write"}))
    async with LocalSlack.start(replace(SEED, app=app)) as slack:
        await slack.say("alice", "#general", "@helper hi")
        await slack.say("alice", slack.dm("alice"), "hi")

        assert kinds(slack) == []


async def test_the_app_hears_its_own_words_in_a_direct_message(slack: LocalSlack, web: AsyncWebClient) -> None:
    posted = await web.chat_postMessage(channel="U1", text="@helper hi")
    await web.chat_update(channel=posted["channel"], ts=posted["ts"], text="changed")

    first, second = events(slack)
    assert (first["bot_id"], first["user"]) == ("B0SANDBOX", "U0BOT")
    assert (second["subtype"], second["message"]["text"]) == ("message_changed", "changed")


async def test_edits_and_deletions_make_events_and_a_mention_comes_again_when_edited(slack: LocalSlack) -> None:
    in_channel = await slack.say("alice", "#general", "helper hi")
    in_channel = await slack.edit(in_channel, "@helper hi")
    await slack.delete(in_channel)
    in_dm = await slack.say("alice", slack.dm("alice"), "helo")
    await slack.edit(in_dm, "hello")
    await slack.delete(in_dm)

    assert kinds(slack) == ["app_mention", "message", "message/message_changed", "message/message_deleted"]
    assert events(slack)[0]["edited"]["user"] == "U1"
    assert events(slack)[2]["previous_message"]["text"] == "helo"
    assert slack.messages("#general") == ()
    with pytest.raises(ImpossibleError, match="is gone"):
        await slack.edit(in_dm, "again")


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
async def test_a_message_can_have_a_subtype(slack: LocalSlack, subtype: str) -> None:
    await slack.say("alice", slack.dm("alice"), "look", subtype=subtype)

    assert events(slack)[0]["subtype"] == subtype


async def test_a_message_of_another_bot_has_a_bot_id(slack: LocalSlack) -> None:
    await slack.say("oddjob", "#general", "@helper hi")

    assert events(slack)[0]["bot_id"] == "B5"


async def test_somebody_of_another_team_is_marked_in_a_shared_channel(slack: LocalSlack) -> None:
    await slack.say("otto", "#partners", "@helper hi")

    (delivery,) = slack.deliveries()
    assert delivery.payload["is_ext_shared_channel"]
    assert delivery.event["team"] == "T0OTHER"


async def test_joining_renaming_archiving_and_reacting_make_events() -> None:
    async with LocalSlack.start(replace(SEED, app=App(events=EVERY_EVENT))) as slack:
        await slack.join("helper", "#billing")
        await slack.rename("#billing", "money")
        await slack.archive("#money", "bob")
        await slack.archive("#money", "bob", archived=False)
        message = await slack.say("alice", "#general", "hi")
        await slack.react("bob", message, "eyes")

        assert kinds(slack) == [
            "member_joined_channel",
            "message/channel_join",
            "channel_rename",
            "channel_archive",
            "channel_unarchive",
            "message",
            "reaction_added",
        ]
        assert slack.workspace.app_is_in(slack.workspace.directory.channel("#money"))


async def test_who_joins_where_the_app_is_not_stays_unheard() -> None:
    async with LocalSlack.start(replace(SEED, app=App(events=EVERY_EVENT))) as slack:
        await slack.join("alice", "#billing")

        assert kinds(slack) == []


async def test_an_app_that_was_removed_hears_nothing_more(slack: LocalSlack) -> None:
    await slack.leave("helper", "#general")
    await slack.say("alice", "#general", "@helper hi")

    assert kinds(slack) == []


async def test_people_join_a_public_channel_by_writing_in_it(slack: LocalSlack) -> None:
    await slack.say("alice", "#billing", "hello")

    assert "U1" in slack.workspace.directory.channel("#billing").members


@pytest.mark.parametrize(
    ("user", "channel", "why"),
    [
        ("alice", "#secret", "cannot see"),
        ("gina", "#general", "cannot see"),
        ("otto", "#general", "cannot see"),
        ("alice", "#old", "archived"),
        ("alice", "#nowhere", "no channel"),
        ("zoe", "#general", "nobody"),
    ],
)
async def test_what_a_client_would_not_let_them_do_is_impossible(
    slack: LocalSlack, user: str, channel: str, why: str
) -> None:
    with pytest.raises(ImpossibleError, match=why):
        await slack.say(user, channel, "hello")
    with pytest.raises(ImpossibleError):
        await slack.command(user, channel, "/ask", "hello")


@pytest.mark.parametrize("user", ["oddjob", "gone", "zoe"])
async def test_bots_and_closed_accounts_have_no_direct_messages(slack: LocalSlack, user: str) -> None:
    with pytest.raises(ImpossibleError):
        slack.dm(user)


async def test_a_command_payload_looks_as_slack_sends_it(slack: LocalSlack) -> None:
    async with raw(slack) as link:
        await slack.command("alice", "#billing", "/ask", " who owns #general? ")
        envelope = await link.frame()

    payload = envelope["payload"]
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert "retry_attempt" not in envelope
    assert payload["text"] == "who owns <#C1|general>?"
    assert (payload["channel_name"], payload["user_name"], payload["command"]) == ("billing", "alice", "/ask")
    assert payload["response_url"].startswith(slack.url)
    assert payload["trigger_id"]


async def test_only_the_commands_of_the_app_are_valid_and_each_escapes_as_it_says() -> None:
    app = App(commands=(Command("/ask"), Command("/raw", should_escape=False)))
    async with LocalSlack.start(replace(SEED, app=app)) as slack, raw(slack):
        raw_text = (await slack.command("alice", "C1", "/raw", "#billing")).payload["text"]
        with pytest.raises(ImpossibleError, match="not a valid command"):
            await slack.command("alice", "C1", "/other", "x")

    assert raw_text == "#billing"


async def test_somebody_of_another_team_cannot_use_the_commands(slack: LocalSlack) -> None:
    with pytest.raises(ImpossibleError, match="another team"):
        await slack.command("otto", "#partners", "/ask", "x")


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ({"text": "looking"}, ["looking"]),
        ({"text": "x", "blocks": [{"type": "nope"}]}, ['/ask failed with the error "invalid_blocks"']),
        ({}, []),
    ],
)
async def test_what_acknowledges_a_command_is_shown_to_the_person(
    slack: LocalSlack, payload: dict[str, Any], shown: list[str]
) -> None:
    async with raw(slack) as link:
        delivery = await slack.command("alice", "#billing", "/ask", "x")
        await link.ack(await link.frame(), payload)
        await slack.settled(delivery)

    assert delivery.answer == payload
    assert [m.text for m in slack.ephemerals("alice")] == shown


async def test_opening_the_home_tab_tells_the_app_what_is_on_it(slack: LocalSlack, web: AsyncWebClient) -> None:
    await slack.open_home("alice")
    await web.views_publish(user_id="U1", view={"type": "home", "blocks": [{"type": "divider"}]})
    await slack.open_home("alice")
    await slack.open_home("alice", "messages")

    assert [(e["tab"], "view" in e) for e in events(slack)] == [("home", False), ("home", True), ("messages", False)]
    home = slack.home("alice")
    assert home is not None
    assert home.blocks[0]["type"] == "divider"


async def test_waiting_in_vain_shows_what_happened_last(slack: LocalSlack) -> None:
    await slack.say("alice", "C1", "@helper hi")
    async with raw(slack):
        with pytest.raises(TimeoutError, match="hello"):
            await slack.wait_for(lambda: False, timeout=0.01)


async def test_the_journal_keeps_the_newest_entries_and_their_numbers(slack: LocalSlack) -> None:
    journal = slack.journal
    journal._size = 3
    numbers = [journal.write("note", str(number)) for number in range(5)]
    journal.answered(numbers[0], {"ok": True})
    journal.acknowledged(numbers[0])
    journal.answered(numbers[4], {"ok": True})

    assert [entry.name for entry in journal] == ["2", "3", "4"]
    assert len(journal) == 3
    assert [entry.ok for entry in journal] == [False, False, True]


async def test_a_local_slack_starts_with_one_channel_and_two_people_when_nothing_is_seeded() -> None:
    async with LocalSlack.start() as slack:
        await slack.say("alice", "general", "hi")

    assert slack.seed == Seed()
    assert slack.seed.channels == (Channel("C1", "general", members=frozenset({"U0BOT", "U1", "U2"})),)
    assert User("U1", "alice", "Alice Archer") in slack.seed.users


async def test_timestamps_rise_and_never_repeat_when_the_clock_stands_still(slack: LocalSlack) -> None:
    slack.workspace.stamps.now = lambda: 5.0
    first, second = slack.workspace.stamps.next(), slack.workspace.stamps.next()
    slack.workspace.stamps._last = 0
    third, fourth = slack.workspace.stamps.next(), slack.workspace.stamps.next()

    assert float(first) < float(second)
    assert (third, fourth) == ("5.000000", "5.000001")


async def test_an_address_ends_where_somebody_typed_a_bracket_or_a_bar(slack: LocalSlack) -> None:
    said = await slack.say("alice", "#general", "<https://evil.example|https://example.org>, (https://a.b/c?d=1&e=2).")
    assert said.text == ("&lt;<https://evil.example>|https://example.org&gt;, (<https://a.b/c?d=1&amp;e=2>).")
