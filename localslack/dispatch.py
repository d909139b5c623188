"""From what people do to the app: payloads are wrapped and handed to Socket Mode or HTTP."""

import itertools
from collections.abc import Callable

from localslack.deliveries import Delivery, EnvelopeKind
from localslack.faults import Faults
from localslack.journal import Changes, Journal
from localslack.messages import Message
from localslack.response_urls import ResponseUrls
from localslack.socket_mode import SocketMode
from localslack.views import View
from localslack.wire import Json
from localslack.workspace import Workspace

PAYLOAD_TOKEN = "verification-token"  # noqa: S105 - Slack sends one, no app checks it any more


class Dispatcher:
    """Sends events, commands and interactions to the app, in the payload that Slack gives each."""

    def __init__(
        self, workspace: Workspace, socket: SocketMode, urls: ResponseUrls, faults: Faults, journal: Journal
    ) -> None:
        self.workspace = workspace
        self.socket = socket
        self.urls = urls
        self.faults = faults
        self.journal = journal
        self.changes: Changes = workspace.changes
        self._event_numbers = itertools.count(1)
        workspace.on_event = self.deliver_event

    def deliver_event(self, event: Json, about: str) -> None:
        """Send an event to the app, twice where a script says so."""
        callback = self._event_callback(event)
        self.socket.submit(Delivery(kind="events_api", payload=callback, about=about))
        twice = self.faults.take_duplicate()
        if twice:
            again = self._event_callback(event) if twice == "fresh" else callback
            self.socket.submit(Delivery(kind="events_api", payload=again, about=about))

    def deliver(
        self,
        kind: EnvelopeKind,
        payload: Json,
        about: str,
        then: Callable[[Delivery], None] | None = None,
    ) -> Delivery:
        """Send a command or an interaction to the app; with ``then`` its acknowledgement may carry a payload."""
        accepts = then is not None
        delivery = Delivery(kind=kind, payload=payload, about=about, accepts_payload=accepts)
        if then:
            delivery.then = then
        return self.socket.submit(delivery)

    def interaction(self, kind: str, user: str, **more: object) -> Json:
        """What every interaction payload has."""
        ws = self.workspace
        person = ws.directory.users[user]
        team = ws.directory.team_of(user)
        return {
            "type": kind,
            "token": PAYLOAD_TOKEN,
            "api_app_id": ws.app.app_id,
            "team": {"id": ws.seed.team, "domain": ws.seed.domain},
            "user": {"id": user, "username": person.name, "name": person.name, "team_id": team},
            "enterprise": None,
            "is_enterprise_install": False,
            "action_ts": ws.stamps.next(),
            **more,
        }

    def channel_json(self, channel_id: str) -> Json:
        """The channel of an interaction payload; the name of a private one is hidden."""
        channel = self.workspace.directory.channels[channel_id]
        hidden = {"im": "directmessage", "private": "privategroup", "public": channel.name}
        return {"id": channel.id, "name": hidden[channel.kind]}

    def view_json(self, view: View, state: Json | None = None) -> Json:
        """The view of an interaction payload."""
        ws = self.workspace
        return view.to_json(ws.seed.team, ws.app.app_id, ws.app.bot_id, state)

    def place(self, source: Message | View, user: str) -> Json:
        """Where a control was used. An ephemeral's own content is not sent along, and a view has no response_url."""
        if isinstance(source, View):
            return {"container": {"type": "view", "view_id": source.id}, "view": self.view_json(source)}
        container: Json = {
            "type": "message",
            "message_ts": source.ts,
            "channel_id": source.channel,
            "is_ephemeral": source.is_ephemeral,
        }
        if source.thread_ts:
            container["thread_ts"] = source.thread_ts
        body: Json = {
            "container": container,
            "channel": self.channel_json(source.channel),
            "response_url": self.urls.mint(user, source.channel, source),
            "state": {"values": {}},
        }
        return body if source.is_ephemeral else body | {"message": source.to_json()}

    def _event_callback(self, event: Json) -> Json:
        ws = self.workspace
        channel = ws.directory.channels.get(str(event.get("channel", "")))
        return {
            "token": PAYLOAD_TOKEN,
            "team_id": ws.seed.team,
            "context_team_id": ws.seed.team,
            "context_enterprise_id": None,
            "api_app_id": ws.app.app_id,
            "type": "event_callback",
            "event_id": f"Ev{next(self._event_numbers):08d}",
            "event_time": int(ws.clock()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": ws.seed.team,
                    "user_id": ws.app.user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
            "event": event,
        }
