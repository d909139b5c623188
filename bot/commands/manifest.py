"""The manifest of the Slack app: the one in manifest.json is for Socket Mode, and the one for HTTP is made from it.

https://docs.slack.dev/reference/app-manifest
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from bot.commands.arguments import Commands, Options
from routing.errors import SettingsError

# Where many workspaces install the app, it has to hear where it was removed.
ENDINGS = ("app_uninstalled", "tokens_revoked")
# Beside the registry in an installed package, and in a checkout.
_PLACES = (Path(__file__).parents[1] / "data/manifest.json", Path(__file__).parents[2] / "manifest.json")

Manifest = dict[str, Any]


def add_to(commands: Commands) -> None:
    """Add `manifest` to the commands."""
    command = commands.add_parser("manifest", help="print the manifest of the Slack app")
    command.add_argument("--http", metavar="URL", help="for HTTP, with the address at which Slack reaches whoask")
    command.set_defaults(command=_run)


def _run(options: Options) -> int:
    from json import dumps

    manifest = socket_manifest()
    if options.http is not None:
        manifest = http_manifest(manifest, options.http)
    print(dumps(manifest, indent=2))
    return 0


def socket_manifest() -> Manifest:
    """The manifest for Socket Mode."""
    from json import loads

    path = next((path for path in _PLACES if path.is_file()), None)
    if path is None:
        raise SettingsError("manifest.json is missing from this installation. It is in the repository of whoask.")
    manifest: Manifest = loads(path.read_text(encoding="utf-8"))
    return manifest


def http_manifest(manifest: Manifest, public_url: str) -> Manifest:
    """The manifest for HTTP, made from that for Socket Mode. `public_url` is where Slack reaches whoask.

    Raises SettingsError where that is no address that Slack takes.
    """
    from bot.settings.http import PUBLIC_URL
    from bot.slack.auth.install_pages import REDIRECT_PATH
    from bot.slack.receiving.http_server import EVENTS_PATH

    root = public_url.strip().rstrip("/")
    if not re.fullmatch(PUBLIC_URL, root) or not root.startswith("https://"):
        raise SettingsError(f"{public_url[:60]!r} is not an address such as https://whoask.example.org")
    requests = root + EVENTS_PATH
    settings, features = manifest["settings"], manifest["features"]
    subscriptions = settings["event_subscriptions"]
    return {
        **manifest,
        "features": {
            **features,
            "slash_commands": [{**command, "url": requests} for command in features["slash_commands"]],
        },
        "oauth_config": {**manifest["oauth_config"], "redirect_urls": [root + REDIRECT_PATH]},
        "settings": {
            **settings,
            "event_subscriptions": {
                "request_url": requests,
                "bot_events": sorted({*subscriptions["bot_events"], *ENDINGS}),
            },
            "interactivity": {
                **settings["interactivity"],
                "request_url": requests,
                "message_menu_options_url": requests,
            },
            "socket_mode_enabled": False,
        },
    }
