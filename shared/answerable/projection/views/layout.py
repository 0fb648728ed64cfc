"""Whether a generation's tables are what a program's queries expect: may it answer from them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData


def lacking(connection: Connection, tables: MetaData) -> list[str]:
    """Name the tables and columns that a program knows and the generation does not have.

    Names are compared, types are not: a column whose type or meaning changes gets a new name
    (docs/decisions/0016).

    Arguments:
        connection: to the generation.
        tables: what the program's queries read.
    """
    inspector = inspect(connection)
    present = set(inspector.get_table_names())
    missing = []
    for table in tables.sorted_tables:
        if table.name not in present:
            missing.append(table.name)
            continue
        columns = {column["name"] for column in inspector.get_columns(table.name)}
        missing += [f"{table.name}.{column.name}" for column in table.columns if column.name not in columns]
    return missing
