"""A registry for the tests of proposals, small enough to see every byte of an edit."""

from __future__ import annotations

from bot.proposals.additions import Addition, Example, Keyword, Synonym, responsibility
from bot.proposals.edit import Edit, apply
from routing.loading.files import in_memory
from tests.builders import changed_source

TLS = responsibility("platform", "tls")
REGISTRY = """\
organisation: Example Agency
time_zone: Europe/London
fallback: "#help"

# the teams
teams:
  platform:
    name: Platform
    channels:
      ask: "#platform"
    responsibilities:
      tls:
        what: Platform renews TLS certificates.  # a fact
        keywords: [tls, padlock]  # strong
        asked:
          - Our cert runs out soon   # really put

          # the next one is older
          - who renews it

  desk:
    name: Service Desk
    channels:
      ask: "#desk"
    responsibilities:
      laptops:
        what: Service Desk hands out laptops.
        keywords: [laptop]

ladder:
  when: Climb the ladder when you are stuck.
  order: [leads]
  rungs:
    leads:
      who: Tech leads
      contact: "#leads"
      topics:
        last-rung:
          what: The tech leads are the last rung.
          keywords: [last rung]

vocabulary:
  tls: [ssl]
"""


def keyword(text: str, entry: tuple[str, ...] = TLS) -> Keyword:
    return Keyword(entry, text, 3, "Three people said so.")


def example(text: str, entry: tuple[str, ...] = TLS) -> Example:
    return Example(entry, text, 2, "Two people asked so.")


def synonym(head: str, text: str) -> Synonym:
    return Synonym(head, text, 1, "Somebody said so.")


def changed(*changes: tuple[str, str]) -> str:
    """The registry with each text replaced by another."""
    return changed_source(*changes, source=REGISTRY)


def edited(source: str, *additions: Addition) -> str:
    """The registry after an edit that refuses nothing."""
    edit = made(source, *additions)
    assert not edit.refused
    return edit.after.files[0].data.decode()


def made(source: str, *additions: Addition) -> Edit:
    return apply(in_memory(source.encode(), "the registry"), additions)
