"""The tables of trends: counted by the month, so that a period costs the same whatever came before."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, String, Table

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
"""Why each fault happened, as its analysis says it, by the day on which that was filed."""

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
