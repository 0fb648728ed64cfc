"""The tables of audit: the facts that findings follow from, and the findings themselves."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    text,
)

from answerable.projection.writing.types import Moment

TABLES = MetaData()

SITES = Table(
    "sites",
    TABLES,
    Column("site", String, primary_key=True),
    Column("timezone", String, nullable=False),
)

STAFF = Table(
    "staff",
    TABLES,
    Column("staff", String, primary_key=True),
    Column("register", String),
    Column("duties", Integer),
    Column("longest_duty_s", Float),
)
"""``register`` holds what `answerable.streams.staff.state` makes of a person's events.

``longest_duty_s`` tells how long before a moment a duty can have begun that covers it.
"""

DUTIES = Table(
    "duties",
    TABLES,
    Column("staff", String, primary_key=True),
    Column("starts_at", Moment, primary_key=True),
    Column("ends_at", Moment, nullable=False),
)

MEETINGS = Table(
    "meetings",
    TABLES,
    Column("meeting", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("held_at", Moment, nullable=False),
    Index("meetings_when", "site", "held_at"),
)

MEETINGS_TAKEN_BACK = Table(
    "meetings_taken_back",
    TABLES,
    Column("meeting", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("held_at", Moment, nullable=False),
    Column("actor", String, nullable=False),
    Column("entered_by", String),
    Index("meetings_taken_back_when", "site", "held_at"),
)
"""Who found that a meeting was none, and who had that recorded: their own records stay due by it."""

RECORDS = Table(
    "records",
    TABLES,
    Column("record", String, primary_key=True),
    Column("site", String),
    Column("kind", String),
    Column("custodian", String),
    Column("case", String),
    Column("created_at", Moment),
    Column("deposited_at", Moment),
    Column("sequence", BigInteger),
    Index("records_when", "site", "created_at"),
)

ACCESSES = Table(
    "accesses",
    TABLES,
    Column("event", String, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("site", String, nullable=False),
    Column("by", String, nullable=False),
    Column("record", String, nullable=False),
    Column("record_class", String, nullable=False),
    Column("occurred_at", Moment, nullable=False),
    Column("purpose", String, nullable=False),
    Column("case", String),
    Column("rows", BigInteger),
    Column("approved_by", String),
    Index("accesses_when", "occurred_at", "event"),
    Index("accesses_where", "site", "occurred_at", "event"),
    Index("accesses_who", "by", "occurred_at", "event"),
    Index("accesses_what", "record", "occurred_at", "event"),
)

TAKEN_BACK = Table(
    "withdrawn_accesses",
    TABLES,
    *(Column(of.name, of.type, primary_key=of.primary_key, nullable=of.nullable) for of in ACCESSES.columns),
    Column("withdrawn_by", String, nullable=False),
    Column("withdrawn_at", Moment, nullable=False),
    Column("withdrawn_why", String, nullable=False),
    Index("taken_back_when", "occurred_at", "event"),
    Index("taken_back_where", "site", "occurred_at", "event"),
    Index("taken_back_who", "by", "occurred_at", "event"),
    Index("taken_back_what", "record", "occurred_at", "event"),
)
"""Accesses that were taken back: nothing follows from them, and lists show them struck through."""

LEAKS = Table(
    "leaks",
    TABLES,
    Column("event", String, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("site", String, nullable=False),
    Column("record", String, nullable=False),
    Column("occurred_at", Moment, nullable=False),
    Column("staff", String),
    Column("what", String),
    Column("severity", String),
    Column("persons_affected", BigInteger),
    Index("leaks_of", "record"),
)

IS_NOTABLY_LATE = text("level > 1")
"""Most events are some milliseconds late: those of the lowest level are kept, and in no index."""


def _late_index(name: str, *first: str) -> Index:
    return Index(
        name,
        *first,
        "gravity",
        "level",
        "occurred_at",
        "event",
        sqlite_where=IS_NOTABLY_LATE,
        postgresql_where=IS_NOTABLY_LATE,
    )


LATE = Table(
    "late_reports",
    TABLES,
    Column("event", String, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("type", String, nullable=False),
    Column("originator", String, nullable=False),
    Column("record", String),
    Column("site", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("occurred_at", Moment, nullable=False),
    Column("late_s", Float, nullable=False),
    Column("level", Integer, nullable=False),
    Column("gravity", String, nullable=False),
    _late_index("late_reports_level"),
    _late_index("late_reports_where", "site"),
    _late_index("late_reports_who", "actor"),
    _late_index("late_reports_of", "originator"),
)

LATE_COUNTS = Table(
    "late_report_counts",
    TABLES,
    Column("site", String, primary_key=True),
    Column("actor", String, primary_key=True),
    Column("level", Integer, primary_key=True),
    Column("gravity", String, nullable=False),
    Column("count", BigInteger, nullable=False),
)

FINDINGS = Table(
    "findings",
    TABLES,
    Column("finding", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("gravity", String, nullable=False),
    Column("site", String, nullable=False),
    Column("staff", String),
    Column("record", String),
    Column("case", String),
    Column("article", String),
    Column("occurred_at", Moment, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("detail", JSON, nullable=False),
    Index("findings_weighed", "kind", "gravity", "occurred_at", "finding"),
    Index("findings_where", "site", "kind", "gravity", "occurred_at", "finding"),
    Index("findings_who", "staff", "kind", "gravity", "occurred_at", "finding"),
)
"""Findings of several kinds are read kind by kind, each along an index, and put in order afterwards."""

ABOUT = Table(
    "finding_records",
    TABLES,
    Column("record", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("gravity", String, primary_key=True),
    Column("occurred_at", Moment, primary_key=True),
    Column("finding", String, primary_key=True),
    Index("finding_records_of", "finding"),
)
"""The records that each finding is about: one, or all that were read or exported in bulk."""

EVERY = "*"
"""Stands for all sites, and for all people, where findings are counted; no name can be this."""

FINDING_COUNTS = Table(
    "finding_counts",
    TABLES,
    Column("site", String, primary_key=True),
    Column("staff", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("gravity", String, primary_key=True),
    Column("count", BigInteger, nullable=False),
)
"""How many findings there are of each kind and gravity: at a site and of a person, and of `EVERY` one."""

ACCESS_COUNTS = Table(
    "access_counts",
    TABLES,
    Column("site", String, primary_key=True),
    Column("by", String, primary_key=True),
    Column("count", BigInteger, nullable=False),
)
