"""Numbers that people can say: ``GD20261121-0007`` is the seventh case of that day, at whichever site.

A number follows from the ledger alone: from the day on which its matter began, by the site's clock, and
from how many of its kind of that day stand before it in the ledger. So it is the same in every view, for
ever, also where the day was put right later.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from answerable.calendar.zones import zone_of
from answerable_services.desk.tables import NUMBERED, SITES

if TYPE_CHECKING:
    from answerable.events.base import Event
    from answerable.projection.writing.rows import Rows
    from answerable.register import Register


def number_of(register: Register, event: Event, rows: Rows) -> str:
    """Give the number of a matter that begins.

    Arguments:
        register: the matter's.
        event: the one that begins it.
        rows: the view's.
    """
    site = rows.get(SITES, site=event.site)
    zone = UTC if site is None else zone_of(site["timezone"])
    day = event.occurred_at.astimezone(zone).date()
    known = rows.get(NUMBERED, prefix=register.number, day=day)
    number = 1 if known is None else known["last"] + 1
    rows.put(NUMBERED, prefix=register.number, day=day, last=number)
    return f"{register.number}{day:%Y%m%d}-{number:04}"
