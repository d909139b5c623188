"""What a browser may fetch, and who may."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from yarl import URL

from localslack import LocalSlack


@pytest.fixture
async def browser(slack: LocalSlack) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(slack.url) as session:
        yield session


async def test_the_page_comes_with_a_strict_content_policy(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/") as page:
        assert page.status == 200
        assert page.content_type == "text/html"
        assert "<!doctype html>" in (await page.text()).lower()
        policy = page.headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-cache"


async def test_a_script_is_served_as_javascript_with_the_same_headers(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/page/vendor/preact.js") as script:
        assert script.status == 200
        assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert "frame-ancestors 'none'" in script.headers["Content-Security-Policy"]
        assert "export" in await script.text()


async def test_a_file_that_did_not_change_is_not_sent_again(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/page/vendor/preact.js") as script:
        tag = script.headers["ETag"]
    async with browser.get("/page/vendor/preact.js", headers={"If-None-Match": tag}) as again:
        assert again.status == 304
        assert again.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["nothing.js", "vendor", "..%2froutes.py", "vendor/..%2f..%2f..%2froutes.py", "%2fetc%2fpasswd", "%00", "a" * 300],
)
async def test_what_is_no_file_of_the_page_is_not_found(browser: aiohttp.ClientSession, path: str) -> None:
    async with browser.get(URL(f"/page/{path}", encoded=True)) as missing:
        assert missing.status == 404


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost:8000", "[::1]:9", "localhost"])
async def test_this_machine_goes_by_three_names(browser: aiohttp.ClientSession, host: str) -> None:
    async with browser.get("/", headers={"Host": host}) as page:
        assert page.status == 200


@pytest.mark.parametrize("path", ["/", "/page/vendor/preact.js", "/page/live"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:80", "localhost@evil.example", "[x", ""])
async def test_a_request_for_another_host_is_refused(browser: aiohttp.ClientSession, path: str, host: str) -> None:
    async with browser.get(path, headers={"Host": host}) as refused:
        assert refused.status == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"])
async def test_a_websocket_from_another_page_is_refused(browser: aiohttp.ClientSession, origin: str) -> None:
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await browser.ws_connect("/page/live", origin=origin)

    assert refusal.value.status == 403


async def test_a_websocket_from_the_page_itself_is_let_in(slack: LocalSlack, browser: aiohttp.ClientSession) -> None:
    async with browser.ws_connect("/page/live", origin=slack.url) as socket:
        await socket.send_json({"id": 1, "do": "look", "user": "U1"})
        assert (await socket.receive_json()) == {"re": 1, "ok": True}
