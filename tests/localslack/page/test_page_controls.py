"""Buttons, menus and modals on the page."""

from typing import Any

import pytest

from localslack import LocalSlack
from tests.localslack.harness import bolt
from tests.localslack.page.harness import BLOCKS, MODAL, Helper, Tab, modal, option, paged, tab, whisper

pytestmark = pytest.mark.usefixtures("helper")


async def test_of_two_controls_with_the_same_action_the_one_in_its_block_is_used(
    slack: LocalSlack, page: Tab, helper: Helper
) -> None:
    on = await whisper(page)
    await page.done("act", on=on, action_id="go", block_id="two", value="2")
    await page.done("act", on=on, action_id="go", block_id="one", value="1")
    await slack.wait_for(lambda: len(helper.actions) == 2)

    assert sorted((a["block_id"], a["value"]) for a in helper.actions) == [("one", "1"), ("two", "2")]
    assert "There is no 'go' to use here" in await page.refused("act", on=on, action_id="go", block_id="choices")


async def test_controls_send_what_was_chosen(slack: LocalSlack, page: Tab, helper: Helper) -> None:
    on = await whisper(page)
    for action_id, value in (("choose", option("b")), ("whom", ["U1", "U2"]), ("when", "2026-01-31")):
        await page.done("act", on=on, action_id=action_id, block_id="choices", value=value)
    await slack.wait_for(lambda: len(helper.actions) == 3)

    heard = {action["action_id"]: action for action in helper.actions}
    assert heard["choose"]["selected_option"] == option("b")
    assert heard["whom"]["selected_users"] == ["U1", "U2"]
    assert heard["when"]["selected_date"] == "2026-01-31"


@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        ("choose", "c"),
        ("choose", {"value": "c"}),
        ("choose", []),
        ("choose", {}),
        ("whom", "U1"),
        ("whom", {"a": 1}),
        ("when", []),
        ("when", {}),
    ],
)
async def test_a_value_that_a_control_does_not_take_is_refused(page: Tab, action_id: str, value: Any) -> None:
    on = await whisper(page)
    refused = await page.refused("act", on=on, action_id=action_id, block_id="choices", value=value)

    assert refused.startswith(action_id.capitalize())


async def test_options_come_from_the_app_while_somebody_types(page: Tab) -> None:
    on = await whisper(page)
    reply = await page.done("suggest", on=on, action_id="find", block_id="two", typed="pub")

    assert reply["options"] == [option("pub in two")]
    assert "option_groups" not in reply
    assert await page.refused("suggest", on=on, action_id="find", block_id="two", typed="")


async def test_options_that_do_not_come_are_not_waited_for_for_ever() -> None:
    async def silent(**_kw: Any) -> None: ...

    async with paged(ack_timeout=0.05) as slack, bolt(slack, lambda app: app.options("find")(silent)) as app:
        sent = await app.client.chat_postMessage(channel="C1", text="t", blocks=BLOCKS)
        async with tab(slack) as page:
            on = {"room": "C1", "ts": sent["ts"]}
            assert await page.refused("suggest", on=on, action_id="find", block_id="one", typed="x") == (
                "The app offered no options in time."
            )


async def test_a_slow_menu_does_not_hold_up_the_rest_and_only_so_many_wait() -> None:
    async def silent(**_kw: Any) -> None: ...

    async with paged() as slack, bolt(slack, lambda app: app.options("find")(silent)) as app:
        sent = await app.client.chat_postMessage(channel="C1", text="t", blocks=BLOCKS)
        async with tab(slack) as page:
            on = {"room": "C1", "ts": sent["ts"]}
            for number in range(100, 109):
                suggest = {"do": "suggest", "on": on, "action_id": "find", "block_id": "one", "typed": "x"}
                await page.socket.send_json({"id": number, **suggest})
            await page.done("say", room="C1", text="meanwhile")
            assert [(r["re"], r["error"]) for r in page.replies if not r["ok"]] == [
                (108, "Too many menus are waiting for the app.")
            ]


async def test_a_modal_is_filled_in_by_block_and_action(slack: LocalSlack, page: Tab, helper: Helper) -> None:
    view = await modal(page)
    await page.done("submit", view=view, values={"first": {"words": "1"}, "second": {"words": ""}})
    await page.until(lambda: not page.slices["modals"])

    assert {block: state["words"]["value"] for block, state in helper.submitted.items()} == {
        "first": "1",
        "second": None,
        "third": "three",
    }
    assert "does not have view" in await page.refused("submit", view=view, values={})
    assert slack.modals("alice") == ()


async def test_what_is_wrong_with_a_form_stands_by_its_field(page: Tab, helper: Helper) -> None:
    helper.answer = {"response_action": "errors", "errors": {"first": "Say more"}}
    view = await modal(page)
    assert await page.refused("submit", view=view, values={"first": {"words": ""}}) == "Words must be filled in."
    await page.done("submit", view=view, values={"first": {"words": "1"}})
    await page.until(lambda: page.slices["modals"][0]["errors"])

    assert page.slices["modals"][0]["errors"] == {"first": "Say more"}


async def test_a_submission_nobody_answers_says_to_try_again() -> None:
    async with paged(ack_timeout=0.05) as slack, bolt(slack) as app:
        trigger = slack.workspace.triggers.mint("U1")
        await app.client.views_open(trigger_id=trigger, view=MODAL)
        slack.drop()
        async with tab(slack) as page:
            await page.done("submit", view=page.slices["modals"][0]["id"], values={})
            await page.until(lambda: page.slices["modals"][0]["errors"])

            assert page.slices["modals"][0]["errors"] == {"": "We had some trouble connecting. Try again?"}


async def test_a_modal_is_closed(page: Tab) -> None:
    view = await modal(page)
    await page.done("close", view=view)
    await page.until(lambda: not page.slices["modals"])

    assert await page.refused("close", view="V99") == "That view is gone."
