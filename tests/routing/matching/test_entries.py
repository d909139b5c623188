"""Everything a question can be about, as one list in the order of the registry."""

from __future__ import annotations

from dataclasses import replace

from routing.matching.entries import Entry, Kind, entries
from routing.registry.schema import Registry
from tests.builders import changed_index, small_index

REGISTRY = small_index().registry
ALL = {(entry.kind, entry.key): entry for entry in entries(REGISTRY)}


def changed(*changes: tuple[str, str]) -> dict[tuple[Kind, str], Entry]:
    return {(entry.kind, entry.key): entry for entry in entries(changed_index(*changes).registry)}


def test_each_entry_has_a_kind_a_key_and_a_destination() -> None:
    assert [(kind, key, entry.destination) for (kind, key), entry in ALL.items()] == [
        (Kind.TEAM, "platform-engineering", "#govuk-platform-engineering"),
        (Kind.RESPONSIBILITY, "tls-certificates", "#govuk-platform-engineering"),
        (Kind.RESPONSIBILITY, "dns", "#govuk-platform-engineering"),
        (Kind.TEAM, "developers", "#govuk-developers"),
        (Kind.RESPONSIBILITY, "code-review", "#govuk-developers"),
        (Kind.TEAM, "second-line", "#govuk-2ndline-tech"),
        (Kind.RESPONSIBILITY, "incidents", "#govuk-2ndline-tech"),
        (Kind.GUIDANCE, "raise-a-ticket", "#govuk-platform-engineering"),
        (Kind.GUIDANCE, "page-somebody", "#govuk-2ndline-tech"),
        (Kind.RUNG, "architecture", "@govuk-senior-tech-people"),
        (Kind.LADDER, "stuck", "#govuk-tech-leads"),
        (Kind.NOT_OURS, "printers", ""),
    ]


def test_an_entry_has_its_place_in_the_list() -> None:
    assert [entry.number for entry in entries(REGISTRY)] == list(range(12))


def test_a_team_goes_by_all_its_names_of_today_and_of_old() -> None:
    assert ALL[Kind.TEAM, "platform-engineering"].names == (
        "Platform Engineering",
        "Platform team",
        "PE",
        "Replatforming",
        "#govuk-replatforming",
        "Infrastructure",
        "#govuk-platform-engineering",
        "#govuk-platform-alerts",
        "#govuk-deploys",
    )


def test_a_team_speaks_of_itself_or_of_its_channel() -> None:
    assert ALL[Kind.TEAM, "platform-engineering"].topic.what == "Looks after the platform that everything runs on."
    assert ALL[Kind.TEAM, "platform-engineering"].topic.also == ("Read more: https://docs.example.org/platform",)
    assert ALL[Kind.TEAM, "developers"].topic.what == "This is the channel of Developers."
    assert ALL[Kind.TEAM, "developers"].topic.also == ()


def test_a_responsibility_may_pick_another_channel_of_its_team() -> None:
    alerts = changed(("role: ask", "role: alerts"))

    assert alerts[Kind.RESPONSIBILITY, "dns"].destination == "#govuk-platform-alerts"
    assert alerts[Kind.RESPONSIBILITY, "tls-certificates"].destination == "#govuk-platform-engineering"


def test_guidance_without_a_team_belongs_to_the_general_channel() -> None:
    everyones = changed(("keywords: [raise a ticket]\n    team: platform-engineering", "keywords: [raise a ticket]"))[
        Kind.GUIDANCE, "raise-a-ticket"
    ]

    assert (everyones.destination, everyones.team, everyones.place_name) == (
        "#govuk-developers",
        None,
        "the general channel",
    )


def test_a_topic_of_a_rung_without_a_contact_leads_to_the_first_rung_that_has_one() -> None:
    topics = """
      names: [TL]
      topics:
        leave:
          what: Says who may be away
          keywords: [leave]
"""
    entry = changed(("\n      names: [TL]\n", topics))[Kind.RUNG, "leave"]

    assert (entry.destination, entry.place_name, entry.names) == ("#govuk-tech-leads", "Tech leads", ("TL",))


def test_a_ladder_without_any_contact_leads_to_the_general_channel() -> None:
    bare = {key: rung.model_copy(update={"contact": None}) for key, rung in REGISTRY.ladder.rungs.items()}
    registry: Registry = REGISTRY.model_copy(update={"ladder": REGISTRY.ladder.model_copy(update={"rungs": bare})})

    assert {entry.destination for entry in entries(registry) if entry.kind in {Kind.RUNG, Kind.LADDER}} == {
        "#govuk-developers"
    }


def test_what_is_not_ours_says_so_or_something_general() -> None:
    assert ALL[Kind.NOT_OURS, "printers"].topic.what == "Printers belong to the building team."
    silent = changed(("    say: Printers belong to the building team.\n", ""))
    assert silent[Kind.NOT_OURS, "printers"].topic.what == "This looks like something that no team here handles."


def test_further_questions_stand_beside_those_of_the_entry() -> None:
    more = changed(
        ("not_ours:\n", "also_asked:\n  dns:\n  - Who moves a name?\n  stuck:\n  - Who is above?\nnot_ours:\n")
    )

    assert more[Kind.RESPONSIBILITY, "dns"].asked == ("Who moves a name?",)
    assert more[Kind.LADDER, "stuck"].asked == ("Who is above?",)
    assert more[Kind.RESPONSIBILITY, "incidents"].asked == ("The site is down, who leads?",)
    assert replace(more[Kind.RESPONSIBILITY, "dns"], asked=()) == ALL[Kind.RESPONSIBILITY, "dns"]
