"""What the operator sets for HTTP mode. It is read together with the rest, so that all faults are told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.settings.environment import read_secret
from bot.settings.secret import Secret

HOST, PORT = "127.0.0.1", 3000
HIGHEST_PORT = 65_535
# Slack's are 32 hexadecimal digits each: https://docs.slack.dev/authentication/verifying-requests-from-slack
SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
CLIENT_ID = re.compile(r"[0-9]+\.[0-9]+")
WORKSPACE = re.compile(r"[TE][A-Z0-9]{2,30}")
# A browser gives back the cookie of the installation over https only, or to this computer.
PUBLIC_URL = re.compile(r"https://[^/\s?#@]+|http://(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class OAuthSettings:
    """How other workspaces install the app. `public_url` is where a browser reaches whoask, without a slash at the end.

    `digest_workspace` is the id of the workspace that gets the weekly digest, null where none does. `workspaces` are
    the ids of those that may install the app; without any, all may.
    """

    client_id: str
    client_secret: Secret
    public_url: str
    digest_workspace: str | None = None
    workspaces: frozenset[str] = frozenset()

    def admits(self, workspace: str) -> bool:
        """Whether a workspace may install the app."""
        return not self.workspaces or workspace in self.workspaces


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Where whoask listens, and how it knows that a request is Slack's. `port` 0 is any free one.

    Without `oauth` there is one workspace, whose bot token is set.
    """

    signing_secret: Secret
    host: str = HOST
    port: int = PORT
    oauth: OAuthSettings | None = None


def read_http(environ: Mapping[str, str], faults: list[str]) -> HttpSettings:
    """The settings of HTTP mode; what is wrong with them is added to `faults`."""
    return HttpSettings(
        signing_secret=_read_signing_secret(environ, faults),
        host=environ.get("WHOASK_HTTP_HOST", "").strip() or HOST,
        port=read_port(environ, "WHOASK_HTTP_PORT", faults, unset=PORT),
        oauth=_read_oauth(environ, faults),
    )


def wants_oauth(environ: Mapping[str, str]) -> bool:
    """Whether anything is set that only an installation by OAuth needs: then all of it has to be."""
    names = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_CLIENT_SECRET_FILE")
    return any(environ.get(name, "").strip() for name in names)


def read_port(environ: Mapping[str, str], name: str, faults: list[str], *, unset: int) -> int:
    """A port; 0 is any free one."""
    text = environ.get(name, "").strip()
    if not text:
        return unset
    if re.fullmatch(r"[0-9]{1,5}", text) and int(text) <= HIGHEST_PORT:
        return int(text)
    faults.append(f"{name} is {text[:20]!r}: write a port from 1 to {HIGHEST_PORT}, or 0 for any free one.")
    return unset


def _read_signing_secret(environ: Mapping[str, str], faults: list[str]) -> Secret:
    value = _required(environ, "SLACK_SIGNING_SECRET", faults)
    if value and not SIGNING_SECRET.fullmatch(value):
        faults.append(
            "SLACK_SIGNING_SECRET is not a signing secret: that has 32 characters, 0 to 9 and a to f. "
            "Copy it from “Basic Information”, App Credentials."
        )
    return Secret(value)


def _read_oauth(environ: Mapping[str, str], faults: list[str]) -> OAuthSettings | None:
    if not wants_oauth(environ):
        return None
    client_id = environ.get("SLACK_CLIENT_ID", "").strip()
    if not CLIENT_ID.fullmatch(client_id):
        told = "missing" if not client_id else f"{client_id[:20]!r}"
        faults.append(f"SLACK_CLIENT_ID is {told}: copy it from “Basic Information”, App Credentials.")
    public_url = environ.get("WHOASK_PUBLIC_URL", "").strip().rstrip("/")
    if not PUBLIC_URL.fullmatch(public_url):
        told = "missing" if not public_url else f"{public_url[:60]!r}"
        faults.append(
            f"WHOASK_PUBLIC_URL is {told}: write where browsers reach whoask, such as https://whoask.example.org"
        )
    workspace = environ.get("WHOASK_DIGEST_WORKSPACE", "").strip()
    if workspace and not WORKSPACE.fullmatch(workspace):
        faults.append(f"WHOASK_DIGEST_WORKSPACE is {workspace[:20]!r}: write a workspace's id, such as T012AB3CD.")
    elif environ.get("WHOASK_DIGEST_CHANNEL", "").strip() and not workspace:
        faults.append("WHOASK_DIGEST_WORKSPACE is missing: with many workspaces, name the one that gets the digest.")
    secret = Secret(_required(environ, "SLACK_CLIENT_SECRET", faults))
    return OAuthSettings(client_id, secret, public_url, workspace or None, _read_workspaces(environ, faults))


def _read_workspaces(environ: Mapping[str, str], faults: list[str]) -> frozenset[str]:
    text = environ.get("WHOASK_WORKSPACES", "").strip()
    ids = [one.strip() for one in text.split(",")] if text else []
    # One slip of the pen must not let everybody in, nor shut somebody out unnoticed.
    faults += [
        f"WHOASK_WORKSPACES has {one[:20]!r}: write ids of workspaces with commas between, such as T012AB3CD,T045EF6GH."
        for one in ids
        if not WORKSPACE.fullmatch(one)
    ]
    return frozenset(ids)


def _required(environ: Mapping[str, str], name: str, faults: list[str]) -> str:
    before = len(faults)
    value, told_by = read_secret(environ, name, faults)
    if not value and len(faults) == before:
        faults.append(f"{told_by} is missing." if told_by == name else f"{told_by} is empty.")
    return value
