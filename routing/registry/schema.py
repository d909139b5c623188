"""The registry as values: teams, channels, responsibilities, the ladder, former names, guidance and vocabulary.

The models are the schema of `data/teams.yaml` (docs/registry.md describes it for whoever edits it). They are
frozen; look-ups that the router needs are compiled from them once, in `routing/matching/index.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

# Slack: channel names are lower case, up to 80 characters, letters, digits, hyphens and underscores.
Channel = Annotated[str, StringConstraints(pattern=r"^#[a-z0-9][a-z0-9_\-]{0,79}$")]
Group = Annotated[str, StringConstraints(pattern=r"^@[a-z0-9][a-z0-9_.\-]{0,79}$")]
Contact = Annotated[str, StringConstraints(pattern=r"^[#@][a-z0-9][a-z0-9_.\-]{0,79}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=600, strip_whitespace=True)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=500)]
# Working time, in hours or minutes: a day would be as long as the opening hours, which differ.
Wait = Annotated[str, StringConstraints(pattern=r"^([1-9]\d? hours?|[1-9]\d{0,2} minutes?)$")]
ClockTime = Annotated[str, StringConstraints(pattern=r"^([01]?\d|2[0-3]):[0-5]\d$")]
Domain = Annotated[str, StringConstraints(pattern=r"^(\*\.)?[a-z0-9\-]+(\.[a-z0-9\-]+)+$")]
SlackId = Annotated[str, StringConstraints(pattern=r"^[CG][A-Z0-9]{2,}$", max_length=30)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
BankHolidays = Literal["england-and-wales", "scotland", "northern-ireland", "none"]


def _yes_or_no(value: object) -> object:
    """YAML scalars are read as strings (so that `no` stays a word); only these two mean a truth value."""
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]


class Part(BaseModel):
    """A part of the registry: frozen, and refusing fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Part):
    """A page that knowledge came from. `earlier` is the caveat for what only an earlier edition of it says."""

    title: Words
    url: Url | None = None
    earlier: Sentence | None = None


class Exclusion(Part):
    """What an entry is not about, such as the names under a domain that the team does not handle."""

    what: Sentence
    keywords: tuple[Words, ...] = ()
    domains: tuple[Domain, ...] = ()


class Topic(Part):
    """Anything a question can be about. What matches: `what`, `keywords` (strongest) and `asked` (examples).

    `domains` are host names the topic is about (`*.example.org`: everything under it).
    """

    what: Sentence
    keywords: tuple[Words, ...] = ()
    asked: tuple[Sentence, ...] = ()
    domains: tuple[Domain, ...] = ()
    exclusions: tuple[Exclusion, ...] = Field(default=(), alias="except")
    also: tuple[Sentence, ...] = ()
    guidance: tuple[Key, ...] = ()
    source: Key | None = None
    edition: Literal["newest", "earlier"] = "newest"


class Responsibility(Topic):
    """Something a team does. `role` picks one of the team's channels; `together_with` names teams that share it.

    `kind` tells doing it for you from owning it, advising on it and comparing notes about it.
    """

    kind: Literal["does", "owns", "advises", "community"] = "does"
    role: Literal["ask", "team", "alerts", "deploys"] | None = None
    together_with: tuple[Key, ...] = ()


class Guidance(Topic):
    """How to go about something: steps of a ticket, shift hours, what to write. `team` is where to ask about it."""

    team: Key | None = None
    steps: tuple[Sentence, ...] = ()


class Channels(Part):
    """A team's channels, one for each role. People ask in `ask`; nobody reads questions in `alerts`."""

    ask: Channel | None = None
    team: Channel | None = None
    alerts: Channel | None = None
    deploys: Channel | None = None


class Team(Part):
    """A team, or a channel with a job of its own. `names` are other names it goes by today.

    `asked` are questions about the team as a whole.
    """

    name: Words
    about: Sentence | None = None
    channels: Channels
    slack_id: SlackId | None = None
    names: tuple[Words, ...] = ()
    ladder: tuple[Key, ...] | None = None
    read_more: Url | None = None
    asked: tuple[Sentence, ...] = ()
    responsibilities: dict[Key, Responsibility] = Field(default_factory=dict)


class MailingList(Part):
    """A mailing list, for when Slack is not the way."""

    name: Words
    url: Url | None = None


class Rung(Part):
    """One step of the escalation ladder. `formerly` are roles that stood here once and that it replaced.

    `wait` is how long to wait for an answer here, where it is not the ladder's.
    """

    who: Words
    contact: Contact | None = None
    names: tuple[Words, ...] = ()
    formerly: tuple[Words, ...] = ()
    how: Sentence | None = None
    wait: Wait | None = None
    mailing_list: MailingList | None = None
    topics: dict[Key, Topic] = Field(default_factory=dict)


class Hours(Part):
    """When somebody is there: days, and times of the registry's time zone."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    opens: ClockTime
    closes: ClockTime


class Ladder(Part):
    """Whom to take it to next. `order` names rungs (or teams) from first to last; `when` says when to climb.

    `wait` is how long to wait for an answer before the next step, in working time: `hours` without `bank_holidays`.
    """

    when: Sentence
    order: Annotated[tuple[Key, ...], Field(min_length=1)]
    rungs: Annotated[dict[Key, Rung], Field(min_length=1)]
    topics: dict[Key, Topic] = Field(default_factory=dict)
    source: Key | None = None
    wait: Wait = "2 hours"
    hours: Hours | None = None
    bank_holidays: BankHolidays = "none"


class FormerName(Part):
    """A name that is gone. `became` is a team's key or another former name; `channel` its old channel, if any."""

    became: Words
    channel: Channel | None = None
    note: Sentence | None = None
    source: Key | None = None


class Urgent(Part):
    """Where urgent things go. `say` is shown always, the other two as the clock says."""

    team: Key
    say: tuple[Sentence, ...]
    in_hours: tuple[Sentence, ...] = ()
    out_of_hours: tuple[Sentence, ...] = ()
    hours: Hours
    cues: tuple[Words, ...] = ()


class NotOurs(Part):
    """Something people ask about that no team here handles, although the words may look alike."""

    keywords: Annotated[tuple[Words, ...], Field(min_length=1)]
    asked: tuple[Sentence, ...] = ()
    say: Sentence | None = None


class Registry(Part):
    """A whole registry file. `vocabulary` groups words that mean the same; `tie_breaks` settles shared keywords.

    `also_asked` holds further questions by the key of the entry they are about: they help to recognise it as `asked`
    does, and stand apart so that the teams stay easy to read.
    """

    organisation: Words
    time_zone: str
    fallback: Channel
    sources: dict[Key, Source] = Field(default_factory=dict)
    teams: Annotated[dict[Key, Team], Field(min_length=1)]
    former_names: dict[Words, FormerName] = Field(default_factory=dict)
    ladder: Ladder
    urgent: Urgent | None = None
    guidance: dict[Key, Guidance] = Field(default_factory=dict)
    vocabulary: dict[Words, tuple[Words, ...]] = Field(default_factory=dict)
    tie_breaks: dict[Words, Key] = Field(default_factory=dict)
    not_ours: dict[Key, NotOurs] = Field(default_factory=dict)
    also_asked: dict[Key, tuple[Sentence, ...]] = Field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        """The registry's time zone, checked when it was loaded."""
        return ZoneInfo(self.time_zone)


class MoreOfEntry(Part):
    """What `examples` adds to the lists of an entry."""

    keywords: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


class MoreOfTeam(Part):
    """What `examples` adds to a team: questions about the team as a whole, and to what it does."""

    asked: tuple[str, ...] = ()
    responsibilities: dict[str, MoreOfEntry] = Field(default_factory=dict)


class MoreOfRung(Part):
    """What `examples` adds to the topics of a rung."""

    topics: dict[str, MoreOfEntry] = Field(default_factory=dict)


class MoreOfLadder(Part):
    """What `examples` adds to the ladder."""

    topics: dict[str, MoreOfEntry] = Field(default_factory=dict)
    rungs: dict[str, MoreOfRung] = Field(default_factory=dict)


class Examples(Part):
    """Further keywords and questions, at the places of the entries that they belong to.

    The loader puts them into the entries, so a `Registry` has them there. How long a text may be, the entry says.
    """

    teams: dict[str, MoreOfTeam] = Field(default_factory=dict)
    guidance: dict[str, MoreOfEntry] = Field(default_factory=dict)
    ladder: MoreOfLadder | None = None
    not_ours: dict[str, MoreOfEntry] = Field(default_factory=dict)


class Document(Registry):
    """One file of a registry: what `Registry` has, or a part of it, and what only the loader reads."""

    include: tuple[str, ...] = ()
    examples: Examples | None = None
