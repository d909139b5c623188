"""One tab's websocket: what it asks for is done, and what it looks at is sent again whenever it changes."""

import asyncio
import json
import logging
from collections.abc import Mapping

from aiohttp import WSCloseCode, WSMessage, web

from localslack.local_slack import LocalSlack
from localslack.page.actions import Actions
from localslack.page.frames import Frame, read, sentence
from localslack.page.inspector import InspectorRows
from localslack.page.slices import Focus, Slices, focus_of
from localslack.wire import ImpossibleError

logger = logging.getLogger(__name__)

# Changes come in bursts; a tab hears of a burst once.
COALESCE_SECONDS = 0.03
# A tab that does not read for so long is cut off; it connects again when it can.
SEND_SECONDS = 5.0
HEARTBEAT_SECONDS = 30.0
# Frames above `frames.MAX_FRAME` are refused in words; above this the websocket itself closes.
LARGEST_FRAME = 16 * 2**20
# How many menus of one tab may wait for the app's options.
MAX_ASKING = 8


class Tab:
    """One tab, from its handshake to its end. Nothing waits for it: what it cannot take in time, it does not get."""

    def __init__(self, slack: LocalSlack, slices: Slices, actions: Actions, request: web.Request) -> None:
        self._slack = slack
        self._slices = slices
        self._actions = actions
        self._request = request
        self._socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT_SECONDS, max_msg_size=LARGEST_FRAME, compress=False, timeout=1.0
        )
        self._rows = InspectorRows(slack)
        self._focus: Focus | None = None
        self._sent: dict[str, str] = {}
        self._pushing = asyncio.Lock()
        self._asking: set[asyncio.Task[None]] = set()

    async def run(self) -> web.StreamResponse:
        """Serve it."""
        await self._socket.prepare(self._request)
        async with asyncio.TaskGroup() as tasks:
            pusher = tasks.create_task(self._push_changes())
            async for message in self._socket:
                await self._take(message, tasks)
            for task in (pusher, *self._asking):
                task.cancel()
        return self._socket

    async def _take(self, message: WSMessage, tasks: asyncio.TaskGroup) -> None:
        """Answer one frame. Menus wait for the app, so they are answered beside the rest, which goes in order."""
        try:
            frame = read(message)
        except ImpossibleError as error:
            await self._refuse(None, sentence(error))
            return
        if frame.value("do") != "suggest":
            await self._answer(frame)
        elif len(self._asking) < MAX_ASKING:
            task = tasks.create_task(self._answer(frame))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        else:
            await self._refuse(frame.number, "Too many menus are waiting for the app.")

    async def _answer(self, frame: Frame) -> None:
        try:
            more = await self._do(frame)
        except ImpossibleError as error:
            await self._refuse(frame.number, sentence(error))
        except TimeoutError:
            await self._refuse(frame.number, "The app did not answer in time.")
        except Exception:  # one frame must not end the tab, whatever is wrong with it
            logger.exception("a frame failed")
            await self._refuse(frame.number, "That failed in the sandbox. Its log says why.")
        else:
            if frame.number is not None:
                await self._send({"re": frame.number, "ok": True, **more})
            if frame.text("do") == "look":
                await self._push()

    async def _do(self, frame: Frame) -> Mapping[str, object]:
        if frame.text("do") == "look":
            self._focus = focus_of(self._slack, frame.text("user"), frame.maybe("room"), frame.maybe("thread"))
            self._sent.clear()
            return {}
        if self._focus is None:
            raise ImpossibleError("say who is looking first")
        return await self._actions.do(self._focus.user, frame)

    async def _refuse(self, number: int | None, error: str) -> None:
        await self._send({"re": number, "ok": False, "error": error})

    async def _push_changes(self) -> None:
        changes = self._slack.workspace.changes
        while not self._slack.closing:
            seen = changes.count
            await self._push()
            await changes.wait_for(lambda seen=seen: changes.count != seen, None)  # type: ignore[misc]
            await asyncio.sleep(COALESCE_SECONDS)
        await self._socket.close(code=WSCloseCode.GOING_AWAY)

    async def _push(self) -> None:
        """Send the slices that changed, and the new rows of the inspector."""
        async with self._pushing:
            if self._focus is None:
                return
            for name, value in self._slices.of(self._focus).items():
                body = json.dumps({"set": name, "value": value})
                if self._sent.get(name) != body:
                    self._sent[name] = body
                    await self._write(body)
            if rows := self._rows.changed():
                await self._send({"trace": rows})

    async def _send(self, frame: Mapping[str, object]) -> None:
        await self._write(json.dumps(frame))

    async def _write(self, text: str) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._socket.send_str(text)
        except (ConnectionError, TimeoutError):
            if self._request.transport is not None:
                self._request.transport.abort()
