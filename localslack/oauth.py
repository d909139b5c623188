"""Installing the app by OAuth: a user allows it, which gives a code, which the app changes for its token.

https://docs.slack.dev/authentication/installing-with-oauth
"""

import secrets
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from localslack.seed import Seed
from localslack.wire import ImpossibleError, Json, RefusedError, text_of


@dataclass(frozen=True, slots=True)
class Grant:
    """What a user allowed, until the app asks for it."""

    user: str
    scopes: str
    redirect_uri: str


class OAuth:
    """The codes that were given out in one workspace, and whether the app is in it.

    Attributes:
        refusal: what the app's token is refused with since the app was removed; empty while it is installed.
    """

    def __init__(self, seed: Seed) -> None:
        self._seed = seed
        self._grants: dict[str, Grant] = {}
        self.refusal = ""

    def allow(self, user: str, url: str) -> str:
        """A user comes to Slack by an app's link and allows what it asks for; returns where Slack sends them.

        Raises:
            ImpossibleError: Slack shows an error in place of the question.
        """
        asked = self._read(url)
        code = secrets.token_hex(8)
        self._grants[code] = Grant(user, asked["scope"], asked["redirect_uri"])
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    def cancel(self, url: str) -> str:
        """A user does not allow it; returns where Slack sends them."""
        asked = self._read(url)
        return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked.get('state', '')})}"

    def knows(self, code: str) -> bool:
        """Whether a code is one of this workspace."""
        return code in self._grants

    def access(self, args: Json) -> Json:
        """``oauth.v2.access``: the token that a code stands for.

        Raises:
            RefusedError: ``bad_client_secret``, ``invalid_code``, ``bad_redirect_uri`` and their like.
        """
        app = self._seed.app
        if text_of(args, "client_id") != app.client_id:
            raise RefusedError("invalid_client_id")
        if text_of(args, "client_secret") != app.client_secret:
            raise RefusedError("bad_client_secret")
        grant = self._grants.pop(text_of(args, "code"), None)
        if grant is None:
            raise RefusedError("invalid_code")
        if text_of(args, "redirect_uri") != grant.redirect_uri:
            raise RefusedError("bad_redirect_uri")
        self.refusal = ""
        return {
            "app_id": app.app_id,
            "authed_user": {"id": grant.user},
            "scope": grant.scopes,
            "token_type": "bot",
            "access_token": app.bot_token,
            "bot_user_id": app.user_id,
            "team": {"id": self._seed.team, "name": self._seed.domain},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _read(self, url: str) -> dict[str, str]:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        if asked.get("client_id") != self._seed.app.client_id:
            raise ImpossibleError("Slack says: invalid client_id")
        if not asked.get("scope") or not asked.get("redirect_uri"):
            raise ImpossibleError("Slack says: no scopes or no redirect_uri were requested")
        return asked
