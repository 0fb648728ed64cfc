"""The rows a batch of events works on: read once, changed in memory, written in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from answerable.errors import Invalid
from answerable.projection.writing.sheets import Key, Sheet
from answerable.projection.writing.statements import Row, key_columns

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from sqlalchemy import Connection, RowMapping, Select, Table

__all__ = ["SITE", "Key", "Row", "Rows", "key_columns"]

SITE = "site"
"""The column that says whose a row is, in the tables of a projection by site."""

_CACHED_ROWS = 50_000


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
        self._sheets: dict[str, Sheet] = {}
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

    def _sheet(self, table: Table) -> Sheet:
        sheet = self._sheets.get(table.name)
        if sheet is None:
            sheet = self._sheets[table.name] = Sheet(table, self._dialect)
        return sheet

    def _key(self, sheet: Sheet, values: Row) -> Key:
        """Give a row's key, which must be of the site that the handler is bound to, where it is."""
        if self.site is not None:
            self._must_be_of_site(sheet, values.get(SITE))
        return sheet.key(values)

    def _must_be_of_site(self, sheet: Sheet, site: str | None) -> None:
        if site != self.site:
            message = (
                f"an event of site {self.site} touches a row of {sheet.table.name} of site "
                f"{site}: a projection by site may not"
            )
            raise Invalid(message)

    def _begun(self, sheet: Sheet) -> Connection:
        if self._connection is None:
            message = f"rows of {sheet.table.name} are read outside of a batch"
            raise Invalid(message)
        return self._connection

    def get(self, table: Table, **key: Any) -> Row | None:
        """Give a copy of the row with this key, or None.

        Arguments:
            table: whose row.
            key: the value of each column of the primary key.
        """
        row = self._read(self._sheet(table), key)
        return None if row is None else row.copy()

    def _read(self, sheet: Sheet, key_values: Row) -> Row | None:
        key = self._key(sheet, key_values)
        if sheet.sums:
            sheet.sum_up(self._begun(sheet))
        if key not in sheet.rows:
            if sheet.is_known_missing(key):
                return None
            sheet.read(self._begun(sheet), key)
        return sheet.rows[key]

    def fetch(self, table: Table, keys: Iterable[Key]) -> None:
        """Read many rows at once into memory, for whoever is about to get them: it changes nothing else.

        Arguments:
            table: whose rows.
            keys: the values of the columns of each primary key, in their order.

        Raises:
            Invalid: no batch is under way.
        """
        sheet = self._sheet(table)
        sheet.read_many(self._begun(sheet), keys)

    def fetch_from(self, table: Table, beginning: Key) -> None:
        """Read all rows of a beginning of the key from one value on, so that the others are known to be none.

        Arguments:
            table: whose rows.
            beginning: the first columns of the key; the last of them is the least that is read.

        Raises:
            Invalid: no batch is under way.
        """
        sheet = self._sheet(table)
        sheet.read_from(self._begun(sheet), sheet.storable(beginning))

    def add(self, table: Table, key: Key, others: Row | None = None, /, **numbers: int) -> None:
        """Add to the numbers of a row, new or not; one whose numbers are all 0 is no row.

        What a batch adds is summed up in memory, and the row is read and written once.

        Arguments:
            table: whose row; its whole numbers beside the key are what is added to.
            key: the values of the columns of the primary key, in their order.
            others: what else the row says, by column.
            numbers: what is added, by column.
        """
        sheet = self._sheet(table)
        if self.site is not None:
            self._must_be_of_site(sheet, key[sheet.keys.index(SITE)])
        sheet.add(sheet.storable(key), others, numbers)

    def put(self, table: Table, **values: Any) -> None:
        """Write a whole row, new or instead of the old one.

        Arguments:
            table: where to.
            values: by column; columns left out are null.
        """
        sheet = self._sheet(table)
        if not values.keys() <= sheet.columns:
            unknown = values.keys() - sheet.columns
            message = f"table {table.name} has no column {', '.join(sorted(unknown))}"
            raise Invalid(message)
        sheet.put(self._key(sheet, values), sheet.as_stored(values))

    def change(self, table: Table, key: Row, **changes: Any) -> bool:
        """Change some columns of a row that exists.

        Arguments:
            table: whose row.
            key: the value of each column of the primary key.
            changes: the new values.

        Returns:
            Whether there was such a row.
        """
        row = self.get(table, **key)
        if row is None:
            return False
        self.put(table, **{**row, **changes})
        return True

    def delete(self, table: Table, **key: Any) -> None:
        """Remove the row with this key, if there is one."""
        sheet = self._sheet(table)
        sheet.remove(self._key(sheet, key))

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
            if sheet.sums:
                sheet.sum_up(connection)
            sheet.write(connection)
            if len(sheet.rows) > _CACHED_ROWS or len(sheet.known_from) > _CACHED_ROWS:
                sheet.rows.clear()
                sheet.known_from.clear()
