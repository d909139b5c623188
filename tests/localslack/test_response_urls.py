"""response_url: five uses, thirty minutes, replacing and deleting."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from localslack import LocalSlack, Message, Options
from tests.localslack.harness import SEED, raw

BUTTON = [{"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Go"}}]}]


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[LocalSlack]:
    async with LocalSlack.start(SEED, options=Options(clock=clock)) as running:
        yield running


async def url_of(slack: LocalSlack, channel: str = "#billing") -> AsyncWebhookClient:
    """The response_url of a command given where the app is not a member."""
    async with raw(slack):
        given = await slack.command("bob", channel, "/ask", "what?")
    return AsyncWebhookClient(given.payload["response_url"])


async def clicked(slack: LocalSlack, message: Message) -> AsyncWebhookClient:
    async with raw(slack):
        delivery = await slack.click(message, "Go", "bob")
    return AsyncWebhookClient(delivery.payload["response_url"])


async def test_it_answers_one_person_or_the_channel_where_the_app_is_not_a_member(slack: LocalSlack) -> None:
    url = await url_of(slack)

    await url.send(text="for you")
    await url.send(text="for all", response_type="in_channel")

    assert [m.text for m in slack.ephemerals("bob")] == ["for you"]
    assert [m.text for m in slack.messages("#billing")] == ["for all"]


async def test_the_sixth_use_is_refused(slack: LocalSlack) -> None:
    url = await url_of(slack)

    answers = [await url.send(text=str(number)) for number in range(6)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 200, 404]
    assert "used_url" in answers[5].body
    assert len(slack.ephemerals("bob")) == 5


async def test_after_thirty_minutes_it_is_refused(slack: LocalSlack, clock: Clock) -> None:
    url = await url_of(slack)

    clock.now += 30 * 60
    assert (await url.send(text="in time")).status_code == 200
    clock.now += 1
    assert "expired_url" in (await url.send(text="too late")).body


async def test_a_url_that_was_never_given_out_is_refused(slack: LocalSlack) -> None:
    assert (await AsyncWebhookClient(f"{slack.url}/respond/r404").send(text="x")).status_code == 404


async def test_a_bad_message_is_refused_and_costs_no_use(slack: LocalSlack) -> None:
    url = await url_of(slack)

    refused = await url.send_dict({"blocks": [{"type": "nope"}], "text": "x"})
    nothing = await url.send_dict({})

    assert (refused.status_code, nothing.status_code) == (400, 400)
    assert "invalid_blocks" in refused.body
    assert [(await url.send(text=str(n))).status_code for n in range(5)] == [200] * 5


async def test_replacing_changes_the_message_that_was_clicked(slack: LocalSlack, web: AsyncWebClient) -> None:
    await web.chat_postMessage(channel="C1", text="old", blocks=BUTTON)
    url = await clicked(slack, slack.messages("C1")[0])

    await url.send(text="new", replace_original=True)

    assert [(m.text, m.blocks) for m in slack.messages("C1")] == [("new", ())]


async def test_replacing_changes_an_ephemeral_which_chat_update_cannot(slack: LocalSlack, web: AsyncWebClient) -> None:
    await web.chat_postEphemeral(channel="C1", user="U2", text="old", blocks=BUTTON)
    url = await clicked(slack, slack.ephemerals("bob")[0])

    await url.send(text="new", replace_original=True)

    assert [m.text for m in slack.ephemerals("bob")] == ["new"]


async def test_deleting_takes_the_clicked_message_away(slack: LocalSlack, web: AsyncWebClient) -> None:
    await web.chat_postEphemeral(channel="C1", user="U2", text="old", blocks=BUTTON)
    url = await clicked(slack, slack.ephemerals("bob")[0])

    assert (await url.send(delete_original=True)).status_code == 200

    assert slack.ephemerals("bob") == ()


async def test_replacing_what_a_command_made_writes_a_new_message(slack: LocalSlack) -> None:
    url = await url_of(slack)

    await url.send(text="first")
    await url.send(text="second", replace_original=True)

    assert [m.text for m in slack.ephemerals("bob")] == ["first", "second"]


async def test_an_answer_to_a_click_in_a_thread_stays_in_the_thread(slack: LocalSlack, web: AsyncWebClient) -> None:
    top = await slack.say("alice", "C1", "question")
    await web.chat_postMessage(channel="C1", thread_ts=top.ts, text="answer", blocks=BUTTON)
    url = await clicked(slack, slack.replies(top)[0])

    await url.send(text="more")

    assert slack.ephemerals("bob")[0].thread_ts == top.ts
