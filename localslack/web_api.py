"""The Web API: the token, the scope, the method; an unknown method is refused as Slack refuses it."""

from collections.abc import Callable

from localslack import directory_methods, message_methods
from localslack.wire import Json, RefusedError
from localslack.workspace import Workspace

Method = Callable[[Workspace, Json], Json]

METHODS: dict[str, Method] = {**message_methods.METHODS, **directory_methods.METHODS}
# The scope each method needs of a bot token, from its page under https://docs.slack.dev/reference/methods.
SCOPES = {
    "assistant.threads.setStatus": "assistant:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "channels:history",
    "conversations.info": "channels:read",
    "conversations.join": "channels:join",
    "conversations.list": "channels:read",
    "conversations.open": "im:write",
    "conversations.replies": "channels:history",
    "reactions.add": "reactions:write",
    "usergroups.list": "usergroups:read",
    "usergroups.users.list": "usergroups:read",
    "users.info": "users:read",
}
# The only methods the app-level token opens, and the ones that need no token at all.
APP_TOKEN_METHODS = frozenset({"apps.connections.open"})
OPEN_METHODS = frozenset({"api.test", "oauth.v2.access"})


class WebApi:
    """Calls by method name. It never raises: a refusal is an answer."""

    def __init__(self, workspace: Workspace, open_connection: Callable[[], str]) -> None:
        self._workspace = workspace
        self._methods: dict[str, Method] = METHODS | {
            "apps.connections.open": lambda _ws, _args: {"url": open_connection()},
            "oauth.v2.access": lambda ws, args: ws.oauth.access(args),
        }

    def call(self, method: str, token: str, args: Json) -> Json:
        """Answer a call."""
        try:
            self._check_token(method, token)
            run = self._find(method)
            self._check_scope(method, args)
            return {"ok": True, **run(self._workspace, args)}
        except RefusedError as refusal:
            return {"ok": False, "error": refusal.error, **refusal.details}

    def _find(self, method: str) -> Method:
        if method in self._methods:
            return self._methods[method]
        raise RefusedError("unknown_method", req_method=method)

    def _check_token(self, method: str, token: str) -> None:
        app = self._workspace.app
        if method in OPEN_METHODS:
            return
        if not token:
            raise RefusedError("not_authed")
        if token not in {app.bot_token, app.app_token}:
            raise RefusedError("invalid_auth")
        if (token == app.app_token) != (method in APP_TOKEN_METHODS):
            raise RefusedError("not_allowed_token_type")
        if token == app.bot_token and self._workspace.oauth.refusal:
            raise RefusedError(self._workspace.oauth.refusal)

    def _check_scope(self, method: str, args: Json) -> None:
        needed = self._scope(method, args)
        provided = self._workspace.app.scopes
        if needed and needed not in provided:
            raise RefusedError("missing_scope", needed=needed, provided=",".join(sorted(provided)))

    def _scope(self, method: str, args: Json) -> str:
        """The scope a call needs: reading a channel depends on what kind of channel it is."""
        scope = SCOPES.get(method, "")
        channel = self._workspace.directory.find_channel(str(args.get("channel", "")))
        if channel and scope in {"channels:history", "channels:read"} and channel.kind != "public":
            prefix = "im" if channel.kind == "im" else "groups"
            return f"{prefix}:{scope.partition(':')[2]}"
        return scope
