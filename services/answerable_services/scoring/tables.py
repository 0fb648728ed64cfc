"""The tables of the view of scoring."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Column, Date, Index, Integer, MetaData, String, Table

from answerable.projection.writing.types import Moment

TABLES = MetaData()

SITES = Table(
    "sites",
    TABLES,
    Column("site", String, primary_key=True),
    Column("timezone", String, nullable=False),
)

PEOPLE = Table(
    "people",
    TABLES,
    Column("site", String, primary_key=True),
    Column("staff", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("home", String),
    Column("type", String, nullable=False),
    Column("data", String, nullable=False),
    Index("people_by_id", "staff"),
    Index("people_by_home", "home"),
)
"""What the register of staff says, as the ledger has it: each event at the site that recorded it, and the
site (``home``) where it says that the person works. What holds on a day follows from all of a person's, see
`answerable.streams.staff.state`, whichever sites recorded them.
"""

BINDINGS = Table(
    "bindings",
    TABLES,
    Column("site", String, primary_key=True),
    Column("purpose", String, primary_key=True),
    Column("effective_from", Date, primary_key=True),
    Column("until", Date),
    Column("rulebook", String, nullable=False),
    Column("edition", String, nullable=False),
    Column("digest", String, nullable=False),
)

FACTS = Table(
    "facts",
    TABLES,
    Column("site", String, primary_key=True),
    Column("event", String, primary_key=True),
    Column("staff", String, primary_key=True),
    Column("originator", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("sequence", BigInteger),
    Column("type", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("data", String, nullable=False),
    Index("facts_by_day", "site", "day"),
    Index("facts_by_person", "staff", "site", "day"),
    Index("facts_of_person", "staff", "day"),
)

MONTHS = Table(
    "months",
    TABLES,
    Column("site", String, primary_key=True),
    Column("first_day", Date, primary_key=True),
)
"""The months that certainly have a fact, so that a site's months are found without its facts."""

EDGES = Table(
    "edges",
    TABLES,
    Column("site", String, primary_key=True),
    Column("day", Date, primary_key=True),
)
"""The days in UTC with a fact that may be of the month beside theirs, which the site's zone decides."""

REVOCATIONS = Table(
    "revocations",
    TABLES,
    Column("site", String, primary_key=True),
    Column("originator", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("sequence", BigInteger),
    Column("type", String, nullable=False),
    Column("data", String, nullable=False),
    Index("revocations_of", "originator"),
)

SUGGESTED = Table(
    "suggested",
    TABLES,
    Column("site", String, primary_key=True),
    Column("matter", String, primary_key=True),
    Column("event", String, nullable=False),
    Column("fact", String, nullable=False),
    Column("staff", String),
    Column("incoming", String),
    Column("at", Moment, nullable=False),
    Column("behind", Date, nullable=False),
    Column("decisions", Integer, nullable=False),
    Index("suggested_open", "site", "decisions", "at", "matter"),
)
"""What happened in a matter that may be a violation, and how many entries rest on it (``decisions``).

A day has to be over before what is not done on it may be one (``behind``); ``incoming`` is the other side of
a handover, whose signature lacks once the first is there.
"""

DECIDED = Table(
    "decided",
    TABLES,
    Column("site", String, primary_key=True),
    Column("entry", String, primary_key=True),
    Column("matters", JSON, nullable=False),
)
"""On which rows of the other table an entry decides, so that they wait again when it is revoked."""
