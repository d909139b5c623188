"""Documents that more than one test needs. The small registry holds one of everything a registry can hold."""

from __future__ import annotations

from routing.loading.loader import parse
from routing.matching.index import Index, build_index

SMALL_REGISTRY = """\
organisation: GOV.UK
time_zone: Europe/London
fallback: "#govuk-developers"

sources:
  ask-for-help:
    title: Ask for help
    url: https://docs.example.org/manual/ask-for-help.html
    earlier: This comes from an earlier edition of “Ask for help”, so check with them.
  incidents:
    title: Incident management

teams:
  platform-engineering:
    name: Platform Engineering
    about: Looks after the platform that everything runs on.
    channels:
      ask: "#govuk-platform-engineering"
      alerts: "#govuk-platform-alerts"
      deploys: "#govuk-deploys"
    slack_id: C02PLATFORM
    names: [Platform team, PE]
    read_more: https://docs.example.org/platform
    responsibilities:
      tls-certificates:
        what: Obtains and renews TLS certificates
        keywords: [certificate, cert expiry]
        asked:
          - Who renews our TLS certificates?
          - Our cert expires on Friday, who do I tell?
        domains: ["*.platform.example.org"]
        also: [They need two days' notice.]
        guidance: [raise-a-ticket]
        source: ask-for-help
        edition: earlier
        together_with: [second-line]
      dns:
        what: Looks after DNS for the main domains
        keywords: [dns, nameserver, outage]
        except:
          - what: Names under service.example.org, which belong to the services
            keywords: [service domain]
            domains: ["*.service.example.org"]
        kind: owns
        role: ask
        source: ask-for-help
  developers:
    name: Developers
    channels:
      ask: "#govuk-developers"
    responsibilities:
      code-review:
        what: Helps with code, tests and reviews
        keywords: [code review, pull request]
        kind: community
  second-line:
    name: Second line
    channels:
      ask: "#govuk-2ndline-tech"
      team: "#govuk-2ndline-internal"
    ladder: [tech-leads, senior-tech]
    responsibilities:
      incidents:
        what: Leads the technical side of an incident
        keywords: [incident, outage]
        asked:
          - The site is down, who leads?
        guidance: [page-somebody]
        source: incidents

former_names:
  Replatforming:
    became: platform-engineering
    channel: "#govuk-replatforming"
    source: ask-for-help
  Infrastructure:
    became: Replatforming
    note: Infrastructure was split up. Most of its work went to Replatforming.
  2ndline:
    became: second-line
    channel: "#govuk-2ndline"

ladder:
  when: When you and your colleagues are stuck, go up one step at a time.
  order: [tech-lead, tech-leads, senior-tech]
  source: ask-for-help
  rungs:
    tech-lead:
      who: Your tech lead
      names: [TL]
    tech-leads:
      who: Tech leads
      contact: "#govuk-tech-leads"
      how: Say what you tried.
      wait: 30 minutes
    senior-tech:
      who: Senior tech
      contact: "@govuk-senior-tech-people"
      formerly: [Technical architects]
      mailing_list:
        name: senior-tech-people
        url: https://groups.example.org/senior-tech-people
      topics:
        architecture:
          what: Decides about the architecture
          keywords: [architecture decision]
  topics:
    stuck:
      what: Whom to ask when nobody on the team knows
      keywords: [escalate, escalation]
  wait: 3 hours
  hours: {days: [tuesday, wednesday, thursday], opens: "10:00", closes: "16:00"}
  bank_holidays: scotland

urgent:
  team: second-line
  say:
    - Say that it is time critical.
    - A Slack message pages nobody.
  in_hours: [Second line leads.]
  out_of_hours: [The on-call engineer leads.]
  hours:
    days: [monday, tuesday, wednesday, thursday, friday]
    opens: "9:30"
    closes: "17:00"
  cues: [down, on fire]

guidance:
  raise-a-ticket:
    what: How to raise a ticket with Platform Engineering
    keywords: [raise a ticket]
    team: platform-engineering
    steps:
      - Write what you want and by when.
      - Post the link in the channel.
    source: ask-for-help
  page-somebody:
    what: How to page somebody
    keywords: [run a play, pagerduty]
    team: second-line
    source: incidents

vocabulary:
  tls: [ssl, https]
  broken: [down, failing]

tie_breaks:
  outage: second-line

not_ours:
  printers:
    keywords: [printer, toner]
    asked:
      - Who mends the printer?
    say: Printers belong to the building team.
"""


def small_index() -> Index:
    """The small registry, compiled."""
    return build_index(parse(SMALL_REGISTRY.encode(), "teams.yaml"))


def changed_source(*changes: tuple[str, str], source: str = SMALL_REGISTRY) -> str:
    """A registry, by default the small one, with each text replaced by another."""
    for before, after in changes:
        assert source.count(before) == 1, before
        source = source.replace(before, after)
    return source


def changed_index(*changes: tuple[str, str]) -> Index:
    """The same, compiled."""
    return build_index(parse(changed_source(*changes).encode(), "teams.yaml"))
