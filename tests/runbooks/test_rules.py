"""Rules, dashboard, scrape configuration and runbooks name what exists, and nothing is left without the other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from journeys.scrape import Sample, processes
from runbooks.evaluate import Evaluation, Look
from runbooks.page import commands_of, section
from runbooks.rules import (
    FROM_PROMETHEUS,
    OBSERVABILITY,
    ROOT,
    alerts,
    dashboard_expressions,
    grouped_by,
    known_labels,
    recorded,
    runbooks,
    selectors,
)

_SECTIONS = ["What it means", "Look", "Do", "It is over when", "Escalate"]
_EVERYTHING = {
    **{name: alert.expression for name, alert in alerts().items()},
    **recorded(),
    **{f"panel {number}": text for number, text in enumerate(dashboard_expressions())},
}


@pytest.mark.parametrize("name", _EVERYTHING)
def test_an_expression_names_metrics_and_labels_that_exist(name: str) -> None:
    known, expression = known_labels(), _EVERYTHING[name]
    labels: set[str] = set()
    for selector in selectors(expression):
        if selector.name in recorded():
            labels |= grouped_by(recorded()[selector.name])
            continue
        assert selector.name in known, selector.name
        labels |= known[selector.name] | FROM_PROMETHEUS
        for matcher in selector.matchers.matchers:
            assert matcher.name in known[selector.name] | FROM_PROMETHEUS, str(matcher)
            if matcher.name == "job":
                assert set(matcher.value.split("|")) <= set(processes()), matcher.value
    assert grouped_by(expression) <= labels


def test_what_a_rule_records_is_used() -> None:
    used = {selector.name for text in _EVERYTHING.values() for selector in selectors(text)}
    assert recorded().keys() <= used


@pytest.mark.parametrize("name", alerts())
def test_an_alert_says_what_suffers_and_what_to_do(name: str) -> None:
    alert = alerts()[name]
    assert alert.severity in {"page", "ticket"}
    assert alert.summary
    assert alert.runbook.is_file(), alert.runbook
    assert f"`{name}`" in alert.runbook.read_text(), f"{alert.runbook.name} does not name {name}"
    shown = set(re.findall(r"\$labels\.(\w+)", alert.summary))
    recorded_labels = {
        label
        for selector in selectors(alert.expression)
        if selector.name in recorded()
        for label in grouped_by(recorded()[selector.name])
    }
    plain = not grouped_by(alert.expression) and not recorded_labels
    own = {
        label
        for selector in selectors(alert.expression)
        for label in known_labels().get(selector.name, set())
    }
    available = grouped_by(alert.expression) | recorded_labels | (own | FROM_PROMETHEUS if plain else set())
    assert shown <= available, shown - available


@pytest.mark.parametrize("runbook", runbooks(), ids=lambda path: path.stem)
def test_a_runbook_belongs_to_an_alert_and_has_all_its_parts(runbook: Path) -> None:
    assert runbook in {alert.runbook for alert in alerts().values()}
    headings = re.findall(r"(?m)^## (.+)$", runbook.read_text())
    assert [heading for heading in headings if heading in _SECTIONS] == _SECTIONS


def test_every_further_part_with_commands_is_followed() -> None:
    """*Look*, *Do* and *It is over when* are followed where the page's alert is planted; other parts have a test of their own."""
    tests = [
        test for folder in ("runbooks", "recovery") for test in (ROOT / "tests" / folder).glob("test_*.py")
    ]
    followed = "".join(test.read_text() for test in tests)
    unfollowed = [
        (page.name, title)
        for page in sorted((ROOT / "docs" / "runbooks").glob("*.md"))
        for title in re.findall(r"(?m)^## (.*)$", page.read_text())
        if list(commands_of(section(page, title))) and f'"{title}"' not in followed
    ]
    assert unfollowed == []


def test_the_index_lists_every_alert_with_its_runbook() -> None:
    index = (ROOT / "docs" / "runbooks" / "README.md").read_text()
    for alert in alerts().values():
        assert re.search(
            rf"\| `{alert.name}` \| {alert.severity} \|[^\n]*\]\({alert.runbook.name}\)", index
        ), alert.name


def test_the_scrape_configuration_is_the_local_stacks() -> None:
    configured = yaml.safe_load((OBSERVABILITY / "prometheus.yml").read_text())
    table = tomllib.loads((ROOT / "deploy" / "local" / "processes.toml").read_text())["process"]
    ports = {each["name"]: each["port"] for each in table if each["name"] in processes()}
    assert {
        job["job_name"]: int(job["static_configs"][0]["targets"][0].rpartition(":")[2])
        for job in configured["scrape_configs"]
    } == ports
    assert configured["rule_files"] == ["alerts.yml"]


def _look(at_seconds: float, **values: float) -> Look:
    return Look(
        at_seconds, [Sample(name, name, {"job": "a", "k": "v"}, each) for name, each in values.items()]
    )


@pytest.mark.parametrize(
    ("expression", "fires"),
    [
        ("twyst_x > 2", False),
        ("twyst_x > 1", True),
        ('twyst_x{k=~"v|w",job="a"} == 2', True),
        ('twyst_x{k="w"} == 2', False),
        ("sum by (k) (twyst_x) > 0.5 * sum by (k) (twyst_y)", False),
        ("sum by (k) (increase(twyst_x[5m])) > 0.5 * sum by (k) (increase(twyst_y[5m]))", True),
        ("sum(rate(twyst_y[1m])) / sum(rate(twyst_x[1m])) > 0.9", True),
        ("sum(rate(twyst_x[1m])) / sum(rate(twyst_none[1m])) > 0", False),
        ("time() - max by (job) (twyst_x) > 17", True),
        ("time() - max by (job) (twyst_x) > 18", False),
    ],
)
def test_expressions_mean_what_prometheus_means(expression: str, *, fires: bool) -> None:
    evaluation = Evaluation(_look(10.0, twyst_x=1, twyst_y=7), _look(20.0, twyst_x=2, twyst_y=8))
    assert bool(evaluation.firing(expression)) is fires
