"""Which rulebook a month is scored by."""

from __future__ import annotations

from sqlalchemy import Connection, select

from answerable.calendar.months import Month
from answerable.errors import NotFound, Refused
from answerable.rulebook import Rulebook, find
from services.scoring.projection import BINDINGS


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
        raise Refused(
            f"no rulebook is bound to site {site} on {month.last_day}: bind one with the command "
            f"rulebook.bind, in force from {month.first_day} or earlier, or name a rulebook to score by"
        )
    name = f"{row['rulebook']}@{row['edition']}"
    try:
        book = find(row["rulebook"], row["edition"])
    except NotFound as error:
        raise Refused(
            f"site {site} is bound to rulebook {name}, which is not installed here: "
            "install it, or name a rulebook to score by"
        ) from error
    if book.digest != row["digest"]:
        raise Refused(
            f"site {site} was bound to other words than the installed rulebook {name} has "
            f"(digest {row['digest'][:12]}, installed {book.digest[:12]}): install what was bound, "
            "bind a new one, or name a rulebook to score by"
        )
    return book
