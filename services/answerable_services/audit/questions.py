"""The questions that a look at the findings asks the view, for many people or sites at once."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from answerable_services.audit.tables import ACCESSES, DUTIES, MEETINGS, MEETINGS_TAKEN_BACK

# Made once: to build a question costs more than to ask it, and these are asked for each duty and person.
SEEN_BETWEEN = select(ACCESSES.c.by, ACCESSES.c.occurred_at, ACCESSES.c.event).where(
    ACCESSES.c.by.in_(bindparam("names", expanding=True, type_=ACCESSES.c.by.type)),
    ACCESSES.c.occurred_at >= bindparam("first"),
    ACCESSES.c.occurred_at <= bindparam("last"),
)
SEEN_OF = select(ACCESSES.c.event, ACCESSES.c.by, ACCESSES.c.occurred_at, ACCESSES.c.rows)
DUTIES_AROUND = select(DUTIES.c.staff, DUTIES.c.starts_at, DUTIES.c.ends_at).where(
    DUTIES.c.staff.in_(bindparam("names", expanding=True, type_=DUTIES.c.staff.type)),
    DUTIES.c.starts_at >= bindparam("begins"),
    DUTIES.c.starts_at <= bindparam("last"),
    DUTIES.c.ends_at >= bindparam("first"),
)
ON_A_DAY = (
    select(ACCESSES.c.by)
    .where(
        ACCESSES.c.by.in_(bindparam("names", expanding=True, type_=ACCESSES.c.by.type)),
        ACCESSES.c.occurred_at >= bindparam("begins"),
        ACCESSES.c.occurred_at < bindparam("ends"),
    )
    .group_by(ACCESSES.c.by)
)
# With exports among them, which are few: so the index has all that is asked about.
MANY_SEEN = ON_A_DAY.having(func.count() > bindparam("least"))
MANY_EXPORTED = ON_A_DAY.where(ACCESSES.c.rows.is_not(None)).having(
    func.sum(ACCESSES.c.rows) > bindparam("least")
)
HELD_BETWEEN = select(MEETINGS.c.site, MEETINGS.c.held_at).where(
    MEETINGS.c.site.in_(bindparam("names", expanding=True, type_=MEETINGS.c.site.type)),
    MEETINGS.c.held_at >= bindparam("first"),
    MEETINGS.c.held_at < bindparam("last"),
)
NEXT_HELD = select(func.min(MEETINGS.c.held_at)).where(
    MEETINGS.c.site == bindparam("of"), MEETINGS.c.held_at >= bindparam("since")
)
TAKEN_BACK_SINCE = select(MEETINGS_TAKEN_BACK).where(
    MEETINGS_TAKEN_BACK.c.site == bindparam("of"), MEETINGS_TAKEN_BACK.c.held_at >= bindparam("since")
)
