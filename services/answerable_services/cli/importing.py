"""``answerable import``: another system's records become commands."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from answerable import loop
from answerable.clock_file import clock_of
from answerable.importing.loader import load
from answerable.importing.report import ImportReport
from answerable.importing.report import Progress as ImportProgress
from answerable.importing.sender import Patience, import_file
from answerable.private import private_directory
from answerable.settings import Settings
from answerable_services.cli.connecting import connected
from answerable_services.cli.options import Data, settings_of, site_of
from answerable_services.cli.voice import WRONG, Json, command, messages, print_document, results, say

_ANSWER_WITHIN_S = 10.0
"""A request that was on its way when intake died is never answered; asking again is safe."""


@command
def import_records(
    file: Annotated[Path, typer.Argument(help="A CSV or TSV file.")],
    mapping: Annotated[str, typer.Option(help="A mapping's name, such as incident-log, or its file.")],
    site: Annotated[str, typer.Option(help="The site that the records belong to.")],
    rejects: Annotated[
        Path | None, typer.Option(help="Where rejected rows are written.", show_default="FILE.rejects.csv")
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Import records; a second import of the same file changes nothing.

    Ends with 1 where rows were rejected; they are written to a file with their reasons.
    Example: answerable import incidents.csv --mapping incident-log --site xm01
    """
    settings = settings_of(data)
    where = rejects or file.parent / f"{file.name or 'import'}.rejects.csv"
    began = time.monotonic()
    report = loop.run(_import(settings, file, mapping, site_of(site), where))
    if as_json:
        print_document(report)
    else:
        show(report, time.monotonic() - began)
    if report.rejected:
        raise typer.Exit(WRONG)


async def _import(settings: Settings, file: Path, mapping: str, site: str, rejects: Path) -> ImportReport:
    rows = load(mapping, clock_of(settings).now().date())
    bar = Progress(
        TextColumn("importing"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=messages,
        transient=True,
    )
    memory = settings.data / "imports" / f"{rows.mapping}-{site}.sqlite"
    async with connected(settings, timeout_s=_ANSWER_WITHIN_S) as here:
        private_directory(memory.parent)
        with bar:
            task = bar.add_task("importing", total=None, rate="")
            began = time.monotonic()

            def progress(state: ImportProgress) -> None:
                rate = state.events / max(time.monotonic() - began, 0.001)
                bar.update(
                    task,
                    completed=state.bytes_read,
                    total=state.bytes_total,
                    rate=f"{state.rows:,} rows, {rate:,.0f} events/s",
                )

            return await import_file(
                file,
                rows,
                site,
                here.importing,
                rejects=rejects,
                memory=memory,
                progress=progress,
                patience=Patience(),
            )


def show(report: ImportReport, seconds: float) -> None:
    """Print a report: the rows as a result, what was said beside and how long it took as messages.

    Arguments:
        report: what became of the file.
        seconds: how long the import took.
    """
    table = Table(title=f"{report.mapping} → {report.site}", title_justify="left", show_header=False)
    for name in ("rows", "accepted", "unchanged", "rejected", "commands", "repeats", "refused", "events"):
        table.add_row(name, f"{getattr(report, name):,}")
    results.print(table)
    for reason, count in {**report.unchanged_because, **report.rejected_because}.items():
        results.print(f"  {count:,} × {reason}", markup=False)
    for warning, count in report.warnings.items():
        say(f"! {count:,} × {warning}")
    if report.rejects is not None:
        say(f"rejected rows and their reasons: {report.rejects}")
    say(f"{seconds:.1f} s")
