"""The figures: named as Prometheus wants them, and every page, alert and panel names those that exist."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml

from answerable.telemetry.figures import FIGURES, Figure, Kind
from answerable_services.cli.services import SERVICES
from tests.docs.pages import ROOT, text_of

PROMETHEUS, GRAFANA = ROOT / "deploy" / "prometheus", ROOT / "deploy" / "grafana"
PROCESS = {"process_resident_memory_bytes"}
"""Figures of the Prometheus library that the dashboard shows."""

ENDINGS = {Kind.SUMMARY: ("_count", "_sum"), Kind.HISTOGRAM: ("_bucket", "_count", "_sum")}
SERIES = {figure.name + ending for figure in FIGURES for ending in ENDINGS.get(figure.kind, ("",))}


def named(expression: str) -> set[str]:
    """Give the figures that an expression speaks of."""
    return set(re.findall(r"\b(?:answerable|process)_\w+\b(?!=)", re.sub(r'"[^"]*"', "", expression)))


def expressions() -> list[str]:
    rules = yaml.safe_load((PROMETHEUS / "answerable.rules.yml").read_text())
    panels = json.loads((GRAFANA / "answerable.json").read_text())["panels"]
    return [rule["expr"] for group in rules["groups"] for rule in group["rules"]] + [
        target["expr"] for panel in panels for target in panel["targets"]
    ]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_names(figure: Figure) -> None:
    """A figure is this project's, a counter ends in ``_total`` and nothing else does; it says what it is."""
    assert re.fullmatch(r"answerable_[a-z_]+", figure.name)
    assert figure.name.endswith("_total") == (figure.kind is Kind.COUNTER)
    assert not figure.name.endswith(("_count", "_sum", "_bucket"))
    assert figure.help[:1].isupper() or figure.help.startswith("1 ")
    assert not figure.help.endswith(".")


def test_names_are_unique() -> None:
    """No two figures share a name, nor a name and another one's ending."""
    assert len({figure.name.removesuffix("_total") for figure in FIGURES}) == len(FIGURES)


def test_reference() -> None:
    """The page of metrics has every figure with its kind, labels and meaning, and no other."""
    rows = re.findall(
        r"^\| `(answerable_\w+)` \| (\w+) \| ?(.*?) ?\| (.+) \|$",
        text_of("docs/reference/metrics.md"),
        re.MULTILINE,
    )
    figures = [(f.name, str(f.kind), ", ".join(f"`{label}`" for label in f.labels), f.help) for f in FIGURES]

    assert sorted(rows) == sorted(figures)


@pytest.mark.parametrize("expression", expressions())
def test_alerts_and_dashboard(expression: str) -> None:
    """Each rule and each panel asks for figures that exist."""
    asked = named(expression) or {"none"}

    assert asked - SERIES - PROCESS - ({"none"} if expression.startswith("up{") else set()) == set()


def test_pages_name_figures_that_exist() -> None:
    """The how-to speaks of figures that exist."""
    found = named(text_of("docs/how-to/watch-it-run.md"))

    assert found
    assert found - {figure.name for figure in FIGURES} == set()


def test_each_service_is_scraped() -> None:
    """The example scrapes every service, at the ports that `answerable up` gives them from 9464 on."""
    job: dict[str, Any] = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())["scrape_configs"][0]
    scraped = {each["labels"]["service"]: each["targets"] for each in job["static_configs"]}
    examples = {
        service: re.findall(
            r"^ANSWERABLE_METRICS_PORT=(\d+)$",
            (ROOT / "deploy" / "systemd" / "env" / f"{service}.env").read_text(),
            re.MULTILINE,
        )
        for service in SERVICES
    }
    ports = {service: str(9464 + number) for number, service in enumerate(SERVICES)}

    assert scraped == {service: [f"127.0.0.1:{port}"] for service, port in ports.items()}
    assert examples == {service: [port] for service, port in ports.items()}
