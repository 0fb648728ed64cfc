"""The ledger's copies: written into a file, verified there, and restored from it."""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from answerable import loop
from answerable.clock_file import clock_of
from answerable.ledger.archive.export import ExportReport, Progress, export, export_to_path, verify_export
from answerable.ledger.archive.restore import restore as restore_into
from answerable.ledger.integrity.head import HeadFile
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.ledger import Ledger
from answerable.private import private_directory
from answerable.service import connection_of
from answerable.settings import Settings
from answerable_services.cli import installation
from answerable_services.cli.connecting import connected
from answerable_services.cli.options import Data, settings_of
from answerable_services.cli.voice import Json, command, print_document, progress_bar, results

Export = Annotated[Path, typer.Argument(help="An export, as `answerable ledger export` writes it.")]


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
    report = loop.run(_export(settings_of(data), None if is_standard else output, up_to))
    if not is_standard:
        tell(report, f"are in {output}", as_json=as_json)


async def _export(settings: Settings, output: Path | None, up_to: int | None) -> ExportReport:
    head = HeadFile(settings.data).read()
    async with connected(settings) as here:
        await here.ledger.verify(may_lack=True)
        with bar_of("exporting", "events") as progress:
            if output is not None:
                return await export_to_path(here.ledger, output, head=head, up_to=up_to, progress=progress)
            report = await export(here.ledger, sys.stdout.buffer, head=head, up_to=up_to, progress=progress)
            sys.stdout.buffer.flush()
            return report


@command
def restore_command(file: Export, data: Data = None, as_json: Json = False) -> None:
    """Rebuild the ledger from an export in an empty data directory, whose server must not be running.

    Every event gets its sequence, subject and bytes back. Interrupted, it goes on when it is run again.

    Example: answerable ledger restore ledger.export --data restored
    """
    settings = settings_of(data)
    report = verified(file)
    loop.run(_restore(settings, file, report))
    tell(report, f"are restored into {settings.data}", as_json=as_json)


async def _restore(settings: Settings, file: Path, report: ExportReport) -> None:
    async with _empty(settings, report) as ledger:
        await ledger.verify()
        with bar_of("restoring", "events") as progress:
            clock = clock_of(settings)
            await restore_into(ledger, file, report, settings.data, clock, progress=progress)


@asynccontextmanager
async def _empty(settings: Settings, report: ExportReport) -> AsyncIterator[Ledger]:
    """Give the ledger to restore into, as the user who may write.

    Where a server is named, its ledger was made by whoever set it up; else it is made here.
    """
    if settings.nats_url:
        private_directory(settings.data)
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


def verified(file: Path) -> ExportReport:
    """Read an export, and tell what it holds.

    Raises:
        Corrupt: it is not whole.
    """
    with bar_of("verifying", "bytes") as progress:
        return verify_export(file, progress=progress)


def tell(report: ExportReport, what: str, *, as_json: bool) -> None:
    """Say what became of the events of an export."""
    if as_json:
        print_document(report)
    else:
        results.print(f"✓ {report.events:,} events of ledger {report.ledger} {what}", markup=False)
        results.print(f"  hash chain {report.chain}", markup=False)


@contextmanager
def bar_of(what: str, unit: str) -> Iterator[Progress]:
    """Show how far something is, and how fast it goes."""
    began = time.monotonic()
    with progress_bar() as bar:
        task = bar.add_task(what, total=None, rate="")

        def move(done: int, total: int) -> None:
            rate = done / max(time.monotonic() - began, 0.001)
            bar.update(task, completed=done, total=total, rate=f"{rate:,.0f} {unit}/s")

        yield move
