"""Leases as advisory locks of PostgreSQL, on a connection of their own: the server ends them with it."""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from answerable.errors import Superseded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

_LOW = 2**32 - 1
_MEMBERS = "members"

_TRY = text("SELECT pg_try_advisory_lock(:key)")
_SHARE = text("SELECT pg_advisory_lock_shared(:key)")
_UNLOCK = text("SELECT pg_advisory_unlock(:key)")
_UNLOCK_ALL = text("SELECT pg_advisory_unlock_all()")
_COUNT = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND CAST(classid AS bigint) = :high AND CAST(objid AS bigint) = :low"
)


def lock_key(name: str, what: str) -> int:
    """Give the number, of 64 bits, that stands for one lock of one projection.

    Arguments:
        name: the projection's.
        what: what is locked.
    """
    digest = blake2b(f"answerable {name} {what}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@contextmanager
def advisory_lock(engine: Engine, key: int) -> Iterator[bool]:
    """Try to take one advisory lock for the length of a block; tells whether it was free."""
    with engine.connect() as connection:
        try:
            yield bool(connection.execute(_TRY, {"key": key}).scalar_one())
        finally:
            _unlock_all(connection)


def _unlock_all(connection: Connection) -> None:
    """Give back what a connection holds, before the server notices by itself that it is closed."""
    try:
        connection.execute(_UNLOCK_ALL)
    except (DBAPIError, PendingRollbackError):
        connection.invalidate()


class DatabaseLeases:
    """Leases on one connection, which is given back with all of them.

    Arguments:
        engine: opens a connection of its own each time, in autocommit.
        name: the projection's.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._name = name
        self._held: set[str] = set()
        self._connection = engine.connect()

    def _ask(self, statement: Any, **values: int) -> int:
        """Ask on the connection that holds the locks.

        Raises:
            Superseded: it is lost, and every lock with it.
        """
        try:
            return int(self._connection.execute(statement, values).scalar_one() or 0)
        except DBAPIError as error:
            self._connection.invalidate()
            message = (
                f"the connection that holds the locks of the view {self._name} was lost: {error.orig}; "
                "this instance stops what it did under them"
            )
            raise Superseded(message) from error

    def join(self) -> None:
        """Count as an instance from now on, until `close` or the end of the process."""
        self._connection.execute(_SHARE, {"key": lock_key(self._name, _MEMBERS)})

    def members(self) -> int:
        """Count the instances that have joined and live, this one included."""
        key = lock_key(self._name, _MEMBERS)
        return self._ask(_COUNT, high=(key >> 32) & _LOW, low=key & _LOW)

    def _key(self, key: str) -> int:
        return lock_key(self._name, f"lease {key}")

    def acquire(self, key: str) -> bool:
        """Try to take what one instance has at a time; tells whether this one has it now."""
        if key not in self._held and self._ask(_TRY, key=self._key(key)):
            self._held.add(key)
        return key in self._held

    def release(self, key: str) -> None:
        """Give it back; what one does not have changes nothing."""
        if key in self._held:
            self._held.remove(key)
            self._ask(_UNLOCK, key=self._key(key))

    def check(self) -> None:
        """Make sure that the connection, and so everything acquired, is still held.

        Raises:
            Superseded: it is lost.
        """
        self._ask(text("SELECT 1"))

    def close(self) -> None:
        """Give everything back and leave."""
        self._held.clear()
        if self._connection.closed:
            return
        _unlock_all(self._connection)
        self._connection.close()
