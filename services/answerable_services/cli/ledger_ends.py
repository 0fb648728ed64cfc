"""``answerable ledger confirm-end``: a named person says that the ledger's end is right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel

from answerable import loop
from answerable.errors import Halted, NotFound
from answerable.events.base import StaffId, Text
from answerable.ledger.ends import Confirmation, Ends, EndsFile
from answerable.ledger.integrity.boot import examine
from answerable.ledger.integrity.head import Head
from answerable.ledger.store.ledger import Ledger
from answerable.projection import ahead
from answerable.settings import Settings
from answerable_services.cli.connecting import connected
from answerable_services.cli.options import Data, settings_of
from answerable_services.cli.voice import WRONG, Json, command, print_document, results


async def head_of(data: Path, ledger: Ledger) -> tuple[Head | None, str | None]:
    """Give what the head file says, where the ledger fits it, and why it does not, where not."""
    try:
        return await examine(data, ledger), None
    except Halted as error:
        return None, error.message


class _Confirming(BaseModel):
    reason: Text
    by: StaffId


@command
def confirm_end_command(
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
    confirmed, aside, fault = loop.run(_confirm(settings_of(data), confirming))
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
        _, fault = await head_of(settings.data, here.ledger)
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
