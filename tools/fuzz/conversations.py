"""What somebody does with the bot: the payloads of a question and of what follows, one after the other."""

from __future__ import annotations

import json
from collections.abc import Callable

from bot.features.feedback import form as wrong_place
from bot.features.home.view import SEARCH, SORTED
from bot.features.post import form as draft
from bot.features.post.words import REMIND
from bot.features.reminders.handlers import REASONS
from bot.slack.messages.controls import (
    FEEDBACK,
    FEEDBACK_RIGHT,
    FEEDBACK_WRONG,
    POST,
    SEND_TO_ME,
    SHARE,
    STUCK,
    ButtonValue,
)
from bot.slack.payloads.questions import ASK_ABOUT_MESSAGE, ASK_AT_HOME, ASK_QUESTION, QUESTION
from tools.fuzz.payload_shapes import (
    ASKED,
    BOT,
    GROUP,
    PLACE,
    Case,
    Json,
    click,
    command,
    event,
    interaction,
    message,
    submission,
)


def _home(case: Case, action: str, value: str | None) -> Json:
    body = click(case, action, value or "")
    for name in ("channel", "message", "response_url"):
        del body[name]
    view = {"id": f"V{case.number}", "type": "home", "private_metadata": case.rng.choice(("", "dns")), "hash": "1.b"}
    return {**body, "container": {"type": "view", "view_id": view["id"]}, "view": view}


def _ticket(case: Case, note: str = "") -> str:
    words = case.rng.choice((None, f"{ASKED} {case.marker}"))
    return ButtonValue(case.trigger, words, note).encode()


def _asked_command(case: Case) -> list[Json]:
    return [command(case)]


def _card(case: Case) -> list[Json]:
    names = (
        "help",
        "",
        "teams",
        "ladder",
        "team platform",
        "ladder second line",
        "forget me",
        "team nowhere",
        "Teams ",
    )
    return [command(case, case.rng.choice(names))]


def _mention(case: Case) -> list[Json]:
    case.public = True
    more: Json = case.rng.choice(
        ({}, {"thread_ts": f"16{case.number:08}.000100"}, {"text": f"<@{BOT}>"}, {"user": "U5"})
    )
    return [event(case, {**message(case), "type": "app_mention", **more})]


def _direct(case: Case) -> list[Json]:
    room = {"channel": f"D{case.number}", "channel_type": "im"}
    more: Json = case.rng.choice(
        ({}, {"thread_ts": f"16{case.number:08}.000100"}, {"subtype": "file_share", "files": []})
    )
    return [event(case, message(case, **room, **more))]


def _talk(case: Case) -> list[Json]:
    """What people say to each other in a channel that we are in."""
    case.silent = True
    thread = {"thread_ts": f"16{case.number:08}.000100"}
    kinds: tuple[Json, ...] = (
        {},
        thread,
        {"subtype": "channel_join"},
        {"subtype": "message_changed", "hidden": True, "message": message(case), "previous_message": message(case)},
        {"subtype": "message_deleted", "hidden": True, "deleted_ts": case.ts, "previous_message": message(case)},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"bot_id": "B1", "bot_profile": {"id": "B1"}},
        {"user": BOT},
        {"channel_type": "group"},
        {"channel_type": "mpim", "channel": f"G{case.number}"},
        {**thread, "subtype": "thread_broadcast", "root": message(case)},
    )
    return [event(case, message(case, **case.rng.choice(kinds)))]


def _on_message(case: Case) -> list[Json]:
    said = {
        **message(case),
        "user": "U5",
        **case.rng.choice(({}, {"text": ""}, {"text": "", "attachments": _attached(case)})),
    }
    return [
        interaction(
            case,
            "message_action",
            callback_id=ASK_ABOUT_MESSAGE,
            response_url=case.url(),
            channel={"id": case.channel, "name": "general"},
            message_ts=case.ts,
            message=said,
        )
    ]


def _attached(case: Case) -> list[Json]:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": case.words()}, "fields": []}
    return [{"fallback": case.words(), "title": "x", "text": case.words(), "blocks": [section]}]


def _global(case: Case) -> list[Json]:
    return [interaction(case, "shortcut", callback_id=ASK_QUESTION)]


def _form(case: Case) -> list[Json]:
    said = case.rng.choice((case.words(), None, "  "))
    return [submission(case, ASK_QUESTION, {QUESTION: {QUESTION: {"type": "plain_text_input", "value": said}}})]


def _at_home(case: Case) -> list[Json]:
    kinds = ((ASK_AT_HOME, case.words()), (SEARCH, "platform"), (SEARCH, case.words()), (SORTED, _ticket(case)))
    return [*case.rng.choice(([], [command(case)])), _home(case, *case.rng.choice(kinds))]


def _opened(case: Case) -> list[Json]:
    tab = case.rng.choice(("home", "messages"))
    inner = {
        "type": "app_home_opened",
        "user": case.user,
        "channel": f"D{case.number}",
        "tab": tab,
        "event_ts": case.ts,
    }
    return [event(case, {**inner, "view": {"id": f"V{case.number}", "hash": "1.c"}})]


def _feedback_form(case: Case) -> list[Json]:
    action, note = case.rng.choice(
        ((FEEDBACK, "right"), (FEEDBACK, "wrong"), (FEEDBACK_RIGHT, "right"), (FEEDBACK_WRONG, "wrong"))
    )
    body = click(case, action, _ticket(case, note))
    if case.rng.random() < 0.3:  # a stranger, in a shared channel
        body["user"]["team_id"] = "T9"
    return [command(case), body]


def _stuck(case: Case) -> list[Json]:
    notes = [str(step) for step in range(case.rng.randint(1, 5))]
    return [command(case), *(click(case, STUCK, _ticket(case, note)) for note in notes)]


def _passed_on(case: Case) -> list[Json]:
    case.public = True
    value = _ticket(case, case.rng.choice(("", "team:platform-engineering", "nobody")))
    return [command(case), click(case, case.rng.choice((SHARE, SEND_TO_ME)), value)]


def _posted(case: Case) -> list[Json]:
    """The whole way: ask, take the question there, have oneself reminded, call that off."""
    case.public = True
    note = case.rng.choice((PLACE, f"{PLACE} 1", f"{GROUP} 3", "#nowhere"))
    carried = {"key": case.trigger, "note": note, "channel": case.channel, "thread": None, "response_url": case.url()}
    values = {draft.WORDS: {draft.WORDS: {"type": "plain_text_input", "value": case.rng.choice((case.words(), None))}}}
    steps = [
        command(case),
        click(case, POST, _ticket(case, note)),
        submission(case, draft.CALLBACK, values, json.dumps({**carried, "group": "S1"})),
        click(case, REMIND, _ticket(case, note)),
        click(case, case.rng.choice(tuple(REASONS)), _ticket(case, note)),
    ]
    return steps[: case.rng.randint(2, len(steps))]


def _wrong(case: Case) -> list[Json]:
    codes = ("team:platform-engineering", "responsibility:platform-engineering/dns", "nobody", "team:gone")
    option = {"text": {"type": "plain_text", "text": "x"}, "value": case.rng.choice(codes)}
    values = {wrong_place.PLACE: {wrong_place.PICK: {"type": "external_select", "selected_option": option}}}
    carried = {"key": case.trigger, "question": case.words(), "channel": case.channel, "response_url": case.url()}
    return [command(case), submission(case, wrong_place.CALLBACK, values, json.dumps(carried))]


def _typing(case: Case) -> list[Json]:
    typed = case.rng.choice(("", "plat", "zzz", case.words()))
    return [interaction(case, "block_suggestion", action_id=wrong_place.PICK, block_id="b", value=typed)]


def _other(case: Case) -> list[Json]:
    """What nothing of ours listens to."""
    inner = case.rng.choice(
        (
            {"type": "reaction_added", "user": case.user, "item": {"type": "message", "channel": case.channel}},
            {"type": "member_joined_channel", "user": case.user, "channel": case.channel},
            {"type": "team_rename", "name": case.marker},
            {"type": "link_shared", "links": [{"url": f"https://{case.marker}.example"}]},
        )
    )
    kinds = (
        event(case, inner),
        click(case, "nothing", case.words()),
        interaction(case, "view_closed", view={"id": "V1", "callback_id": wrong_place.CALLBACK}, is_cleared=True),
        submission(case, "nothing", {"a": {"b": {"value": case.words()}}}),
        {"type": "url_verification", "challenge": case.marker},
        {"type": "something_new", "text": case.marker},
    )
    return [case.rng.choice(kinds)]


KINDS: tuple[Callable[[Case], list[Json]], ...] = (
    _asked_command, _asked_command, _card, _mention, _mention, _direct, _direct, _talk, _on_message, _global, _form,
    _at_home, _opened, _feedback_form, _stuck, _passed_on, _posted, _posted, _wrong, _typing, _other,
)  # fmt: skip
