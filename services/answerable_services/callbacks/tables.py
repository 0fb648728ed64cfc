"""The tables of callbacks: deliveries, each callback with its due day and its outcome, and counts by day."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, MetaData, String, Table, text

from answerable.projection.writing.types import Moment

TABLES = MetaData()

SITES = Table(
    "sites",
    TABLES,
    Column("site", String, primary_key=True),
    Column("timezone", String, nullable=False),
    Column("country", String, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("changes", String, nullable=False),
)
"""``changes`` is what was said of the hours in which it works, as JSON, in order."""

DELIVERIES = Table(
    "deliveries",
    TABLES,
    Column("delivery", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("customer", String, nullable=False),
    Column("project", String, nullable=False),
    Column("accepted_on", Date, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("correlation_id", String, nullable=False),
    Column("is_cancelled", Boolean, nullable=False),
    Column("planned_until", Date, nullable=False),
    Index("deliveries_planned", "is_cancelled", "planned_until"),
)
"""``planned_until`` is the day up to which the delivery's callbacks have rows."""

_HAS_ENDED = '"end" IS NOT NULL'


def some_rows(name: str, condition: str, *columns: str) -> Index:
    """Make an index of some rows: who plans a callback does not write to that of those that have ended."""
    where = text(condition)
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


CALLBACKS = Table(
    "callbacks",
    TABLES,
    Column("delivery", String, primary_key=True),
    Column("ordinal", BigInteger, primary_key=True),
    Column("superseded", BigInteger, primary_key=True),
    Column("site", String),
    Column("owed_from", Date),
    Column("planned_nominal_on", Date),
    Column("planned_on", Date),
    Column("last_day", Date),
    Column("is_provisional", Boolean),
    Column("attempts", Integer, nullable=False),
    Column("call_version", BigInteger),
    Column("call_on", Date),
    Column("call_due_on", Date),
    Column("call_nominal_on", Date),
    Column("call_satisfaction", Integer),
    Column("earlier_calls", String),
    Column("misses", String),
    Column("excused", String),
    Column("is_excused", Boolean),
    Column("nominal_on", Date),
    Column("due_on", Date),
    Column("missed_on", Date),
    Column("completed_on", Date),
    Column("satisfaction", Integer),
    Column("ended_on", Date),
    Column("last_ended_on", Date),
    Column("end", String),
    Index("callbacks_due", "ended_on", "due_on", "delivery", "ordinal"),
    Index("callbacks_due_where", "site", "ended_on", "due_on", "delivery", "ordinal"),
    some_rows("callbacks_missed", "ended_on IS NULL", "ended_on", "last_day"),
    some_rows("callbacks_ended", _HAS_ENDED, "end", "last_ended_on", "delivery", "ordinal", "superseded"),
    some_rows(
        "callbacks_ended_where",
        _HAS_ENDED,
        *("site", "end", "last_ended_on", "delivery", "ordinal", "superseded"),
    ),
)
"""A callback that has no due day is owed no more, or something was recorded of it that no plan has.

First stands what the plan says; ``owed_from`` is the first day on which a call is this one. Then comes what
was recorded: the last call, ``call_…``, those before it, and every miss, standing or taken back, as
`answerable_services.callbacks.remembered` writes them; then what follows from both. ``is_excused`` says that
the day on which it is due was found not to have been missed. ``ended_on`` is that of its first end, null
while open; ``last_ended_on`` that of its last, and ``end`` how it stands since: made, also afterwards, or
missed. A call that is not this callback's by a corrected day of acceptance stays in a row of its own, whose
``superseded`` is its version; else that is 0.
"""

IS_OPEN = text("due > completed + missed")
"""Of most days nothing is open any more: those are in no index."""

DAYS = Table(
    "days",
    TABLES,
    Column("site", String, primary_key=True),
    Column("due_on", Date, primary_key=True),
    Column("due", Integer, nullable=False),
    Column("completed", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Index("days_when", "due_on"),
    Index(
        "days_open",
        "due_on",
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    ),
)
"""How many callbacks fell due on a day, and how they ended first."""

MONTHS = Table(
    "months",
    TABLES,
    Column("site", String, primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("due", Integer, nullable=False),
    Column("completed", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Index("months_when", "first_day"),
)
"""The days of each month together."""

COHORTS = Table(
    "cohorts",
    TABLES,
    Column("site", String, primary_key=True),
    Column("first_day", Date, primary_key=True),
    Column("ordinal", BigInteger, primary_key=True),
    Column("completed", Integer, nullable=False),
    Column("missed", Integer, nullable=False),
    Index("cohorts_by_month", "first_day"),
)
"""How the callbacks of a month ended first, by their ordinal: both say when their deliveries began."""

ENDS = Table(
    "ends",
    TABLES,
    Column("site", String, primary_key=True),
    Column("end", String, primary_key=True),
    Column("callbacks", BigInteger, nullable=False),
)
"""How many callbacks have ended, and how, with any due day or none."""

LIMITS = Table(
    "limits",
    TABLES,
    Column("case", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("correlation_id", String, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("timetable", Integer),
    Column("stage", String, nullable=False),
    Column("paused_at", Moment),
    Column("resolved_at", Moment),
    Column("judged_from", Moment, nullable=False),
    Column("is_judged_elsewhere", Boolean, nullable=False),
    Column("missed_at", Moment),
    Column("overrun_minutes", BigInteger),
    Column("is_found", Boolean, nullable=False),
    Column("is_excused", Boolean, nullable=False),
    Column("corrected_by", String),
    Column("asks_for", String),
    Column("asks_at", Moment),
    some_rows("limits_to_record", "asks_for IS NOT NULL", "asks_at", "case"),
)
"""The time limit of each case; ``paused_at`` is since when it stands still, ``asks_for`` what is to be put on
record of it, or taken back, once the moment ``asks_at`` has come. A limit that was met, or whose miss is on
record as it stands, is in no index.
"""
