"""What this service can be asked, on subjects below ``answerable.query.daybook``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from answerable.events.base import SiteId
from answerable.queries.base import Answer, Query
from answerable.queries.views import ViewsQuery


class Views(ViewsQuery):
    """How far is this service's view?"""


class Day(Answer):
    """A site's day.

    Arguments:
        site: where.
        day: which, as the site's own clock has it.
        opened: cases that began.
        reopened: cases that began again.
        resolved: cases that were solved.
        at_first_contact: of these, by the person first asked, without handing them on.
        first_contact_rate: that share of the solved ones, from 0 to 1; None where none was solved.
        still_open: cases that were open at the end of the day.
    """

    site: SiteId
    day: date
    opened: int
    reopened: int
    resolved: int
    at_first_contact: int
    first_contact_rate: Decimal | None
    still_open: int


class Days(Answer):
    """Days on which something happened to a case, by site, oldest first."""

    days: tuple[Day, ...]


class ByDay(Query[Days]):
    """What happened to cases, day by day?

    Arguments:
        site: of one site; of all where left out.
        since: from that day on.
    """

    site: SiteId | None = None
    since: date | None = None
