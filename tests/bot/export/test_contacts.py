"""Contacts that are not Slack: every address that a registry holds, once, and whose it is."""

from __future__ import annotations

import re

from bot.export.contacts import Contact, contacts
from bot.export.links import addresses
from bot.registry.files import registry_file
from routing.loading.loader import load
from tests.builders import changed_index, small_index


def test_a_mailing_list_is_told_by_its_rung_with_its_name_and_address() -> None:
    told = contacts(small_index().registry)
    assert told.mailing_lists == (
        Contact("Senior tech", "senior-tech-people: https://groups.example.org/senior-tech-people"),
    )
    assert Contact("Ask for help", "https://docs.example.org/manual/ask-for-help.html") in told.sources


def test_the_urgent_teams_addresses_come_first() -> None:
    registry = changed_index(
        ("what: Leads the technical side of an incident", 'what: "Incidents: https://incidents.example.org"'),
    ).registry
    assert [contact.whose for contact in contacts(registry).tools] == ["Second line", "Platform Engineering"]


def test_a_further_sentence_comes_with_the_one_that_says_what_it_is_about() -> None:
    registry = changed_index(("They need two days' notice.", '"More: https://more.example.org"')).registry
    told = [contact.sentence for contact in contacts(registry).tools]
    assert "Obtains and renews TLS certificates More: https://more.example.org" in told


def test_an_address_is_listed_once() -> None:
    registry = changed_index(
        ("- Say that it is time critical.", "- Write to duty@example.org."),
        ("[Second line leads.]", "[Write to duty@example.org.]"),
    ).registry
    assert [contact.sentence for contact in contacts(registry).tools].count("Write to duty@example.org.") == 1


def test_no_address_of_the_registry_that_comes_with_whoask_is_left_out() -> None:
    """Read from the file itself, so that a field nobody thought of would be missed here."""
    file = registry_file(None)
    told = contacts(load(file))
    listed = {
        address
        for some in (told.mailing_lists, told.tools, told.sources)
        for one in some
        for address in addresses(one.sentence)
    }
    answers = re.sub(
        r"^ *asked:\n(?: +- .*\n)+|^also_asked:.*", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    assert set(addresses(answers)) <= listed
    assert len(listed) > 10
