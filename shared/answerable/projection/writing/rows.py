"""The rows a batch of events works on: read once, changed in memory, written in one go."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, String, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from answerable.errors import Invalid
from answerable.projection.writing.types import Moment

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table
    from sqlalchemy.sql.dml import Delete, Insert

Row = dict[str, Any]
"""One row of a table, by column name."""

Key = tuple[Any, ...]

SITE = "site"
"""The column that says whose a row is, in the tables of a projection by site."""

_CACHED_ROWS = 50_000


def key_columns(table: Table) -> tuple[str, ...]:
    """Name the columns of a table's primary key, in order."""
    return tuple(column.name for column in table.primary_key.columns)


def _upsert(table: Table, dialect: str) -> Insert:
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    keys = key_columns(table)
    changes = {c.name: insert.excluded[c.name] for c in table.columns if c.name not in keys}
    if not changes:
        return insert.on_conflict_do_nothing(index_elements=list(keys))
    return insert.on_conflict_do_update(index_elements=list(keys), set_=changes)


def _parameter(column: str) -> str:
    """Name the parameter of a key's column; the column's own name may stand for its new value."""
    return f"key_{column}"


def _has_key(table: Table, names: Sequence[str] | None = None) -> list[ColumnElement[bool]]:
    return [table.c[name] == bindparam(_parameter(name)) for name in names or key_columns(table)]


def _delete(table: Table) -> Delete:
    return delete(table).where(*_has_key(table))


def _select(table: Table) -> Select[Any]:
    return select(table).where(*_has_key(table))


def _storable(value: Any) -> Any:
    """Give what both databases can store: PostgreSQL takes no NUL in a text."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if type(value) is str and "\0" in value else value


class _Sheet:
    """The rows of one table that the batch touched or read."""

    def __init__(self, table: Table, dialect: str) -> None:
        self.table = table
        self.keys = key_columns(table)
        # Building a statement costs more than carrying it out, and live batches are of one event.
        self.upsert = _upsert(table, dialect)
        self.removal = _delete(table)
        self.selection = _select(table)
        self.columns = {column.name for column in table.columns}
        self.empty: Row = dict.fromkeys(column.name for column in table.columns)
        self.moments = tuple(column.name for column in table.columns if isinstance(column.type, Moment))
        self.texts = tuple(column.name for column in table.columns if isinstance(column.type, String | JSON))
        self.rows: dict[Key, Row | None] = {}
        self.dirty: set[Key] = set()
        # Beginnings of keys of which all rows were read: what is not among them is not there.
        self.whole: set[Key] = set()
        self.loads: dict[tuple[str, ...], Select[Any]] = {}

    def key(self, values: Row) -> Key:
        try:
            key = tuple([values[name] for name in self.keys])
        except KeyError as error:
            message = f"a row of {self.table.name} needs its key {', '.join(self.keys)}; {error} is missing"
            raise Invalid(message) from error
        for part in key:
            if type(part) is str and "\0" in part:
                return tuple(map(_storable, key))
        return key

    def as_stored(self, values: Row) -> Row:
        """Give the whole row as the database would give it back: a later batch must not see a difference."""
        row = {**self.empty, **values}
        for name in self.texts:
            text = row[name]
            if type(text) is str and "\0" in text:
                row[name] = _storable(text)
        for name in self.moments:
            if (moment := row[name]) is not None:
                row[name] = moment.astimezone(UTC)
        return row

    def condition(self, key: Key) -> Row:
        """Give the parameters that find a key's row, or all rows whose key begins so."""
        return {_parameter(name): value for name, value in zip(self.keys, key, strict=False)}


class Rows:
    """A view's rows as handlers see them: get, put, change, delete.

    Nothing is written before `flush`; the runtime flushes and stores the position in one
    transaction. Rows stay in memory between batches, for the runtime is their only writer; moments are
    given back in UTC and tuples of JSON columns should be lists, as the database has them.

    Arguments:
        dialect: the database's name in SQLAlchemy, ``sqlite`` or ``postgresql``.
    """

    def __init__(self, dialect: str = "sqlite") -> None:
        self._dialect = dialect
        self._sheets: dict[str, _Sheet] = {}
        self._connection: Connection | None = None
        self._touched: set[Hashable] = set()
        self.sequence = 0
        self.site: str | None = None

    def begin(self, connection: Connection) -> None:
        """Work on this connection's transaction until `flush` or `forget`."""
        self._connection = connection

    def forget(self) -> None:
        """Drop everything that was not written; the next batch reads anew."""
        self._sheets.clear()
        self._touched.clear()
        self._connection = None

    def touch(self, what: Hashable) -> None:
        """Note what a projection's `settle` has to look at again when the batch has been handled."""
        self._touched.add(what)

    def touched(self) -> set[Hashable]:
        """Take what was noted since it was taken last."""
        taken, self._touched = self._touched, set()
        return taken

    def _sheet(self, table: Table) -> _Sheet:
        sheet = self._sheets.get(table.name)
        if sheet is None:
            sheet = self._sheets[table.name] = _Sheet(table, self._dialect)
        return sheet

    def _key(self, sheet: _Sheet, values: Row) -> Key:
        """Give a row's key, which must be of the site that the handler is bound to, where it is."""
        key = sheet.key(values)
        if self.site is not None and values.get(SITE) != self.site:
            message = (
                f"an event of site {self.site} touches a row of {sheet.table.name} of site "
                f"{values.get(SITE)}: a projection by site may not"
            )
            raise Invalid(message)
        return key

    def get(self, table: Table, **key: Any) -> Row | None:
        """Give a copy of the row with this key, or None.

        Arguments:
            table: whose row.
            key: the value of each column of the primary key.
        """
        row = self._read(self._sheet(table), key)
        return None if row is None else dict(row)

    def _read(self, sheet: _Sheet, key_values: Row) -> Row | None:
        key = self._key(sheet, key_values)
        if key not in sheet.rows:
            if self._connection is None:
                message = f"rows of {sheet.table.name} are read outside of a batch"
                raise Invalid(message)
            if sheet.whole and any(key[:length] in sheet.whole for length in range(1, len(key))):
                return None
            found = self._connection.execute(sheet.selection, sheet.condition(key)).mappings().first()
            sheet.rows[key] = None if found is None else dict(found)
        return sheet.rows[key]

    def load(self, table: Table, **beginning: Any) -> None:
        """Read all rows whose key begins with these values, in one question instead of one for each.

        It changes nothing of what `get` gives; it is for a handler that is about to get many of them.

        Arguments:
            table: whose rows.
            beginning: the value of the first column of the primary key, or of the first few.

        Raises:
            Invalid: these are not the first columns of the key, or no batch is under way.
        """
        sheet = self._sheet(table)
        names = sheet.keys[: len(beginning)]
        if set(names) != beginning.keys() or len(names) == len(sheet.keys):
            message = (
                f"the key of {table.name} is {', '.join(sheet.keys)}: it does not begin with {beginning}"
            )
            raise Invalid(message)
        if self._connection is None:
            message = f"rows of {table.name} are read outside of a batch"
            raise Invalid(message)
        first = tuple(_storable(beginning[name]) for name in names)
        if first in sheet.whole:
            return
        wanted = sheet.loads.get(names)
        if wanted is None:
            wanted = sheet.loads[names] = select(table).where(*_has_key(table, names))
        found = self._connection.execute(wanted, sheet.condition(first)).mappings()
        for row in found:
            # What this batch has changed already stands.
            sheet.rows.setdefault(tuple(row[name] for name in sheet.keys), dict(row))
        sheet.whole.add(first)

    def put(self, table: Table, **values: Any) -> None:
        """Write a whole row, new or instead of the old one.

        Arguments:
            table: where to.
            values: by column; columns left out are null.
        """
        sheet = self._sheet(table)
        if unknown := values.keys() - sheet.columns:
            message = f"table {table.name} has no column {', '.join(sorted(unknown))}"
            raise Invalid(message)
        key = self._key(sheet, values)
        sheet.rows[key] = sheet.as_stored(values)
        sheet.dirty.add(key)

    def change(self, table: Table, key: Row, **changes: Any) -> bool:
        """Change some columns of a row that exists.

        Arguments:
            table: whose row.
            key: the value of each column of the primary key.
            changes: the new values.

        Returns:
            Whether there was such a row.
        """
        sheet = self._sheet(table)
        row = self._read(sheet, key)
        if row is None:
            return False
        self.put(table, **{**row, **changes})
        return True

    def delete(self, table: Table, **key: Any) -> None:
        """Remove the row with this key, if there is one."""
        sheet = self._sheet(table)
        at = self._key(sheet, key)
        sheet.rows[at] = None
        sheet.dirty.add(at)

    def select(self, query: Select[Any], **parameters: Any) -> Sequence[RowMapping]:
        """Ask about many rows at once, those that this batch has changed so far included.

        The changes are written for it, in the batch's transaction: so it is for `settle`, once a batch,
        rather than for handlers.

        Arguments:
            query: what is asked; one that is made once and asked with parameters costs a third.
            parameters: its own, by name.

        Raises:
            Invalid: no batch is under way.
        """
        if self._connection is None:
            message = "rows are asked about outside of a batch"
            raise Invalid(message)
        self._write(self._connection)
        return self._connection.execute(query, parameters).mappings().all()

    def flush(self) -> None:
        """Write every changed row on the batch's connection."""
        if self._connection is not None:
            self._write(self._connection)
            self._connection = None

    def _write(self, connection: Connection) -> None:
        for sheet in self._sheets.values():
            written = [row for key in sheet.dirty if (row := sheet.rows[key]) is not None]
            removed = [key for key in sheet.dirty if sheet.rows[key] is None]
            if removed:
                connection.execute(sheet.removal, [sheet.condition(key) for key in removed])
            if written:
                connection.execute(sheet.upsert, written)
            sheet.dirty.clear()
            if len(sheet.rows) > _CACHED_ROWS or len(sheet.whole) > _CACHED_ROWS:
                sheet.rows.clear()
                sheet.whole.clear()
