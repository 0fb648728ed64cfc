"""A handover by touch: an item, what is open, and a signature are one button each."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from answerable.queries.matters import CountedItem, HandoverItem, HandoverRow
from answerable.queries.registers import REGISTERS
from answerable.streams.handover.flow import HandoverStage
from answerable_services.console.address import question
from answerable_services.console.doing.filling import Known
from answerable_services.console.doing.pressing import Press, press_of

if TYPE_CHECKING:
    from answerable_services.console.view import View

_CARRIED = {"case": "topic", "complaint": "topic", "fault": "phenomenon"}
"""What can be open at a site when a shift ends, each with what says what it is."""

_MOST = 20
"""Open matters of one kind that are offered; whoever hands on more has the lists."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the checklist.

    Arguments:
        place: its place on the page.
        item: how it stands.
        press: the buttons √ and ×; None where whoever looks may not check it, or not any more.
    """

    place: str
    item: HandoverItem
    press: Press | None


@dataclass(frozen=True, slots=True)
class Number:
    """Something that is handed over by number.

    Arguments:
        count: how it stands.
        press: the button that confirms it; None where whoever looks is not the incoming side, or has.
    """

    count: CountedItem
    press: Press | None


@dataclass(frozen=True, slots=True)
class Open:
    """Something that is open at the site and does not go on to the next shift yet.

    Arguments:
        matter: its id.
        number: what people call it; None where that is its id.
        what: what it is about.
        press: the button that hands it on; None where whoever looks may not, or not any more.
    """

    matter: str
    number: str | None
    what: str
    press: Press | None


@dataclass(frozen=True, slots=True)
class Checking:
    """All that a handover waits for.

    Arguments:
        lines: its checklist.
        open: what does not go on yet.
        is_all_told: whether all that is open was told; else nobody can say that nothing is.
        sign: the button with which whoever looks signs; None where it is not their turn.
        numbers: what is handed over by number.
    """

    lines: tuple[Line, ...]
    open: tuple[Open, ...] = ()
    is_all_told: bool = False
    sign: Press | None = None
    numbers: tuple[Number, ...] = ()

    @property
    def checked(self) -> int:
        """How many items have a mark."""
        return sum(line.item.mark is not None for line in self.lines)

    @property
    def left(self) -> int:
        """How many items have none."""
        return len(self.lines) - self.checked


async def checking_of(view: View, row: HandoverRow, version: int | None) -> Checking:
    """Give what a handover waits for, as far as whoever looks may do it.

    Arguments:
        view: the page.
        row: the handover.
        version: of its newest event, as the page shows it; None where unknown.
    """
    page = f"/handovers/{row.handover}/check"
    me = None if view.person is None else view.person.id
    is_open = row.state is HandoverStage.STARTED
    lines = []
    for at, item in enumerate(row.items, start=1):
        known = Known(me, row.handover, said={"item": item.item})
        then = f"{page}#item-{at}"
        press = press_of(view, "handover.check_item", row.site, known, then=then, chooses="mark")
        lines.append(Line(f"item-{at}", item, press if is_open else None))
    turn = {
        HandoverStage.STARTED: (row.outgoing, "sign_out"),
        HandoverStage.SIGNED_OUT: (row.incoming, "sign_in"),
    }
    whose, name = turn.get(row.state, (None, ""))
    sign = None
    if whose is not None and whose == me:
        sign = press_of(view, f"handover.{name}", row.site, Known(me, row.handover), then=page)
        sign = sign if sign is None or version is None else sign.showing(version)
    numbers = tuple(_number(view, row, count, page, is_mine=me == row.incoming) for count in row.counts)
    if row.state not in turn:
        return Checking(tuple(lines), sign=sign, numbers=numbers)  # what is open by now is of another shift
    open_, is_all_told = await _open(view, row, me, page, is_open=is_open)
    return Checking(tuple(lines), open_, is_all_told, sign, numbers)


def _number(view: View, row: HandoverRow, count: CountedItem, page: str, *, is_mine: bool) -> Number:
    """Give a number with the button that confirms it, where whoever looks takes over and has not."""
    is_under_way = row.state in (HandoverStage.STARTED, HandoverStage.SIGNED_OUT)
    if not is_mine or not is_under_way or count.found == count.number:
        return Number(count, None)
    known = Known(row.incoming, row.handover, said={"thing": count.thing.value})
    press = press_of(view, "handover.confirm_count", row.site, known, then=f"{page}#numbers")
    return Number(count, press)


async def _open(
    view: View, row: HandoverRow, me: str | None, page: str, *, is_open: bool
) -> tuple[tuple[Open, ...], bool]:
    """Find what is open at the site and does not go on yet, and tell whether that is all of it."""
    asked = [
        view.ask(question(REGISTERS[stream].query, site=row.site, mark="is_open", limit=_MOST))
        for stream in _CARRIED
    ]
    carried = {one.matter for one in row.carried}
    found = []
    answers = await asyncio.gather(*asked)
    for stream, answer in zip(_CARRIED, answers, strict=True):
        rows: tuple[Any, ...] = () if answer.answer is None else answer.answer.rows
        for one in rows:
            matter = getattr(one, stream)
            if matter in carried:
                continue
            what = str(getattr(one, _CARRIED[stream]) or matter)[:200]
            known = Known(me, row.handover, said={"matter": matter, "what": what})
            then = f"{page}#open"
            press = press_of(view, "handover.carry_open_item", row.site, known, then=then)
            found.append(Open(matter, getattr(one, "number", None), what, press if is_open else None))
    return tuple(found), all(answer.answer is not None for answer in answers)
