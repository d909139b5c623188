"""Modals and App Home tabs: as frozen values, which ones people have open, and the trigger ids that open them."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from localslack.journal import Changes
from localslack.messages import BlockIds
from localslack.wire import Json, RefusedError

ViewKind = Literal["modal", "home"]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A modal or an App Home tab.

    Attributes:
        user: who sees it.
        body: the view as the app sent it, with the block ids Slack gives to blocks without one.
        hash: changes with every update; ``views.update`` with an old one is a ``hash_conflict``.
        previous: the modal under this one.
        is_open: a closed or submitted modal stays on record but cannot be used again.
    """

    id: str
    user: str
    kind: ViewKind
    body: Json
    hash: str
    root: str
    previous: str | None = None
    external_id: str = ""
    is_open: bool = True

    @property
    def callback_id(self) -> str:
        """The name the app gave to the view."""
        return str(self.body.get("callback_id", ""))

    @property
    def blocks(self) -> tuple[Json, ...]:
        """The view's blocks."""
        return tuple(self.body.get("blocks", ()))

    def to_json(self, team: str, app_id: str, bot_id: str, state: Json | None = None) -> Json:
        """The view object of Slack's payloads."""
        defaults: Json = {
            "title": None,
            "submit": None,
            "close": None,
            "callback_id": "",
            "private_metadata": "",
            "clear_on_close": False,
            "notify_on_close": False,
        }
        return (
            defaults
            | self.body
            | {
                "id": self.id,
                "team_id": team,
                "app_id": app_id,
                "bot_id": bot_id,
                "app_installed_team_id": team,
                "hash": self.hash,
                "root_view_id": self.root,
                "previous_view_id": self.previous,
                "external_id": self.external_id,
                "state": {"values": state or {}},
            }
        )


# Three modals at most lie on each other (https://docs.slack.dev/surfaces/modals).
MODAL_STACK = 3


class Views:
    """Every view by its id; a person's open modals form a stack."""

    def __init__(self, block_ids: BlockIds, changes: Changes) -> None:
        self._block_ids = block_ids
        self._changes = changes
        self._views: dict[str, View] = {}
        self._numbers = itertools.count(1)

    def stack(self, user: str) -> tuple[View, ...]:
        """The modals a user has open, the lowest first."""
        return tuple(v for v in self._views.values() if v.user == user and v.kind == "modal" and v.is_open)

    def home(self, user: str) -> View | None:
        """The App Home tab published for a user."""
        return next((v for v in self._views.values() if v.user == user and v.kind == "home"), None)

    def find(self, view_id: str) -> View | None:
        """A view by id, also one that was closed."""
        return self._views.get(view_id)

    def named(self, view_id: str, external_id: str) -> View:
        """The open view a call names by either id.

        Raises:
            RefusedError: ``not_found``.
        """
        found = self._views.get(view_id) or next(
            (v for v in self._views.values() if external_id and v.external_id == external_id and v.is_open), None
        )
        if found is None or not found.is_open:
            raise RefusedError("not_found")
        return found

    def open(self, user: str, body: Json) -> View:
        """Open a modal; what the user had open gives way to it."""
        self.clear(user)
        return self._add(user, "modal", body, under=None)

    def push(self, user: str, body: Json) -> View:
        """Lay a modal on the one that is open.

        Raises:
            RefusedError: ``not_found`` without an open modal, ``push_limit_reached`` on the third.
        """
        stack = self.stack(user)
        if not stack:
            raise RefusedError("not_found")
        if len(stack) >= MODAL_STACK:
            raise RefusedError("push_limit_reached")
        return self._add(user, "modal", body, under=stack[-1])

    def publish(self, user: str, body: Json, known_hash: str) -> View:
        """Put up an App Home tab.

        Raises:
            RefusedError: ``hash_conflict``.
        """
        current = self.home(user)
        return self.update(current, body, known_hash) if current else self._add(user, "home", body, under=None)

    def update(self, view: View, body: Json, known_hash: str = "") -> View:
        """Replace what a view shows.

        Raises:
            RefusedError: ``hash_conflict`` when the caller knows an older state.
        """
        if known_hash and known_hash != view.hash:
            raise RefusedError("hash_conflict")
        filled = body | {"blocks": list(self._block_ids.fill(body.get("blocks", ())))}
        external = str(body.get("external_id") or view.external_id)
        return self._put(replace(view, body=filled, hash=self._new_hash(), external_id=external))

    def close(self, view: View) -> None:
        """Close a view: the one under it shows again."""
        self._put(replace(view, is_open=False))

    def clear(self, user: str) -> None:
        """Close all modals a user has open."""
        for view in self.stack(user):
            self.close(view)

    def _add(self, user: str, kind: ViewKind, body: Json, under: View | None) -> View:
        external = str(body.get("external_id") or "")
        if external and any(v.external_id == external and v.is_open for v in self._views.values()):
            raise RefusedError("duplicate_external_id")
        view_id = f"V{next(self._numbers)}"
        blank = View(
            id=view_id,
            user=user,
            kind=kind,
            body={},
            hash="",
            root=under.root if under else view_id,
            previous=under.id if under else None,
        )
        return self.update(blank, body)

    def _put(self, view: View) -> View:
        self._views[view.id] = view
        self._changes.tell()
        return view

    def _new_hash(self) -> str:
        return f"{next(self._numbers)}.sandbox"


TRIGGER_SECONDS = 3.0


class TriggerIds:
    """The trigger ids given out, who they belong to and when they expire."""

    def __init__(self, clock: Callable[[], float], team: str) -> None:
        self._clock = clock
        self._team = team
        self._numbers = itertools.count(1)
        self._open: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()

    def mint(self, user: str) -> str:
        """A new trigger id for what a user just did."""
        trigger = f"{next(self._numbers)}.{int(self._clock())}.{self._team}"
        self._open[trigger] = (user, self._clock() + TRIGGER_SECONDS)
        return trigger

    def use(self, trigger: str) -> str:
        """Spend a trigger id; returns whose it was.

        Raises:
            RefusedError: ``invalid_trigger_id``, ``exchanged_trigger_id`` or ``expired_trigger_id``.
        """
        if trigger in self._used:
            raise RefusedError("exchanged_trigger_id")
        if trigger not in self._open:
            raise RefusedError("invalid_trigger_id")
        user, expires = self._open.pop(trigger)
        if self._clock() > expires:
            raise RefusedError("expired_trigger_id")
        self._used.add(trigger)
        return user
