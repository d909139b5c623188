"""`make shape`: the code's shape as figures, written into the last lines of CONTRIBUTING.md.

Files and lines of each room, the longest file and function, circles between rooms, and the walk of one mention: the
files and functions of `bot/` that run for it, in order, and how often it changes rooms. The walk is counted by running
it: a mention in the local Slack, every first call of a frame noted.
"""

from __future__ import annotations

import ast
import asyncio
import graphlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import FrameType

from bot.answering.answer_service import AnswerService
from bot.answering.services import Services
from bot.app import connect, create_app, web_client
from bot.demo.workspace import ASKER, workspace
from bot.registry.files import registry_file
from bot.store.sql import MemoryStore
from localslack import LocalSlack
from routing.loading.loader import load
from routing.matching.index import build_index

ROOT = Path(__file__).parents[1]
PACKAGES = ("routing", "bot", "localslack")
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
BEGIN, END = "<!-- make shape -->\n", "<!-- end of make shape -->\n"
QUESTION = "who renews our TLS certificates?"
SHORT = 40
HALLS = {"bot", "bot/slack", "bot/features", "routing"}
# Called from here, to wait for the end: it is no part of the walk.
WAITING = "BackgroundTasks.finish"


@dataclass(frozen=True, slots=True)
class Walk:
    """What ran for one mention, in order: for each first call of a frame its file and its function."""

    calls: tuple[tuple[str, str], ...]

    @property
    def files(self) -> tuple[str, ...]:
        """The files of `bot/`, in the order in which they are entered first."""
        return tuple(dict.fromkeys(file for file, _ in self.calls if file.startswith("bot/")))

    @property
    def functions(self) -> int:
        """How many functions of `bot/` run."""
        return len({call for call in self.calls if call[0].startswith("bot/")})

    @property
    def rooms(self) -> tuple[str, ...]:
        """The rooms, each time that another one is entered. A folder of `bot/` is a room, and all of `routing/`."""
        entered: list[str] = []
        for file, _ in self.calls:
            if not entered or entered[-1] != _room(file):
                entered.append(_room(file))
        return tuple(entered)


async def walk() -> Walk:
    """Mention the bot in the local Slack, once to warm up and once to count."""
    index = build_index(load(registry_file(None)))
    store = MemoryStore(retention=timedelta())
    async with LocalSlack.start(workspace(index.registry)) as slack:
        services = Services(lambda _: index, store)
        client = web_client(slack.bot_token, base_url=slack.api_url)
        bot = create_app(client=client, answer_service=AnswerService(services), services=services)
        connections = await connect(bot, slack.app_token)
        try:
            await _mention(slack)
            await bot.tasks.finish(within=10)
            recorder = _Recorder()
            sys.setprofile(recorder)
            try:
                await _mention(slack)
                await bot.tasks.finish(within=10)  # the outcome is recorded behind the answer
            finally:
                sys.setprofile(None)
        finally:
            await connections.stop(within=1)
            await store.close()
    return Walk(tuple(recorder.calls))


async def _mention(slack: LocalSlack) -> None:
    channel = next(channel for channel in slack.seed.channels if slack.seed.app.user_id in channel.members)
    said = await slack.say(ASKER, channel.id, f"<@{slack.seed.app.user_id}> {QUESTION}")
    await slack.wait_for(lambda: [message for message in slack.replies(said) if message.bot_id], timeout=20)


class _Recorder:
    """Notes each frame of `bot/` and `routing/` when it is first entered. It keeps them: no id is used twice."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self._seen: dict[int, FrameType] = {}

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call" or id(frame) in self._seen or code.co_qualname == WAITING:
            return
        path = Path(code.co_filename)
        if not path.is_relative_to(ROOT):
            return
        file = path.relative_to(ROOT).as_posix()
        if file.startswith(("bot/", "routing/")) and not file.startswith("bot/demo/"):
            self._seen[id(frame)] = frame
            self.calls.append((file, code.co_qualname))


def _room(file: str) -> str:
    parts = file.split("/")
    if parts[0] != "bot":
        return parts[0]
    return parts[1] if len(parts) > 2 else "bot"  # bot/app.py is in no folder


def figures(walked: Walk) -> Iterator[str]:
    """The lines, for CONTRIBUTING.md."""
    code = sources()
    yield "| room | files | lines |"
    yield "| --- | ---: | ---: |"
    for room, paths in _rooms(code).items():
        yield f"| `{room}/` | {len(paths)} | {sum(code[path].count(chr(10)) for path in paths):,} |"
    longest = max(code, key=lambda path: code[path].count("\n"))
    lines, where = max(_functions(code))
    short = [path for path, source in code.items() if source.count("\n") < SHORT and not path.endswith("__init__.py")]
    entered = Counter(walked.rooms)
    yield ""
    yield f"- Longest file: `{longest}`, {code[longest].count(chr(10))} lines. Longest function: `{where}`, {lines}."
    yield f"- Files under {SHORT} lines, beside `__init__.py`: {len(short)}. Circles between rooms: {circles(code)}."
    yield (
        f"- A mention runs through {walked.functions} functions in {len(walked.files)} files of `bot/` "
        f"and changes rooms {len(walked.rooms) - 1} times:"
    )
    yield f"  {', '.join(f'`{room}` {times}' for room, times in entered.most_common())}."


def circles(sources: dict[str, str]) -> int:
    """How many circles of rooms that import each other there are: 0, or 1 where the first is found."""
    graph: dict[str, set[str]] = defaultdict(set)
    for path, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = (f"{node.module}.{alias.name}" for alias in node.names)
                files = {_file(name, sources) or _file(node.module, sources) for name in names} - {None}
                graph[_cell(path)] |= {_cell(file) for file in files if file} - {_cell(path)}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError:
        return 1
    return 0


def _file(module: str, sources: dict[str, str]) -> str | None:
    path = module.replace(".", "/")
    return next((file for file in (f"{path}.py", f"{path}/__init__.py") if file in sources), None)


def _cell(path: str) -> str:
    """What tests/test_layers.py puts in order: a room, or a file that stands in a hall."""
    return path if _folder(path) in HALLS else _folder(path)


def _functions(sources: dict[str, str]) -> Iterator[tuple[int, str]]:
    for path, source in sources.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield (node.end_lineno or node.lineno) - node.lineno + 1, f"{path}:{node.name}"


def _rooms(sources: dict[str, str]) -> dict[str, list[str]]:
    rooms: dict[str, list[str]] = defaultdict(list)
    for path in sources:
        rooms[_folder(path)].append(path)
    return dict(sorted(rooms.items()))


def _folder(path: str) -> str:
    """The room of a file: the folder below `bot/` or `routing/`, one deeper in a hall of rooms."""
    parts = path.split("/")[:-1]
    if parts[0] == "localslack":
        return parts[0]
    return "/".join(parts[: 3 if parts[:2] in (["bot", "slack"], ["bot", "features"]) else 2])


def sources() -> dict[str, str]:
    """The code, by its path from the root."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def main() -> None:
    """Write the figures down."""
    lines = "\n".join(figures(asyncio.run(walk())))
    text = CONTRIBUTING.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    CONTRIBUTING.write_text(f"{before}{BEGIN}\n{lines}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    print(lines)


if __name__ == "__main__":
    main()
