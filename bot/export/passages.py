"""What the page and the sheet share: the urgent path, the ladder, and the contacts that are not Slack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from bot.export.contacts import Contact
from bot.export.markup import Markup, Part, element, joined, said
from bot.slack.messages.wording import ladder_line
from routing.registry.directory import destination_of, steps
from routing.registry.schema import Hours, Registry, Rung, Urgent

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def urgent_path(urgent: Urgent, registry: Registry) -> Markup:
    """Where urgent things go, what to say, how duty is called and who leads when."""
    team = registry.teams[urgent.team]
    hours = f"{days(urgent.hours)}, {urgent.hours.opens} to {urgent.hours.closes} ({registry.time_zone})"
    where = element("p", "Ask in ", place(destination_of(team)), f" ({team.name}).")
    rows = (
        ("Hours", hours),
        ("In hours", joined(map(said, urgent.in_hours), " ")),
        ("Out of hours", joined(map(said, urgent.out_of_hours), " ")),
    )
    return joined((where, points(map(said, urgent.say)), summary(rows)))


def days(hours: Hours) -> str:
    """The days in words, each run of days by its ends.

    >>> days(Hours(days=("monday", "tuesday", "wednesday", "saturday"), opens="9:00", closes="17:00"))
    'Monday to Wednesday, Saturday'
    """
    numbers = sorted({_WEEK.index(day) for day in hours.days})
    runs = groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])  # days in a row keep their distance
    return ", ".join(_run([_WEEK[day].capitalize() for _, day in run]) for _, run in runs)


def ladder(registry: Registry) -> Markup:
    """The ladder rung by rung: who, where, how, and who it was before. Then the ladders that some teams have."""
    rungs = (registry.ladder.rungs.get(key) for key in registry.ladder.order)
    order = zip(steps(registry), rungs, strict=True)
    own = [(team.name, steps(registry, key)) for key, team in registry.teams.items() if team.ladder]
    return joined(
        (
            element("p", said(registry.ladder.when)),
            element("ol", *(element("li", *_rung(step.who, step.contact, rung)) for step, rung in order)),
            points(said(f"{name} has a ladder of its own. {ladder_line(theirs)}") for name, theirs in own),
        )
    )


def contact_rows(told: Iterable[Contact]) -> Markup:
    """Contacts under the names they belong to, each name once."""
    by_owner: dict[str, list[Markup]] = {}
    for contact in told:
        by_owner.setdefault(contact.whose, []).append(element("p", said(contact.sentence)))
    return summary((owner, joined(sentences)) for owner, sentences in by_owner.items())


def place(name: str) -> Markup:
    """A channel or group of Slack's, by name."""
    return element("span", name, class_="place")


def points(items: Iterable[Part]) -> Markup:
    """A bulleted list, or nothing where there are no items."""
    listed = [element("li", item) for item in items]
    return element("ul", joined(listed)) if listed else Markup("")


def summary(rows: Iterable[tuple[str, Part]]) -> Markup:
    """Names with what stands under each. A row without anything is left out."""
    shown = [element("div", element("dt", name), element("dd", what)) for name, what in rows if what not in _NOTHING]
    return element("dl", joined(shown)) if shown else Markup("")


def _rung(who: str, contact: str | None, rung: Rung | None) -> Iterator[Part]:
    yield element("strong", who)
    if contact is not None:
        yield joined((": ", place(contact)), "")
    if rung is None:  # a team stands on this rung
        return
    if rung.how:
        yield element("p", said(rung.how))
    if rung.mailing_list is not None:
        name, url = rung.mailing_list.name, rung.mailing_list.url
        yield element("p", "Mailing list: ", said(f"{name}, {url}" if url else name))
    if rung.formerly:
        yield element("p", f"Formerly: {', '.join(rung.formerly)}", class_="aside")


def _run(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


_NOTHING: tuple[Part, ...] = ("", Markup(""))
