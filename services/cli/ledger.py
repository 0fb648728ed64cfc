"""``answerable ledger``: its state, and whether it is whole."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import typer
from pydantic import BaseModel, ConfigDict
from rich.table import Table

from answerable.errors import Corrupt, Invalid
from answerable.events.cloudevents import open_envelope
from answerable.events.registry import REGISTRY
from answerable.events.subjects import parse
from answerable.ledger.ledger import Ledger
from answerable.ledger.recorded import Recorded
from answerable.ledger.stream import differences
from services.cli.connecting import connected
from services.cli.options import Data, settings_of
from services.cli.voice import WRONG, Json, command, print_document, progress_bar, results, say

app = typer.Typer(no_args_is_help=True, help="The immutable log: its state, and whether it is whole.")

_MOST_FAULTS = 100


class CheckReport(BaseModel):
    """What a check of the ledger found.

    Arguments:
        events: read.
        aggregates: they belong to.
        faults: what is wrong, the first hundred; empty where the ledger is whole.
        fault_count: how many there are in all.
    """

    model_config = ConfigDict(frozen=True)

    events: int
    aggregates: int
    faults: tuple[str, ...]
    fault_count: int


@app.command()
@command
def status(data: Data = None, as_json: Json = False) -> None:
    """Show the ledger's state.

    Example: answerable ledger status --json
    """
    asyncio.run(_status(data, as_json=as_json))


async def _status(data: Data, *, as_json: bool) -> None:
    async with connected(settings_of(data)) as here:
        found = await here.ledger.status()
        wrong = differences(found.configuration, here.ledger.design)
    document: dict[str, Any] = {
        "stream": here.ledger.design.name,
        "messages": found.messages,
        "first_sequence": found.first_sequence,
        "last_sequence": found.last_sequence,
        "deleted": found.deleted,
        "aggregates": found.subjects,
        "size_bytes": found.size_bytes,
        "deny_delete": found.deny_delete,
        "deny_purge": found.deny_purge,
        "differences": wrong,
    }
    if as_json:
        print_document(document)
    else:
        table = Table(show_header=False)
        for name, value in document.items():
            table.add_row(name, f"{value:,}" if type(value) is int else str(value))
        results.print(table)
    if wrong:
        raise typer.Exit(WRONG)


@app.command()
@command
def check(data: Data = None, as_json: Json = False) -> None:
    """Read the whole ledger and check every event: sequence, subject, version, type and fields.

    Ends with 1 where something is wrong. Example: answerable ledger check
    """
    report = asyncio.run(_check(data))
    if as_json:
        print_document(report)
    elif report.faults:
        for fault in report.faults:
            results.print(f"✗ {fault}", markup=False)
        say(f"{report.fault_count:,} fault(s) in {report.events:,} events")
    else:
        results.print(f"✓ {report.events:,} events of {report.aggregates:,} aggregates are whole")
    if report.faults:
        raise typer.Exit(WRONG)


async def _check(data: Data) -> CheckReport:
    async with connected(settings_of(data)) as here:
        await here.ledger.verify()
        return await check_ledger(here.ledger)


async def check_ledger(ledger: Ledger) -> CheckReport:
    """Read every event and check it.

    Arguments:
        ledger: what to check.

    Raises:
        Unavailable: the server does not answer.
    """
    total = await ledger.count()
    faults: list[str] = []
    count = read = 0
    versions: dict[str, int] = {}
    expected = 1
    began = time.monotonic()
    with progress_bar() as bar:
        task = bar.add_task("checking", total=total, rate="")
        async with ledger.follow() as feed:
            if total:
                async for batch in feed.batches(limit=1000):
                    for message in batch:
                        for fault in _faults(message, expected, versions):
                            count += 1
                            if len(faults) < _MOST_FAULTS:
                                faults.append(fault)
                        expected = message.sequence + 1
                    read += len(batch)
                    bar.update(task, completed=read, rate=f"{read / (time.monotonic() - began):,.0f}/s")
                    if read >= total:
                        break
    return CheckReport(events=read, aggregates=len(versions), faults=tuple(faults), fault_count=count)


def _faults(message: Recorded, expected: int, versions: dict[str, int]) -> list[str]:
    """Give what is wrong with one event."""
    found: list[str] = []
    if message.sequence != expected:
        found.append(f"sequences {expected} to {message.sequence - 1} are missing")
    try:
        subject = parse(message.subject)
        envelope = open_envelope(message.body)
        event = REGISTRY.build(envelope.type, envelope.data)
    except (Corrupt, Invalid) as error:
        return [*found, f"event {message.sequence}: {error.message}"]
    if (event.site, event.stream, event.originator_id) != subject or event.event_id != envelope.id:
        found.append(f"event {message.sequence}: subject {message.subject} does not fit {envelope.id}")
    before = versions.get(event.originator_id, 0)
    if event.originator_version != before + 1:
        found.append(f"event {message.sequence}: {envelope.id} follows version {before}")
    versions[event.originator_id] = event.originator_version
    return found
