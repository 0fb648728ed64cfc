"""Which rulebook a month is scored by."""

from __future__ import annotations

from sqlalchemy import Connection, select

from answerable.calendar.months import Month
from answerable.errors import NotFound, Refused
from answerable.rulebook import Rulebook, find
from answerable.wording import say
from answerable_services.scoring.tables import BINDINGS


def installed(name: str) -> Rulebook:
    """Give an installed rulebook by its name.

    Arguments:
        name: its id, for the latest edition, or id and edition: ``call-centre-80@2026.1``.

    Raises:
        NotFound: there is none of that name.
    """
    rulebook, _, edition = name.partition("@")
    return find(rulebook, edition or None)


def bound(connection: Connection, site: str, month: Month) -> Rulebook:
    """Give the rulebook that is bound to a site on the last day of a month.

    Raises:
        Refused: none is bound, or what was bound is not what is installed.
    """
    wanted = (
        select(BINDINGS)
        .where(BINDINGS.c.site == site, BINDINGS.c.effective_from <= month.last_day)
        .order_by(BINDINGS.c.effective_from.desc())
        .limit(1)
    )
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise Refused(say("error.no_rulebook_bound", site=site, last=str(month.last_day)))
    name = f"{row['rulebook']}@{row['edition']}"
    try:
        book = find(row["rulebook"], row["edition"])
    except NotFound as error:
        raise Refused(say("error.rulebook_not_installed", site=site, rulebook=name)) from error
    if book.digest != row["digest"]:
        differing = {"bound": row["digest"][:12], "installed": book.digest[:12]}
        raise Refused(say("error.rulebook_differs", site=site, rulebook=name, **differing))
    return book
