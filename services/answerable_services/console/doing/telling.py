"""Waiting until the lists have what was recorded, so that nobody looks for it in vain."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from answerable.commands.base import Receipt
from answerable.errors import NotFound
from answerable.queries.base import Direction
from answerable.queries.callbacks import CallbackState, OfDelivery
from answerable.queries.desk import StoryOf
from answerable.queries.registers import REGISTERS
from answerable.streams.callback.commands import place_of
from answerable_services.console.doing.offers import possible
from answerable_services.console.views.links import originator_of

if TYPE_CHECKING:
    from answerable_services.console.view import View

_TOLD_WITHIN_S = 1.5
"""Seconds for which a page waits until the services know what was recorded."""

_LOOK_EVERY_S = 0.25
"""Seconds after which it looks again where no notice came."""


def version_of(event: str) -> int:
    """Give an event's place in the story of its matter; 0 of what is no event.

    Arguments:
        event: its id.
    """
    version = event.removeprefix(f"{originator_of(event)}.")
    return int(version) if version.isdecimal() else 0


async def until_told(view: View, site: str, receipt: Receipt, seen_before: int) -> None:
    """Wait until the lists have what was recorded; for a moment, and no longer.

    They do where the story's newest event is the one that was recorded; where whoever looks may not see that,
    where they say what intake says and have moved since.

    Arguments:
        view: the page.
        site: the matter's.
        receipt: what intake answered.
        seen_before: notices that had come before the command was given.
    """
    if not receipt.events:
        return
    notices, loop = view.console.notices, asyncio.get_running_loop()
    until = loop.time() + _TOLD_WITHIN_S
    has_moved = notices.count != seen_before
    while loop.time() < until:
        seen = notices.count
        is_told = await _is_told(view, site, receipt)
        if is_told or (is_told is None and has_moved):
            return
        await notices.wait(seen, _LOOK_EVERY_S)
        has_moved = True


async def _is_told(view: View, site: str, receipt: Receipt) -> bool | None:
    """Tell whether a matter is in the lists as intake has it; None where that cannot be seen."""
    stream = receipt.id.partition("-")[0]
    if stream == "callback":
        return await _is_called(view, receipt)
    if stream not in REGISTERS:
        return None
    asked = StoryOf(matter=receipt.id, order=Direction.DESCENDING, limit=1)
    told, can = await asyncio.gather(view.ask(asked), view.ask(possible(site, receipt.id)))
    if told.answer is None:
        return False if isinstance(told.error, NotFound) else None
    if told.answer.entries:
        return bool(told.answer.facts) and version_of(told.answer.entries[0].event) >= receipt.version
    stage = None if can.answer is None else can.answer.stage
    return None if told.answer.facts and stage in {None, told.answer.state} else False


async def _is_called(view: View, receipt: Receipt) -> bool | None:
    """Tell whether the list of callbacks has a call that was made."""
    if receipt.command != "callback.complete":
        return None
    place = place_of(receipt.id)
    if place is None:
        return None
    asked = await view.ask(OfDelivery(delivery=place.delivery))
    rows = () if asked.answer is None else asked.answer.callbacks
    return asked.answer is None or any(
        row.callback == receipt.id and row.state is CallbackState.COMPLETED for row in rows
    )
