"""The printable sheet: what fits on two sides of A4, black on white."""

from __future__ import annotations

from pathlib import Path

from bot.export.contacts import by_name, contacts
from bot.export.markup import Markup, document, element, joined, said
from bot.export.origin import Origin
from bot.export.passages import contact_rows, ladder, place, urgent_path
from routing.registry.directory import destination_of
from routing.registry.schema import Registry, Team


def printout(registry: Registry, origin: Origin) -> str:
    """The sheet as a file's text."""
    title = f"Who to ask at {registry.organisation}"
    found = contacts(registry)
    told = (*found.mailing_lists, *found.tools, *found.sources)
    urgent = registry.urgent
    parts = (
        element("header", joined((element("h1", title), _origin(origin)))),
        _block("Something urgent", urgent_path(urgent, registry), "urgent") if urgent else "",
        _block("When you are stuck", ladder(registry), "ladder"),
        _block("Teams", _teams(registry), "teams"),
        _block("Contacts that are not Slack", contact_rows(told), "contacts") if told else "",
    )
    style = Path(__file__).with_name("printout.css").read_text(encoding="utf-8")
    return document(f"{title}: sheet to print", style, element("main", joined(parts)))


def _origin(origin: Origin) -> Markup:
    words = f"For when Slack is down. Printed from {origin.file}, version {origin.version}, of {origin.moment}."
    return element("p", words)


def _block(title: str, body: Markup, kind: str) -> Markup:
    return element("section", joined((element("h2", title), body)), class_=kind)


def _teams(registry: Registry) -> Markup:
    head = element("tr", *(element("th", name, scope="col") for name in ("Team", "Channel", "What they do")))
    rows = (_row(team) for _, team in by_name(registry))
    lost = element("p", f"If you do not know which team, ask in {registry.fallback}.")
    return joined((element("table", element("thead", head), element("tbody", joined(rows))), lost))


def _row(team: Team) -> Markup:
    """A team in one line: what it says of itself, else the first thing it does."""
    does = next((topic.what for topic in team.responsibilities.values()), "")
    return element(
        "tr",
        element("th", team.name, scope="row"),
        element("td", place(destination_of(team))),
        element("td", said(team.about or does)),
    )
