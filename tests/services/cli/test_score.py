"""`score explain` and `score run`: the same from the running centre as from a file of its events."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import pytest

from answerable.queries.scoring import StatementOf
from answerable.settings import Settings
from answerable_services.cli.connecting import connected
from tests.services.cli.running import Centre, answerable, inside

pytestmark = [pytest.mark.server, pytest.mark.slow]


async def export(sample: Centre, path: Path) -> None:
    """Write all events down, a line each, as any client can."""
    async with connected(Settings(data=sample.data)) as here, here.ledger.follow() as feed:
        with path.open("wb") as file:
            async with contextlib.aclosing(feed.batches(idle_s=0.05)) as batches:
                async for batch in batches:
                    file.writelines(message.body + b"\n" for message in batch)
                    if feed.unread == 0:
                        break


@pytest.fixture(scope="module")
def offline(sample: Centre, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The statements of the sample's events, scored without a server."""
    path = tmp_path_factory.mktemp("events") / "events.jsonl"
    asyncio.run(export(sample, path))
    outcome = answerable(
        *("score", "run", "--events", path, "--rulebook", "call-centre-80"),
        *("--month", "2016-03", "--on", "2016-03-31", "--json"),
    )
    assert outcome.status == 0, outcome.err
    return list(outcome.document["statements"])


def without_sequences(found: Any) -> Any:
    """A statement without its places in the ledger: a file has none."""
    if isinstance(found, dict):
        return {name: without_sequences(value) for name, value in found.items() if name != "sequence"}
    if isinstance(found, list):
        return [without_sequences(value) for value in found]
    return found


async def test_a_file_scores_as_the_centre_does(sample: Centre, offline: list[dict[str, Any]]) -> None:
    """For every person of the month, scoring the exported events gives the statement the centre gives."""
    assert len(offline) == sample.document["statements"]

    async with connected(Settings(data=sample.data)) as here:
        online = [
            (
                await here.caller.query(StatementOf(site=one["site"], staff=one["staff"], month="2016-03"))
            ).statement.model_dump(mode="json")
            for one in offline
        ]

    assert [without_sequences(one) for one in offline] == [without_sequences(one) for one in online]


def test_explain_cites_articles_and_evidence(sample: Centre, offline: list[dict[str, Any]]) -> None:
    """The explanation of a month with deductions names each line's article and its evidence in the ledger."""
    one = max(offline, key=lambda statement: len(statement["lines"]))
    assert one["lines"]
    person = ("--site", one["site"], "--staff", one["staff"], "--month", "2016-03")

    document = sample.ask("score", "explain", *person, "--json").document
    text = sample.ask("score", "explain", *person, "--language", "en").out

    assert without_sequences(document) == without_sequences(one)
    for line in document["lines"]:
        assert line["article"] in text
        assert all(evidence["sequence"] > 0 for evidence in line["evidence"])


def test_nobody_of_that_name(sample: Centre) -> None:
    """A person whom the site does not know has no score, not an empty one."""
    outcome = sample.ask(
        "score", "explain", "--site", "xm01", "--staff", "staff-nobody", "--month", "2016-03", "--json"
    )

    assert outcome.status == 1
    assert outcome.document["type"] == "urn:answerable:problem:notfound"


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    """A file whose third line is no event is refused, and the line is named."""
    path = tmp_path / "events.jsonl"
    path.write_text("\n\n{}\n", encoding="utf-8")

    outcome = inside("score", "run", "--events", path, "--rulebook", "call-centre-80", "--json")

    assert outcome.status == 1
    assert outcome.document["type"] == "urn:answerable:problem:malformed"
    assert "line 3" in outcome.document["detail"]
