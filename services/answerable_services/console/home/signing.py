"""The handovers that wait for whoever looks: theirs to hand on, also once refused, and handed to them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from answerable.queries.matters import HandoverRow
from answerable.queries.registers import REGISTERS
from answerable.streams.handover.flow import HandoverStage
from answerable_services.console.address import question
from answerable_services.console.doing.offers import is_for
from answerable_services.console.home.items import MOST, Me, as_shown, is_not_theirs, staged, step_of
from answerable_services.console.home.panels import Item, Panel, Step
from answerable_services.console.home.work import Work
from answerable_services.console.views.links import link_of

if TYPE_CHECKING:
    from answerable_services.console.view import View

_SIDES = (
    ("outgoing", HandoverStage.STARTED),
    ("outgoing", HandoverStage.REFUSED),
    ("incoming", HandoverStage.SIGNED_OUT),
)
"""Each side with the stage in which the handover waits for it."""


def is_settled(row: HandoverRow) -> bool:
    """Tell whether a handover that was refused waits for nobody any more, as it was reviewed."""
    return row.state is HandoverStage.REFUSED and row.reviewed_by is not None


async def unsigned(view: View, _: Me) -> Panel | None:
    """Find the handovers that lack a signature: those that were refused first, and then by day.

    Arguments:
        view: the page; asks as whoever looks at it.
    """
    published = REGISTERS["handover"]
    asked: list[dict[str, Any]] = [{"mark": "is_refused"}, {"mark": "is_unsigned"}]
    found = await asyncio.gather(
        *(view.ask(question(published.query, limit=published.register.most_rows, **one)) for one in asked)
    )
    if any(map(is_not_theirs, found)):
        return None
    failed = next((one for one in found if one.answer is None), None)
    if failed is not None:
        return Panel(Work.UNSIGNED, failed=failed)
    pages: list[Any] = [one.answer for one in found]
    refused, waiting = pages
    open_ = [row for row in refused.rows if not is_settled(row)]
    rows = [*open_, *waiting.rows]
    items = tuple(staged(published, row, _shift(row, view), row.outgoing, view, None) for row in rows[:MOST])
    everything = "/handovers?mark=is_refused" if open_ else "/handovers?mark=is_unsigned"
    total = len(rows) if waiting.total is None else len(open_) + waiting.total
    return Panel(Work.UNSIGNED, items, total, everything)


async def sign(view: View, me: Me) -> Panel | None:
    """Find the handovers that wait for a signature of whoever looks, and for nobody before them.

    Arguments:
        view: the page; asks as them.
        me: who.
    """
    published = REGISTERS["handover"]
    most = published.register.most_rows
    asked: list[dict[str, Any]] = [{side: me.person, "state": stage} for side, stage in _SIDES]
    found = await asyncio.gather(*(view.ask(question(published.query, limit=most, **one)) for one in asked))
    if any(map(is_not_theirs, found)):
        return None
    failed = next((one for one in found if one.answer is None), None)
    if failed is not None:
        return Panel(Work.SIGN, failed=failed)
    pages: list[Any] = [one.answer for one in found]
    rows = {row.handover: row for page in pages for row in page.rows if not is_settled(row)}
    newest = sorted(rows.values(), key=lambda row: row.on, reverse=True)
    # Each is shown, so that a list has more to show only where one side owes more than a page.
    longer = next((one for one, page in zip(asked, pages, strict=True) if page.after), None)
    everything = None if longer is None else "/handovers?" + "&".join(f"{k}={v}" for k, v in longer.items())
    items = await asyncio.gather(*(as_shown(view, row.handover, _item(row, view, me)) for row in newest))
    return Panel(Work.SIGN, tuple(items), len(items), everything, is_more=longer is not None)


def _item(row: HandoverRow, view: View, me: Me) -> Item:
    what = _shift(row, view)
    other = row.incoming if row.outgoing == me.person else row.outgoing
    return staged(REGISTERS["handover"], row, what, other, view, _step(row, view))


def _shift(row: HandoverRow, view: View) -> str:
    return f"{row.on.isoformat()} {view.words(f'shift.{row.shift}')}"


def _step(row: HandoverRow, view: View) -> Step | None:
    """Give the signature's form; before each item of the checklist is marked, what marks them."""
    if row.state is HandoverStage.SIGNED_OUT:
        return step_of(view, "handover.sign_in", row.site, target=row.handover)
    if row.state is HandoverStage.REFUSED and row.decided_by is None:
        return None  # a superior decides on the refusal first
    if row.state is HandoverStage.REFUSED:
        return step_of(view, "handover.start", row.site, target=row.handover)
    if all(item.mark is not None for item in row.items):
        return step_of(view, "handover.sign_out", row.site, target=row.handover)
    if not is_for(view, "handover.check_item", row.site):
        return None
    return Step(f"{link_of(row.handover)}/check", view.words("handovers.check"))
