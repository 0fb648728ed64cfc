"""The desk's tables: the sites, a table for every register, and what is counted as events arrive."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, Index, Integer, MetaData, String, Table

from answerable.discovery import parts
from answerable.projection.writing.types import Moment
from answerable.register import Kind, Register

TABLES = MetaData()

SITES = Table(
    "sites",
    TABLES,
    Column("site", String, primary_key=True),
    Column("name_zh", String, nullable=False),
    Column("name_en", String, nullable=False),
    Column("timezone", String, nullable=False),
    Column("staff", Integer, nullable=False, default=0),
)

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

_TYPES = {
    Kind.TEXT: String,
    Kind.CHOICE: String,
    Kind.MOMENT: Moment,
    Kind.DAY: Date,
    Kind.FLAG: Boolean,
    Kind.NUMBER: Integer,
    Kind.LIST: JSON,
}

REGISTERS: dict[str, Register] = {stream: module.REGISTER for stream, module in parts("register").items()}
"""Every stream's register, by the stream's name."""


def table_of(register: Register) -> Table:
    """Make a register's table: a row a matter, and an index for each way in which a list is narrowed.

    Arguments:
        register: what it says of itself.
    """
    columns = [
        Column(register.stream, String, primary_key=True),
        Column("site", String, nullable=False),
        *([] if register.flow is None else [Column("state", String, nullable=False)]),
        *(Column(one.name, _TYPES[one.kind](), nullable=not one.is_required) for one in register.columns),
        *(Column(mark, Boolean, nullable=False) for mark in register.all_marks),
        Column("words", String, nullable=False),
    ]
    table = Table(register.name, TABLES, *columns)
    order = (table.c[register.newest], table.c[register.stream])
    narrowed = [(), ("site",), *((name,) for name in register.filters if name != register.newest)]
    if register.flow is not None:
        narrowed.append(("state",))
    for by in narrowed:
        Index("_".join((register.name, "by", *by, "order")), *(table.c[name] for name in by), *order)
    for mark in register.all_marks:
        is_so = table.c[mark].is_(True)
        Index(f"{register.name}_{mark}", *order, sqlite_where=is_so, postgresql_where=is_so)
    return table


MATTERS: dict[str, Table] = {stream: table_of(register) for stream, register in REGISTERS.items()}
"""Every register's table, by the stream's name."""

CASES, HANDOVERS = MATTERS["case"], MATTERS["handover"]

_URGENT = (CASES.c.is_open.desc(), CASES.c.due_at, CASES.c.case)
Index("cases_by_limit", CASES.c.state, CASES.c.due_at)
Index("cases_urgent", *_URGENT)
Index("cases_urgent_of_site", CASES.c.site, *_URGENT)
Index("handovers_by_site", HANDOVERS.c.site, HANDOVERS.c.on)
