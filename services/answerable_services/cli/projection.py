"""``answerable projection``: how far the views are, building one anew, and what they could not take."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Annotated

import typer
from rich.console import Group
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from answerable import loop
from answerable.clock_file import clock_of
from answerable.errors import AnswerableError
from answerable.projection.checking import ViewCheck, check_view
from answerable.projection.filling.rebuilding import rebuild as rebuild_view
from answerable.projection.stored import stored_statuses
from answerable.projection.views.store import Store
from answerable.queries.views import RebuildStatus, ViewState, ViewStatus, ViewStatuses
from answerable.settings import Settings
from answerable.wording import Language
from answerable.wording import say as counted
from answerable.wording.numbers import duration
from answerable_services.cli import parked
from answerable_services.cli.connecting import Connected, connected
from answerable_services.cli.options import Data, settings_of
from answerable_services.cli.projections import projection_named, projections
from answerable_services.cli.readiness import VIEWS
from answerable_services.cli.voice import WRONG, Json, command, print_document, progress_bar, results, say

app = typer.Typer(no_args_is_help=True, help="The consumers' views: how far they are, and rebuilding them.")
app.command("parked")(parked.parked)
app.command("retry")(parked.retry)
app.command("discard")(parked.discard)

CANCELLED = 130
"""The exit status of a program that Ctrl-C ended: 128 and the signal's number."""

_ANSWER_WITHIN_S = 3.0
_WATCH_EVERY_S = 1.0


@app.command("list")
@command
def list_(
    data: Data = None,
    as_json: Json = False,
    watch: Annotated[bool, typer.Option("--watch", help="Show it again every second, until Ctrl-C.")] = False,
) -> None:
    """Show every projection: version, position, lag, rate, parked, rebuild, error; services need not run.

    Ends with 1 where a view stands still or could not take an event. Example: answerable projection list
    """
    settings = settings_of(data)
    if watch and as_json:
        message = "--watch shows a table again and again; --json is one document"
        raise typer.BadParameter(message)
    if watch:
        with suppress(KeyboardInterrupt):
            loop.run(_watch(settings))
        return
    views = loop.run(_listed(settings))
    if as_json:
        print_document({"projections": [view.model_dump(mode="json") for view in views]})
    else:
        results.print(_shown(views))
    if any(view.trouble for view in views):
        raise typer.Exit(WRONG)


async def _listed(settings: Settings) -> list[ViewStatus]:
    async with connected(settings, timeout_s=_ANSWER_WITHIN_S) as here:
        return await _statuses(settings, here)


async def _watch(settings: Settings) -> None:
    async with connected(settings, timeout_s=_ANSWER_WITHIN_S) as here:
        with Live(console=results, auto_refresh=False) as live:
            while True:
                live.update(_shown(await _statuses(settings, here)), refresh=True)
                await asyncio.sleep(_WATCH_EVERY_S)


async def _statuses(settings: Settings, here: Connected) -> list[ViewStatus]:
    """Ask the services, and the database about the views of those that do not answer."""
    answers = await asyncio.gather(*(here.caller.query(query()) for query in VIEWS), return_exceptions=True)
    told = {
        view.name: view for answer in answers if isinstance(answer, ViewStatuses) for view in answer.views
    }
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, AnswerableError):
            raise answer
    stored = await stored_statuses(settings.views, here.ledger, known=projections(), but=told)
    return sorted([*told.values(), *stored], key=lambda view: view.name)


def _shown(views: Sequence[ViewStatus]) -> Group:
    table = Table()
    for heading in ("projection", "version", "state"):
        table.add_column(heading)
    for heading in ("position", "lag", "behind by", "rate", "parked"):
        table.add_column(heading, justify="right")
    table.add_column("rebuild")
    for view in views:
        table.add_row(
            view.name,
            str(view.version),
            view.state,
            f"{view.position:,}",
            f"{view.lag:,}",
            _age(view.lag_s),
            "" if view.rate is None else f"{view.rate:,.0f}/s",
            f"{view.parked:,}" + (f" + {view.behind:,}" if view.behind else ""),
            "" if view.rebuild is None else _rebuilding(view.rebuild),
        )
    return Group(table, *(escape(line) for view in views for line in _remarks(view)))


def _remarks(view: ViewStatus) -> list[str]:
    """Say in words what a person has to look at."""
    remarks = []
    if view.state is ViewState.DOWN:
        remarks.append(f"{view.name}: its service does not answer; this was read from the database")
    if view.error is not None:
        remarks.append(f"✗ {view.name} stands still: {view.error}")
    if view.parked:
        parked = counted("counted.events", n=view.parked).en
        more = f" ({view.behind:,} more wait behind)" if view.behind else ""
        remarks.append(f"✗ {view.name} could not take {parked}{more}; last: {view.last_error}")
        remarks.append(f"  answerable projection parked {view.name}")
    if view.set_aside is not None:
        aside = view.set_aside
        remarks.append(
            f"{view.name}: a damaged view was set aside at {aside.at:%Y-%m-%d %H:%M:%S %Z} ({aside.why}) "
            f"and filled anew from the ledger; it is kept as {aside.kept}: remove that when you have looked"
        )
    if view.failed_rebuild is not None:
        failed = view.failed_rebuild
        at = f"{failed.at:%Y-%m-%d %H:%M:%S %Z}"
        remarks.append(f"{view.name}: the rebuild to version {failed.version} failed at {at}: {failed.error}")
    return remarks


def _age(seconds: float | None) -> str:
    """Write an age in its two largest units."""
    return "?" if seconds is None else duration(timedelta(seconds=seconds), Language.EN)


def _rebuilding(status: RebuildStatus) -> str:
    share = f"v{status.version}: {status.done:,}/{status.total:,}"
    if status.is_abandoned:
        return f"{share}, abandoned"
    rate = "" if status.rate is None else f", {status.rate:,.0f}/s"
    return share + rate + ("" if status.remaining_s is None else f", {_age(status.remaining_s)} left")


@app.command()
@command
def check(
    name: Annotated[str, typer.Argument(help="Which projection.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Compare a view, row for row and column for column, with a fresh fill to the same position.

    The service may run meanwhile; nothing is changed. Ends with 1 where they differ.
    Example: answerable projection check scores
    """
    found = loop.run(_check(settings_of(data), name))
    if as_json:
        print_document({**found.model_dump(mode="json"), "is_whole": found.is_whole})
    elif found.is_whole:
        results.print(
            f"✓ {name}: {found.rows:,} rows at position {found.position:,} are what the ledger gives"
        )
    else:
        for line in _differences(found):
            results.print(f"✗ {line}", markup=False)
        say(
            f"{found.difference_count:,} difference(s) in {found.rows:,} rows; "
            f"answerable projection rebuild {name} fills it anew"
        )
    if not found.is_whole:
        raise typer.Exit(WRONG)


def _differences(found: ViewCheck) -> Iterator[str]:
    """Say in words where a view is not what the ledger gives."""
    if found.structure is not None:
        yield f"{found.projection}: the database says: {found.structure}"
    for one in found.differences:
        row = f"{one.table} {', '.join(f'{name}={value}' for name, value in one.key.items())}".strip()
        if one.column is not None:
            yield f"{row}: {one.column} is {one.served}, and the ledger gives {one.fresh}"
        elif one.fresh is not None:
            yield f"{row}: the row is missing"
        elif one.key:
            yield f"{row}: the ledger gives no such row"
        else:
            yield f"{row}: {one.served}"


async def _check(settings: Settings, name: str) -> ViewCheck:
    projection = projection_named(name)
    store = Store(settings.views, name, projection.tables)
    try:
        async with connected(settings) as here:
            with progress_bar() as bar:
                task = bar.add_task(f"checking {name}", total=None, rate="")

                def progress(done: int, total: int) -> None:
                    bar.update(task, completed=done, total=total)

                return await check_view(projection, store, here.ledger, clock_of(settings), progress)
    finally:
        store.close()


@app.command()
@command
def rebuild(
    name: Annotated[str, typer.Argument(help="Which projection.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Build a view anew beside the served one, and let it take over when it has caught up.

    The service may run meanwhile; stopping this anywhere leaves its view as it was. Ends with 130 where
    Ctrl-C stopped it. Example: answerable projection rebuild scores
    """
    began = time.monotonic()
    settings = settings_of(data)
    try:
        taken = loop.run(_rebuild(settings, name))
    except KeyboardInterrupt:
        say(f"cancelled: the view {name} is served as it was")
        raise typer.Exit(CANCELLED) from None
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
            with progress_bar() as bar:
                task = bar.add_task(f"rebuilding {name}", total=None, rate="")

                def progress(taken: int, pending: int) -> None:
                    rate = taken / max(time.monotonic() - began, 0.001)
                    bar.update(task, completed=taken, total=taken + pending, rate=f"{rate:,.0f}/s")

                return await rebuild_view(projection, store, here.ledger, clock_of(settings), progress)
    finally:
        store.close()
