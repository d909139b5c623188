"""Buttons, menus, shortcuts, modals."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from localslack import ImpossibleError, LocalSlack, Message, Options, View
from tests.localslack.harness import SEED, bolt, error_of, raw


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(f"option {value}"), "value": value}


FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "feedback",
    "positive_button": {"text": plain("Right"), "value": "right"},
    "negative_button": {"text": plain("Wrong"), "value": "wrong"},
}
CONTROLS: list[dict[str, Any]] = [
    {
        "type": "actions",
        "block_id": "first",
        "elements": [
            {"type": "button", "action_id": "go", "text": plain("Go"), "value": "1"},
            {"type": "button", "action_id": "hers", "text": plain("Hers"), "visible_to_user_ids": ["U1"]},
            {"type": "static_select", "action_id": "choose", "options": [option("a"), option("b")]},
            {"type": "users_select", "action_id": "who"},
            {"type": "multi_static_select", "action_id": "some", "options": [option("a"), option("b")]},
            {"type": "overflow", "action_id": "more", "options": [option("c")]},
            {"type": "datepicker", "action_id": "when"},
            {"type": "external_select", "action_id": "find", "min_query_length": 2},
        ],
    },
    {
        "type": "actions",
        "block_id": "second",
        "elements": [{"type": "button", "action_id": "go", "text": plain("Go on"), "value": "2"}],
    },
    {"type": "context_actions", "elements": [FEEDBACK]},
    {
        "type": "carousel",
        "elements": [{"type": "card", "title": plain("t"), "actions": [{"type": "button", "text": plain("In card")}]}],
    },
]
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Form"),
    "submit": plain("Send"),
    "private_metadata": "mine",
    "blocks": [
        {
            "type": "input",
            "block_id": "question",
            "label": plain("Question"),
            "element": {"type": "plain_text_input", "action_id": "words"},
        },
        {
            "type": "input",
            "block_id": "team",
            "label": plain("Team"),
            "optional": True,
            "element": {
                "type": "static_select",
                "action_id": "pick",
                "options": [option("a"), option("b")],
                "initial_option": option("a"),
            },
        },
        {"type": "section", "text": plain("x"), "accessory": {"type": "button", "text": plain("In modal")}},
    ],
}


@pytest.fixture
async def posted(slack: LocalSlack, web: AsyncWebClient) -> Message:
    await web.chat_postMessage(channel="C1", text="choose", blocks=CONTROLS)
    return slack.messages("C1")[0]


async def test_a_click_looks_as_slack_sends_it(slack: LocalSlack, posted: Message) -> None:
    async with raw(slack) as link:
        await slack.click(posted, "go", "alice")
        envelope = await link.frame()

    payload = envelope["payload"]
    action = payload["actions"][0]
    assert (envelope["type"], payload["type"]) == ("interactive", "block_actions")
    assert payload["container"] == {
        "type": "message",
        "message_ts": posted.ts,
        "channel_id": "C1",
        "is_ephemeral": False,
    }
    assert (payload["user"]["id"], payload["channel"]) == ("U1", {"id": "C1", "name": "general"})
    assert payload["message"]["text"] == "choose"
    assert (action["type"], action["action_id"], action["block_id"], action["value"]) == ("button", "go", "first", "1")
    assert payload["trigger_id"]
    assert payload["response_url"]


@pytest.mark.parametrize(
    ("wanted", "value", "expected"),
    [
        ("go", "2", {"action_id": "go", "block_id": "second", "value": "2"}),
        ("Go on", None, {"action_id": "go", "block_id": "second", "value": "2"}),
        ("hers", None, {"action_id": "hers"}),
        ("feedback", "wrong", {"type": "feedback_buttons", "value": "wrong"}),
        ("feedback", "Right", {"type": "feedback_buttons", "value": "right"}),
        ("choose", "b", {"selected_option": option("b")}),
        ("choose", "option a", {"selected_option": option("a")}),
        ("more", "c", {"selected_option": option("c")}),
        ("some", ["a", "b"], {"selected_options": [option("a"), option("b")]}),
        ("who", "U2", {"selected_user": "U2"}),
        ("when", "2026-11-21", {"selected_date": "2026-11-21"}),
        ("find", option("z"), {"selected_option": option("z")}),
        ("In card", None, {"type": "button", "text": plain("In card")}),
    ],
)
async def test_every_control_sends_its_own_state(
    slack: LocalSlack, posted: Message, wanted: str, value: Any, expected: dict[str, Any]
) -> None:
    async with raw(slack):
        delivery = await slack.select(posted, wanted, "alice", value)

    action = delivery.payload["actions"][0]
    assert {key: action[key] for key in expected} == expected


async def test_what_is_not_there_cannot_be_clicked(slack: LocalSlack, posted: Message, web: AsyncWebClient) -> None:
    await web.chat_postEphemeral(channel="C1", user="U1", text="choose", blocks=CONTROLS)
    (private,) = slack.ephemerals("alice")

    for source, wanted, user, value in [
        (posted, "nothing", "alice", None),
        (posted, "hers", "bob", None),
        (posted, "choose", "alice", "z"),
        (posted, "feedback", "alice", "maybe"),
        (private, "go", "bob", None),
        (posted, "go", "otto", None),
    ]:
        with pytest.raises(ImpossibleError):
            await slack.select(source, wanted, user, value)
    await web.chat_delete(channel="C1", ts=posted.ts)
    with pytest.raises(ImpossibleError, match="gone"):
        await slack.click(posted, "go", "alice")


async def test_a_click_on_an_ephemeral_does_not_carry_its_content(slack: LocalSlack, web: AsyncWebClient) -> None:
    await web.chat_postEphemeral(channel="C1", user="U1", text="choose", blocks=CONTROLS)
    async with raw(slack):
        delivery = await slack.click(slack.ephemerals("alice")[0], "go", "alice")

    assert delivery.payload["container"]["is_ephemeral"]
    assert "message" not in delivery.payload


async def test_an_interaction_nobody_acknowledges_is_not_sent_again(slack: LocalSlack, posted: Message) -> None:
    slack.socket.ack_timeout = 0.01
    async with raw(slack):
        delivery = await slack.settled(await slack.click(posted, "go", "alice"))

    assert (delivery.outcome, len(delivery.attempts)) == ("operation_timeout", 1)


async def test_a_message_shortcut_carries_the_message(slack: LocalSlack, web: AsyncWebClient) -> None:
    said = await slack.say("bob", "#billing", "who owns this?")
    async with raw(slack):
        delivery = await slack.message_shortcut(said, "ask_about", "alice")
    await web.chat_postEphemeral(channel="C1", user="U1", text="psst")

    payload = delivery.payload
    assert (payload["type"], payload["callback_id"]) == ("message_action", "ask_about")
    assert (payload["message"]["text"], payload["message_ts"], payload["channel"]["id"]) == (
        "who owns this?",
        said.ts,
        "C2",
    )
    assert payload["response_url"]
    with pytest.raises(ImpossibleError):
        await slack.message_shortcut(slack.ephemerals("alice")[0], "ask_about", "alice")


async def test_a_global_shortcut_has_no_channel_and_no_response_url(slack: LocalSlack) -> None:
    async with raw(slack):
        delivery = await slack.global_shortcut("ask_global", "alice")

    assert delivery.payload["type"] == "shortcut"
    assert not {"channel", "response_url"} & set(delivery.payload)


async def opened(slack: LocalSlack, web: AsyncWebClient, modal: dict[str, Any] | None = None) -> View:
    async with raw(slack):
        delivery = await slack.global_shortcut("ask_global", "alice")
    await web.views_open(trigger_id=delivery.payload["trigger_id"], view=modal or MODAL)
    return slack.modals("alice")[-1]


async def test_a_trigger_is_good_for_one_use_within_three_seconds() -> None:
    now = [100.0]
    async with LocalSlack.start(SEED, options=Options(clock=lambda: now[0])) as slack, raw(slack):
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        first = (await slack.global_shortcut("x", "alice")).payload["trigger_id"]
        second = (await slack.global_shortcut("x", "alice")).payload["trigger_id"]

        assert await error_of(web.views_open(trigger_id=first, view=MODAL)) == ""
        assert await error_of(web.views_open(trigger_id=first, view=MODAL)) == "exchanged_trigger_id"
        assert await error_of(web.views_open(trigger_id="1.2.x", view=MODAL)) == "invalid_trigger_id"
        now[0] += 3.1
        assert await error_of(web.views_open(trigger_id=second, view=MODAL)) == "expired_trigger_id"


async def test_a_view_is_updated_unless_it_changed_meanwhile(slack: LocalSlack, web: AsyncWebClient) -> None:
    view = await opened(slack, web, MODAL | {"external_id": "mine"})
    other = MODAL | {"title": plain("Other")}

    assert await error_of(web.views_update(view_id=view.id, hash=view.hash, view=other)) == ""
    assert await error_of(web.views_update(view_id=view.id, hash=view.hash, view=MODAL)) == "hash_conflict"
    assert await error_of(web.views_update(external_id="mine", view=other)) == ""
    assert await error_of(web.views_update(view_id="V404", view=other)) == "not_found"
    assert slack.modals("alice")[0].body["title"] == plain("Other")


async def test_three_modals_lie_on_each_other_at_most(slack: LocalSlack, web: AsyncWebClient) -> None:
    async def push() -> str:
        async with raw(slack):
            trigger = (await slack.global_shortcut("x", "alice")).payload["trigger_id"]
        return await error_of(web.views_push(trigger_id=trigger, view=MODAL))

    assert await push() == "not_found"
    first = await opened(slack, web)
    assert [await push(), await push(), await push()] == ["", "", "push_limit_reached"]
    stack = slack.modals("alice")
    assert [view.previous for view in stack] == [None, first.id, stack[1].id]
    assert {view.root for view in stack} == {first.id}


async def test_a_home_tab_is_published_for_one_person(slack: LocalSlack, web: AsyncWebClient) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    first = await web.views_publish(user_id="U1", view=home)

    assert await error_of(web.views_publish(user_id="U1", hash=first["view"]["hash"], view=home)) == ""
    assert await error_of(web.views_publish(user_id="U1", hash=first["view"]["hash"], view=home)) == "hash_conflict"
    assert await error_of(web.views_publish(user_id="U404", view=home)) == "user_not_found"
    assert await error_of(web.views_publish(user_id="U1", view=MODAL)) == "invalid_arguments"
    assert slack.home("bob") is None
    view = slack.home("alice")
    assert view is not None
    with pytest.raises(ImpossibleError, match="modal"):
        await slack.submit_view(view, "alice")


async def test_a_view_of_the_wrong_kind_or_none_is_refused(slack: LocalSlack, web: AsyncWebClient) -> None:
    async with raw(slack):
        trigger = (await slack.global_shortcut("x", "alice")).payload["trigger_id"]

    home = {"type": "home", "blocks": []}
    assert await error_of(web.views_open(trigger_id=trigger, view=home)) == "invalid_arguments"
    assert await error_of(web.api_call("views.open", json={"trigger_id": trigger})) == "invalid_arguments"
    await web.views_open(trigger_id=trigger, view=MODAL | {"external_id": "one"})
    async with raw(slack):
        trigger = (await slack.global_shortcut("x", "bob")).payload["trigger_id"]
    twice = web.views_open(trigger_id=trigger, view=MODAL | {"external_id": "one"})
    assert await error_of(twice) == "duplicate_external_id"


async def test_a_submission_carries_what_was_filled_in_and_what_was_there(
    slack: LocalSlack, web: AsyncWebClient
) -> None:
    view = await opened(slack, web)
    async with raw(slack) as link:
        delivery = await slack.submit_view(view, "alice", {"question": "who?"})
        envelope = await link.frame()
        await link.ack(envelope)
        await slack.settled(delivery)

    payload = envelope["payload"]
    assert envelope["accepts_response_payload"]
    assert (payload["type"], payload["view"]["callback_id"]) == ("view_submission", "form")
    assert (payload["view"]["private_metadata"], payload["view"]["hash"]) == ("mine", view.hash)
    assert payload["view"]["state"]["values"] == {
        "question": {"words": {"type": "plain_text_input", "value": "who?"}},
        "team": {"pick": {"type": "static_select", "selected_option": option("a")}},
    }
    assert slack.modals("alice") == ()
    with pytest.raises(ImpossibleError):
        await slack.submit_view(view, "alice", {"question": "again?"})


async def test_what_is_required_must_be_filled_in(slack: LocalSlack, web: AsyncWebClient) -> None:
    view = await opened(slack, web)

    with pytest.raises(ImpossibleError, match="words must be filled in"):
        await slack.submit_view(view, "alice")
    with pytest.raises(ImpossibleError, match="does not have"):
        await slack.submit_view(view, "bob", {"words": "who?"})


@pytest.mark.parametrize(
    ("answer", "titles", "errors"),
    [
        ({"response_action": "clear"}, [], {}),
        ({"response_action": "errors", "errors": {"question": "too short"}}, ["Form"], {"question": "too short"}),
        ({"response_action": "update", "view": MODAL | {"title": plain("Done")}}, ["Done"], {}),
        ({"response_action": "push", "view": MODAL | {"title": plain("Next")}}, ["Form", "Next"], {}),
    ],
)
async def test_what_acknowledges_a_submission_is_done(
    slack: LocalSlack, web: AsyncWebClient, answer: dict[str, Any], titles: list[str], errors: dict[str, str]
) -> None:
    view = await opened(slack, web)
    async with raw(slack) as link:
        delivery = await slack.submit_view(view, "alice", {"words": "who?"})
        await link.ack(await link.frame(), answer)
        await slack.settled(delivery)

    assert [view.body["title"]["text"] for view in slack.modals("alice")] == titles
    assert slack.view_errors.get(view.id, {}) == errors


async def test_a_bad_view_in_an_acknowledgement_shows_as_an_error(slack: LocalSlack, web: AsyncWebClient) -> None:
    view = await opened(slack, web)
    async with raw(slack) as link:
        delivery = await slack.submit_view(view, "alice", {"words": "who?"})
        await link.ack(await link.frame(), {"response_action": "update", "view": {"type": "modal"}})
        await slack.settled(delivery)

    assert slack.view_errors[view.id][""] == "invalid_arguments"


async def test_a_submission_nobody_acknowledges_leaves_the_modal_open_with_an_error(
    slack: LocalSlack, web: AsyncWebClient
) -> None:
    view = await opened(slack, web)
    slack.socket.ack_timeout = 0.01
    async with raw(slack):
        await slack.settled(await slack.submit_view(view, "alice", {"words": "who?"}))

    assert slack.view_errors[view.id] == {"": "operation_timeout"}
    assert len(slack.modals("alice")) == 1


@pytest.mark.parametrize("notify", [True, False])
async def test_the_app_hears_of_a_closed_modal_only_when_it_asked_to(
    slack: LocalSlack,
    web: AsyncWebClient,
    notify: bool,  # noqa: FBT001 - a table of two
) -> None:
    view = await opened(slack, web, MODAL | {"notify_on_close": notify})
    async with raw(slack):
        delivery = await slack.close_view(view, "alice")

    assert (delivery is not None) is notify
    assert slack.modals("alice") == ()


async def test_a_button_in_a_modal_has_a_view_and_no_response_url(slack: LocalSlack, web: AsyncWebClient) -> None:
    view = await opened(slack, web)
    async with raw(slack):
        delivery = await slack.click(view, "In modal", "alice")

    assert delivery.payload["container"] == {"type": "view", "view_id": view.id}
    assert delivery.payload["view"]["id"] == view.id
    assert "response_url" not in delivery.payload


async def test_suggestions_come_back_with_the_acknowledgement(slack: LocalSlack, posted: Message) -> None:
    async with raw(slack) as link:
        delivery = await slack.suggest(posted, "find", "alice", "bil")
        envelope = await link.frame()
        await link.ack(envelope, {"options": [option("billing")]})
        await slack.settled(delivery)

    payload = envelope["payload"]
    assert (payload["type"], payload["action_id"], payload["value"]) == ("block_suggestion", "find", "bil")
    assert envelope["accepts_response_payload"]
    assert delivery.answer == {"options": [option("billing")]}
    with pytest.raises(ImpossibleError, match="2 characters"):
        await slack.suggest(posted, "find", "alice", "b")


@pytest.mark.parametrize("answer", [{"options": [option("x")] * 101}, {"options": [{"text": "x"}]}, {}])
async def test_suggestions_beyond_the_limits_are_dropped_and_flagged(
    slack: LocalSlack, posted: Message, answer: dict[str, Any]
) -> None:
    async with raw(slack) as link:
        delivery = await slack.suggest(posted, "find", "alice", "bil")
        await link.ack(await link.frame(), answer)
        await slack.settled(delivery)

    assert delivery.answer == {}
    assert "block_suggestion" in slack.warnings[0]


async def test_a_real_app_opens_a_modal_and_takes_what_comes_back(slack: LocalSlack) -> None:
    taken: list[str] = []

    def form(app: AsyncApp) -> None:
        @app.shortcut("ask_global")
        async def on_shortcut(ack: Any, shortcut: dict[str, Any], client: AsyncWebClient) -> None:
            await ack()
            await client.views_open(trigger_id=shortcut["trigger_id"], view=MODAL)

        @app.view("form")
        async def on_form(ack: Any, view: dict[str, Any]) -> None:
            words = view["state"]["values"]["question"]["words"]["value"]
            if words == "bad":
                await ack(response_action="errors", errors={"question": "say more"})
                return
            taken.append(words)
            await ack()

        @app.options("find")
        async def on_options(ack: Any) -> None:
            await ack(options=[option("billing")])

    async with bolt(slack, form) as app:
        await slack.global_shortcut("ask_global", "alice")
        (view,) = await slack.wait_for(lambda: slack.modals("alice"))
        await slack.settled(await slack.submit_view(view, "alice", {"words": "bad"}))
        assert slack.view_errors == {view.id: {"question": "say more"}}
        await slack.settled(await slack.submit_view(view, "alice", {"words": "good"}))
        await app.client.chat_postMessage(channel="C1", text="choose", blocks=CONTROLS)
        found = await slack.settled(await slack.suggest(slack.messages("C1")[0], "find", "alice", "bil"))

    assert taken == ["good"]
    assert slack.modals("alice") == ()
    assert found.answer == {"options": [option("billing")]}
