"""``answerable ledger``: its state, whether it is whole, and its copies."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.table import Table

from answerable.clock_file import clock_of
from answerable.errors import Halted, NotFound
from answerable.events.base import StaffId, Text
from answerable.ledger.archive.export import ExportReport, Progress, export, export_to_path, verify_export
from answerable.ledger.archive.restore import restore as restore_into
from answerable.ledger.ends import Confirmation, Ends, EndsFile
from answerable.ledger.integrity.boot import examine
from answerable.ledger.integrity.check import CheckReport, check_ledger
from answerable.ledger.integrity.head import Head, HeadFile
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.stream import differences
from answerable.projection import ahead
from answerable.service import connection_of
from answerable.settings import Settings
from answerable.wording import say as counted
from answerable_services.cli import installation
from answerable_services.cli.connecting import connected
from answerable_services.cli.options import Data, settings_of
from answerable_services.cli.voice import WRONG, Json, command, print_document, progress_bar, results, say

app = typer.Typer(no_args_is_help=True, help="The immutable log: its state, whether it is whole, its copies.")

Export = Annotated[Path, typer.Argument(help="An export, as `answerable ledger export` writes it.")]


@app.command()
@command
def status(data: Data = None, as_json: Json = False) -> None:
    """Show the ledger's state; ends with 1 where it is not the one that was written.

    Example: answerable ledger status --json
    """
    asyncio.run(_status(data, as_json=as_json))


async def _status(data: Data, *, as_json: bool) -> None:
    settings = settings_of(data)
    async with connected(settings) as here:
        found = await here.ledger.status()
        wrong = differences(found.configuration, here.ledger.design)
        head, fault = await _head(settings.data, here.ledger)
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


async def _head(data: Path, ledger: Ledger) -> tuple[Head | None, str | None]:
    """Give what the head file says, where the ledger fits it, and why it does not, where not."""
    try:
        return await examine(data, ledger), None
    except Halted as error:
        return None, error.message


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
        _tell(_verified(file), "are whole", as_json=as_json)
        return
    report = asyncio.run(_check(settings_of(data)))
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
        with _bar("checking", "events") as progress:
            report = await check_ledger(here.ledger, head=head, progress=progress)
    if unreadable is None:
        return report
    return report.model_copy(
        update={"faults": (unreadable, *report.faults), "fault_count": report.fault_count + 1}
    )


@app.command("export")
@command
def export_command(
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to; - for standard output.")],
    up_to: Annotated[
        int | None, typer.Option(min=1, help="The last event, to save what stands before a damaged one.")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Write every event's sequence, subject and bytes into one file that can be verified without a server.

    The file appears when it is whole. Example: answerable ledger export -o ledger.export
    """
    is_standard = str(output) == "-"
    if as_json and is_standard:
        message = "standard output holds either the export or the one document of --json; name a file"
        raise typer.BadParameter(message, param_hint="--output")
    report = asyncio.run(_export(settings_of(data), None if is_standard else output, up_to))
    if not is_standard:
        _tell(report, f"are in {output}", as_json=as_json)


async def _export(settings: Settings, output: Path | None, up_to: int | None) -> ExportReport:
    head = HeadFile(settings.data).read()
    async with connected(settings) as here:
        await here.ledger.verify(may_lack=True)
        with _bar("exporting", "events") as progress:
            if output is not None:
                return await export_to_path(here.ledger, output, head=head, up_to=up_to, progress=progress)
            report = await export(here.ledger, sys.stdout.buffer, head=head, up_to=up_to, progress=progress)
            sys.stdout.buffer.flush()
            return report


@app.command("restore")
@command
def restore_command(file: Export, data: Data = None, as_json: Json = False) -> None:
    """Rebuild the ledger from an export in an empty data directory, whose server must not be running.

    Every event gets its sequence, subject and bytes back. Interrupted, it goes on when it is run again.

    Example: answerable ledger restore ledger.export --data restored
    """
    settings = settings_of(data)
    report = _verified(file)
    asyncio.run(_restore(settings, file, report))
    _tell(report, f"are restored into {settings.data}", as_json=as_json)


async def _restore(settings: Settings, file: Path, report: ExportReport) -> None:
    async with _empty(settings, report) as ledger:
        await ledger.verify()
        with _bar("restoring", "events") as progress:
            clock = clock_of(settings)
            await restore_into(ledger, file, report, settings.data, clock, progress=progress)


@asynccontextmanager
async def _empty(settings: Settings, report: ExportReport) -> AsyncIterator[Ledger]:
    """Give the ledger to restore into, as the user who may write.

    Where a server is named, its ledger was made by whoever set it up; else it is made here.
    """
    if settings.nats_url:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        url, user, password = connection_of(settings, User.INTAKE)
        async with _opened(url, user, password) as ledger:
            yield ledger
        return
    async with EmbeddedServer(settings.data) as endpoint:
        await installation.ensure(
            settings.data, endpoint, clock_start=settings.clock_start, identity=report.ledger
        )
        async with _opened(endpoint.url, User.INTAKE, endpoint.passwords[User.INTAKE]) as ledger:
            yield ledger


@asynccontextmanager
async def _opened(url: str, user: str | None, password: str | None) -> AsyncIterator[Ledger]:
    ledger = await Ledger.open(url, user=user, password=password, name="restore")
    try:
        yield ledger
    finally:
        await ledger.close()


class _Confirming(BaseModel):
    reason: Text
    by: StaffId


@app.command("confirm-end")
@command
def confirm_end(
    reason: Annotated[
        str, typer.Option(help="Why the ledger may end where it does; kept with the decision.")
    ],
    by: Annotated[str, typer.Option(help="Who decides it, for example staff-xm01-lead-1.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Confirm that the ledger's end is right though views were further; commands are taken again then.

    Look at your copies first: events that views had seen are gone. The views that were further are set aside,
    and their services fill them anew. Run it on intake's machine and data directory. Ends with 1 where the
    head file says too that events are missing: commands stay refused then.

    Example: answerable ledger confirm-end --reason "back to the copy of the 3rd" --by staff-xm01-lead-1
    """
    confirming = _Confirming(reason=reason, by=by)
    confirmed, aside, fault = asyncio.run(_confirm(settings_of(data), confirming))
    if as_json:
        print_document({**confirmed.model_dump(mode="json"), "set_aside": aside, "fault": fault})
    else:
        _tell_confirmed(confirmed, aside, fault)
    if fault is not None:
        raise typer.Exit(WRONG)


def _tell_confirmed(confirmed: Confirmation, aside: Sequence[str], fault: str | None) -> None:
    results.print(
        f"✓ the ledger's end, event {confirmed.end:,}, is confirmed by {confirmed.by}", markup=False
    )
    for view in sorted(confirmed.views):
        what = "is set aside and filled anew" if view in aside else f"answerable projection rebuild {view}"
        results.print(f"  {view}, which had seen {confirmed.views[view]:,}: {what}", markup=False)
    if fault is not None:
        results.print(f"✗ commands are still refused: {fault}", markup=False)


async def _confirm(settings: Settings, confirming: _Confirming) -> tuple[Confirmation, list[str], str | None]:
    file = EndsFile(settings.data)
    positions = ahead.positions(settings.views)
    now = datetime.now(UTC)
    async with connected(settings) as here:
        end = (await here.ledger.status()).last_sequence
        _, fault = await _head(settings.data, here.ledger)
    ends = file.read().with_found(positions, end, now)
    if not ends.ahead:
        raise NotFound(
            f"no view is further than the ledger, which ends at {end}: there is nothing to confirm"
        )
    confirmed = Confirmation(
        at=now,
        by=confirming.by,
        reason=confirming.reason,
        end=end,
        views={view: one.position for view, one in ends.ahead.items()},
    )
    aside = _set_aside(settings, confirmed)
    file.write(Ends(confirmations=(*ends.confirmations, confirmed)))
    return confirmed, aside, fault


def _set_aside(settings: Settings, confirmed: Confirmation) -> list[str]:
    """Set aside the views that were further and can be reached from here."""
    done = []
    for store in ahead.stores(settings.views):
        number, position = store.active(), ahead.position_of(store)
        if number is None or position is None or position != confirmed.views.get(store.name):
            continue
        why = f"it had seen event {position}, and the ledger ended at {confirmed.end}: {confirmed.reason}"
        store.set_aside(number, why, confirmed.end)
        done.append(store.name)
    return done


def _verified(file: Path) -> ExportReport:
    with _bar("verifying", "bytes") as progress:
        return verify_export(file, progress=progress)


def _tell(report: ExportReport, what: str, *, as_json: bool) -> None:
    if as_json:
        print_document(report)
    else:
        results.print(f"✓ {report.events:,} events of ledger {report.ledger} {what}", markup=False)
        results.print(f"  hash chain {report.chain}", markup=False)


@contextmanager
def _bar(what: str, unit: str) -> Iterator[Progress]:
    """Show how far it is, and how fast it goes."""
    began = time.monotonic()
    with progress_bar() as bar:
        task = bar.add_task(what, total=None, rate="")

        def tell(done: int, total: int) -> None:
            rate = done / max(time.monotonic() - began, 0.001)
            bar.update(task, completed=done, total=total, rate=f"{rate:,.0f} {unit}/s")

        yield tell
