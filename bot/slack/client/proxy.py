"""The proxy on the way to Slack: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, for calls and for the WebSocket alike.

slack_sdk takes the first two for every address and knows no `NO_PROXY`; aiohttp asks for `WSS_PROXY` where it opens a
WebSocket. So whoask says itself by which proxy an address is reached. A login in the proxy's address is sent to it.
"""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass_environment  # type: ignore[attr-defined]

from routing.errors import SettingsError

SECURE = {"https", "wss"}
HOW = "whoask can use one whose address begins with http:// or https://"


def proxy_for(url: str) -> str | None:
    """The address of the proxy that leads to a URL, None for none.

    The variable of its kind counts, else the other one, as slack_sdk has it: many set one of them alone. Names in small
    letters come before those in capitals. Raises SettingsError for a proxy of another kind, without the login in it.
    """
    parts, named = urlsplit(url), getproxies_environment()
    kinds = ("https", "http") if parts.scheme in SECURE else ("http", "https")
    proxy = next((named[kind].strip() for kind in kinds if named.get(kind, "").strip()), None)
    if proxy is None or proxy_bypass_environment(parts.netloc.rpartition("@")[2], named):
        return None
    address = proxy if "://" in proxy else f"http://{proxy}"
    scheme = address.partition("://")[0].lower()
    if scheme not in {"http", "https"} or not _is_address(address):
        raise SettingsError(f"HTTPS_PROXY or HTTP_PROXY names no proxy that whoask can use: {HOW}.")
    return address


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
