"""What does not fit together in a registry: names that lead nowhere, and words that lead to two places."""

from __future__ import annotations

import pytest

from routing.errors import RegistryError
from routing.loading.loader import parse
from routing.loading.references import circles
from tests.builders import SMALL_REGISTRY


def refusal(source: str) -> list[str]:
    try:
        parse(source.encode(), "teams.yaml")
    except RegistryError as error:
        return [str(problem) for problem in error.problems]
    return []


UNFIT_REGISTRIES = {
    "a misspelt successor": (
        "  Replatforming:\n    became: platform-engineering",
        "  Replatforming:\n    became: platform-enginering",
        (
            "73:13: former name 'Replatforming': became names unknown team or former name 'platform-enginering' "
            "(did you mean 'platform-engineering'?)"
        ),
    ),
    "a keyword that nobody can type": (
        "keywords: [printer, toner]",
        'keywords: [printer, "???"]',
        (
            "152:25: not ours 'printers': keyword '???' holds no letter from a to z and no digit, "
            "so no question has it (whoask reads English)"
        ),
    ),
    "a ladder that names a misspelt team": (
        "ladder: [tech-leads, senior-tech]",
        "ladder: [platfrom-engineering, senior-tech]",
        (
            "61:14: team 'second-line': ladder names unknown team 'platfrom-engineering' "
            "(did you mean 'platform-engineering'?)"
        ),
    ),
    "a ladder that names a misspelt rung": (
        "ladder: [tech-leads, senior-tech]",
        "ladder: [tech-laeds, senior-tech]",
        "61:14: team 'second-line': ladder names unknown rung 'tech-laeds' (did you mean 'tech-leads'?)",
    ),
    "an order that names nothing known": (
        "order: [tech-lead, tech-leads, senior-tech]",
        "order: [tech-lead, zzz]",
        "85:22: ladder: order names unknown team or rung 'zzz' (a ladder names rungs of 'ladder: rungs' and teams)",
    ),
    "an order that has a step twice": (
        "order: [tech-lead, tech-leads, senior-tech]",
        "order: [tech-lead, tech-leads, tech-lead]",
        "85:34: ladder: order has the step 'tech-lead' twice (it is on line 85 already)",
    ),
    "a rung that is named like a team": (
        "    senior-tech:\n      who",
        "    developers:\n      who",
        (
            "61:26: team 'second-line': ladder names unknown team or rung 'senior-tech' "
            "(a ladder names rungs of 'ladder: rungs' and teams)"
        ),
    ),
    "a source that is not listed": (
        "        source: incidents",
        "        source: incident",
        "69:17: team 'second-line', responsibility 'incidents': unknown source 'incident' (did you mean 'incidents'?)",
    ),
    "a source of guidance that is not listed": (
        "    source: incidents\n\nvoc",
        "    source: nowhere\n\nvoc",
        "141:13: guidance 'page-somebody': unknown source 'nowhere'",
    ),
    "guidance that does not exist": (
        "guidance: [raise-a-ticket]",
        "guidance: [raise-ticket]",
        (
            "33:20: team 'platform-engineering', responsibility 'tls-certificates': unknown guidance "
            "'raise-ticket' (did you mean 'raise-a-ticket'?)"
        ),
    ),
    "a shared responsibility with an unknown team": (
        "together_with: [second-line]",
        "together_with: [2nd-line]",
        (
            "36:25: team 'platform-engineering', responsibility 'tls-certificates': together_with names unknown "
            "team '2nd-line' (did you mean 'second-line'?)"
        ),
    ),
    "an urgent path to an unknown team": (
        "urgent:\n  team: second-line",
        "urgent:\n  team: third-line",
        "116:9: urgent: unknown team 'third-line'",
    ),
    "guidance of a team that is cut short": (
        "    team: platform-engineering\n    steps",
        "    team: platform\n    steps",
        "132:11: guidance 'raise-a-ticket': unknown team 'platform' (did you mean 'platform-engineering'?)",
    ),
    "a tie break for an unknown team": (
        "  outage: second-line",
        "  outage: frontline",
        "148:11: tie break 'outage': unknown team 'frontline' (did you mean 'second-line'?)",
    ),
    "a role that the team has no channel for": (
        "role: ask",
        "role: team",
        (
            "45:15: team 'platform-engineering', responsibility 'dns': role 'team' names a channel that the team "
            "does not have (the team has ask, alerts, deploys)"
        ),
    ),
    "a team without any channel": (
        '    channels:\n      ask: "#govuk-developers"\n',
        "    channels: {}\n",
        "49:5: team 'developers': has no channel at all (add at least 'ask: \"#channel\"')",
    ),
    "a former name that became an unknown one": (
        "became: Replatforming",
        "became: Reliability",
        "77:13: former name 'Infrastructure': became names unknown team or former name 'Reliability'",
    ),
    "former names in a circle": (
        "became: platform-engineering",
        "became: Infrastructure",
        (
            "73:13: former name 'Replatforming': became goes round in a circle: 'Replatforming' → "
            "'Infrastructure' → 'Replatforming' (let the newest of them name a team)"
        ),
    ),
    "a former name that became itself": (
        "became: platform-engineering",
        "became: Replatforming",
        (
            "73:13: former name 'Replatforming': became goes round in a circle: 'Replatforming' → "
            "'Replatforming' (let the newest of them name a team)"
        ),
    ),
    "a former name that another team has today": (
        "  Infrastructure:\n",
        "  Second  LINE:\n",
        (
            "76:3: former name 'Second LINE': former name 'Second LINE' leads to team 'second-line' too "
            "(line 57 has it already)"
        ),
    ),
    "an other name that is another team's key": (
        "names: [Platform team, PE]",
        "names: [Platform team, developers]",
        "47:3: team 'developers': key 'developers' leads to team 'platform-engineering' too (line 22 has it already)",
    ),
    "a former channel that another team has today": (
        'channel: "#govuk-replatforming"',
        'channel: "#govuk-2ndline-tech"',
        (
            "74:14: former name 'Replatforming': former channel '#govuk-2ndline-tech' leads to team "
            "'second-line' too (line 59 has it already)"
        ),
    ),
    "a channel of two teams": (
        '      alerts: "#govuk-platform-alerts"',
        '      alerts: "#govuk-2ndline-internal"',
        (
            "60:13: team 'second-line': channel '#govuk-2ndline-internal' leads to team 'platform-engineering' "
            "too (line 19 has it already)"
        ),
    ),
    "a Slack ID of two teams": (
        "    name: Developers\n",
        "    name: Developers\n    slack_id: C02PLATFORM\n",
        (
            "49:15: team 'developers': slack_id 'C02PLATFORM' is the one of team 'platform-engineering' too "
            "(line 21 has it already)"
        ),
    ),
    "a keyword of two teams": (
        "keywords: [certificate, cert expiry]",
        'keywords: [certificate, "Code  Review"]',
        (
            "54:20: team 'developers', responsibility 'code-review': keyword 'code review' is claimed by team "
            "'platform-engineering' too, on line 27 (settle it under 'tie_breaks', or take it from one of them)"
        ),
    ),
    "a keyword of guidance and of another team": (
        "keywords: [run a play, pagerduty]",
        "keywords: [run a play, dns]",
        (
            "139:28: guidance 'page-somebody': keyword 'dns' is claimed by team 'platform-engineering' too, on "
            "line 39 (settle it under 'tie_breaks', or take it from one of them)"
        ),
    ),
    "a tie break that nobody needs": (
        "  outage: second-line",
        "  outages: second-line",
        (
            "65:30: team 'second-line', responsibility 'incidents': keyword 'outage' is claimed by team "
            "'platform-engineering' too, on line 39 (settle it under 'tie_breaks', or take it from one of them)"
        ),
    ),
    "a tie break for a team that makes no claim": (
        "  outage: second-line",
        "  outage: developers",
        (
            "148:11: tie break 'outage': team 'developers' does not claim this keyword "
            "(claimed by platform-engineering, second-line)"
        ),
    ),
    "a tie break that is there twice": (
        "  outage: second-line",
        "  outage: second-line\n  Outage: second-line",
        "149:3: tie break 'Outage': this keyword is settled already (on line 148)",
    ),
    "a keyword of a team and of nobody here": (
        "keywords: [printer, toner]",
        "keywords: [printer, dns]",
        (
            "152:25: not ours 'printers': keyword 'dns' is claimed by team 'platform-engineering' on line 39 "
            "(take it from one of them)"
        ),
    ),
    "a word in two groups": (
        "broken: [down, failing]",
        "broken: [down, SSL]",
        (
            "145:18: vocabulary 'broken': 'SSL' is in the group 'tls' too, on line 144 "
            "(a word belongs to one group: join the two)"
        ),
    ),
    "a word that is its own group": (
        "broken: [down, failing]",
        "broken: [down, broken]",
        "145:18: vocabulary 'broken': 'broken' is the group's own name (leave it out of the list)",
    ),
    "a keyword that is there twice": (
        "keywords: [certificate, cert expiry]",
        "keywords: [certificate, Certificate]",
        (
            "27:33: team 'platform-engineering', responsibility 'tls-certificates': keywords has 'Certificate' "
            "twice (it is on line 27 already)"
        ),
    ),
    "hours that close before they open": (
        'closes: "17:00"',
        'closes: "9:05"',
        "125:13: urgent: closes at 9:05, which is not after it opens at 9:30 (times run from 0:00 to 23:59 of one day)",
    ),
    "working hours that cross midnight": (
        'opens: "10:00", closes: "16:00"',
        'opens: "22:00", closes: "6:00"',
        (
            "112:73: ladder: closes at 6:00, which is not after it opens at 22:00 "
            "(times run from 0:00 to 23:59 of one day)"
        ),
    ),
    "a group that is there twice": (
        "broken: [down, failing]",
        "tls: [down, failing]",
        "145:3: vocabulary 'tls': the key 'tls' is here twice (it is on line 144 already)",
    ),
}


@pytest.mark.parametrize(("good", "bad", "first_line"), UNFIT_REGISTRIES.values(), ids=UNFIT_REGISTRIES)
def test_everything_that_does_not_fit_is_told_with_its_place(good: str, bad: str, first_line: str) -> None:
    assert SMALL_REGISTRY.count(good) == 1
    assert refusal(SMALL_REGISTRY.replace(good, bad))[0] == f"teams.yaml:{first_line}"


FITTING_CHANGES = {
    "a ladder may name a team": ("order: [tech-lead, tech-leads", "order: [tech-lead, second-line"),
    "a keyword of two teams may be settled": ("keywords: [certificate,", "keywords: [certificate, Outage,"),
    "a team may have its keyword in two responsibilities": ("keywords: [dns,", "keywords: [certificate, dns,"),
    "a team may have a channel in two roles": ('deploys: "#govuk-deploys"', 'deploys: "#govuk-platform-alerts"'),
    "a team may have been its own channel's name": (
        'channel: "#govuk-2ndline"\n',
        'channel: "#govuk-2ndline-internal"\n',
    ),
    "a team may go by its own key": ("names: [Platform team,", "names: [Platform-Engineering,"),
    "steps of guidance may repeat": (
        "      - Post the link in the channel.",
        "      - Write what you want and by when.",
    ),
    "guidance needs no team": ("    team: second-line\n    source: incidents\n", "    source: incidents\n"),
}


@pytest.mark.parametrize(("good", "other"), FITTING_CHANGES.values(), ids=FITTING_CHANGES)
def test_what_fits_is_left_alone(good: str, other: str) -> None:
    assert SMALL_REGISTRY.count(good) == 1
    assert refusal(SMALL_REGISTRY.replace(good, other)) == []


def test_the_parts_are_checked_although_a_value_is_wrong() -> None:
    source = SMALL_REGISTRY.replace("kind: owns", "kind: [own]").replace("together_with: [second-", "together_with: [x")
    assert [line.split(":")[1] for line in refusal(source)] == ["36", "44"]


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ({}, []),
        ({"a": "b", "b": "c"}, []),
        ({"a": "a"}, [["a"]]),
        ({"a": "b", "b": "a"}, [["a", "b"]]),
        ({"a": "b", "b": "c", "c": "b"}, [["b", "c"]]),
        ({"a": "b", "b": "a", "c": "b", "d": "d"}, [["a", "b"], ["d"]]),
    ],
)
def test_every_circle_is_found_once(links: dict[str, str], expected: list[list[str]]) -> None:
    assert list(circles(links)) == expected


def test_long_chains_of_former_names_are_followed_quickly() -> None:
    names = "".join(f"  n{number}:\n    became: n{number + 1}\n" for number in range(15_000))
    source = SMALL_REGISTRY.replace("former_names:\n", f"former_names:\n{names}  n15000:\n    became: developers\n")
    assert refusal(source) == []
