"""The block renderer by itself: blocks go in; the document and what the controls ask of the app are looked at."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

import localslack
from tests.browser.conftest import Browsers

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = dict[str, Any]

STATIC = Path(localslack.__file__).parent / "page" / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HOST_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Host</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page/base.css">
<link rel="stylesheet" href="/page/blocks/blocks.css">
<link rel="stylesheet" href="/host.css">
</head>
<body>
<main><h1>Host</h1><h2>Blocks</h2><div id="drawing"></div></main>
<script type="module" src="/host.js"></script>
</body>
</html>"""
HOST_STYLE = "main { padding: 16px; }"
# Every question to the app is written down, and answered as the test says; without a word it succeeds at once.
HOST_SCRIPT = """
import {html, render} from "/page/vendor/preact.js";
import {BlockForm, Blocks, Mrkdwn, check, collect} from "/page/blocks/index.js";

const drawing = document.getElementById("drawing");
const env = {
  me: "U1",
  users: new Map([["U1", {name: "ana", real_name: "Ana Gale"}], ["U2", {name: "bo", real_name: "Bo Ash"}]]),
  channels: new Map([["C1", {name: "general", kind: "public"}], ["C2", {name: "secret", kind: "private"}]]),
  usergroups: new Map([["S1", {handle: "seniors"}]]),
  openChannel: (id) => opened.push(id),
  act: (frame) => asked("act", frame),
  suggest: (frame) => asked("suggest", frame),
};
const [frames, opened, waiting] = [[], [], []];
let patient = false;
let answer = {};

function asked(kind, frame) {
  frames.push({kind, ...frame});
  if (!patient) return Promise.resolve(answer);
  return new Promise((resolve, reject) => waiting.push({resolve, reject}));
}

const formRef = {current: null};
Object.assign(window, {
  frames,
  opened,
  draw(blocks, changes = {}) {
    const on = {room: "C1", ts: "1.2"};
    render(html`<${Blocks} blocks=${blocks} on=${on} env=${{...env, ...changes}} />`, drawing);
  },
  drawText: (text) => render(html`<${Mrkdwn} text=${text} env=${env} />`, drawing),
  drawForm: (view) => render(html`<${BlockForm} view=${view} env=${env} formRef=${formRef} />`, drawing),
  collected: () => collect(formRef),
  collectedFromElement: () => collect(drawing),
  checked: () => check(formRef),
  answerWith: (value) => { answer = value; },
  beSlow: () => { patient = true; },
  settle: (at, value) => waiting[at].resolve(value),
  refuse: (at, words) => waiting[at].reject(new Error(words)),
  ready: true,
});
"""

DOT = {"type": "image", "alt_text": "dot"}
DOT["image_url"] = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
FAR = {"type": "image", "alt_text": "far", "image_url": "https://x.org/a"}
MARKDOWN = "# Top\n\n- a\n  - **b**\n- [x] c\n\n> q\n\n```\nx < y\n```\n\n|A|B|\n|-|:-:|\n|1|2|"
HOSTILE = (
    "<img src=x onerror=document.title='hit'>",
    "&lt;script&gt;document.title='hit'&lt;/script&gt;",
    "<javascript:document.title='hit'|click me>",
    "<java\tscript:document.title='hit'|click me>",
    "<data:text/html,<b>x</b>|click me>",
    "<!date^1^{date}^javascript:alert(1)|x>",
    "[click](javascript:alert(1)) <b onclick=alert(1)>x</b> ![x](data:text/html,x)",
    "*" * 101,
    "```" * 33 + "`",
    "<<<<@@@@####!!!!>>>>",
)
LONG = {
    "markers": "*_~" * 13_334,
    "spaced markers": "*a _b ~c " * 4_445,
    "fences": "`" * 40_000,
    "angles": "<" * 40_000,
    "brackets": "[" * 20_000 + "](" * 10_000,
    "colons": ":a" * 20_000,
    "quotes": "&gt;" * 10_000,
    "markdown quotes": "> " * 20_000,
    "lists": "\n".join(" " * (2 * n) + "- x" for n in range(200)),
    "dots": "https://" + "." * 39_990 + "x",
    "spaces": "|" + " " * 20_000 + "x\n" + "-" + " " * 20_000 + "x",
    "line": "word " * 8_000,
    "one word": "a" * 40_000,
    "lines": "\n" * 40_000,
}


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def address() -> AsyncIterator[str]:
    def served(text: str, kind: str) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(_: web.Request) -> web.Response:
            headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
            return web.Response(text=text, content_type=kind, headers=headers)

        return answer

    app = web.Application()
    app.router.add_get("/host", served(HOST_PAGE, "text/html"))
    app.router.add_get("/host.js", served(HOST_SCRIPT, "text/javascript"))
    app.router.add_get("/host.css", served(HOST_STYLE, "text/css"))
    app.router.add_static("/page/", STATIC)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/host"
    await runner.cleanup()


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def reader(address: str, browsers: Browsers) -> AsyncIterator[Page]:
    """One page for all that is only read, in a time zone that is known."""
    context = await browsers["narrow"].new_context(timezone_id="UTC")
    opened = await context.new_page()
    await opened.goto(address)
    await opened.wait_for_function("() => window.ready")
    yield opened
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(address: str, window: Callable[..., Awaitable[Page]]) -> Page:
    opened = await window(address)
    await opened.wait_for_function("() => window.ready")
    return opened


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, **more: Any) -> Json:
    return {"text": plain(text), "value": text.lower(), **more}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def actions(*elements: Json) -> list[Json]:
    return [{"type": "actions", "block_id": "b", "elements": list(elements)}]


def asks(element: Json, label: str = "Label", **more: Any) -> Json:
    block: Json = {"type": "input", "block_id": f"of-{element['action_id']}", "label": plain(label), "element": element}
    return block | more


def view(*blocks: Json, **more: Any) -> Json:
    return {"id": "V1", "blocks": list(blocks), "errors": {}, **more}


async def draw(page: Page, *blocks: Any, **env: Any) -> Locator:
    await page.evaluate("([blocks, env]) => draw(blocks, env)", [list(blocks), env])
    return page.locator("#drawing")


async def draw_form(page: Page, shown: Json) -> Locator:
    await page.evaluate("(view) => drawForm(view)", shown)
    return page.locator("#drawing")


async def frames(page: Page, kind: str = "act") -> list[Json]:
    found: list[Json] = await page.evaluate("(kind) => frames.filter((frame) => frame.kind === kind)", kind)
    return found


async def acted(page: Page, count: int = 1) -> list[Any]:
    await page.wait_for_function("(count) => frames.filter(({kind}) => kind === 'act').length >= count", arg=count)
    return [frame.get("value") for frame in await frames(page)]


async def seen(page: Page, text: str) -> str:
    """The markup that a text becomes, without classes and what else is not its structure."""
    await page.evaluate("(text) => drawText(text)", text)
    found: str = await page.evaluate(
        """() => {
          const copy = document.querySelector("#drawing > div").cloneNode(true);
          for (const element of copy.querySelectorAll("*")) {
            const {href, tagName} = element;
            for (const {name} of [...element.attributes]) element.removeAttribute(name);
            if (tagName === "A") element.setAttribute("href", href);
          }
          return copy.innerHTML;
        }"""
    )
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", "plain words"),
        ("*bold* _italic_ ~gone~", "<b>bold</b> <i>italic</i> <s>gone</s>"),
        ("*_both_*", "<b><i>both</i></b>"),
        ("_*both* and more_", "<i><b>both</b> and more</i>"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("*bold*text", "*bold*text"),
        ("(*bold*), _italic_.", "(<b>bold</b>), <i>italic</i>."),
        ("* not bold *", "* not bold *"),
        ("*not\nbold*", "*not<br>bold*"),
        ("**twice** ~~twice~~", "**twice** ~~twice~~"),
        ("*a _b* c_", "<b>a _b</b> c_"),
        ("`*code*`", "<code>*code*</code>"),
        ("a `b", "a `b"),
        ("```one\ntwo```", "<pre>one\ntwo</pre>"),
        ("before\n```\nin *it*\n```\nafter", "before<pre>in *it*</pre>after"),
        ("```never closed", "```never closed"),
        ("&gt; a quote\n&gt; *two*\nafter", "<blockquote>a quote<br><b>two</b></blockquote>after"),
        ("> unescaped", "<blockquote>unescaped</blockquote>"),
        ("&gt;&gt;&gt;all\nof\nit", "<blockquote>all<br>of<br>it</blockquote>"),
        ("a &gt; b", "a &gt; b"),
        ("one\n\ntwo", "one<br><br>two"),
        ("&amp;lt; &lt;b&gt; &amp; &copy;", "&amp;lt; &lt;b&gt; &amp; &amp;copy;"),
        ("<https://x.org/?a=1&amp;b=2|a *link*>", '<a href="https://x.org/?a=1&amp;b=2">a *link*</a>'),
        ("*<https://x.org|bold>*", '<b><a href="https://x.org/">bold</a></b>'),
        ("<https://x.org>", '<a href="https://x.org/">https://x.org</a>'),
        ("see https://x.org/a_b_c.", 'see <a href="https://x.org/a_b_c">https://x.org/a_b_c</a>.'),
        ("<mailto:a@x.org|write>", '<a href="mailto:a@x.org">write</a>'),
        ("<mailto:a@x.org>", '<a href="mailto:a@x.org">a@x.org</a>'),
        ("<@U2>", "<span>@Bo Ash</span>"),
        ("<@U9|cy> <@U9>", "<span>@cy</span> <span>@U9</span>"),
        ("<#C1|old>", "<button>#general</button>"),
        ("<#C9|other>", "<span>#other</span>"),
        ("<!subteam^S1> <!subteam^S9|@team>", "<span>@seniors</span> <span>@team</span>"),
        ("<!here> <!channel> <!everyone>", "<span>@here</span> <span>@channel</span> <span>@everyone</span>"),
        ("<!date^0^{date_num}|then>", "<time>1970-01-01</time>"),
        ("<!date^never^{date_num}|then>", "<time>then</time>"),
        ("<!date^86400^on {date_num}^https://x.org|x>", '<a href="https://x.org/">on 1970-01-02</a>'),
        ("`<https://x.org|named>`", "<code>named</code>"),
        (":tada: :no_such_thing: 10:30:45", "<span>🎉</span> :no_such_thing: 10:30:45"),
        (":+1::skin-tone-3:", "<span>👍</span>"),
        ("<javascript:alert(1)|x>", "<span>x</span>"),
    ],
)
async def test_mrkdwn_is_read_as_slack_reads_it(reader: Page, text: str, expected: str) -> None:
    assert await seen(reader, text) == expected


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_text_becomes_an_element_or_a_script(page: Page, text: str) -> None:
    link = {"type": "link", "url": text, "text": text}
    await draw(
        page,
        {"type": "section", "text": mrkdwn(text), "fields": [plain(text)]},
        {"type": "markdown", "text": text},
        {"type": "header", "text": plain(text)},
        {"type": "table", "rows": [[{"type": "raw_text", "text": text}]]},
        rich({"type": "text", "text": text}, link, {"type": "emoji", "name": text}),
        {"type": "image", "image_url": text, "alt_text": text},
        {"type": text, "title": text},
    )
    await expect(page.locator("#drawing img, #drawing script, #drawing [onerror], #drawing [onclick]")).to_have_count(0)
    hrefs = await page.locator("#drawing a").evaluate_all("(links) => links.map((link) => link.protocol)")
    assert set(hrefs) <= {"http:", "https:", "mailto:"}
    assert await page.title() == "Host"


@pytest.mark.parametrize("name", LONG)
async def test_no_text_takes_long_to_draw(page: Page, name: str) -> None:
    took = await page.evaluate(
        """(text) => {
          const from = performance.now();
          drawText(text);
          draw([{type: "markdown", text}, {type: "section", text: {type: "plain_text", text}}]);
          return performance.now() - from;
        }""",
        LONG[name],
    )
    assert took < 3_000
    await expect(page.locator(".bk-block")).to_have_count(2)
    await expect(page.get_by_text("could not be drawn")).to_have_count(0)


async def test_containers_in_containers_come_to_an_end(page: Page) -> None:
    await page.evaluate(
        """() => {
          let block = {type: "divider"};
          for (let depth = 0; depth < 2_000; depth += 1) block = {type: "container", child_blocks: [block]};
          draw([block]);
        }"""
    )
    await expect(page.locator(".bk-container")).to_have_count(4)
    await expect(page.get_by_role("note")).to_have_count(1)


async def test_every_block_is_drawn(page: Page) -> None:
    drawing = await draw(
        page,
        {"type": "header", "text": plain("A header")},
        {"type": "divider"},
        {
            "type": "section",
            "text": mrkdwn("*Text*"),
            "fields": [mrkdwn("one"), plain("*two*")],
            "accessory": DOT,
        },
        {"type": "context", "elements": [FAR, mrkdwn("_c_")]},
        {"type": "image", "image_url": "https://x.org/b.png", "alt_text": "A map", "title": plain("Map")},
        {"type": "alert", "level": "warning", "text": mrkdwn("Mind the *gap*")},
        {"type": "markdown", "text": MARKDOWN},
        {"type": "video", "title": plain("A film"), "alt_text": "x"},
        {"type": "file", "external_id": "x", "source": "remote"},
        {"type": "call", "call_id": "x"},
        {"type": "never heard of"},
    )
    await expect(drawing.get_by_role("heading", name="A header")).to_be_visible()
    await expect(drawing.locator("hr")).to_have_count(1)
    await expect(drawing.locator(".bk-fields > *")).to_have_text(["one", "*two*"])
    await expect(drawing.locator(".bk-accessory img")).to_have_attribute("alt", "dot")
    await expect(drawing.get_by_role("img", name="far")).to_have_count(1)
    await expect(drawing.get_by_role("img", name="A map")).to_have_text("A map")
    await expect(drawing.locator(".bk-alert-warning b")).to_have_text("gap")
    await expect(drawing.get_by_role("heading", name="Top")).to_be_visible()
    await expect(drawing.locator("li li b")).to_have_text("b")
    await expect(drawing.get_by_role("img", name="Done")).to_have_count(1)
    await expect(drawing.locator("pre")).to_have_text("x < y")
    await expect(drawing.locator("th")).to_have_text(["A", "B"])
    await expect(drawing.locator(".bk-placeholder")).to_have_text(["Video: A film", "File", "Call", "Never heard of"])


async def test_rich_text_is_drawn_with_its_lists_and_styles(page: Page) -> None:
    styles = ("bold", "italic", "strike", "code", "underline", "highlight")
    item = {"type": "rich_text_section", "elements": [{"type": "text", "text": "item"}]}
    drawing = await draw(
        page,
        rich(
            *({"type": "text", "text": style, "style": {style: True}} for style in styles),
            {"type": "link", "url": "https://x.org", "text": "link"},
            {"type": "user", "user_id": "U1"},
            {"type": "channel", "channel_id": "C1"},
            {"type": "usergroup", "usergroup_id": "S1"},
            {"type": "broadcast", "range": "here"},
            {"type": "emoji", "name": "unknown", "unicode": "1f600"},
            {"type": "color", "value": "#ff0000"},
            {"type": "tomorrow"},
        ),
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [item, item]},
                {"type": "rich_text_list", "style": "ordered", "offset": 4, "border": 1, "elements": [item]},
                {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a\nb"}]},
            ],
        },
    )
    for tag, style in zip(("b", "i", "s", "code", "u", "mark"), styles, strict=True):
        await expect(drawing.locator(f".bk-rich-section {tag}")).to_have_text(style)
    await expect(drawing.get_by_role("link", name="link")).to_have_attribute("rel", "noopener noreferrer")
    mentions = drawing.locator(".bk-mention")
    await expect(mentions).to_have_text(["@Ana Gale", "#general", "@seniors", "@here"])
    await expect(drawing.locator(".bk-emoji")).to_have_text("😀")
    await expect(drawing.locator("ul.bk-indent-1 > li")).to_have_count(2)
    await expect(drawing.locator(".bk-quote ol")).to_have_attribute("start", "5")
    await expect(drawing.locator("blockquote")).to_have_text("quoted")
    await expect(drawing.locator("pre")).to_contain_text("a")


async def test_a_table_has_a_head_and_aligned_columns(page: Page) -> None:
    rows: list[list[Json]] = [[{"type": "raw_text", "text": "Team"}, {"type": "raw_text", "text": "Calls"}]]
    rows += [[rich({"type": "text", "text": "us", "style": {"bold": True}}), {"type": "raw_number", "value": 7}]]
    drawing = await draw(
        page, {"type": "table", "rows": rows, "column_settings": [{"is_wrapped": True}, {"align": "right"}]}
    )
    await expect(drawing.get_by_role("columnheader")).to_have_text(["Team", "Calls"])
    await expect(drawing.locator("td b")).to_have_text("us")
    await expect(drawing.locator("td").last).to_have_css("text-align", "right")


async def test_a_block_that_cannot_be_drawn_harms_no_other(page: Page) -> None:
    broken: list[Any] = [
        {"type": "context"},
        {"type": "table", "rows": [None]},
        None,
        7,
        {"type": "rich_text", "elements": 5},
    ]
    drawing = await draw(page, *broken, {"type": "section", "text": plain("still here")})
    await expect(drawing.get_by_text("This block could not be drawn: table")).to_be_visible()
    await expect(drawing.get_by_text("still here")).to_be_visible()


async def test_a_channel_that_is_known_opens(page: Page) -> None:
    drawing = await draw(page, {"type": "section", "text": mrkdwn("ask <#C1> or <#C9|other>")})
    await drawing.get_by_role("button", name="#general").click()
    assert await page.evaluate("opened") == ["C1"]
    await expect(drawing.get_by_role("button", name="#other")).to_have_count(0)


async def test_cards_carousels_and_containers_hold_what_they_are_given(page: Page) -> None:
    button = {"type": "button", "action_id": "a", "text": plain("Ask"), "value": "v"}
    card = {"type": "card", "title": mrkdwn("*Team*"), "body": plain("words"), "actions": [button]}
    inner = {"type": "section", "text": plain("inside")}
    container = {"type": "container", "title": plain("More"), "is_collapsible": True, "default_collapsed": True}
    drawing = await draw(
        page,
        {
            "type": "carousel",
            "block_id": "row",
            "elements": [card | {"block_id": "first"}, card | {"block_id": "second"}],
        },
        container | {"child_blocks": [inner]},
    )
    await drawing.get_by_role("button", name="Ask").nth(1).click()
    assert [(f["block_id"], f["action_id"], f["value"]) for f in await frames(page)] == [("second", "a", "v")]
    await expect(drawing.get_by_text("inside")).to_be_hidden()
    await drawing.get_by_role("button", name="More").click()
    await expect(drawing.get_by_text("inside")).to_be_visible()


async def test_a_button_says_where_it_is_and_what_it_is_worth(page: Page) -> None:
    button = {"type": "button", "action_id": "a", "text": plain("Go"), "value": "v", "style": "primary"}
    drawing = await draw(page, *actions(button, button | {"action_id": "z", "visible_to_user_ids": ["U2"]}))
    await drawing.get_by_role("button").click()
    on = {"room": "C1", "ts": "1.2"}
    assert await frames(page) == [{"kind": "act", "on": on, "action_id": "a", "block_id": "b", "value": "v"}]


async def test_a_button_that_opens_a_page_tells_the_app_too(page: Page) -> None:
    button = {"type": "button", "action_id": "a", "text": plain("Read"), "url": "https://x.invalid/"}
    drawing = await draw(
        page, *actions(button, button | {"action_id": "t", "text": plain("Trap"), "url": "javascript:1"})
    )
    link = drawing.get_by_role("link", name="Read")
    await link.evaluate("(link) => link.addEventListener('click', (event) => event.preventDefault())")
    await link.click()
    await drawing.get_by_role("button", name="Trap").click()
    assert [frame["action_id"] for frame in await frames(page)] == ["a", "t"]


async def test_a_control_is_busy_until_the_app_has_answered(page: Page) -> None:
    await page.evaluate("beSlow()")
    drawing = await draw(page, *actions({"type": "button", "action_id": "a", "text": plain("Go")}))
    button = drawing.get_by_role("button")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    await expect(drawing.get_by_role("status", name="Working")).to_be_visible()
    await button.click()
    assert len(await frames(page)) == 1
    await page.evaluate("refuse(0, 'The app did not answer.')")
    await expect(drawing.get_by_role("alert")).to_have_text("The app did not answer.")
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_an_answer_that_says_no_is_shown(page: Page) -> None:
    await page.evaluate("answerWith({ok: false, error: 'That message is gone.'})")
    drawing = await draw(page, *actions({"type": "button", "action_id": "a", "text": plain("Go")}))
    await drawing.get_by_role("button").click()
    await expect(drawing.get_by_role("alert")).to_have_text("That message is gone.")


async def test_dead_controls_are_drawn_and_do_nothing(page: Page) -> None:
    elements = (
        {"type": "button", "action_id": "a", "text": plain("Go"), "url": "https://x.org"},
        {"type": "static_select", "action_id": "s", "options": [option("One")]},
        {"type": "checkboxes", "action_id": "c", "options": [option("Red")]},
        {"type": "overflow", "action_id": "o", "options": [option("Edit")]},
    )
    drawing = await draw(page, *actions(*elements), dead=True)
    for control in await drawing.locator("button, input").all():
        await expect(control).to_be_disabled()
    await expect(drawing.locator("a")).to_have_count(0)


async def test_feedback_and_icons_have_names(page: Page) -> None:
    good = {"text": plain("Good"), "value": "+", "accessibility_label": "A good answer"}
    feedback = {"type": "feedback_buttons", "action_id": "f", "positive_button": good}
    feedback["negative_button"] = {"text": plain("Bad"), "value": "-"}
    trash = {"type": "icon_button", "action_id": "i", "icon": "trash", "text": plain("Delete"), "value": "x"}
    drawing = await draw(page, {"type": "context_actions", "block_id": "b", "elements": [feedback, trash]})
    for name in ("A good answer", "Bad", "Delete"):
        await drawing.get_by_role("button", name=name).click()
    assert await acted(page, 3) == ["+", "-", "x"]


async def test_a_question_is_asked_first(page: Page) -> None:
    question = {"title": plain("Sure?"), "text": mrkdwn("*All* of it"), "confirm": plain("Yes"), "deny": plain("No")}
    button = {"type": "button", "action_id": "a", "text": plain("Delete"), "confirm": question}
    radio = {"type": "radio_buttons", "action_id": "r", "options": [option("One"), option("Two")], "confirm": question}
    drawing = await draw(page, *actions(button, radio | {"initial_option": option("One")}))
    dialog = drawing.get_by_role("dialog", name="Sure?")
    await drawing.get_by_role("button", name="Delete").click()
    await expect(dialog.locator("b")).to_have_text("All")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(drawing.get_by_role("button", name="Delete")).to_be_focused()
    await drawing.get_by_role("radio", name="Two").click()
    await dialog.get_by_role("button", name="No").click()
    await expect(drawing.get_by_role("radio", name="One")).to_be_checked()
    assert await frames(page) == []
    await drawing.get_by_role("button", name="Delete").click()
    await dialog.get_by_role("button", name="Yes").click()
    assert len(await acted(page)) == 1


async def test_the_menu_behind_the_dots_goes_by_arrows_and_escape(page: Page) -> None:
    options = [option("Edit"), option("Delete", description=plain("For good"))]
    drawing = await draw(page, *actions({"type": "overflow", "action_id": "o", "options": options}))
    dots = drawing.get_by_role("button", name="More options")
    await dots.press("Enter")
    await expect(drawing.get_by_role("menuitem", name="Edit")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(drawing.get_by_role("menuitem", name="Delete")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(dots).to_be_focused()
    await expect(drawing.get_by_role("menu")).to_have_count(0)
    await dots.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert await acted(page) == [options[1]]


async def test_a_select_goes_by_keyboard_alone(page: Page) -> None:
    fruit = {"label": plain("Fruit"), "options": [option("Apple"), option("Pear")]}
    nuts: Json = {"label": plain("Nuts"), "options": [option("Hazel", description=plain("round"))]}
    drawing = await draw(page, *actions({"type": "static_select", "action_id": "s", "option_groups": [fruit, nuts]}))
    box = drawing.get_by_role("combobox", name="Select an option")
    await box.focus()
    await expect(box).to_have_attribute("aria-expanded", "false")
    await page.keyboard.press("ArrowDown")
    await expect(drawing.get_by_role("group", name="Nuts").get_by_role("option")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    current = await box.get_attribute("aria-activedescendant")
    await expect(page.locator(f"#{current}")).to_have_text("Pear")
    await page.keyboard.press("Escape")
    await expect(box).to_have_attribute("aria-expanded", "false")
    await page.keyboard.type("roun")
    await expect(drawing.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("Hazel")
    assert await acted(page) == [nuts["options"][0]]
    await page.keyboard.type("zzz")
    await expect(drawing.get_by_role("status")).to_have_text("No results")


async def test_people_and_channels_are_found_by_name(page: Page) -> None:
    people = {"type": "users_select", "action_id": "u"}
    channels = {"type": "channels_select", "action_id": "c"}
    several = {"type": "multi_conversations_select", "action_id": "m", "initial_conversations": ["C1"]}
    drawing = await draw(page, *actions(people, channels, several))
    await drawing.get_by_role("combobox", name="Select a user").fill("bo")
    await page.keyboard.press("Enter")
    await drawing.get_by_role("combobox", name="Select a channel").click()
    await expect(drawing.get_by_role("option")).to_have_text(["#general"])
    await page.keyboard.press("Enter")
    await drawing.get_by_role("combobox", name="Select a conversation").fill("sec")
    await page.keyboard.press("Enter")
    assert await acted(page, 3) == ["U2", "C1", ["C1", "C2"]]
    await drawing.get_by_role("button", name="Remove #general").click()
    assert (await acted(page, 4))[-1] == ["C2"]


async def test_no_more_can_be_chosen_than_the_menu_takes(page: Page) -> None:
    menu = {"type": "multi_static_select", "action_id": "m", "options": [option("One"), option("Two")]}
    drawing = await draw(page, *actions(menu | {"max_selected_items": 1}))
    box = drawing.get_by_role("combobox")
    await box.press("ArrowDown")
    await page.keyboard.press("Enter")
    await drawing.get_by_role("option", name="Two").click(force=True)
    await expect(drawing.get_by_text("You can choose up to 1.")).to_be_visible()
    assert await acted(page) == [[option("One")]]


async def test_the_app_is_asked_from_three_characters_on_and_late_answers_are_dropped(page: Page) -> None:
    await page.evaluate("beSlow()")
    drawing = await draw(page, *actions({"type": "external_select", "action_id": "x", "placeholder": plain("Team")}))
    box = drawing.get_by_role("combobox", name="Team")
    await box.fill("pu")
    await expect(drawing.get_by_role("status")).to_have_text("Type 3 or more characters")
    await box.fill("pub")
    await page.wait_for_function("() => frames.length === 1")
    await box.fill("publ")
    await page.wait_for_function("() => frames.length === 2")
    assert [frame["typed"] for frame in await frames(page, "suggest")] == ["pub", "publ"]
    await page.evaluate("(found) => settle(1, found)", {"options": [option("Publishing")]})
    await expect(drawing.get_by_role("option")).to_have_text(["Publishing"])
    await page.evaluate("(found) => settle(0, found)", {"options": [option("Pubs"), option("Publicity")]})
    await box.fill("nothing")
    await page.wait_for_function("() => frames.length === 3")
    await expect(drawing.get_by_role("option")).to_have_text(["Publishing"])
    await page.evaluate("settle(2, {options: []})")
    await expect(drawing.get_by_role("status")).to_have_text("No results")
    await box.fill("fails")
    await page.wait_for_function("() => frames.length === 4")
    await page.evaluate("refuse(3, 'The app did not answer in time.')")
    await expect(drawing.get_by_role("status")).to_have_text("The app did not answer in time.")
    await box.fill("publ")
    await page.wait_for_function("() => frames.length === 5")
    await page.evaluate("(found) => settle(4, found)", {"options": [option("Publishing")]})
    await drawing.get_by_role("option").click()
    assert await acted(page) == [option("Publishing")]
    await expect(box).to_have_value("Publishing")


async def test_choices_and_pickers_send_what_slack_sends(page: Page) -> None:
    boxes = {"type": "checkboxes", "action_id": "c", "options": [option("Red"), option("Blue")]}
    radio = {"type": "radio_buttons", "action_id": "r", "options": [option("One"), option("Two")]}
    drawing = await draw(
        page,
        *actions(
            boxes | {"initial_options": [option("Blue")]},
            radio,
            {"type": "datepicker", "action_id": "d"},
            {"type": "timepicker", "action_id": "t"},
        ),
    )
    await drawing.get_by_role("checkbox", name="Red").check()
    await drawing.get_by_role("radio", name="Two").check()
    assert await acted(page, 2) == [[option("Red"), option("Blue")], option("Two")]
    await drawing.get_by_label("Select a date").fill("2026-11-21")
    assert (await acted(page, 3))[-1] == "2026-11-21"
    await drawing.get_by_label("Select a time").fill("09:30")
    assert (await acted(page, 4))[-1] == "09:30"


FORM = (
    asks({"type": "plain_text_input", "action_id": "name", "initial_value": "Ana"}, "Name", hint=plain("Your own")),
    asks({"type": "plain_text_input", "action_id": "why", "multiline": True, "max_length": 10}, "Why"),
    asks({"type": "static_select", "action_id": "team", "options": [option("One"), option("Two")]}, "Team"),
    asks({"type": "multi_users_select", "action_id": "people"}, "People", optional=True),
    asks({"type": "checkboxes", "action_id": "colours", "options": [option("Red"), option("Blue")]}, "Colours"),
    asks({"type": "datetimepicker", "action_id": "when"}, "When", optional=True),
    asks({"type": "email_text_input", "action_id": "mail"}, "Mail", optional=True),
    asks({"type": "rich_text_input", "action_id": "rich"}, "Story", optional=True),
)


async def test_a_form_is_collected_in_the_shapes_slack_sends(
    address: str, window: Callable[..., Awaitable[Page]]
) -> None:
    page = await window(address, timezone_id="UTC")
    await page.wait_for_function("() => window.ready")
    form = await draw_form(page, view(*FORM))
    await form.get_by_label("Why").fill("because")
    await form.get_by_label("Team").fill("tw")
    await page.keyboard.press("Enter")
    await form.get_by_label("People").fill("ana")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await form.get_by_label("Blue").check()
    await form.get_by_label("When").fill("1970-01-02T00:00")
    await form.get_by_label("Story").fill("once")
    story = rich({"type": "text", "text": "once"})
    assert await page.evaluate("checked()") is True
    assert await page.evaluate("collected()") == {
        "of-name": {"name": "Ana"},
        "of-why": {"why": "because"},
        "of-team": {"team": option("Two")},
        "of-people": {"people": ["U1"]},
        "of-colours": {"colours": [option("Blue")]},
        "of-when": {"when": 86_400},
        "of-mail": {"mail": ""},
        "of-rich": {"rich": story},
    }
    assert await page.evaluate("collectedFromElement()") == await page.evaluate("collected()")
    assert await frames(page) == []


async def test_what_is_missing_is_said_before_the_form_is_sent(page: Page) -> None:
    form = await draw_form(page, view(*FORM))
    await form.get_by_label("Mail").fill("nonsense")
    assert await page.evaluate("checked()") is False
    why = form.get_by_label("Why")
    await expect(why).to_be_focused()
    await expect(why).to_have_accessible_description("Please complete this required field.")
    await expect(why).to_have_attribute("aria-invalid", "true")
    await expect(form.get_by_text("Please complete this required field.")).to_have_count(3)
    await expect(form.get_by_label("Mail")).to_have_accessible_description("Please enter a valid email address.")
    await why.fill("because")
    await expect(why).not_to_have_attribute("aria-invalid", "true")


async def test_what_the_app_says_is_wrong_stands_at_the_field(page: Page) -> None:
    errors = {"of-name": "There are two of you.", "": "The app is away."}
    form = await draw_form(page, view(*FORM, errors=errors))
    name = form.get_by_label("Name")
    await expect(name).to_have_accessible_description("Your own There are two of you.")
    await expect(name).to_be_focused()
    await expect(form.get_by_role("alert")).to_have_text("The app is away.")
    await name.fill("Ana Gale")
    await expect(name).to_have_accessible_description("Your own")
    await draw_form(page, view(*FORM, errors=errors))  # the same slice once more
    await expect(name).to_have_accessible_description("Your own")


async def test_what_was_typed_outlives_an_update_of_the_view(page: Page) -> None:
    form = await draw_form(page, view(*FORM))
    await form.get_by_label("Name").fill("Typed")
    await form.get_by_label("Why").fill("because")
    fresh = asks({"type": "plain_text_input", "action_id": "new", "initial_value": "fresh"}, "New")
    other = asks({"type": "plain_text_input", "action_id": "name", "initial_value": "not this"}, "Name")
    await draw_form(page, view(fresh, other, hash="2"))
    expected = {"of-new": {"new": "fresh"}, "of-name": {"name": "Typed"}}
    assert await page.evaluate("collected()") == expected
    await expect(form.get_by_label("Name")).to_have_value("Typed")
    await draw_form(page, view(*FORM))
    assert (await page.evaluate("collected()"))["of-why"] == {"why": ""}
    await draw_form(page, view(*FORM, id="V2"))
    await expect(form.get_by_label("Name")).to_have_value("Ana")


async def test_controls_that_dispatch_act_at_once(page: Page) -> None:
    menu = {"type": "static_select", "action_id": "menu", "options": [option("One")]}
    text = {"type": "plain_text_input", "action_id": "text"}
    live = text | {"action_id": "live", "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
    form = await draw_form(
        page,
        view(
            {"type": "section", "block_id": "s", "text": plain("Pick"), "accessory": menu},
            asks(text, "Text", dispatch_action=True),
            asks(live, "Live", dispatch_action=True),
            asks(text | {"action_id": "quiet", "focus_on_load": True}, "Quiet", optional=True),
        ),
    )
    await expect(form.get_by_label("Quiet")).to_be_focused()
    await form.get_by_role("combobox").press("ArrowDown")
    await page.keyboard.press("Enter")
    await form.get_by_label("Text").fill("words")
    await form.get_by_label("Text").press("Enter")
    assert await acted(page, 2) == [option("One"), "words"]
    await form.get_by_label("Live").fill("as typed")
    await form.get_by_label("Quiet").fill("nothing")
    assert await acted(page, 3) == [option("One"), "words", "as typed"]
    assert (await frames(page))[0]["on"] == {"view": "V1"}
    assert (await page.evaluate("collected()"))["s"] == {"menu": option("One")}


async def test_near_its_limit_a_field_counts(page: Page) -> None:
    form = await draw_form(page, view(*FORM))
    await form.get_by_label("Why").fill("1234")
    await expect(form.get_by_role("status")).to_have_count(0)
    await form.get_by_label("Why").fill("12345678")
    await expect(form.get_by_role("status", name="2 characters left")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_an_open_menu_and_a_wrong_form_have_no_barriers(
    address: str, window: Callable[..., Awaitable[Page]], scheme: str
) -> None:
    # What axe adds to a page would be refused by its policy.
    page = await window(address, color_scheme=scheme, bypass_csp=True)
    await page.wait_for_function("() => window.ready")
    blocks: tuple[Json, ...] = (
        {"type": "section", "text": mrkdwn("*a* <@U1> <https://x.org|link> `code` <#C1>")},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "A"}], [{"type": "raw_text", "text": "1"}]]},
        *actions({"type": "static_select", "action_id": "s", "options": [option("One")]}),
        {"type": "alert", "level": "error", "text": plain("no")},
    )
    form = await draw_form(page, view(*blocks, *FORM, errors={"of-name": "Wrong."}))
    await page.evaluate("checked()")
    await form.get_by_role("combobox", name="Select an option").click()
    await expect(form.get_by_role("option")).to_have_count(1)
    results = await Axe().run(page, options={"preload": False})
    found = [v for v in results.response["violations"] if v["impact"] in {"serious", "critical"}]
    assert found == [], json.dumps([(v["id"], [n["html"] for n in v["nodes"]]) for v in found], indent=1)
