"""The bot in a network whose only way out is a forwarding proxy, with a certificate authority of its own.

tinyproxy stands in for the proxy of a company. Where it is not installed the tests are skipped, and in CI they fail.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from localslack import LocalSlack
from tests.builders import SMALL_REGISTRY
from tests.journeys.harness import ALICE, BOT, PROXIES, QUESTION, RIGHT, journey, seed

USER, PASSWORD = "whoask", "hunter2"
CONFIGURATION = """
Port {port}
Listen 127.0.0.1
Timeout 600
LogFile "{log}"
LogLevel Connect
MaxClients 100
BasicAuth {user} {password}
"""
# `whoask` in a process that can connect to one port alone, whatever library wants to.
ONLY_THE_PROXY = """
import sys
def refuse(event, args):
    if event == "socket.connect" and isinstance(args[1], tuple) and args[1][1] != int(sys.argv[1]):
        raise ConnectionRefusedError(111, "the proxy is the only way out")
sys.addaudithook(refuse)
from bot.cli import main
sys.exit(main(sys.argv[2:]))
"""


@dataclass(frozen=True)
class Proxy:
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://{USER}:{PASSWORD}@127.0.0.1:{self.port}"


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    program = shutil.which("tinyproxy") or shutil.which("tinyproxy", path="/usr/sbin")
    if program is None:
        missing = "no tinyproxy here. On Debian: apt-get install tinyproxy-bin"
        if os.environ.get("WHOASK_PROXY") == "required":
            pytest.fail(missing)
        pytest.skip(missing)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log, file = tmp_path / "tinyproxy.log", tmp_path / "tinyproxy.conf"
    file.write_text(CONFIGURATION.format(port=port, log=log, user=USER, password=PASSWORD))
    command = [program, "-d", "-c", str(file)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:  # noqa: S603
        try:
            await_listening(port, running)
            yield Proxy(port, log)
        finally:
            running.terminate()


def await_listening(port: int, running: subprocess.Popen[bytes]) -> None:
    """Wait until a program listens at a port of this machine."""
    while running.poll() is None:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.01)
    raise AssertionError("it does not start")


def issue(folder: Path) -> ssl.SSLContext:
    """A certificate for this machine from an authority that nobody else knows, whose own is in `ca.pem`."""
    now, day = datetime.now(UTC), timedelta(days=1)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("Our own CA", "slack")]

    def certificate(number: int) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(names[number]).issuer_name(names[0])
        made = made.public_key(keys[number].public_key()).serial_number(x509.random_serial_number())
        return made.not_valid_before(now - day).not_valid_after(now + day)

    usage = x509.KeyUsage(*(name in {5, 6} for name in range(9)))  # may sign certificates and lists
    authority = certificate(0).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    authority = authority.add_extension(usage, critical=True)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(authority.sign(keys[0], hashes.SHA256()).public_bytes(pem))
    server = certificate(1).add_extension(here, critical=False).sign(keys[0], hashes.SHA256())
    (folder / "slack.pem").write_bytes(server.public_bytes(pem))
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "slack.key").write_bytes(keys[1].private_bytes(pem, *form))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "slack.pem", folder / "slack.key")
    return context


@contextlib.asynccontextmanager
async def slack_by_tls(folder: Path) -> AsyncIterator[LocalSlack]:
    """A local Slack that is reached by https and wss."""
    async with LocalSlack.start(seed()) as slack:
        inside = int(slack.url.rpartition(":")[2])

        async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError):
                while data := await reader.read(2**16):
                    writer.write(data)
                    await writer.drain()
            writer.close()

        async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there, back = await asyncio.open_connection("127.0.0.1", inside)
            await asyncio.gather(pipe(reader, back), pipe(there, writer))

        front = await asyncio.start_server(carry, "127.0.0.1", 0, ssl=issue(folder))
        slack.url = f"https://127.0.0.1:{front.sockets[0].getsockname()[1]}"
        try:
            yield slack
        finally:
            front.close()


def environment(folder: Path, slack: LocalSlack, proxy: Proxy, **more: str) -> dict[str, str]:
    """What `whoask` is started with: of the test's own only what a process needs."""
    (folder / "teams.yaml").write_text(SMALL_REGISTRY)
    own = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "PYTHONPATH"}}
    return own | {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "WHOASK_SLACK_API_URL": slack.api_url,
        "WHOASK_REGISTRY": str(folder / "teams.yaml"),
        "WHOASK_STORE": str(folder / "whoask.db"),
        "WHOASK_HEARTBEAT": str(folder / "heartbeat.json"),
        "SSL_CERT_FILE": str(folder / "ca.pem"),
        "HTTPS_PROXY": proxy.url,
        **more,
    }


async def start(proxy: Proxy, variables: Mapping[str, str], *words: str) -> asyncio.subprocess.Process:
    arguments = ("-c", ONLY_THE_PROXY, str(proxy.port), *words)
    return await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


async def told(process: asyncio.subprocess.Process, *words: str) -> str:
    """What a process prints, up to the line that has one of these words."""
    assert process.stdout
    lines: list[str] = []
    async with asyncio.timeout(45):
        async for line in process.stdout:
            lines.append(line.decode())
            if any(word in lines[-1] for word in words):
                break
    return "".join(lines)


async def end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        await process.communicate()


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY"])
async def test_every_connection_goes_through_the_proxy_with_its_login_and_the_networks_own_authority(
    tmp_path: Path, proxy: Proxy, name: str
) -> None:
    async with slack_by_tls(tmp_path) as slack:
        variables = environment(tmp_path, slack, proxy)
        del variables["HTTPS_PROXY"]
        bot = await start(proxy, variables | {name: proxy.url}, "run")
        try:
            assert "Connected to Slack with 2 connections." in await told(bot, "Connected to Slack", "rror")
            said = await slack.say(ALICE, "C1", f"@whoask {QUESTION}")
            (answer,) = await slack.wait_for(lambda: [m for m in slack.replies(said) if m.user == BOT], timeout=30)
            assert RIGHT in answer.text
            await slack.command(ALICE, "C1", "/whoask", QUESTION)
            await slack.wait_for(lambda: slack.ephemerals(ALICE), timeout=30)
            assert len(slack.responses) == 1  # the response_url too
        finally:
            await end(bot)
    assert f"CONNECT 127.0.0.1:{slack.url.rpartition(':')[2]}" in proxy.log.read_text()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"HTTPS_PROXY": "http://whoask:wrong@127.0.0.1:{port}"}, "ClientHttpProxyError"),
        ({"HTTPS_PROXY": "http://127.0.0.1:{port}"}, "ClientHttpProxyError"),
        ({"SSL_CERT_FILE": "/dev/null"}, "ClientConnectorCertificateError"),
        ({"NO_PROXY": "127.0.0.1"}, "ClientConnectorError"),
    ],
    ids=["wrong login", "no login", "unknown authority", "no way around it"],
)
async def test_where_the_proxy_or_the_authority_is_wrong_the_log_says_what_and_no_login(
    tmp_path: Path, proxy: Proxy, change: dict[str, str], why: str
) -> None:
    async with slack_by_tls(tmp_path) as slack:
        more = {name: value.format(port=proxy.port) for name, value in change.items()}
        bot = await start(proxy, environment(tmp_path, slack, proxy) | more, "run")
        try:
            said = await told(bot, "Slack cannot be reached")
            assert f"Slack cannot be reached ({why})" in said
            assert "wrong" not in said
            assert PASSWORD not in said
        finally:
            await end(bot)


async def test_check_looks_channels_up_through_the_proxy(tmp_path: Path, proxy: Proxy) -> None:
    async with slack_by_tls(tmp_path) as slack:
        check = await start(proxy, environment(tmp_path, slack, proxy), "check", "--slack")
        said = (await check.communicate())[0].decode()
        assert f"Slack has no public channel {RIGHT}" in said


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "HTTP_PROXY", "https_proxy"])
async def test_an_address_in_no_proxy_is_reached_without_the_proxy_though_that_is_dead(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for other in (*PROXIES, "no_proxy"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "example.org,127.0.0.1")
    async with journey() as trip:
        assert RIGHT in (await trip.ask(QUESTION)).text
        assert RIGHT in (await trip.mention(f"@whoask {QUESTION}")).text
