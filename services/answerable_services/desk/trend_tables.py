"""The tables of trends: counted by the month, so that a period costs the same whatever came before."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, Index, Integer, String, Table

from answerable.projection.writing.types import Moment
from answerable_services.desk.tables import TABLES

CLOSED = Table(
    "trend_closed",
    TABLES,
    Column("site", String, primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("tenth", Integer, primary_key=True),
    Column("cases", Integer, nullable=False),
)
"""How many cases of a month are solved, by the tenth of their limit in which they were."""

Index("trend_closed_by_month", CLOSED.c.first_day)

CONTACTS = Table(
    "trend_contacts",
    TABLES,
    Column("site", String, primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("weekday", Integer, primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("contacts", Integer, nullable=False),
)
"""How many contacts of a month came in on a day of the week, Monday being 0, and in an hour of the day."""

Index("trend_contacts_by_month", CONTACTS.c.first_day)

CAUSES = Table(
    "trend_causes",
    TABLES,
    Column("fault", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("cause", String, nullable=False),
)
"""Of what kind each fault's cause is by its analysis, by the day on which that was filed."""

Index("trend_causes_by_day", CAUSES.c.site, CAUSES.c.day)
Index("trend_causes_of_day", CAUSES.c.day)

VIOLATIONS = Table(
    "trend_violations",
    TABLES,
    Column("entry", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("article", String, nullable=False),
)
"""Which article each violation that stands was of, by the day on which it happened; of whom is not kept."""

Index("trend_violations_by_day", VIOLATIONS.c.site, VIOLATIONS.c.day, VIOLATIONS.c.article)
Index("trend_violations_of_day", VIOLATIONS.c.day, VIOLATIONS.c.article)

HOURS = Table(
    "trend_hours",
    TABLES,
    Column("site", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("weekday", Integer, primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("contacts", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
)
"""How many contacts came in in each hour, and how many minutes people were on duty in it, all together."""

Index("trend_hours_by_day", HOURS.c.day)

IN_FORCE = Table(
    "trend_in_force",
    TABLES,
    Column("staff", String, primary_key=True),
    Column("month", String, primary_key=True),
    Column("duties", JSON, nullable=False),
)
"""A person's duties of a month, as the roster has them; see `desk.coverage`."""

ROSTERED = Table(
    "trend_rostered",
    TABLES,
    Column("staff", String, primary_key=True),
    Column("first", String, nullable=False),
    Column("last", String, nullable=False),
)
"""The first and the last month in which somebody had a duty."""

KEY_MOVES = Table(
    "trend_key_moves",
    TABLES,
    Column("key", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("what", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("out", Integer, nullable=False),
)
"""What of a key's loans is counted, in the order in which it was recorded; see `desk.keys_moved`."""

KEYS_COUNTED = Table(
    "trend_keys_counted",
    TABLES,
    Column("key", String, primary_key=True),
    Column("last", Integer, nullable=False),
)
"""The number of a key's last move."""

KEY_DAYS = Table(
    "trend_key_days",
    TABLES,
    Column("site", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("lent", Integer, nullable=False),
    Column("returned", Integer, nullable=False),
    Column("lost", Integer, nullable=False),
    Column("out", Integer, nullable=False),
)
"""How many keys moved on a day, and by how many those that are out changed by it."""

Index("trend_key_days_by_day", KEY_DAYS.c.day)

KEYS_OUT = Table(
    "trend_keys_out",
    TABLES,
    Column("site", String, primary_key=True),
    Column("out", Integer, nullable=False),
)
"""How many keys of a site are out now."""

GOOD_DAYS = Table(
    "trend_good_days",
    TABLES,
    Column("site", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("substance", String, primary_key=True),
    Column("received", Integer, nullable=False),
    Column("issued", Integer, nullable=False),
    Column("returned", Integer, nullable=False),
    Column("lent", Integer, nullable=False),
    Column("given_back", Integer, nullable=False),
    Column("explained", Integer, nullable=False),
)
"""How much of a substance moved on a day, in its unit."""

Index("trend_good_days_by_day", GOOD_DAYS.c.day)

STOCK = Table(
    "trend_stock",
    TABLES,
    Column("site", String, primary_key=True),
    Column("substance", String, primary_key=True),
    Column("balance", Integer, nullable=False),
)
"""What a site's stores hold of a substance now, by the books."""

CHAINS = Table(
    "trend_chains",
    TABLES,
    Column("fault", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("reported_at", Moment(), nullable=False),
    *(
        Column(f"{step}_{link}", Moment())
        for link in ("salesperson", "manager", "top_leadership")
        for step in ("told", "confirmed")
    ),
    Column("ended_at", Moment()),
    Column("end_told_at", Moment()),
    Column("analysed_at", Moment()),
)
"""When each step of a fault was, as far as it holds, by the day of its report."""

Index("trend_chains_of_site", CHAINS.c.site, CHAINS.c.day)
Index("trend_chains_by_day", CHAINS.c.day)
