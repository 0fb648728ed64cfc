"""``answerable due``: what becomes due, and why then."""

from __future__ import annotations

from datetime import datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from pydantic import AwareDatetime
from rich.table import Table

from answerable import loop
from answerable.calendar.zones import zone_of
from answerable.messaging.client import Caller
from answerable.queries.base import Answer
from answerable.queries.callbacks import CallbackRow, Due, Owed, OwedExplained, OwedRow, OwedTold
from answerable.queries.desk import LimitOf, Overview
from answerable.queries.limits import LimitTold
from answerable.queries.matters import CaseRow
from answerable.queries.registers import REGISTERS
from answerable.streams.case.flow import CaseStage
from answerable_services.cli.callbacks import all_due
from answerable_services.cli.connecting import connected
from answerable_services.cli.explained import length, say_owed, steps_of
from answerable_services.cli.options import Data, Site, settings_of
from answerable_services.cli.voice import Json, command, print_document, results

app = typer.Typer(no_args_is_help=True, help="What becomes due, and why then.")

Cases = REGISTERS["case"].query

_OF_A_PAGE = 50
_MOST = 500


class DueItem(Answer):
    """Something that becomes due.

    Arguments:
        matter: its id.
        obligation: what a rulebook owes, by the id that `due explain` takes; None for cases and callbacks.
        what: ``case``, ``callback``, or what a rulebook owes by its id there, such as ``transfer-answer``.
        called: what people call it.
        site: where.
        due_at: when, to the minute; of a callback the beginning of its day at the site.
        state: where it stands.
        owner: whose it is, where it is somebody's.
    """

    matter: str
    obligation: str | None = None
    what: str
    called: str
    site: str
    due_at: AwareDatetime
    state: str
    owner: str | None = None


class DueItems(Answer):
    """What becomes due, the first first.

    Arguments:
        items: as many as were asked for.
    """

    items: tuple[DueItem, ...]


@app.command("list")
@command
def list_(
    site: Site = None,
    limit: Annotated[int, typer.Option(help="So many at most.", min=1, max=1000)] = _OF_A_PAGE,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """List what becomes due, the most urgent first: cases by the end of their limits, callbacks, all else.

    The rest is what the rulebook asks for beside these, as the answer to a transfer or the month's exam.

    The callbacks are those that are owed, and those of the week to come. A case that is paused becomes due
    only when it is resumed, and is not among them.

    Example: answerable due list --site xm01
    """
    found, zones = loop.run(_list(data, site, limit))
    if as_json:
        print_document(found)
        return
    if not found.items:
        results.print("nothing becomes due")
        return
    table = Table("due", "state", "site", "what", "called", "owner")
    for one in found.items:
        local = one.due_at.astimezone(zones.get(one.site, zone_of(None)))
        due = f"{local:%Y-%m-%d}" if one.what == "callback" else f"{local:%Y-%m-%d %H:%M}"
        table.add_row(due, one.state, one.site, one.what, one.called, one.owner or "")
    results.print(table)


@app.command()
@command
def explain(
    matter: Annotated[str, typer.Argument(help="The id of a case, or of what a rulebook owes.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Explain how a time limit comes to its end: from when it was counted, what was left out, and why.

    Of a case, or of anything else that becomes due: `answerable due list --json` names what that is.

    Example: answerable due explain case-INC0000045
    """
    told, zones = loop.run(_explain(data, matter))
    if as_json:
        print_document(told)
    elif isinstance(told, OwedTold):
        say_owed(told, zones.get(told.site, zone_of(None)))
    else:
        _say_limit(told, zones.get(told.site, zone_of(None)))


def _say_limit(told: LimitTold, zone: ZoneInfo) -> None:
    """Print how the limit of a case comes to its end."""

    def at(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"

    by = "all time counts" if told.timetable is None else f"in working time, by timetable {told.timetable}"
    lasts = f"{length(told.limit_minutes)} from {at(told.opened_at)}"
    results.print(f"{told.number or told.case}: {lasts}, {by} ({told.article})", highlight=False)
    results.print(steps_of(told.steps, at))
    if told.is_shortened:
        results.print("later steps are left out")
    ends = "it stands still" if told.due_at is None else f"it ends at {at(told.due_at)}"
    results.print(ends, highlight=False)
    if told.minutes_over is not None:
        results.print(f"at {at(told.until)} it was over by {length(told.minutes_over)}", highlight=False)


Zones = dict[str, ZoneInfo]


async def _zones(caller: Caller) -> Zones:
    sites = await caller.query(Overview())
    return {one.site: zone_of(one.timezone) for one in sites.sites}


async def _explain(data: Data, matter: str) -> tuple[LimitTold | OwedTold, Zones]:
    async with connected(settings_of(data)) as here:
        zones = await _zones(here.caller)
        if matter.startswith("obligation-"):
            return await here.caller.query(OwedExplained(obligation=matter)), zones
        return await here.caller.query(LimitOf(case=matter)), zones


async def _list(data: Data, site: str | None, limit: int) -> tuple[DueItems, Zones]:
    async with connected(settings_of(data)) as here:
        zones = await _zones(here.caller)
        owed = await all_due(here.caller, Due(site=site))
        items = [
            *await _cases(here.caller, site, limit),
            *(_of_callback(row, zones) for row in (*owed.callbacks, *owed.upcoming)),
            *await _owed(here.caller, site, limit),
        ]
        items.sort(key=lambda one: (one.due_at, one.matter))
        return DueItems(items=tuple(items[:limit])), zones


async def _cases(caller: Caller, site: str | None, limit: int) -> list[DueItem]:
    """Give the cases whose limits end first, as many as there are, or as are shown."""
    said = {"site": site, "state": CaseStage.OPEN, "sort": "due_at"}
    found: list[DueItem] = []
    after = None
    while len(found) < limit:
        some = min(limit - len(found), REGISTERS["case"].register.most_rows)
        page: Any = await caller.query(Cases.model_validate({**said, "limit": some, "after": after}))
        found += (_of_case(row) for row in page.rows)
        if (after := page.after) is None:
            break
    return found


async def _owed(caller: Caller, site: str | None, limit: int) -> list[DueItem]:
    """Give what rulebooks owe, the first due first, as much as there is, or as is shown."""
    found: list[DueItem] = []
    after = None
    while len(found) < limit:
        page = await caller.query(Owed(site=site, after=after, limit=min(limit - len(found), _MOST)))
        found += (_of_owed(row) for row in page.rows)
        if (after := page.after) is None:
            break
    return found


def _of_owed(row: OwedRow) -> DueItem:
    return DueItem(
        matter=row.matter or row.obligation,
        obligation=row.obligation,
        what=row.rule,
        called=row.name_en if row.part is None else f"{row.name_en}, {row.part}",
        site=row.site,
        due_at=row.due_at,
        state=row.state.value,
        owner=row.owed_by,
    )


def _of_case(case: CaseRow) -> DueItem:
    return DueItem(
        matter=case.case,
        what="case",
        called=case.number or case.case,
        site=case.site,
        due_at=case.due_at,
        state="overdue" if case.is_overdue else case.state.value,
        owner=case.owner,
    )


def _of_callback(row: CallbackRow, zones: Zones) -> DueItem:
    return DueItem(
        matter=row.callback,
        what="callback",
        called=f"{row.project}, no. {row.ordinal}",
        site=row.site,
        due_at=datetime.combine(row.due_on, time(), zones.get(row.site, zone_of(None))),
        state=row.state.value,
    )
