"""What people do with controls: buttons, menus, shortcuts and modals. The second half of the driver."""

from localslack import elements
from localslack.block_rules import check_options, check_view
from localslack.deliveries import Delivery
from localslack.messages import Message
from localslack.people import People
from localslack.views import View
from localslack.wire import ImpossibleError, Json, RefusedError


class Interactions(People):
    """People click, choose, fill in and close."""

    async def click(
        self, source: Message | View, action_id: str, user: str, value: str | None = None, *, block: str | None = None
    ) -> Delivery:
        """A user clicks a button on a message, in a modal or on the Home tab.

        Args:
            source: the message or view.
            action_id: the button's action id, or the words on it.
            user: who.
            value: which of several with that action id; which of two feedback buttons.
            block: the id of its block, where several share the action id.
        """
        return await self.select(source, action_id, user, value, block=block)

    async def select(
        self, source: Message | View, action_id: str, user: str, value: object = None, *, block: str | None = None
    ) -> Delivery:
        """A user chooses in a menu: ``value`` is an option's value or words, a user or channel id, a date."""
        person = self._ws.directory.user(user)
        shown = self._shown(source, person.id)
        wanted = value if isinstance(value, str) else None
        block_id, element = elements.find(shown.blocks, action_id, wanted, person.id, block)
        action: Json = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block_id,
            "action_ts": self._ws.stamps.next(),
            **elements.use(element, value),
        }
        payload = self._dispatcher.interaction(
            "block_actions",
            person.id,
            trigger_id=self._ws.triggers.mint(person.id),
            actions=[action],
            **self._dispatcher.place(shown, person.id),
        )
        return self._dispatcher.deliver("interactive", payload, action["action_id"])

    async def message_shortcut(self, message: Message, callback_id: str, user: str) -> Delivery:
        """A user picks a shortcut from a message's menu."""
        person = self._ws.directory.user(user)
        shown = self._shown(message, person.id)
        if not isinstance(shown, Message) or shown.is_ephemeral:
            raise ImpossibleError("only ordinary messages have shortcuts")
        payload = self._dispatcher.interaction(
            "message_action",
            person.id,
            callback_id=callback_id,
            trigger_id=self._ws.triggers.mint(person.id),
            response_url=self._dispatcher.urls.mint(person.id, shown.channel),
            channel=self._dispatcher.channel_json(shown.channel),
            message_ts=shown.ts,
            message=shown.to_json(),
        )
        return self._dispatcher.deliver("interactive", payload, callback_id)

    async def global_shortcut(self, callback_id: str, user: str) -> Delivery:
        """A user picks a shortcut that belongs to no message: it has no channel and no response_url."""
        person = self._ws.directory.user(user)
        trigger = self._ws.triggers.mint(person.id)
        payload = self._dispatcher.interaction("shortcut", person.id, callback_id=callback_id, trigger_id=trigger)
        return self._dispatcher.deliver("interactive", payload, callback_id)

    async def submit_view(
        self,
        view: View,
        user: str,
        values: elements.FormValues | None = None,
        *,
        fields: elements.FormFields | None = None,
    ) -> Delivery:
        """A user fills in a modal and submits it.

        Args:
            view: the modal.
            user: who.
            values: what they fill in, by action id or block id; the rest keeps its initial value.
            fields: the same by block id and action id; None empties a field.

        Raises:
            ImpossibleError: it is closed, or something required is missing.
        """
        shown = self._modal(view, user)
        state = elements.fill_form(shown.blocks, values or {}, fields or {})
        payload = self._dispatcher.interaction(
            "view_submission",
            shown.user,
            trigger_id=self._ws.triggers.mint(shown.user),
            view=self._dispatcher.view_json(shown, state),
            response_urls=[],
        )
        self._ws.view_errors.pop(shown.id, None)
        return self._dispatcher.deliver(
            "interactive", payload, shown.callback_id, lambda delivery: self._submitted(shown, delivery)
        )

    async def close_view(self, view: View, user: str) -> Delivery | None:
        """A user closes a modal; the app hears of it only with ``notify_on_close``."""
        shown = self._modal(view, user)
        self._ws.views.close(shown)
        if not shown.body.get("notify_on_close"):
            return None
        payload = self._dispatcher.interaction(
            "view_closed", shown.user, view=self._dispatcher.view_json(shown), is_cleared=False
        )
        return self._dispatcher.deliver("interactive", payload, shown.callback_id)

    async def suggest(
        self, source: Message | View, action_id: str, user: str, typed: str, *, block: str | None = None
    ) -> Delivery:
        """A user types into a menu whose options the app supplies; they are in the delivery's ``answer``."""
        person = self._ws.directory.user(user)
        shown = self._shown(source, person.id)
        block_id, element = elements.find(shown.blocks, action_id, user=person.id, block=block)
        if len(typed) < element.get("min_query_length", 3):
            raise ImpossibleError(f"Slack asks only from {element.get('min_query_length', 3)} characters on")
        place = self._dispatcher.place(shown, person.id)
        place.pop("response_url", None)
        payload = self._dispatcher.interaction(
            "block_suggestion", person.id, action_id=element["action_id"], block_id=block_id, value=typed, **place
        )
        return self._dispatcher.deliver("interactive", payload, element["action_id"], self._suggested)

    def _shown(self, source: Message | View, user: str) -> Message | View:
        """The message or view as it is now, for a user who can see it."""
        if isinstance(source, View):
            view = self._ws.views.find(source.id)
            if view is None or not view.is_open or view.user != user:
                raise ImpossibleError(f"{user} does not have view {source.id} open")
            return view
        message = self._now(source)
        if message.recipient not in {None, user}:
            raise ImpossibleError(f"only {message.recipient} sees message {message.ts}")
        if not self._ws.directory.sees(user, self._ws.directory.channels[message.channel]):
            raise ImpossibleError(f"{user} cannot see {message.channel}")
        return message

    def _modal(self, view: View, user: str) -> View:
        shown = self._shown(view, self._ws.directory.user(user).id)
        if not isinstance(shown, View) or shown.kind != "modal":
            raise ImpossibleError("only a modal can be submitted or closed")
        return shown

    def _submitted(self, view: View, delivery: Delivery) -> None:
        """Do what the acknowledgement of a submission says; without one the modal stays open with an error."""
        if delivery.outcome != "acked":
            self._ws.view_errors[view.id] = {"": delivery.outcome}
            return
        action = delivery.answer.get("response_action")
        try:
            match action:
                case "errors":
                    self._ws.view_errors[view.id] = dict(delivery.answer["errors"])
                case "update":
                    check_view(delivery.answer["view"])
                    self._ws.views.update(view, delivery.answer["view"])
                case "push":
                    check_view(delivery.answer["view"])
                    self._ws.views.push(view.user, delivery.answer["view"])
                case "clear":
                    self._ws.views.clear(view.user)
                case _:
                    self._ws.views.close(view)
        except RefusedError as refusal:
            self._ws.view_errors[view.id] = {"": refusal.error, **refusal.details}

    def _suggested(self, delivery: Delivery) -> None:
        try:
            check_options(delivery.answer)
        except RefusedError as refusal:
            self._ws.warnings.append(f"block_suggestion: {refusal.details}")
            delivery.answer = {}
