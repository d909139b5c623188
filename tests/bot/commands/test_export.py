"""`whoask export`: what is on the page and on the sheet, and that both can be relied on when Slack is down."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from bot.cli import main
from bot.commands.export import export
from bot.export.documents import Origin, page, printout
from bot.registry.files import registry_file
from routing.loading.files import read_files
from routing.loading.loader import load, parse
from routing.registry.directory import destination_of
from routing.registry.schema import Registry
from tests.builders import SMALL_REGISTRY, small_index
from tests.fonts import FONT_SETS, FontSet, font_environment

MOMENT = datetime(2026, 7, 20, 8, 5, tzinfo=UTC)
ORIGIN = Origin("teams.yaml", "0123456789ab", MOMENT.astimezone(small_index().registry.zone), "Europe/London")
Draw = Callable[[Registry, Origin], str]
BOTH = pytest.mark.parametrize("draw", [page, printout], ids=["page", "sheet"])


def shipped() -> Registry:
    return load(registry_file(None))


def words(html: str) -> str:
    """What a reader sees."""
    body = html.partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@BOTH
@pytest.mark.parametrize("registry", [shipped(), small_index().registry], ids=["shipped", "small"])
def test_every_team_every_rung_and_every_mailing_list_is_on_both(draw: Draw, registry: Registry) -> None:
    read = words(draw(registry, ORIGIN))
    for team in registry.teams.values():
        assert team.name in read
        assert destination_of(team) in read
    for rung in registry.ladder.rungs.values():
        assert rung.who in read
        assert (rung.contact or "") in read
        if rung.mailing_list:
            assert rung.mailing_list.name in read
            assert (rung.mailing_list.url or "") in read
    assert registry.fallback in read


@BOTH
def test_what_is_urgent_comes_before_everything_else(draw: Draw) -> None:
    read = words(draw(small_index().registry, ORIGIN)).partition("Something urgent Ask in")[2]
    for line in (
        "#govuk-2ndline-tech (Second line).",
        "Say that it is time critical.",
        "A Slack message pages nobody.",
        "Hours Monday to Friday, 9:30 to 17:00 (Europe/London)",
        "In hours Second line leads.",
        "Out of hours The on-call engineer leads.",
    ):
        assert line in read
    assert read.index("The on-call engineer leads.") < read.index("When you are stuck")


@BOTH
def test_a_copy_says_when_it_was_written_and_from_what(draw: Draw) -> None:
    read = words(draw(small_index().registry, ORIGIN))
    assert "20 July 2026 at 09:05" in read, "in the registry's own time zone"
    assert "teams.yaml, version 0123456789ab" in read


def test_the_page_says_what_teams_do_and_what_they_do_not() -> None:
    read = words(page(small_index().registry, ORIGIN))
    team = read.partition("What they do not do")
    assert (
        "Obtains and renews TLS certificates They need two days' notice. (earlier edition) Shared with Second line."
        in team[0]
    )
    assert team[2].startswith(" Names under service.example.org, which belong to the services")
    assert "Where it says “earlier edition”: This comes from an earlier edition" in read
    assert "Alerts #govuk-platform-alerts Deploys #govuk-deploys Also called Platform team, PE" in read
    assert "Second line has a ladder of its own. Still stuck? 1 #govuk-tech-leads → 2 senior tech" in read


def test_the_page_says_what_became_of_former_names_how_to_go_about_things_and_what_nobody_handles() -> None:
    read = words(page(small_index().registry, ORIGIN))
    assert (
        "Infrastructure is now Platform Engineering (#govuk-platform-engineering). Infrastructure was split up." in read
    )
    assert "How to raise a ticket with Platform Engineering Write what you want and by when. Post the link" in read
    assert "Printers Printers belong to the building team. Such as printer, toner." in read


def test_every_link_within_the_page_leads_somewhere_and_no_place_has_two_names() -> None:
    for registry in (shipped(), small_index().registry):
        html = page(registry, ORIGIN)
        places = re.findall(r' id="([^"]+)"', html)
        assert len(places) == len(set(places))
        assert set(re.findall(r'href="#([^"]+)"', html)) <= set(places)


def test_the_index_leads_from_the_words_people_use_to_the_entry() -> None:
    html = page(small_index().registry, ORIGIN)
    assert '<a href="#does--platform-engineering--tls-certificates">cert expiry</a> Platform Engineering' in html
    assert '<a href="#how--page-somebody">run a play</a>' in html
    assert '<a href="#team--platform-engineering">Replatforming</a>' in html


@BOTH
def test_hostile_words_stay_words(draw: Draw) -> None:
    bad = '<script>alert("1")</script>'
    source = SMALL_REGISTRY
    for field, value in (("organisation", "GOV.UK"), ("name", "Platform Engineering"), ("who", "Senior tech")):
        source = source.replace(f"{field}: {value}\n", f"{field}: '{bad}'\n")
    source = source.replace("- Say that it is time critical.", f"- '{bad} javascript:alert(1)'")
    registry = parse(source.encode(), "teams.yaml")
    html = draw(registry, Origin(bad, "0123456789ab", ORIGIN.written, "Europe/London"))
    assert "<script" not in html
    assert words(html).count(bad) >= 5
    assert not re.findall(r'href="(?!https?://|mailto:|#)', html)


@BOTH
def test_a_registry_without_what_may_be_left_out_is_still_a_page(draw: Draw) -> None:
    source = """\
organisation: Us
time_zone: Europe/London
fallback: "#general"
teams:
  we: {name: We, channels: {ask: "#we"}}
ladder: {when: Stuck., order: [we], rungs: {boss: {who: The boss}}}
"""
    html = draw(parse(source.replace("order: [we]", "order: [boss, we]").encode(), "us.yaml"), ORIGIN)
    assert "The boss" in words(html)
    assert "Something urgent" not in html
    assert "<dl></dl>" not in html
    assert "<ul></ul>" not in html


def test_the_command_writes_both_files_and_prints_their_paths(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = tmp_path / "mine.yaml"
    registry.write_text(SMALL_REGISTRY, encoding="utf-8")
    assert main(["export", "--registry", str(registry), "--out", str(tmp_path)]) == 0
    paths = capsys.readouterr().out.splitlines()
    assert paths == [str(tmp_path / "whoask.html"), str(tmp_path / "whoask-sheet.html")]
    version = hashlib.sha256(registry.read_bytes()).hexdigest()[:12]
    for path in paths:
        assert f"mine.yaml, version {version}" in Path(path).read_text(encoding="utf-8")


def test_nobody_else_can_write_into_the_files_whatever_the_umask_leaves_open(tmp_path: Path) -> None:
    for umask, mode in ((0o000, 0o644), (0o022, 0o644), (0o077, 0o600)):
        before = os.umask(umask)
        try:
            assert export(None, tmp_path, now=MOMENT) == 0
        finally:
            os.umask(before)
        assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {mode}


def test_the_same_registry_and_moment_give_the_same_bytes(tmp_path: Path) -> None:
    written: list[list[bytes]] = []
    for _ in range(2):
        assert export(None, tmp_path, now=MOMENT) == 0
        written.append([path.read_bytes() for path in sorted(tmp_path.iterdir())])
    assert written[0] == written[1]
    assert read_files(registry_file(None)).version.encode() in written[0][0]


def test_a_bad_registry_or_folder_is_told_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(SMALL_REGISTRY.replace("Europe/London", "London"), encoding="utf-8")
    assert main(["export", "--registry", str(bad), "--out", str(tmp_path)]) == 1
    assert f"{bad}:2:12: top level: unknown time zone 'London'" in capsys.readouterr().err
    assert main(["export", "--out", str(tmp_path / "absent")]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "the folder does not exist" in told.err
    assert list(tmp_path.iterdir()) == [bad]


@pytest.mark.parametrize("fonts", FONT_SETS)
def test_the_sheet_of_the_shipped_registry_prints_on_two_pages_of_a4(tmp_path: Path, fonts: FontSet) -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        pytest.skip("no Chromium here to print with. On Debian: apt-get install chromium")
    sheet, printed = tmp_path / "whoask-sheet.html", tmp_path / "sheet.pdf"
    sheet.write_text(printout(shipped(), ORIGIN), encoding="utf-8")
    quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
    more = ("--disable-component-update", "--disable-sync", f"--user-data-dir={tmp_path / 'profile'}")
    to = ("--no-pdf-header-footer", f"--print-to-pdf={printed}", sheet.as_uri())
    environ = font_environment(fonts, tmp_path)
    subprocess.run(  # noqa: S603
        [browser, *quiet, *more, *to], check=True, capture_output=True, timeout=50, env=environ
    )
    pages = re.findall(rb"/Type\s*/Page\b[^s]", printed.read_bytes())
    assert 1 <= len(pages) <= 2
