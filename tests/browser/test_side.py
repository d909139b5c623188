"""The side panel by itself: made-up slices, and an `ask` that writes down what it is asked."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

import localslack

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = dict[str, Any]
Open = Callable[..., Awaitable[Page]]

STATIC = Path(localslack.__file__).parent / "page" / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Preloading would look for imported style sheets beside the page instead of beside the sheet that imports them.
AXE = {"preload": False}
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
AT = 1_790_000_000.041

HOST_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Host</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page/base.css">
<link rel="stylesheet" href="/page/blocks/blocks.css">
<link rel="stylesheet" href="/page/side/side.css"><link rel="stylesheet" href="/host.css">
</head>
<body><main id="host"><h1>Host</h1></main><div id="side"></div><script type="module" src="/host.js"></script></body>
</html>"""

HOST_STYLE = """
html, body { height: 100%; margin: 0; }
body { display: flex; }
#host { flex: 1 1 0; min-width: 0; }
#side { flex: none; height: 100vh; max-width: 100%; }
@media (max-width: 700px) { #host { display: none; } #side { width: 100%; } }
"""

HOST_SCRIPT = """
import {html, render} from "/page/vendor/preact.js";
import {Side} from "/page/side/index.js";

const slices = await (await fetch("/slices")).json();
const env = {
  me: "U1", users: new Map([["U1", {name: "ana", real_name: "Ana"}]]), channels: new Map([["C1", {name: "general"}]]),
  usergroups: new Map(), openChannel() {}, act: async () => ({}), suggest: async () => ({options: []}), dead: false,
  errors: {},
};
const heard = {asked: [], tried: [], closed: 0, replies: {}};
const ask = async (frame) => {
  heard.asked.push(frame);
  return heard.replies[frame.do] ?? {ok: true};
};
const draw = () => render(html`<${Side} ...${slices} env=${env} ask=${ask} act=${() => {}}
  onTry=${(part) => heard.tried.push(part)} onClose=${() => heard.closed++} />`, document.getElementById("side"));
window.host = {
  heard,
  set(parts) { Object.assign(slices, parts); draw(); },
  add(rows) { this.set({trace: [...slices.trace, ...rows]}); },
};
draw();
"""

TRY = {"kind": "try", "text": "who owns the login page?", "note": "A calm one.", "room": "dm", "do": "say"}
BUTTON = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "A dead button"}}
REPLY = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Payments* owns it."}},
    {"type": "actions", "block_id": "b", "elements": [BUTTON]},
]
GUIDE: list[Json] = [
    {"kind": "heading", "text": "Ask your first question"},
    {"kind": "text", "text": "Choose one. It is typed for you.", "tone": "plain"},
    TRY,
    TRY | {"text": "/ask the API is down", "note": "An urgent one.", "room": "C1", "do": "command"},
    {"kind": "list", "items": ["It answers in the thread.", HOSTILE]},
    {"kind": "text", "text": "Found in 3 ms.", "tone": "good"},
    {"kind": "text", "text": "One team has no one on call.", "tone": "bad"},
    {"kind": "text", "text": "Nothing leaves this computer.", "tone": "quiet"},
    {"kind": "link", "text": "How it is decided", "url": "https://example.org/how"},
    {"kind": "link", "text": "A trap", "url": "javascript:document.title=3"},
    {"kind": "unheard of"},
]
REGISTRY: list[Json] = [
    {"kind": "heading", "text": "What a change does"},
    {
        "kind": "code",
        "text": "teams:\n  - name: payments\n    owns: [checkout, invoices, refunds, everything that has a price tag]",
    },
    {
        "kind": "columns",
        "parts": [
            [
                {"kind": "heading", "text": "Before"},
                {"kind": "blocks", "caption": "Asked about checkout", "blocks": REPLY},
            ],
            [
                {"kind": "heading", "text": "Now"},
                {"kind": "blocks", "caption": "The same question", "blocks": REPLY, "tone": "good"},
            ],
        ],
    },
]
TROUBLES: list[Json] = [
    {
        "name": "slow",
        "title": "Slow Slack",
        "about": "Every call takes 2 seconds.",
        "kind": "switch",
        "on": False,
    },
    {
        "name": "drop",
        "title": "Drop the connection",
        "about": "The socket breaks without a goodbye.",
        "kind": "push",
        "on": False,
    },
]


def row(number: int, kind: str, name: str, **more: object) -> Json:
    """One row of the inspector, as the server sends it."""
    plain: Json = {"connection": None, "summary": "", "retry": 0, "ack_ms": None, "answer_ms": None}
    plain |= {"ok": None, "error": "", "fault": "", "question": False}
    return {"number": number, "at": AT + number / 10, "kind": kind, "name": name, **plain, **more}


def mention(number: int, summary: str = "", **more: object) -> Json:
    told = f"app_mention @ana #general {summary}"
    return row(number, "frame_out", "events_api", connection=1, summary=told, question=True, **more)


ROWS = [
    row(1, "connection", "opened", connection=1),
    row(2, "frame_out", "hello", connection=1),
    mention(3, summary="who owns checkout?", ack_ms=12.2, answer_ms=48.4),
    row(4, "frame_in", "ack", connection=1),
    row(5, "call", "chat.postMessage", summary="#general: Payments owns it.", ok=True),
    row(6, "call", "chat.postMessage", summary=HOSTILE, ok=False, error="ratelimited", fault="RateLimited"),
    mention(7, summary="slow one", retry=1, ack_ms=3400, answer_ms=5200),
]


@pytest_asyncio.fixture(loop_scope="session")
async def host() -> AsyncIterator[str]:
    """The address of a page that shows nothing but the panel."""
    panels = [
        {"name": "guide", "title": "First minute", "parts": GUIDE},
        {"name": "registry", "title": "Registry", "parts": REGISTRY},
    ]
    slices = json.dumps({"panels": panels, "troubles": TROUBLES, "trace": ROWS})
    texts = {
        "/": (HOST_PAGE, "text/html"),
        "/host.css": (HOST_STYLE, "text/css"),
        "/host.js": (HOST_SCRIPT, "text/javascript"),
        "/slices": (slices, "application/json"),
    }

    async def serve(request: web.Request) -> web.Response:
        text, kind = texts[request.path]
        return web.Response(text=text, content_type=kind)

    async def guard(_request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Content-Security-Policy"] = POLICY

    app = web.Application()
    app.on_response_prepare.append(guard)
    app.add_routes([web.get(path, serve) for path in texts])
    app.router.add_static("/page", STATIC)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="session")
async def side(window: Open, host: str) -> Page:
    page = await window(host)
    await expect(page.get_by_role("tab", name="First minute")).to_be_visible()
    return page


async def heard(page: Page, name: str) -> Any:
    return await page.evaluate(f"host.heard.{name}")


async def inspect(page: Page) -> Locator:
    """Choose the inspector; answers with its rows."""
    await page.get_by_role("tab", name="Inspector").click()
    return page.locator(".row")


async def test_the_tabs_are_chosen_with_the_arrow_keys_and_remembered(side: Page) -> None:
    await side.get_by_role("tab", name="First minute").focus()
    await side.keyboard.press("ArrowRight")
    await expect(side.get_by_role("tab", name="Registry")).to_be_focused()
    await expect(side.get_by_role("tabpanel", name="Registry")).to_be_visible()
    await side.keyboard.press("End")
    await expect(side.get_by_role("tabpanel", name="Trouble")).to_be_visible()
    await side.keyboard.press("ArrowRight")
    await expect(side.get_by_role("tab", name="First minute")).to_be_focused()
    await side.keyboard.press("ArrowLeft")
    await expect(side.get_by_role("tab", name="Trouble")).to_have_attribute("tabindex", "0")
    await expect(side.get_by_role("tab", name="Registry")).to_have_attribute("tabindex", "-1")
    await side.reload()
    await expect(side.get_by_role("tabpanel", name="Trouble")).to_be_visible()


async def test_a_tab_whose_content_changed_out_of_sight_says_so_until_it_is_looked_at(side: Page) -> None:
    await expect(side.get_by_role("tab", name="changed")).to_have_count(0)
    await side.evaluate("row => host.add([row])", mention(8))
    await expect(side.get_by_role("tab", name="Inspector (changed)")).to_be_visible()
    await inspect(side)
    await expect(side.get_by_role("tab", name="changed")).to_have_count(0)


async def test_choosing_something_to_try_hands_the_part_over(side: Page) -> None:
    card = side.get_by_role("button", name=TRY["text"])
    await expect(card).to_contain_text("A calm one.")
    await card.focus()
    await side.keyboard.press("Enter")
    await expect(side.get_by_role("button", name="/ask the API is down")).to_contain_text("Send in #general")
    assert await heard(side, "tried") == [TRY]


async def test_only_web_addresses_become_links_and_text_stays_text(side: Page) -> None:
    panel = side.get_by_role("tabpanel")
    await expect(panel.get_by_role("link")).to_have_count(1)
    await expect(panel.get_by_role("link")).to_have_attribute("href", "https://example.org/how")
    await expect(panel.get_by_text("A trap")).to_be_visible()
    await expect(panel.get_by_text(HOSTILE)).to_be_visible()
    assert await panel.locator("img").count() == 0


async def test_columns_stand_side_by_side_when_there_is_room_and_their_controls_are_dead(side: Page) -> None:
    await side.get_by_role("tab", name="Registry").click()
    handle = side.get_by_role("separator")
    before, now = side.get_by_role("heading", name="Before"), side.get_by_role("heading", name="Now")
    button = side.get_by_role("button", name="A dead button").first
    await expect(button).to_be_disabled()

    await handle.focus()
    await side.keyboard.press("Home")
    await expect(handle).to_have_attribute("aria-valuenow", "320")
    above, below = await before.bounding_box(), await now.bounding_box()
    assert above
    assert below
    assert above["x"] == below["x"]
    assert above["y"] < below["y"]

    await side.keyboard.press("End")
    await expect(handle).to_have_attribute("aria-valuenow", "640")
    await expect(side.locator(".side")).to_have_css("width", "640px")
    left, right = await before.bounding_box(), await now.bounding_box()
    assert left
    assert right
    assert left["x"] < right["x"]
    assert left["y"] == right["y"]


async def test_the_handle_changes_the_width_by_mouse_and_by_key(side: Page) -> None:
    handle = side.get_by_role("separator")
    await expect(handle).to_have_attribute("aria-valuenow", "400")
    await handle.focus()
    await side.keyboard.press("ArrowLeft")
    await expect(handle).to_have_attribute("aria-valuenow", "420")
    box = await handle.bounding_box()
    assert box
    await side.mouse.move(box["x"] + 4, 300)
    await side.mouse.down()
    await side.mouse.move(1280 - 500, 300, steps=4)
    await side.mouse.up()
    await expect(handle).to_have_attribute("aria-valuenow", "500")
    await side.mouse.move(1280 - 600, 300)
    await expect(handle).to_have_attribute("aria-valuenow", "500")


async def test_each_row_says_what_it_is_and_what_it_took(side: Page) -> None:
    rows = await inspect(side)
    await expect(rows).to_have_count(len(ROWS))
    quick = rows.nth(2)
    await expect(quick).to_contain_text("To the app: events_api")
    await expect(quick).to_contain_text("app_mention @ana #general who owns checkout?")
    await expect(quick).to_contain_text(re.compile(r"\d\d:\d\d:\d\d\.\d{3}"))
    await expect(quick).to_contain_text("Connection 1")
    await expect(quick.get_by_title("Acknowledged after 12 ms")).to_have_class("badge ")
    await expect(quick.get_by_title("Answered after 48 ms")).to_be_visible()
    late = rows.nth(6)
    await expect(late.get_by_title("Acknowledged after 3.4 s")).to_have_class(re.compile("tone-bad"))
    await expect(late.get_by_title("Answered after 5.2 s")).to_have_class(re.compile("tone-warn"))
    await expect(late.get_by_title("Delivered again, retry 1")).to_be_visible()
    refused = rows.nth(5)
    await expect(refused).to_contain_text("From the app: chat.postMessage")
    await expect(refused.get_by_title("Error: ratelimited")).to_have_class(re.compile("tone-bad"))
    await expect(refused.get_by_title("Scripted fault: RateLimited")).to_have_class(re.compile("tone-bad"))


async def test_what_still_waits_says_so(side: Page) -> None:
    rows = await inspect(side)
    await side.evaluate("rows => host.add(rows)", [mention(8), row(9, "call", "chat.postMessage")])
    await expect(rows.nth(7).get_by_title("Not acknowledged yet")).to_be_visible()
    await expect(rows.nth(8).get_by_title("Not answered yet")).to_be_visible()


async def test_the_figures_are_those_of_the_rows(side: Page) -> None:
    await inspect(side)
    words = await side.locator(".figure").all_inner_texts()
    assert [" ".join(figure.split()) for figure in words] == [
        "Questions in 1",
        "Acknowledged 1.7 s median worst 3.4 s",
        "Answered 2.6 s median worst 5.2 s",
        "Calls 2",
        "Refused 1",
        "Connections 1 open",
    ]


async def test_the_rows_are_filtered_by_kind_and_by_text(side: Page) -> None:
    rows = await inspect(side)
    await side.get_by_role("button", name="Sockets").click()
    await expect(rows).to_have_count(4)
    await side.get_by_role("button", name="Web API calls").click()
    await expect(rows).to_have_count(2)
    await side.get_by_role("searchbox", name="Filter by text").fill("SLOW")
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text("slow one")
    await side.get_by_role("tab", name="Trouble").click()
    await inspect(side)
    await expect(rows).to_have_count(1)
    await side.get_by_role("searchbox").fill("no such thing")
    await expect(side.get_by_text("Nothing matches these filters.")).to_be_visible()


async def test_paused_rows_stand_still_and_cleared_rows_are_gone(side: Page) -> None:
    rows = await inspect(side)
    pause = side.get_by_role("button", name="Pause")
    await pause.click()
    await side.evaluate("row => host.add([row])", mention(8))
    await expect(side.get_by_role("status").filter(has_text="1 new row is waiting")).to_be_visible()
    await expect(rows).to_have_count(len(ROWS))
    await pause.click()
    await expect(rows).to_have_count(len(ROWS) + 1)
    await side.get_by_role("button", name="Clear").click()
    await expect(rows).to_have_count(0)
    await side.evaluate("row => host.add([row])", mention(9))
    await expect(rows).to_have_count(1)


async def test_the_details_show_the_payload_and_the_answer_as_text_whatever_they_hold(side: Page) -> None:
    rows = await inspect(side)
    entry = {"number": 6, "data": {"text": HOSTILE, "deep": {"er": {"est": [1, None]}}}, "answer": {"ok": False}}
    await side.evaluate("entry => { host.heard.replies.detail = {ok: true, entry} }", entry)
    await rows.nth(5).focus()
    await side.keyboard.press("Enter")
    await expect(rows.nth(5)).to_have_attribute("aria-expanded", "true")
    detail = side.locator(".detail")
    await expect(detail.get_by_role("heading", name="Payload")).to_be_visible()
    await expect(detail.get_by_role("heading", name="Answer")).to_be_visible()
    await expect(detail.locator(".json-string").first).to_have_text(json.dumps(HOSTILE))
    assert await side.locator("#side img").count() == 0
    assert await side.title() == "Host"
    await expect(detail.get_by_text('"est"')).to_be_hidden()
    await detail.get_by_text('"er": { 1 key').click()
    await expect(detail.get_by_text('"est"')).to_be_visible()
    assert await heard(side, "asked") == [{"do": "detail", "number": 6}]


async def test_the_payload_can_be_copied(window: Open, host: str) -> None:
    page = await window(host, permissions=["clipboard-read", "clipboard-write"])
    await expect(page.get_by_role("tab", name="First minute")).to_be_visible()
    rows = await inspect(page)
    await page.evaluate("host.heard.replies.detail = {ok: true, entry: {data: {a: 1}, answer: {}}}")
    await rows.first.click()
    await page.get_by_role("button", name="Copy the payload").click()
    await expect(page.get_by_text("Copied")).to_be_visible()
    assert json.loads(await page.evaluate("navigator.clipboard.readText()")) == {"a": 1}


async def test_details_that_cannot_be_had_say_why(side: Page) -> None:
    rows = await inspect(side)
    await side.evaluate("host.heard.replies.detail = {ok: false, error: 'That entry is gone.'}")
    await rows.first.click()
    await expect(side.get_by_role("alert")).to_have_text("That entry is gone.")


async def test_the_arrow_keys_walk_through_the_rows_which_are_one_tab_stop(side: Page) -> None:
    rows = await inspect(side)
    await side.get_by_role("button", name="Clear").focus()
    await side.keyboard.press("Tab")
    await expect(rows.last).to_be_focused()
    await side.keyboard.press("ArrowUp")
    await expect(rows.nth(5)).to_be_focused()
    await side.keyboard.press("Home")
    await expect(rows.first).to_be_focused()


async def test_the_newest_row_is_followed_until_somebody_scrolls_up(side: Page) -> None:
    rows = await inspect(side)
    many = [mention(number) for number in range(10, 500)]
    await side.evaluate("rows => host.add(rows)", many)
    await expect(rows.last).to_be_in_viewport()
    await expect(rows).to_have_count(300)
    await side.locator(".stream-box").hover()
    await side.mouse.wheel(0, -3000)
    jump = side.get_by_role("button", name="Jump to newest")
    await expect(jump).to_be_visible()
    await side.evaluate("row => host.add([row])", mention(500, summary="the very last"))
    await expect(rows).to_have_count(301)
    await expect(rows.last).not_to_be_in_viewport()
    await jump.click()
    await expect(rows.last).to_contain_text("the very last")
    await expect(rows.last).to_be_in_viewport()
    await expect(jump).to_be_hidden()


async def test_earlier_rows_are_shown_on_demand(side: Page) -> None:
    rows = await inspect(side)
    await side.evaluate("rows => host.add(rows)", [mention(number) for number in range(10, 403)])
    await expect(rows).to_have_count(300)
    await side.get_by_role("button", name="Show earlier (100 more)").click()
    await expect(rows).to_have_count(400)


async def test_trouble_is_switched_on_and_its_state_is_the_servers(side: Page) -> None:
    await side.get_by_role("tab", name="Trouble").click()
    switch = side.get_by_role("switch", name="Slow Slack")
    await expect(switch).to_have_attribute("aria-checked", "false")
    await switch.focus()
    await side.keyboard.press("Space")
    await side.evaluate("troubles => host.set({troubles})", [TROUBLES[0] | {"on": True}, TROUBLES[1]])
    await expect(switch).to_have_attribute("aria-checked", "true")
    await switch.click()
    await side.get_by_role("button", name="Drop the connection").click()
    await expect(side.get_by_text("Done.")).to_be_visible()
    assert await heard(side, "asked") == [
        {"do": "trouble", "name": "slow", "on": True},
        {"do": "trouble", "name": "slow", "on": False},
        {"do": "trouble", "name": "drop", "on": True},
    ]


async def test_trouble_that_is_refused_says_why(side: Page) -> None:
    await side.get_by_role("tab", name="Trouble").click()
    await side.evaluate("host.heard.replies.trouble = {ok: false, error: 'There is no connection to drop.'}")
    await side.get_by_role("button", name="Drop the connection").click()
    await expect(side.get_by_role("alert")).to_have_text("There is no connection to drop.")


async def test_the_panel_can_be_closed_and_leads_to_the_inspector(side: Page) -> None:
    await side.get_by_role("tab", name="Trouble").click()
    await side.get_by_role("button", name="the inspector").click()
    await expect(side.get_by_role("tabpanel", name="Inspector")).to_be_visible()
    await side.get_by_role("button", name="Close the side panel").click()
    assert await heard(side, "closed") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
async def test_axe_finds_nothing_serious(window: Open, host: str, scheme: str, width: int) -> None:
    # The policy is kept by every other test; here it would stop axe from measuring.
    page = await window(host, color_scheme=scheme, viewport={"width": width, "height": 844}, bypass_csp=True)
    await expect(page.get_by_role("tab", name="First minute")).to_be_visible()
    await page.evaluate(
        "host.heard.replies.detail = {ok: true, entry: {data: {a: [1, 'b', null]}, answer: {ok: true}}}"
    )
    found = []
    for tab in ("First minute", "Registry", "Inspector", "Trouble"):
        await page.get_by_role("tab", name=tab).click()
        await expect(page.get_by_role("tabpanel", name=tab)).to_be_visible()
        if tab == "Inspector":
            await page.locator(".row").first.click()
            await expect(page.locator(".detail h2")).to_have_count(2)
        results = await Axe().run(page, context="#side", options=AXE)
        found += [
            (tab, violation["id"], [node["html"][:200] for node in violation["nodes"]])
            for violation in results.response["violations"]
            if violation["impact"] in {"serious", "critical"}
        ]
    assert not found
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
