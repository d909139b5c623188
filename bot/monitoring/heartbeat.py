"""The heartbeat: `run` keeps a small file fresh, `whoask health` reads it.

Health is asked every few seconds, so this module imports nothing heavy.
"""

from __future__ import annotations

import json
import os
import socket
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from bot.files import appearing

EVERY = timedelta(seconds=5)
# Six beats missed: a loop that is blocked, a process that is gone.
STALE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What the file says of the bot. `sockets` counts the open connections to Slack.

    `last_envelope_seconds` is how long ago something came in over one of them, None if nothing did yet.
    `registry_valid` is false where the newest registry is bad and the last good one is in use; `registry_version` is
    that of the one in use, the first digits of its SHA-256. `port` is where Slack's requests come in over HTTP, None in
    Socket Mode; `sockets` is 1 then, as long as they are taken.
    """

    pid: int
    time: datetime
    sockets: int
    store: Literal["ok", "degraded"]
    registry_loaded_at: datetime
    registry_valid: bool
    last_envelope_seconds: float | None = None
    registry_version: str = ""
    port: int | None = None
    machine: str = ""

    def warnings(self) -> list[str]:
        """What is wrong while the bot answers all the same."""
        found = []
        if self.store != "ok":
            found.append("the store is down, so questions are answered but not recorded")
        if not self.registry_valid:
            found.append("the newest registry is bad, so the last good one is in use")
        return found


def write(path: Path, beat: Heartbeat) -> None:
    """Replace the file as a whole: a reader sees the old beat or the new one, never half of one."""
    # Nothing in it is private, and a monitor may run as another user. After a power cut it is of no use.
    with appearing(path, mode=0o644, durable=False) as draft:
        draft.write_text(json.dumps(asdict(beat), default=datetime.isoformat), encoding="utf-8")


def check(path: Path, now: datetime) -> tuple[bool, str]:
    """Whether the bot is well, and one plain line that says so.

    A store that is down or a registry that is bad is a warning, not an illness: the bot answers all the same, and
    to restart it, which is what a container's health check leads to, would mend neither.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False, f"whoask is not running: there is no heartbeat at {path}"
    except (OSError, UnicodeDecodeError):
        return False, f"The heartbeat at {path} cannot be read"
    try:
        beat = _parse(text)
    except (ValueError, KeyError, TypeError):
        return False, f"The file at {path} is not a heartbeat of whoask"
    return _judge(beat, now)


def _parse(text: str) -> Heartbeat:
    """Read a heartbeat as far as its own fields go; a newer whoask may have written more."""
    fields = json.loads(text)
    time, loaded_at = (datetime.fromisoformat(fields[name]) for name in ("time", "registry_loaded_at"))
    if time.tzinfo is None:
        raise ValueError("a time without a zone")
    sockets, age = int(fields["sockets"]), fields["last_envelope_seconds"]
    valid, port = bool(fields["registry_valid"]), fields.get("port")
    store: Literal["ok", "degraded"] = "ok" if fields["store"] == "ok" else "degraded"
    return Heartbeat(
        pid=int(fields["pid"]),
        time=time,
        sockets=sockets,
        store=store,
        registry_loaded_at=loaded_at,
        registry_valid=valid,
        last_envelope_seconds=None if age is None else float(age),
        port=None if port is None else int(port),
        machine=str(fields.get("machine", "")),
    )


def machine() -> str:
    """Where a process id means something: this machine, and on Linux this container."""
    try:
        processes = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        processes = ""
    return f"{socket.gethostname()} {processes}".strip()


def _has_ended(beat: Heartbeat) -> bool:
    """Whether the process of a heartbeat is gone, as far as that can be seen from here."""
    if beat.machine != machine():
        return False
    try:
        os.kill(beat.pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False  # another user's
    return False


def _judge(beat: Heartbeat, now: datetime) -> tuple[bool, str]:
    if _has_ended(beat):
        return False, f"whoask is not running: its process {beat.pid} has ended"
    age = now - beat.time
    if abs(age) > STALE:  # also from the future: a clock that was set back, or a file from another machine
        ago = f"{age.total_seconds():.0f} seconds old" if age > STALE else "from the future"
        return False, f"whoask does not respond: its heartbeat is {ago}"
    if beat.sockets < 1:
        return False, "whoask is not connected to Slack"
    how, where = _connected(beat)
    if warnings := beat.warnings():
        return True, f"whoask is running {how}, but {'; '.join(warnings)}"
    return True, f"whoask is running {how}{where}"


def _connected(beat: Heartbeat) -> tuple[str, str]:
    """How questions come in, and where from if there is no more to say."""
    if beat.port is not None:
        return f"and takes requests on port {beat.port}", ""
    return "with 1 connection" if beat.sockets == 1 else f"with {beat.sockets} connections", " to Slack"
