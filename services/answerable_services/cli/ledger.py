"""``answerable ledger``: its state, whether it is whole, and its copies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from answerable import loop
from answerable.errors import Halted
from answerable.ledger.integrity.check import CheckReport, check_ledger
from answerable.ledger.integrity.head import Head, HeadFile
from answerable.ledger.store.stream import differences
from answerable.settings import Settings
from answerable.wording import say as counted
from answerable_services.cli.connecting import connected
from answerable_services.cli.ledger_copies import bar_of, export_command, restore_command, tell, verified
from answerable_services.cli.ledger_ends import confirm_end_command, head_of
from answerable_services.cli.ledger_recount import recount_command
from answerable_services.cli.options import Data, settings_of
from answerable_services.cli.voice import WRONG, Json, command, print_document, results, say

app = typer.Typer(no_args_is_help=True, help="The immutable log: its state, whether it is whole, its copies.")


@app.command()
@command
def status(data: Data = None, as_json: Json = False) -> None:
    """Show the ledger's state; ends with 1 where it is not the one that was written.

    Example: answerable ledger status --json
    """
    loop.run(_status(data, as_json=as_json))


async def _status(data: Data, *, as_json: bool) -> None:
    settings = settings_of(data)
    async with connected(settings) as here:
        found = await here.ledger.status()
        wrong = differences(found.configuration, here.ledger.design)
        head, fault = await head_of(settings.data, here.ledger)
    document: dict[str, Any] = {
        "stream": here.ledger.design.name,
        "ledger": found.identity,
        "messages": found.messages,
        "first_sequence": found.first_sequence,
        "last_sequence": found.last_sequence,
        "deleted": found.deleted,
        "aggregates": found.subjects,
        "size_bytes": found.size_bytes,
        "deny_delete": found.deny_delete,
        "deny_purge": found.deny_purge,
        "differences": wrong,
        "head_sequence": None if head is None else head.sequence,
        "fault": fault,
    }
    if as_json:
        print_document(document)
    else:
        table = Table(show_header=False)
        for name, value in document.items():
            table.add_row(name, f"{value:,}" if type(value) is int else str(value))
        results.print(table)
        for sentence in _sentences(found.messages, found.lacking, wrong, fault):
            results.print(sentence, markup=False, soft_wrap=True)
    if wrong or fault or found.lacking:
        raise typer.Exit(WRONG)


def _sentences(events: int, lacking: int, wrong: Sequence[str], fault: str | None) -> Iterator[str]:
    """Say what the figures mean, and what to do where something is not well."""
    if fault:
        yield f"✗ this is not the ledger that was written: {fault}"
    if wrong:
        yield f"✗ the stream is not set up as it has to be: {'; '.join(wrong)}"
    if lacking:
        yield f"✗ {lacking:,} events are missing; answerable ledger check tells which"
    if not (fault or wrong or lacking):
        yield f"✓ the ledger is the one that was written: {events:,} events, none missing"
        yield "  answerable ledger check reads each of them"


@app.command()
@command
def check(
    data: Data = None,
    file: Annotated[
        Path | None, typer.Option(help="Check an export instead; no server is needed for that.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Read the whole ledger and check every event, and that it is what the head file says was written.

    Of each event sequence, subject, version, type and fields are checked. Ends with 1 where something is
    wrong. Example: answerable ledger check
    """
    if file is not None:
        tell(verified(file), "are whole", as_json=as_json)
        return
    report = loop.run(_check(settings_of(data)))
    if as_json:
        print_document(report)
    elif report.faults:
        for fault in report.faults:
            results.print(f"✗ {fault}", markup=False)
        faults = counted("counted.faults", n=report.fault_count)
        say(f"{faults.en} in {counted('counted.events', n=report.events).en}")
    else:
        results.print(f"✓ {report.events:,} events of {report.aggregates:,} aggregates are whole")
    if report.faults:
        raise typer.Exit(WRONG)


async def _check(settings: Settings) -> CheckReport:
    head: Head | None = None
    unreadable: str | None = None
    try:
        head = HeadFile(settings.data).read()
    except Halted as error:
        unreadable = error.message
    async with connected(settings) as here:
        await here.ledger.verify(may_lack=True)
        with bar_of("checking", "events") as progress:
            report = await check_ledger(here.ledger, head=head, progress=progress)
    if unreadable is None:
        return report
    return report.model_copy(
        update={"faults": (unreadable, *report.faults), "fault_count": report.fault_count + 1}
    )


app.command("export")(export_command)
app.command("restore")(restore_command)
app.command("confirm-end")(confirm_end_command)
app.command("recount")(recount_command)
