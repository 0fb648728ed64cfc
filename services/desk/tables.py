"""The desk's tables: every matter at the sites, as it stands."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, Index, Integer, MetaData, String, Table

from answerable.projection.writing.types import Moment

TABLES = MetaData()

SITES = Table(
    "sites",
    TABLES,
    Column("site", String, primary_key=True),
    Column("name_zh", String, nullable=False),
    Column("name_en", String, nullable=False),
    Column("timezone", String, nullable=False),
    Column("staff", Integer, nullable=False, default=0),
    Column("contacts", Integer, nullable=False, default=0),
    Column("abandoned", Integer, nullable=False, default=0),
)

CONTACT_HOURS = Table(
    "contact_hours",
    TABLES,
    Column("site", String, primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("contacts", Integer, nullable=False),
)

CASES = Table(
    "cases",
    TABLES,
    Column("case", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("priority", String, nullable=False),
    Column("state", String, nullable=False),
    Column("owner", String, nullable=False),
    Column("first_responder", String, nullable=False),
    Column("team", String),
    Column("waiting_for", String),
    Column("waiting_team", String),
    Column("contact", String),
    Column("opened_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("paused_at", Moment),
    Column("limit_missed", Boolean, nullable=False),
    Column("transfers", Integer, nullable=False),
    Column("reopened", Integer, nullable=False),
    Column("resolved_at", Moment),
    Column("closed_at", Moment),
    Column("at_first_contact", Boolean),
    Index("cases_by_state", "site", "state", "due_at"),
    Index("cases_by_owner", "owner", "state"),
)

COMPLAINTS = Table(
    "complaints",
    TABLES,
    Column("complaint", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("state", String, nullable=False),
    Column("is_upheld", Boolean),
    Column("about", String),
    Column("case", String),
    Column("filed_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("complaints_by_site", "site", "filed_at"),
    Index("complaints_by_day", "filed_at"),
    Index("complaints_by_end", "ended_at", "filed_at"),
)

FAULTS = Table(
    "faults",
    TABLES,
    Column("fault", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("place", String, nullable=False),
    Column("phenomenon", String, nullable=False),
    Column("state", String, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("notified", JSON, nullable=False),
    Column("acknowledged", JSON, nullable=False),
    Column("delivered", JSON, nullable=False),
    Index("faults_by_site", "site", "began_at"),
    Index("faults_by_day", "began_at"),
)

HANDOVERS = Table(
    "handovers",
    TABLES,
    Column("handover", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("on", Date, nullable=False),
    Column("shift", String, nullable=False),
    Column("state", String, nullable=False),
    Column("outgoing", String, nullable=False),
    Column("incoming", String, nullable=False),
    Column("items", JSON, nullable=False),
    Column("carried", JSON, nullable=False),
    Column("abnormal", Integer, nullable=False),
    Column("signed_out_at", Moment),
    Column("signed_in_at", Moment),
    Column("refused_reason", String),
    Column("reviewed_by", String),
    Index("handovers_by_site", "site", "on"),
    Index("handovers_by_day", "on"),
)
