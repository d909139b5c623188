"""The alert rules as a file: what Prometheus says of them, and that each is explained and tested."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest

from bot.inquiry import Surface
from bot.monitoring.metrics import Metrics
from bot.slack.client import errors as refusals
from bot.slack.client.call_policy import MISSING
from tests.bot.monitoring.exported import labels_of, metrics_in, names, told
from tests.bot.monitoring.promtool import promtool

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "deploy/monitoring"
GUIDE = (ROOT / "docs/alerts.md").read_text(encoding="utf-8")
MONITORING = (ROOT / "docs/monitoring.md").read_text(encoding="utf-8")
RULES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
TESTS = (FOLDER / "alerts_test.yaml").read_text(encoding="utf-8")


def by_name(name: str) -> str:
    return next(str(rule["expr"]) for rule in RULES if rule["alert"] == name)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_how_bad_it_is_what_it_means_and_where_to_read_what_to_do(rule: dict[str, Any]) -> None:
    name = rule["alert"]
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["annotations"]["runbook_url"] == f"docs/alerts.md#{name.lower()}"
    section = GUIDE.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
    assert "**What to do.**" in section


def test_the_guide_explains_no_alert_that_is_gone() -> None:
    assert set(re.findall(r"^## ([A-Z]\w+[A-Z]\w+)$", GUIDE, re.MULTILINE)) == {rule["alert"] for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_asks_for_metrics_and_labels_that_whoask_has(rule: dict[str, Any]) -> None:
    assert metrics_in(rule["expr"])
    assert metrics_in(rule["expr"]) <= names().keys()
    for metric, used in labels_of(rule["expr"]):
        assert used <= names()[metric] | {"job", "instance"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_is_tested_to_fire_and_not_to_fire(rule: dict[str, Any]) -> None:
    cases = [
        case
        for test in yaml.safe_load(TESTS)["tests"]
        for case in test.get("alert_rule_test", ())
        if case["alertname"] == rule["alert"]
    ]
    assert {bool(case["exp_alerts"]) for case in cases} == {True, False}


def test_every_refusal_of_the_token_is_told_by_its_own_alert_and_not_by_another() -> None:
    refused, errors = by_name("TokenRefused"), by_name("SlackErrors")
    for code in refusals._SENTENCES.keys() - {MISSING}:
        assert re.search(rf"\b{code}\b", refused), code
        assert re.search(rf"\b{code}\b", errors), code


def test_a_scope_that_the_app_was_not_given_is_no_alert() -> None:
    """The optional ones are missing in a normal installation (install_pages.py); the log names what is."""
    assert MISSING not in by_name("TokenRefused")
    assert MISSING in by_name("SlackErrors").partition("error!~")[2]


def test_what_is_counted_for_the_first_time_starts_at_nothing_or_prometheus_sees_no_increase() -> None:
    registry = Metrics().registry
    for code in refusals._SENTENCES:
        assert registry.get_sample_value("whoask_slack_errors_total", {"error": code}) == 0
    for surface in Surface:
        for outcome in ("found", "several", "nobody", "failed"):
            labels = {"door": surface, "outcome": outcome}
            assert registry.get_sample_value("whoask_questions_total", labels) == 0
        assert registry.get_sample_value("whoask_duplicates_total", {"door": surface}) == 0


def test_prometheus_can_read_the_rules() -> None:
    assert f"{len(RULES)} rules found" in promtool("check", "rules", str(FOLDER / "alerts.yaml"))


def test_each_alert_fires_when_it_should_and_not_before() -> None:
    assert "SUCCESS" in promtool("test", "rules", str(FOLDER / "alerts_test.yaml"))


def test_prometheus_finds_no_fault_with_the_metrics_themselves() -> None:
    assert promtool("check", "metrics", given=generate_latest(told().registry).decode()) == ""


def test_every_metric_is_explained() -> None:
    series = {re.sub(r"_(?:bucket|sum|count)$", "", name) for name in names()}
    listed = set(re.findall(r"^\| `(\w+)", MONITORING, re.MULTILINE))
    assert {name for name in series if name.startswith("whoask_")} == {
        name for name in listed if name.startswith("whoask_")
    }
    assert {name for name in series if not name.startswith("whoask_")} <= set(
        re.findall(r"`(process_\w+)`", MONITORING)
    )


def test_prometheus_can_read_the_settings_that_come_with_the_rules() -> None:
    assert "1 rule files found" in promtool("check", "config", str(FOLDER / "prometheus.yaml"))
