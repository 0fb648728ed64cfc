"""Which rulebook a month is scored by."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from answerable.calendar.months import Month
from answerable.errors import NotFound, Refused
from answerable.purposes import JUDGING, Purpose
from answerable.rulebook import Rulebook, find
from answerable.wording import say
from answerable_services.scoring.tables import BINDINGS


def bound(connection: Connection, site: str, month: Month) -> Rulebook:
    """Give the rulebook that a site is scored by on the last day of a month.

    Raises:
        Refused: none is bound, or what was bound is not what is installed.
    """
    found = _bound_for(connection, site, month, Purpose.SCORING)
    if found is None:
        raise Refused(say("error.no_rulebook_bound", site=site, last=str(month.last_day)))
    return found


def beside(connection: Connection, site: str, month: Month) -> tuple[Rulebook, ...]:
    """Give the other rulebooks by which acts are judged at a site on the last day of a month.

    Raises:
        Refused: what was bound is not what is installed.
    """
    others = (purpose for purpose in JUDGING if purpose is not Purpose.SCORING)
    found = (_bound_for(connection, site, month, purpose) for purpose in others)
    return tuple(book for book in found if book is not None)


def _bound_for(connection: Connection, site: str, month: Month, purpose: Purpose) -> Rulebook | None:
    wanted = (
        select(BINDINGS)
        .where(BINDINGS.c.site == site, BINDINGS.c.purpose == purpose.value)
        .where(BINDINGS.c.effective_from <= month.last_day)
        .where(or_(BINDINGS.c.until.is_(None), BINDINGS.c.until > month.last_day))
        .order_by(BINDINGS.c.effective_from.desc())
        .limit(1)
    )
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        return None
    name = f"{row['rulebook']}@{row['edition']}"
    try:
        book = find(row["rulebook"], row["edition"])
    except NotFound as error:
        raise Refused(say("error.rulebook_not_installed", site=site, rulebook=name)) from error
    if book.digest != row["digest"]:
        differing = {"bound": row["digest"][:12], "installed": book.digest[:12]}
        raise Refused(say("error.rulebook_differs", site=site, rulebook=name, **differing))
    return book
