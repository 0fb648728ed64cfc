"""Intake watched: what it tells Prometheus, and the trace that its events carry."""

from __future__ import annotations

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic_core import from_json

from answerable.commands.base import BulkRequest
from answerable.errors import NotFound
from answerable.ledger.server.machine import free_port
from answerable.streams.case import commands as case
from answerable.telemetry import commands
from answerable.telemetry.commands import Tally, Watched, Way
from answerable.telemetry.figures import FIGURES
from tests.services.conftest import Installation
from tests.services.intake.scenario import FIRST, TEN, make
from tests.services.intake.test_bulk import item
from tests.services.intake.test_main import running, said
from tests.telemetry.kept import kept_spans

pytestmark = pytest.mark.server

OF_OTHERS = {"answerable_projection_"}
"""How the figures begin that only services with views give."""


async def page(port: int) -> dict[tuple[str, ...], float]:
    """Read the figures: values by name and labels."""
    async with httpx.AsyncClient(trust_env=False) as client:
        text = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_figures(ruled: Installation, fresh: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands count by name, outcome and way, appends by their events; all figures of intake are given."""
    monkeypatch.setattr(commands, "TALLY", Tally())
    port = free_port()
    begin = item(fresh, case.Open, case=f"case-{fresh}", topic="t", first_asked=FIRST)
    note = item(f"{fresh}-2", case.NoteProgress, case=f"case-{fresh}", note="n")
    async with running(ruled, clock_start=TEN, metrics_port=port) as ways:
        await ways.by_http("case.open", said(case=f"case-{fresh}-1", topic="t", first_asked=FIRST))
        with pytest.raises(NotFound):
            await ways.caller.command(make(case.Close, case="case-nowhere"))
        await ways.caller.bulk(BulkRequest(items=(begin, note)))
        await ways.caller.bulk(BulkRequest(items=(begin,)))
        await ways.by_nats("made.up", b"{}")
        found = await page(port)

    counted = {key[1:]: value for key, value in found.items() if key[0] == "answerable_commands_total"}
    assert counted == {
        ("case.open", "ok"): 2,
        ("case.open", "repeat"): 1,
        ("case.note_progress", "ok"): 1,
        ("case.close", "notfound"): 1,
        ("bulk", "ok"): 2,
        ("unknown", "notfound"): 1,
    }
    assert [found["answerable_command_seconds_count", way] for way in Way] == [1, 2, 2]
    assert found["answerable_append_events_count",] == 2
    assert found["answerable_append_events_sum",] >= 3
    assert found["answerable_nats_connected", "intake-ledger"] == 1
    names = {key[0].removesuffix("_bucket").removesuffix("_count").removesuffix("_sum") for key in found}
    expected = {figure.name for figure in FIGURES if not figure.name.startswith(tuple(OF_OTHERS))}
    assert expected - names == set()


async def test_a_trace_by_nats(ruled: Installation, fresh: str) -> None:
    """Whoever asks by NATS within a span finds its trace in each event that the request caused."""
    begin = item(fresh, case.Open, case=f"case-{fresh}", topic="t", first_asked=FIRST)
    ledger = await ruled.ledger()
    try:
        with kept_spans() as kept:
            async with running(ruled, clock_start=TEN) as ways:
                with Watched("case.open", Way.HTTP, {}):  # stands in for the asker's own span
                    await ways.caller.bulk(BulkRequest(items=(begin,)))
                await ways.caller.command(make(case.NoteProgress, case=f"case-{fresh}", note="n"))
            spans = {span.name: span for span in kept.get_finished_spans() if span.context}
        marks = [from_json(message.body)["traceparent"] for message in await ledger.history(f"case-{fresh}")]
    finally:
        await ledger.close()

    asker, bulk = spans["command case.open"].context, spans["command bulk"]
    assert asker is not None
    assert bulk.parent is not None
    assert bulk.parent.span_id == asker.span_id
    assert {mark.split("-")[1] for mark in marks[:-1]} == {f"{asker.trace_id:032x}"}
    assert marks[-1].split("-")[1] not in {mark.split("-")[1] for mark in marks[:-1]}


async def test_no_figures_unless_asked_for(ruled: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a port no page is served."""
    served: list[object] = []
    monkeypatch.setattr("answerable.telemetry.page.MetricsPage", served.append)
    async with running(ruled, clock_start=TEN):
        pass

    assert served == []
