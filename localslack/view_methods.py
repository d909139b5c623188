"""views.*: modals and the App Home tab."""

from collections.abc import Callable

from localslack.block_rules import check_view
from localslack.records import View
from localslack.wire import Json, RefusedError, required, text_of
from localslack.workspace import Workspace


def open_view(ws: Workspace, args: Json) -> Json:
    """views.open: within three seconds of what somebody did."""
    body = _modal(args)
    return _shown(ws, ws.views.open(ws.triggers.use(required(args, "trigger_id")), body))


def push(ws: Workspace, args: Json) -> Json:
    """views.push."""
    body = _modal(args)
    return _shown(ws, ws.views.push(ws.triggers.use(required(args, "trigger_id")), body))


def update(ws: Workspace, args: Json) -> Json:
    """views.update: needs no trigger."""
    body = _modal(args)
    view = ws.views.named(text_of(args, "view_id"), text_of(args, "external_id"))
    return _shown(ws, ws.views.update(view, body, text_of(args, "hash")))


def publish(ws: Workspace, args: Json) -> Json:
    """views.publish."""
    user = required(args, "user_id")
    if user not in ws.directory.users:
        raise RefusedError("user_not_found")
    body = _body(args)
    if body.get("type") != "home":
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["[ERROR] view type must be home"]})
    return _shown(ws, ws.views.publish(user, body, text_of(args, "hash")))


def _modal(args: Json) -> Json:
    body = _body(args)
    if body.get("type") != "modal":
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["[ERROR] view type must be modal"]})
    return body


def _body(args: Json) -> Json:
    view = args.get("view")
    if not isinstance(view, dict):
        raise RefusedError(
            "invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: view"]}
        )
    check_view(view)
    return view


def _shown(ws: Workspace, view: View) -> Json:
    return {"view": view.to_json(ws.seed.team, ws.app.app_id, ws.app.bot_id)}


METHODS: dict[str, Callable[[Workspace, Json], Json]] = {
    "views.open": open_view,
    "views.publish": publish,
    "views.push": push,
    "views.update": update,
}
