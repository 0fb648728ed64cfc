"""The desk's tables: the sites, a table for every register, and what is counted as events arrive."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

from answerable.discovery import parts
from answerable.projection.writing.types import Moment
from answerable.register import Kind, Register

TABLES = MetaData()

EVERY = "every"
"""The name under which all matters of a register are counted, whatever their state."""

SITES = Table(
    "sites",
    TABLES,
    Column("site", String, primary_key=True),
    Column("name_zh", String, nullable=False),
    Column("name_en", String, nullable=False),
    Column("timezone", String, nullable=False),
    Column("country", String),
    Column("regulations", String, nullable=False),
)
"""``regulations`` says which rulebooks and numbers of the site's own hold since when."""

EMPLOYED = Table(
    "employed",
    TABLES,
    Column("span", String, primary_key=True),
    Column("start", Date, primary_key=True),
    Column("site", String, primary_key=True),
    Column("people", Integer, nullable=False),
)
"""By how many the people employed at a site change in a month or on a day; see `desk.employed`."""

CONTACT_HOURS = Table(
    "contact_hours",
    TABLES,
    Column("site", String, primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("contacts", Integer, nullable=False),
)

COUNTS = Table(
    "counts",
    TABLES,
    Column("register", String, primary_key=True),
    Column("site", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("matters", Integer, nullable=False),
)
"""How many matters of a register a site has: in all, in each state, and of each mark."""

LIMITS = Table(
    "limits",
    TABLES,
    Column("span", String, primary_key=True),
    Column("start", Date, primary_key=True),
    Column("site", String, primary_key=True),
    Column("cases", Integer, nullable=False),
)
"""How many open cases have a limit that ends in a month or on a day."""

SPANS = Table(
    "spans",
    TABLES,
    Column("case", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("who", String),
    Column("starts_at", Moment(), nullable=False),
    Column("ends_at", Moment(), nullable=False),
)
"""What is over of a case's ownership, waits and pauses, each kind numbered from 1; see `desk.ownership`."""

DUTIES = Table(
    "duties",
    TABLES,
    Column("staff", String, primary_key=True),
    Column("starts_at", Moment(), primary_key=True),
    Column("site", String, nullable=False),
    Column("ends_at", Moment(), nullable=False),
)
"""When people are on duty, as it stands now; see `desk.duties`."""

CALLBACK_ENDS = Table(
    "callback_ends",
    TABLES,
    Column("callback", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("state", String, nullable=False),
    Column("due_on", Date),
)
"""How callbacks ended, and when they were due; see `desk.callback_ends`."""

Index("callback_ends_by_day", CALLBACK_ENDS.c.site, CALLBACK_ENDS.c.due_on)

Index("duties_by_site", DUTIES.c.site, DUTIES.c.starts_at)

Index("spans_by_start", SPANS.c.case, SPANS.c.kind, SPANS.c.starts_at)

ABSENCES = Table(
    "absences",
    TABLES,
    Column("staff", String, primary_key=True),
    Column("why", String, primary_key=True),
    Column("site", String, primary_key=True),
    Column("first", Date, primary_key=True),
    Column("last", Date),
)
"""On which days somebody cannot be given work: at every site, or at the one that they moved away from."""

NUMBERED = Table(
    "numbered",
    TABLES,
    Column("prefix", String, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)
"""The last number that was given for a day."""

BLOCKS = Table(
    "blocks",
    TABLES,
    Column("register", String, primary_key=True),
    Column("block", Integer, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("loose", Integer, nullable=False),
    Column("since", Integer, nullable=False),
)
"""The block that a register's new matters come into: how much text it has, how many signatures are loose, and
since which block all are; see `answerable_services.desk.signing`.
"""

EDGES = Table(
    "edges",
    TABLES,
    Column("register", String, primary_key=True),
    Column("block", Integer, primary_key=True),
    Column("until", String, nullable=False),
)
"""The newest of the matters in a block and in all before it; see `answerable_services.desk.edges`."""

SIGNATURES = Table(
    "signatures",
    TABLES,
    Column("register", String, primary_key=True),
    Column("block", Integer, primary_key=True),
    Column("bits", LargeBinary, nullable=False),
)
"""Which pieces of text came to a block of matters of late; see `answerable_services.desk.signatures`."""

SHELVES = Table(
    "shelves",
    TABLES,
    Column("register", String, primary_key=True),
    Column("shelf", Integer, primary_key=True),
    Column("word", Integer, primary_key=True),
    Column("bits", LargeBinary, nullable=False),
)
"""Which blocks have the pieces of text that came before; see `answerable_services.desk.shelves`."""

OTHERS = Table(
    "others",
    TABLES,
    Column("matter", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("sequence", BigInteger, nullable=False, index=True),
    Column("words", String, nullable=False),
    Column("block", Integer, nullable=False, index=True),
)
"""What matters without a register are found by; ``sequence`` is that of the event that began each."""

_TYPES: dict[Kind, Any] = {
    Kind.TEXT: String(),
    Kind.CHOICE: String(),
    Kind.MOMENT: Moment(),
    Kind.DAY: Date(),
    Kind.FLAG: Boolean(),
    Kind.NUMBER: Integer(),
    Kind.LIST: JSON(),
}

REGISTERS: dict[str, Register] = {stream: module.REGISTER for stream, module in parts("register").items()}
"""Every stream's register, by the stream's name."""


def index_of_sort(register: Register, sort: str) -> str:
    """Name the index that has all matters in an order."""
    return f"{register.name}_sorted_by_{sort}"


def table_of(register: Register) -> Table:
    """Make a register's table: a row a matter, and an index for each way in which a list is narrowed.

    Arguments:
        register: what it says of itself.
    """
    columns = [
        Column(register.stream, String, primary_key=True),
        Column("site", String, nullable=False),
        *([] if register.flow is None else [Column("state", String, nullable=False)]),
        *(Column(one.name, _TYPES[one.kind], nullable=not one.is_required) for one in register.columns),
        *(Column(f"{name}_place", Integer, nullable=False) for name in register.places),
        *(Column(mark, Boolean, nullable=False) for mark in register.all_marks),
        *([Column("number", String, nullable=False)] if register.number else []),
        *([Column("earlier", JSON, nullable=False)] if register.has_memory else []),
        Column("words", String, nullable=False),
        Column("block", Integer, nullable=False),
    ]
    table = Table(register.name, TABLES, *columns)
    order = (table.c[register.newest], table.c[register.stream])
    narrowed = [(), ("site",), *((name,) for name in register.filters if name != register.newest)]
    if register.flow is not None:
        narrowed.append(("state",))
    for by in narrowed:
        Index("_".join((register.name, "by", *by, "order")), *(table.c[name] for name in by), *order)
    for name in {*register.own} - {*register.filters, register.stream}:
        is_owned = table.c[name].is_not(None)
        Index(
            f"{register.name}_own_by_{name}", table.c[name], sqlite_where=is_owned, postgresql_where=is_owned
        )
    for sort in register.sorts:
        columns_of_sort = [table.c[name] for name in (*register.all_sorts[sort], register.stream)]
        Index(index_of_sort(register, sort), *columns_of_sort)
        if sort == register.first_sort:
            Index(f"{index_of_sort(register, sort)}_of_site", table.c.site, *columns_of_sort)
    Index(f"{register.name}_by_block", table.c.block)
    for mark in register.all_marks:
        is_so = table.c[mark].is_(True)
        Index(f"{register.name}_{mark}", *order, sqlite_where=is_so, postgresql_where=is_so)
    return table


MATTERS: dict[str, Table] = {stream: table_of(register) for stream, register in REGISTERS.items()}
"""Every register's table, by the stream's name."""

CASES, HANDOVERS = MATTERS["case"], MATTERS["handover"]

_IS_OPEN = CASES.c.is_open.is_(True)
Index("cases_open_by_owner", CASES.c.owner, CASES.c.site, sqlite_where=_IS_OPEN, postgresql_where=_IS_OPEN)
Index("cases_by_limit", CASES.c.state, CASES.c.due_at)
Index("handovers_by_site", HANDOVERS.c.site, HANDOVERS.c.on)
