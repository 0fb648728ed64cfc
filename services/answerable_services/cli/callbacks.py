"""``answerable callbacks``: what is owed to customers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from rich.table import Table

from answerable import loop
from answerable.calendar.holidays import not_known
from answerable.messaging.client import Caller
from answerable.queries.callbacks import Due, DueList
from answerable_services.cli.connecting import connected
from answerable_services.cli.options import Data, Site, settings_of
from answerable_services.cli.voice import Json, command, print_document, results, say

app = typer.Typer(no_args_is_help=True, help="The callbacks owed after deliveries.")


@app.command()
@command
def due(
    site: Site = None,
    on: Annotated[datetime | None, typer.Option(help="The day; today else.", formats=["%Y-%m-%d"])] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Show the callbacks that are owed on a day, and those of the week behind it.

    Example: answerable callbacks due --site xm01
    """
    query = Due(site=site, on=None if on is None else on.date())
    found = loop.run(_ask(data, query))
    if as_json:
        print_document(found)
        return
    for one in found.unannounced:
        say(f"! {not_known(one.country, one.year, has_begun=one.has_begun)}: due days in it may still move")
    if not found.callbacks and not found.upcoming:
        results.print(f"no callback is owed on {found.on}, nor in the week behind it")
        return
    table = Table("due", "state", "site", "customer", "project", "no.", "attempts", "days over")
    for row in (*found.callbacks, *found.upcoming):
        table.add_row(
            str(row.due_on),
            row.state.value,
            row.site,
            row.customer,
            row.project,
            str(row.ordinal),
            str(row.attempts),
            str(row.days_over or ""),
        )
    results.print(table)


async def _ask(data: Data, query: Due) -> DueList:
    async with connected(settings_of(data)) as here:
        return await all_due(here.caller, query)


async def all_due(caller: Caller, query: Due) -> DueList:
    """Ask for every page of the callbacks that are owed, and give them as one.

    Arguments:
        caller: asks the service.
        query: the first page.
    """
    found = await caller.query(query)
    callbacks, upcoming = [*found.callbacks], [*found.upcoming]
    while found.after is not None:
        found = await caller.query(query.model_copy(update={"on": found.on, "after": found.after}))
        callbacks += found.callbacks
        upcoming += found.upcoming
    return DueList(on=found.on, callbacks=tuple(callbacks), upcoming=tuple(upcoming))
