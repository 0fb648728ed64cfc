"""The overview: every site's numbers, read from what the projection counts as events arrive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from answerable.identity.sight import Sight
from answerable.projection.views.seen import of_sites
from answerable.queries import desk as q
from answerable_services.desk import tables as t
from answerable_services.desk.cases import overdue_by_site
from answerable_services.desk.employed import employed_by_site
from answerable_services.desk.tables import EVERY

_TAKEN_BACK = "state.withdrawn"
"""The name under which matters are counted that count as if they had never been."""

NUMBERS: dict[str, tuple[str, str]] = {
    "contacts": ("contact", EVERY),
    "abandoned": ("contact", "state.abandoned"),
    "cases": ("case", EVERY),
    "cases_open": ("case", "is_open"),
    "cases_paused": ("case", "state.paused"),
    "transfers_waiting": ("case", "is_waiting"),
    "resolved_at_first_contact": ("case", "was_resolved_at_once"),
    "resolved": ("case", "is_resolved"),
    "complaints": ("complaint", EVERY),
    "complaints_open": ("complaint", "is_open"),
    "complaints_upheld": ("complaint", "was_upheld"),
    "faults": ("fault", EVERY),
    "faults_open": ("fault", "is_open"),
    "handovers": ("handover", EVERY),
    "handovers_unsigned": ("handover", "is_unsigned"),
    "handovers_refused": ("handover", "is_refused"),
}
"""A site's numbers: the register and the name under which each is counted."""


def overview_of(connection: Connection, sight: Sight, now: datetime) -> q.OverviewAnswer:
    """Give the numbers of every site that somebody sees, and what they are together.

    Arguments:
        connection: reads the view.
        sight: which sites the asker may see.
        now: what is overdue, and who is employed, is so at this moment.
    """
    sites, counts, hours = (
        select(table).where(of_sites(table.c.site, sight.sites))
        for table in (t.SITES, t.COUNTS, t.CONTACT_HOURS)
    )
    counted = {
        (row["site"], row["register"], row["name"]): row["matters"]
        for row in connection.execute(counts).mappings()
    }
    overdue = overdue_by_site(connection, now)
    told = connection.execute(sites.order_by(t.SITES.c.site)).mappings().all()
    people = employed_by_site(connection, {row["site"]: row["timezone"] for row in told}, now)
    found = tuple(
        q.SiteCounts.model_validate(
            {name: row[name] for name in q.SiteName.model_fields}
            | {"staff": people.get(row["site"], 0)}
            | {name: _number(counted, row["site"], *kept) for name, kept in NUMBERS.items()}
            | {"cases_overdue": overdue.get(row["site"], 0)}
        )
        for row in told
    )
    by_hour = [0] * 24
    for row in connection.execute(hours):
        by_hour[row.hour] += row.contacts
    return q.OverviewAnswer(at=now, sites=found, contacts_by_hour=tuple(by_hour))


def _number(counted: Mapping[tuple[str, str, str], int], site: str, register: str, name: str) -> int:
    """Give one of a site's numbers; what was taken back is listed and is none of them."""
    taken_back = counted.get((site, register, _TAKEN_BACK), 0) if name == EVERY else 0
    return counted.get((site, register, name), 0) - taken_back
