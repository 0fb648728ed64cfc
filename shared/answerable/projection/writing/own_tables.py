"""The tables that every generation has beside its projection's own, made with them.

A module that keeps something of its own beside the rows registers its table on `OWN`.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table

from answerable.projection.writing.types import Moment

OWN = MetaData()

WHOLE = ""
"""The partition that is the whole ledger, filled in one feed."""

UNKNOWN_SITES = "*"
"""The partition that stands for the sites nobody has heard of yet; a site's name cannot be this."""

POSITIONS = Table(
    "projection_position",
    OWN,
    Column("partition", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("events", BigInteger, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("error", String),
    # Grows when somebody else than the filler changed rows; see `parked.interrupt`.
    Column("revision", BigInteger, nullable=False, default=0),
)

PARKED = Table(
    "projection_parked",
    OWN,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", String, nullable=False),
    Column("originator_id", String, nullable=False, index=True),
    Column("event_type", String),
    Column("state", String, nullable=False),
    Column("error", String),
    Column("message", String),
    Column("attempts", Integer, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("reason", String),
    Column("actor", String),
    Column("decided_at", Moment),
)
"""Events that the view has passed without taking them; see `answerable.projection.filling.parked`."""

NOTES = Table(
    "projection_notes",
    OWN,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("started_at", Moment),
    Column("total", BigInteger),
    Column("failed_at", Moment),
    Column("failed_version", Integer),
    Column("failed_sequence", BigInteger),
    Column("failure", String),
)
"""One row: of a generation being filled, when that began and how much there is; of a served one, why the
last attempt to replace it failed. See `answerable.projection.filling.replacement`."""
