"""What people do with the bot: the payloads of a question and of what follows, one after the other.

Everything here has one placeholder for the number of its case and one for Slack's address (`numbered` fills them in),
so that the same conversation can be had again, which is what Hypothesis does to make a finding small.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from bot.features.feedback import form as feedback_form
from bot.features.home.view import SEARCH, SORTED
from bot.features.post import form as post_form
from bot.features.reminders.handlers import REASONS
from bot.slack.messages.controls import (
    FEEDBACK,
    FEEDBACK_RIGHT,
    FEEDBACK_WRONG,
    POST,
    REMIND,
    SEND_TO_ME,
    SHARE,
    STUCK,
    ButtonValue,
)
from bot.slack.payloads.questions import ASK_ABOUT_MESSAGE, ASK_AT_HOME, ASK_QUESTION, QUESTION
from tools import payloads
from tools.fuzz.texts import texts
from tools.payloads import Json

NUMBER, BASE = "CASE", "SLACK-ADDRESS"
BOT, TEAM = "U0BOT", "T1"
USER, CHANNEL, DIRECT, VIEW = f"U{NUMBER}A", f"C{NUMBER}A", f"D{NUMBER}", f"V{NUMBER}"
TRIGGER, TS, THREAD = f"{NUMBER}.1.abc", f"17{NUMBER}.000100", f"16{NUMBER}.000100"
SECRET = f"secret{NUMBER}"
URL = f"{BASE}/commands/{TEAM}/{NUMBER}/{SECRET}"
# A word that stands wherever a person types, and that nobody else says.
MARKER = f"zq{NUMBER}xw"
ASKED = "who renews our TLS certificate?"
PLACE, GROUP = "#govuk-platform-engineering", "@govuk-senior-tech-people"
Draw = st.DrawFn
WORDS = st.one_of(st.just(ASKED), texts().map(lambda text: text[:2_000])).map(lambda said: f"{said} {MARKER}")


def numbered(part: Any, number: int, base: str) -> Any:
    """The same with the number of a case and the address of Slack in place."""
    return json.loads(json.dumps(part).replace(NUMBER, str(number)).replace(BASE, base))


def command(text: str) -> Json:
    """A slash command."""
    return payloads.command(text, team=TEAM, channel=CHANNEL, user=USER, trigger=TRIGGER, response_url=URL)


def event(inner: Json) -> Json:
    """An event."""
    return payloads.event(inner, team=TEAM, bot=BOT, event_id=f"Ev{NUMBER}")


def message(words: str, **more: Any) -> Json:
    """A message that mentions the bot, as its event carries it."""
    said = f"<@{BOT}> {words}"
    section = [{"type": "user", "user_id": BOT}, {"type": "text", "text": said}]
    block = {"type": "rich_text", "block_id": "b", "elements": [{"type": "rich_text_section", "elements": section}]}
    inner = {"type": "message", "user": USER, "ts": TS, "client_msg_id": "c", "text": said, "team": TEAM}
    return {**inner, "blocks": [block], "channel": CHANNEL, "event_ts": TS, "channel_type": "channel", **more}


def interaction(kind: str, **more: Any) -> Json:
    """What every interaction has."""
    return {
        "type": kind,
        "token": "t",
        "api_app_id": "A1",
        "team": {"id": TEAM, "domain": "x"},
        "user": {"id": USER, "username": "alice", "name": "alice", "team_id": TEAM},
        "enterprise": None,
        "is_enterprise_install": False,
        "action_ts": TS,
        "trigger_id": f"{NUMBER}.2.def",
        **more,
    }


def click(action: str, value: str, *, ephemeral: bool = False, words: str = MARKER) -> Json:
    """A button under an answer."""
    return interaction(
        "block_actions",
        actions=[{"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": TS}],
        container={"type": "message", "message_ts": TS, "channel_id": CHANNEL, "is_ephemeral": ephemeral},
        channel={"id": CHANNEL, "name": "general"},
        response_url=URL,
        state={"values": {}},
        message={"type": "message", "ts": TS, "user": BOT, "text": words, "thread_ts": TS},
    )


def submission(callback: str, values: Json, metadata: str = "") -> Json:
    """A form that is submitted."""
    view = {"id": VIEW, "type": "modal", "callback_id": callback, "private_metadata": metadata, "hash": "1.a"}
    shown = {"blocks": [{"type": "input", "block_id": "b"}], "title": {"type": "plain_text", "text": "x"}}
    return interaction("view_submission", view={**view, **shown, "state": {"values": values}}, response_urls=[])


def pick(draw: Draw, *options: Any) -> Any:
    return draw(st.sampled_from(options))


def _click(draw: Draw, action: str, note: str = "") -> Json:
    return click(action, _value(draw, note), ephemeral=draw(st.booleans()), words=draw(WORDS))


def _value(draw: Draw, note: str = "") -> str:
    return ButtonValue(TRIGGER, pick(draw, None, f"{ASKED} {MARKER}"), note).encode()


def _asked(draw: Draw) -> list[Json]:
    return [command(draw(WORDS))]


def _sub_command(draw: Draw) -> list[Json]:
    teams = ("teams", "Teams ", "team platform", "team nowhere")
    return [command(pick(draw, "help", "", *teams, "ladder", "ladder second line", "forget me"))]


def _mention(draw: Draw) -> list[Json]:
    more = pick(draw, {}, {"thread_ts": THREAD}, {"text": f"<@{BOT}>"}, {"user": "U5"})
    return [event({**message(draw(WORDS)), "type": "app_mention", **more})]


def _direct(draw: Draw) -> list[Json]:
    more = pick(draw, {}, {"thread_ts": THREAD}, {"subtype": "file_share", "files": []})
    return [event(message(draw(WORDS), channel=DIRECT, channel_type="im", **more))]


def _talk(draw: Draw) -> list[Json]:
    """What people say to each other in a channel that we are in."""
    said = message(draw(WORDS))
    kinds: tuple[Json, ...] = (
        {},
        {"thread_ts": THREAD},
        {"subtype": "channel_join"},
        {"subtype": "message_changed", "hidden": True, "message": said, "previous_message": said},
        {"subtype": "message_deleted", "hidden": True, "deleted_ts": TS, "previous_message": said},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"bot_id": "B1", "bot_profile": {"id": "B1"}},
        {"user": BOT},
        {"channel_type": "group"},
        {"channel_type": "mpim", "channel": f"G{NUMBER}"},
        {"thread_ts": THREAD, "subtype": "thread_broadcast", "root": said},
    )
    return [event({**said, **pick(draw, *kinds)})]


def _message_shortcut(draw: Draw) -> list[Json]:
    words = draw(WORDS)
    section = {"type": "section", "text": {"type": "mrkdwn", "text": words}, "fields": []}
    attached = [{"fallback": words, "title": "x", "text": words, "blocks": [section]}]
    said = {**message(words), "user": "U5", **pick(draw, {}, {"text": ""}, {"text": "", "attachments": attached})}
    about = {"callback_id": ASK_ABOUT_MESSAGE, "response_url": URL, "channel": {"id": CHANNEL, "name": "general"}}
    return [interaction("message_action", **about, message_ts=TS, message=said)]


def _global_shortcut(_: Draw) -> list[Json]:
    return [interaction("shortcut", callback_id=ASK_QUESTION)]


def _ask_form(draw: Draw) -> list[Json]:
    said = pick(draw, draw(WORDS), None, "  ")
    return [submission(ASK_QUESTION, {QUESTION: {QUESTION: {"type": "plain_text_input", "value": said}}})]


def _home(draw: Draw) -> list[Json]:
    words = draw(WORDS)
    action, value = pick(draw, (ASK_AT_HOME, words), (SEARCH, "platform"), (SEARCH, words), (SORTED, _value(draw)))
    body = {
        name: part for name, part in click(action, value).items() if name not in {"channel", "message", "response_url"}
    }
    view = {"id": VIEW, "type": "home", "private_metadata": pick(draw, "", "dns"), "hash": "1.b"}
    clicked = {**body, "container": {"type": "view", "view_id": VIEW}, "view": view}
    return [*pick(draw, (), (command(words),)), clicked]


def _home_opened(draw: Draw) -> list[Json]:
    opened = {"type": "app_home_opened", "user": USER, "channel": DIRECT, "tab": pick(draw, "home", "messages")}
    return [event({**opened, "event_ts": TS, "view": {"id": VIEW, "hash": "1.c"}})]


def _feedback(draw: Draw) -> list[Json]:
    sides = ((FEEDBACK, "right"), (FEEDBACK, "wrong"), (FEEDBACK_RIGHT, "right"), (FEEDBACK_WRONG, "wrong"))
    body = _click(draw, *pick(draw, *sides))
    body["user"]["team_id"] = pick(draw, TEAM, TEAM, "T9")  # T9: another organisation, in a shared channel
    return [command(draw(WORDS)), body]


def _stuck(draw: Draw) -> list[Json]:
    steps = draw(st.integers(1, 5))
    return [command(draw(WORDS)), *(_click(draw, STUCK, str(step)) for step in range(steps))]


def _shared(draw: Draw) -> list[Json]:
    note = pick(draw, "", "team:platform-engineering", "nobody")
    return [command(draw(WORDS)), _click(draw, pick(draw, SHARE, SEND_TO_ME), note)]


def _posted(draw: Draw) -> list[Json]:
    """The whole way: ask, take the question there, have oneself reminded, call that off."""
    note = pick(draw, PLACE, f"{PLACE} 1", f"{GROUP} 3", "#nowhere")
    carried = {"key": TRIGGER, "note": note, "channel": CHANNEL, "thread": None, "response_url": URL, "group": "S1"}
    typed = {"type": "plain_text_input", "value": pick(draw, draw(WORDS), None)}
    steps = [
        command(draw(WORDS)),
        _click(draw, POST, note),
        submission(post_form.CALLBACK, {post_form.WORDS: {post_form.WORDS: typed}}, json.dumps(carried)),
        _click(draw, REMIND, note),
        _click(draw, pick(draw, *REASONS), note),
    ]
    return steps[: draw(st.integers(2, len(steps)))]


def _corrected(draw: Draw) -> list[Json]:
    codes = ("team:platform-engineering", "responsibility:platform-engineering/dns", "nobody", "team:gone")
    option = {"text": {"type": "plain_text", "text": "x"}, "value": pick(draw, *codes)}
    picked = {feedback_form.PICK: {"type": "external_select", "selected_option": option}}
    carried = {"key": TRIGGER, "question": draw(WORDS), "channel": CHANNEL, "response_url": URL}
    form = submission(feedback_form.CALLBACK, {feedback_form.PLACE: picked}, json.dumps(carried))
    return [command(draw(WORDS)), form]


def _typing(draw: Draw) -> list[Json]:
    typed = pick(draw, "", "plat", "zzz", draw(WORDS))
    return [interaction("block_suggestion", action_id=feedback_form.PICK, block_id="b", value=typed)]


def _unknown(draw: Draw) -> list[Json]:
    """What nothing of ours listens to."""
    kinds = (
        event({"type": "reaction_added", "user": USER, "item": {"type": "message", "channel": CHANNEL}}),
        event({"type": "member_joined_channel", "user": USER, "channel": CHANNEL}),
        event({"type": "team_rename", "name": MARKER}),
        event({"type": "link_shared", "links": [{"url": f"https://{MARKER}.example"}]}),
        click("nothing", draw(WORDS)),
        interaction("view_closed", view={"id": "V1", "callback_id": feedback_form.CALLBACK}, is_cleared=True),
        submission("nothing", {"a": {"b": {"value": draw(WORDS)}}}),
        {"type": "url_verification", "challenge": MARKER},
        {"type": "something_new", "text": MARKER},
    )
    return [pick(draw, *kinds)]


KINDS: dict[str, Callable[[Draw], list[Json]]] = {
    function.__name__.strip("_"): function
    for function in (
        _asked, _sub_command, _mention, _direct, _talk, _message_shortcut, _global_shortcut, _ask_form, _home,
        _home_opened, _feedback, _stuck, _shared, _posted, _corrected, _typing, _unknown,
    )
}  # fmt: skip
PUBLIC, SILENT = {_mention, _shared, _posted}, {_talk}
