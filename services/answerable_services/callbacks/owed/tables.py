"""The tables of what is owed: each obligation with its due moment, and what runs of each matter."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, MetaData, String, Table

from answerable.projection.writing.types import Moment
from answerable_services.callbacks.tables import some_rows

TABLES = MetaData()

SITES = Table(
    "sites",
    TABLES,
    Column("site", String, primary_key=True),
    Column("timezone", String, nullable=False),
    Column("country", String, nullable=False),
    Column("changes", String, nullable=False),
    Column("bindings", String, nullable=False),
)
"""``changes`` says in which hours it works, ``bindings`` which rulebook holds since when."""

_OPEN = "state = 'open'"


OWED = Table(
    "owed",
    TABLES,
    Column("obligation", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("rulebook", String, nullable=False),
    Column("matter", String),
    Column("part", String),
    Column("occurrence", BigInteger, nullable=False),
    Column("period_on", Date),
    Column("owed_by", String),
    Column("begun_at", Moment, nullable=False),
    Column("timetable", Integer),
    Column("due_at", Moment, nullable=False),
    Column("judged_from", Moment, nullable=False),
    Column("correlation_id", String, nullable=False),
    Column("state", String, nullable=False),
    Column("done_at", Moment),
    Column("missed_at", Moment),
    Column("withdrawn_at", Moment),
    Column("is_excused", Boolean, nullable=False),
    Column("is_void", Boolean, nullable=False),
    Column("asks_for", String),
    Column("asks_at", Moment),
    Column("reminded", String, nullable=False),
    Column("unlapsed", String, nullable=False),
    Column("acknowledged_at", Moment),
    Column("tells", String),
    Column("tells_at", Moment),
    some_rows("owed_to_record", "asks_for IS NOT NULL", "asks_at", "obligation"),
    some_rows("owed_to_tell", "tells IS NOT NULL", "tells_at", "obligation"),
    some_rows("owed_open", _OPEN, "due_at", "obligation"),
    some_rows("owed_open_where", _OPEN, "site", "due_at", "obligation"),
)
"""``asks_for`` says what is to be put on record of it, or taken back, once the moment ``asks_at`` has come;
``withdrawn_at`` is when a miss was last taken back. What was done in time, or is on record as it is, is in
no index. ``tells`` says at which trigger somebody is to be reminded next, from ``tells_at`` on, or that
reminders have lapsed; ``reminded`` says who was told at which, ``unlapsed`` whose reminders are not over.
"""

REMINDERS = Table(
    "reminders",
    TABLES,
    Column("reminder", String, primary_key=True),
    Column("obligation", String, nullable=False),
)
"""What each reminder is of."""

RUNNING = Table(
    "running",
    TABLES,
    Column("site", String, primary_key=True),
    Column("rule", String, primary_key=True),
    Column("matter", String, primary_key=True),
    Column("obligations", String, nullable=False),
)
"""The obligations of a rule and a matter, the last ones; the matter is empty where the site owes them."""
