"""``answerable projection parked``, ``retry`` and ``discard``: the events that a view could not take."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, Any

import typer
from pydantic import BaseModel
from rich.table import Table
from sqlalchemy.exc import DBAPIError

from answerable import loop
from answerable.clock_file import clock_of
from answerable.errors import Unavailable
from answerable.events.base import StaffId, Text
from answerable.ledger.store.ledger import Ledger
from answerable.projection.filling.parked import WAITING, ParkedEvent, ParkedState, listed, reason_of
from answerable.projection.filling.retrying import Decision, Retried
from answerable.projection.filling.retrying import discard as discard_event
from answerable.projection.filling.retrying import retry as retry_events
from answerable.projection.views.store import Store
from answerable.projection.views.transactions import reading
from answerable.projection.writing.projection import Projection
from answerable.settings import Settings
from answerable_services.cli.connecting import connected
from answerable_services.cli.options import Data, settings_of
from answerable_services.cli.projections import projection_named, projections
from answerable_services.cli.voice import WRONG, Json, command, print_document, results, say

Name = Annotated[str, typer.Argument(help="Which projection.")]


@command
def parked(
    name: Annotated[str | None, typer.Argument(help="Which projection; all where left out.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that were discarded, or taken by a retry.")
    ] = False,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List the events that views could not take, with the reason, and what waits behind them.

    Ends with 1 where there are any that wait. Example: answerable projection parked scores
    """
    settings = settings_of(data)
    known = projections() if name is None else {name: projection_named(name)}
    found = [
        (projection.name, event)
        for projection in known.values()
        for event in _passed(settings, projection, everything=everything)
    ]
    if as_json:
        print_document({"parked": [{"projection": of, **asdict(event)} for of, event in found]})
    elif not found:
        results.print("nothing is parked")
    else:
        _print(found)
    if any(event.state in WAITING for _, event in found):
        raise typer.Exit(WRONG)


def _passed(settings: Settings, projection: Projection, *, everything: bool) -> list[ParkedEvent]:
    """Read what the served view has passed; nothing where it was never built."""
    store = Store(settings.views, projection.name, projection.tables)
    try:
        if store.active() is None:
            return []
        with reading(store.serving().engine) as connection:
            return listed(connection, *(ParkedState if everything else WAITING))
    except DBAPIError as error:
        message = f"the view {projection.name} cannot be read now: {reason_of(error)}"
        raise Unavailable(message) from error
    finally:
        store.close()


def _print(found: list[tuple[str, ParkedEvent]]) -> None:
    table = Table("projection", "event", "type", "aggregate", "state", "tries", "since", "why")
    for name, event in found:
        why = f"{event.error}: {event.message}" if event.error else ""
        if event.state is ParkedState.DISCARDED:
            why = f"{event.reason} ({event.actor}, {event.decided_at:%Y-%m-%d %H:%M})"
        table.add_row(
            name,
            f"{event.sequence:,}",
            event.event_type or "unreadable",
            event.originator_id,
            event.state,
            str(event.attempts),
            f"{event.first_at:%Y-%m-%d %H:%M:%S}",
            why.replace("[", r"\["),
        )
    results.print(table)


@command
def retry(
    name: Name,
    sequence: Annotated[
        int | None, typer.Argument(help="One event, with its aggregate; all where left out.", min=1)
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Apply parked events, and what waits behind them, in order; the service may run meanwhile.

    Ends with 1 where one still cannot be taken. Example: answerable projection retry scores 4711
    """

    async def work(projection: Projection, store: Store, ledger: Ledger) -> list[Retried]:
        return await retry_events(projection, store, ledger, clock_of(settings), sequence)

    settings = settings_of(data)
    retried = loop.run(_on_view(settings, name, work))
    _tell(name, retried, {"projection": name}, as_json=as_json)
    if not retried:
        say(f"nothing is parked in {name}")
    if not all(one.is_taken for one in retried):
        raise typer.Exit(WRONG)


class _Deciding(BaseModel):
    reason: Text
    by: StaffId


@command
def discard(
    name: Name,
    sequence: Annotated[int, typer.Argument(help="Which event.", min=1)],
    reason: Annotated[str, typer.Option(help="Why the view may leave it out; kept with the event.")],
    by: Annotated[str, typer.Option(help="Who decides it, for example staff-xm01-lead-1.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Leave a parked event out of a view for good, also when it is rebuilt, and retry what waits behind it.

    It stays in the ledger, and its row says who left it out and why.
    Example: answerable projection discard scores 4711 --reason "typed twice" --by staff-xm01-lead-1
    """
    deciding = _Deciding(reason=reason, by=by)
    decision = Decision(sequence, deciding.reason, deciding.by)

    async def work(projection: Projection, store: Store, ledger: Ledger) -> list[Retried]:
        return await discard_event(projection, store, ledger, clock_of(settings), decision)

    settings = settings_of(data)
    retried = loop.run(_on_view(settings, name, work))
    if not as_json:
        results.print(f"✓ {name}: event {sequence:,} is left out", markup=False)
    _tell(name, retried, {"projection": name, "discarded": sequence}, as_json=as_json)


async def _on_view(
    settings: Settings,
    name: str,
    work: Callable[[Projection, Store, Ledger], Awaitable[list[Retried]]],
) -> list[Retried]:
    projection = projection_named(name)
    store = Store(settings.views, name, projection.tables)
    try:
        async with connected(settings) as here:
            return await work(projection, store, here.ledger)
    except DBAPIError as error:
        message = f"the view {name} cannot be written now: {reason_of(error)}"
        raise Unavailable(message) from error
    finally:
        store.close()


def _tell(name: str, retried: list[Retried], document: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_document({**document, "retried": [asdict(one) for one in retried]})
        return
    for one in retried:
        if one.is_taken:
            results.print(f"✓ {name}: event {one.sequence:,} is in the view", markup=False)
        else:
            results.print(f"✗ {name}: event {one.sequence:,}: {one.error}", markup=False)
