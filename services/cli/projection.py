"""``answerable projection``: how far the views are, and building one anew."""

from __future__ import annotations

import asyncio
import time
from typing import Annotated

import typer
from rich.table import Table

from answerable.clock import SystemClock
from answerable.errors import Unavailable
from answerable.projection.runtime import rebuild as rebuild_view
from answerable.projection.status import lag_of, report
from answerable.projection.store import Store
from answerable.queries.views import ViewStatus
from answerable.settings import Settings
from services.cli.connecting import connected
from services.cli.options import Data, settings_of
from services.cli.projections import projection_named, projections
from services.cli.voice import WRONG, Json, command, print_document, progress_bar, results

app = typer.Typer(no_args_is_help=True, help="The consumers' views: how far they are, and rebuilding them.")


@app.command("list")
@command
def list_(data: Data = None, as_json: Json = False) -> None:
    """Show every projection: version, position, lag, parked, error; services need not run.

    Ends with 1 where a view stands on an event. Example: answerable projection list
    """
    views = asyncio.run(_statuses(settings_of(data)))
    if as_json:
        print_document({"projections": [view.model_dump(mode="json") for view in views]})
    else:
        table = Table("projection", "version", "generation", "position", "events", "lag", "parked", "error")
        for view in views:
            table.add_row(
                view.name,
                str(view.version),
                str(view.generation),
                f"{view.position:,}",
                f"{view.events:,}",
                f"{view.lag:,}",
                str(view.parked),
                view.error or "",
            )
        results.print(table)
    if any(view.error for view in views):
        raise typer.Exit(WRONG)


async def _statuses(settings: Settings) -> list[ViewStatus]:
    views = []
    async with connected(settings) as here:
        for name, projection in sorted(projections().items()):
            store = Store(settings.views, name, projection.tables)
            try:
                views.append(report(projection, store, await lag_of(projection, store, here.ledger)))
            except Unavailable:
                continue
            finally:
                store.close()
    return views


@app.command()
@command
def rebuild(
    name: Annotated[str, typer.Argument(help="Which projection.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Build a view anew beside the served one, and let it take over when it has caught up.

    The service may run meanwhile; stopping this anywhere leaves its view as it was.
    Example: answerable projection rebuild scores
    """
    began = time.monotonic()
    settings = settings_of(data)
    taken = asyncio.run(_rebuild(settings, name))
    seconds = time.monotonic() - began
    if as_json:
        print_document({"projection": name, "events": taken, "seconds": round(seconds, 3)})
    else:
        results.print(f"✓ {name}: {taken:,} events in {seconds:.1f} s")


async def _rebuild(settings: Settings, name: str) -> int:
    projection = projection_named(name)
    store = Store(settings.views, name, projection.tables)
    began = time.monotonic()
    try:
        async with connected(settings) as here:
            total = await here.ledger.count(filters=projection.filters)
            with progress_bar() as bar:
                task = bar.add_task(f"rebuilding {name}", total=total, rate="")

                def progress(taken: int, pending: int) -> None:
                    rate = taken / max(time.monotonic() - began, 0.001)
                    bar.update(task, completed=taken, total=taken + pending, rate=f"{rate:,.0f}/s")

                return await rebuild_view(projection, store, here.ledger, SystemClock(), progress)
    finally:
        store.close()
