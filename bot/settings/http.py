"""What the operator sets for HTTP mode. It is read together with the rest, so that all faults are told at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.settings.environment import HIGHEST_PORT, Environment
from bot.settings.secret import Secret

HOST, PORT = "127.0.0.1", 3000
# Slack's are 32 hexadecimal digits each: https://docs.slack.dev/authentication/verifying-requests-from-slack
SIGNING_SECRET = r"[0-9a-f]{32}"  # noqa: S105 - what one looks like
CLIENT_ID = r"[0-9]+\.[0-9]+"
WORKSPACE = r"[TE][A-Z0-9]{2,30}"
# A browser gives back the cookie of the installation over https only, or to this computer.
PUBLIC_URL = r"(?:https://[^/\s?#@]+|http://(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?)"


@dataclass(frozen=True, slots=True)
class OAuthSettings:
    """How other workspaces install the app. `public_url` is where a browser reaches whoask, without a slash at the end.

    `digest_workspace` is the id of the workspace that gets the weekly digest, None where none does. `workspaces` are
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


def read_http(env: Environment) -> HttpSettings:
    """The settings of HTTP mode."""
    hint = f"write a port from 1 to {HIGHEST_PORT}, or 0 for any free one."
    return HttpSettings(
        signing_secret=_signing_secret(env),
        host=env.text("WHOASK_HTTP_HOST") or HOST,
        port=env.number("WHOASK_HTTP_PORT", 0, HIGHEST_PORT, hint, unset=PORT),
        oauth=_oauth(env) if wants_oauth(env) else None,
    )


def wants_oauth(env: Environment) -> bool:
    """Whether anything is set that only an installation by OAuth needs: then all of it has to be."""
    return any(env.text(name) for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_CLIENT_SECRET_FILE"))


def _signing_secret(env: Environment) -> Secret:
    value, _ = env.secret("SLACK_SIGNING_SECRET", required=True)
    if value and not re.fullmatch(SIGNING_SECRET, value):
        env.faults.append(
            "SLACK_SIGNING_SECRET is not a signing secret: that has 32 characters, 0 to 9 and a to f. "
            "Copy it from “Basic Information”, App Credentials."
        )
    return Secret(value)


def _oauth(env: Environment) -> OAuthSettings:
    client_hint = "copy it from “Basic Information”, App Credentials."
    url_hint = "write where browsers reach whoask, such as https://whoask.example.org"
    client_id = env.matching("SLACK_CLIENT_ID", CLIENT_ID, client_hint, required=True)
    public_url = env.matching("WHOASK_PUBLIC_URL", rf"{PUBLIC_URL}/*", url_hint, required=True, shown=60)
    digest = env.matching("WHOASK_DIGEST_WORKSPACE", WORKSPACE, "write a workspace's id, such as T012AB3CD.")
    if env.text("WHOASK_DIGEST_CHANNEL") and not env.text("WHOASK_DIGEST_WORKSPACE"):
        env.faults.append(
            "WHOASK_DIGEST_WORKSPACE is missing: with many workspaces, name the one that gets the digest."
        )
    secret, _ = env.secret("SLACK_CLIENT_SECRET", required=True)
    # One slip of the pen must not let everybody in, nor shut somebody out unnoticed.
    named = env.text("WHOASK_WORKSPACES")
    workspaces = env.listed(
        "WHOASK_WORKSPACES",
        [one.strip() for one in named.split(",")] if named else (),
        WORKSPACE,
        "write ids of workspaces with commas between, such as T012AB3CD,T045EF6GH.",
    )
    return OAuthSettings(client_id, Secret(secret), public_url.rstrip("/"), digest or None, workspaces)
