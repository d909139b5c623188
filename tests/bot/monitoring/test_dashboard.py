"""The dashboard as a file: what Grafana wants of its shape, and that it asks only for what whoask tells.

The shape: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
"""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.bot.monitoring.exported import labels_of, metrics_in, names
from tests.bot.monitoring.promtool import promtool

FOLDER = Path(__file__).parents[3] / "deploy/monitoring"
DASHBOARD: dict[str, Any] = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))
PANELS: list[dict[str, Any]] = DASHBOARD["panels"]
EXPRESSIONS = [
    *(target["expr"] for panel in PANELS for target in panel["targets"]),
    *(annotation["expr"] for annotation in DASHBOARD["annotations"]["list"]),
]
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
COLUMNS = 24
# Grafana fills these in; any value of the same kind will do to read an expression.
STANDINGS = {"$__rate_interval": "5m", "$__range": "6h", "$job": ".*"}


def filled(expression: str) -> str:
    for variable, value in STANDINGS.items():
        expression = expression.replace(variable, value)
    return expression


def test_every_panel_has_an_id_of_its_own_a_title_and_a_sentence_that_explains_it() -> None:
    ids = [panel["id"] for panel in PANELS]
    assert len(set(ids)) == len(ids) > 10
    assert len({panel["title"] for panel in PANELS}) == len(PANELS)
    assert all(panel["description"].endswith(".") for panel in PANELS)
    assert {panel["type"] for panel in PANELS} <= {"stat", "timeseries", "bargauge", "table"}


def test_panels_lie_within_the_page_and_not_on_one_another() -> None:
    cells = [
        {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        for at in (panel["gridPos"] for panel in PANELS)
    ]
    assert all(0 <= x < COLUMNS for cell in cells for x, _ in cell)
    assert not any(one & other for one, other in combinations(cells, 2))


def test_every_query_goes_to_the_data_source_that_the_reader_chose() -> None:
    variables = {variable["name"]: variable for variable in DASHBOARD["templating"]["list"]}
    assert variables["datasource"]["type"] == "datasource"
    assert variables["datasource"]["query"] == "prometheus"
    assert variables["job"]["datasource"] == SOURCE
    assert all(panel["datasource"] == SOURCE for panel in PANELS)
    assert all(target["datasource"] == SOURCE for panel in PANELS for target in panel["targets"])
    for panel in PANELS:
        refs = [target["refId"] for target in panel["targets"]]
        assert len(set(refs)) == len(refs) > 0


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_asks_for_metrics_and_labels_that_whoask_has(expression: str) -> None:
    assert metrics_in(expression)
    assert metrics_in(expression) <= names().keys()
    assert set(re.findall(r"\$\w+", expression)) <= STANDINGS.keys()
    for metric, used in labels_of(expression):
        assert used <= names()[metric] | {"job", "instance", "le"}


def test_every_metric_of_whoask_is_on_it() -> None:
    shown = {metric for expression in EXPRESSIONS for metric in metrics_in(expression)}
    assert {name for name in names() if name.startswith("whoask_")} <= {*shown, *_other_series(shown)}


def test_prometheus_can_read_every_expression(tmp_path: Path) -> None:
    rules = [{"record": f"panel:{number}", "expr": filled(expression)} for number, expression in enumerate(EXPRESSIONS)]
    file = tmp_path / "expressions.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    assert f"{len(EXPRESSIONS)} rules found" in promtool("check", "rules", str(file))


def _other_series(shown: set[str]) -> set[str]:
    """A histogram is shown by its buckets; its sum and count come with them."""
    return {name.removesuffix("_bucket") + end for name in shown for end in ("_sum", "_count")}
