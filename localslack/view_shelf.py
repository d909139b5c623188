"""The modals people have open and the App Home tabs published for them."""

import itertools
from dataclasses import replace

from localslack.changes import Changes
from localslack.message_log import BlockIds
from localslack.records import View, ViewKind
from localslack.wire import Json, RefusedError

# Three modals at most lie on each other (https://docs.slack.dev/surfaces/modals).
MODAL_STACK = 3


class ViewShelf:
    """Every view by its id; a person's open modals form a stack."""

    def __init__(self, block_ids: BlockIds, changes: Changes) -> None:
        self._block_ids = block_ids
        self._changes = changes
        self._views: dict[str, View] = {}
        self._numbers = itertools.count(1)

    def stack(self, user: str) -> tuple[View, ...]:
        """The modals somebody has open, the lowest first."""
        return tuple(v for v in self._views.values() if v.user == user and v.kind == "modal" and v.is_open)

    def home(self, user: str) -> View | None:
        """The App Home tab published for somebody."""
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
        """Open a modal; whatever somebody had open gives way to it."""
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
        """Close all modals somebody has open."""
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
