"""Empty databases for the library: SQLite files, and a PostgreSQL server where its programs are installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

from tests import postgresql as servers


def sqlite(directory: Path) -> Iterator[dict[str, str]]:
    """Give new SQLite files."""
    for number in count(1):
        yield {"SQLITE_DBNAME": str(directory / f"library{number}.sqlite")}


def lacks_for_postgresql() -> str | None:
    """Name what is missing for PostgreSQL's rows, or None where nothing is."""
    if find_spec("psycopg_pool") is None:
        return "the package psycopg_pool, which eventsourcing[postgres] brings"
    return servers.lacks()


@contextmanager
def postgresql() -> Iterator[Iterator[dict[str, str]]]:
    """Run a PostgreSQL server of our own with its own defaults, and give new databases of it."""
    with servers.postgresql() as server:
        yield _databases(server)


def _databases(server: servers.Server) -> Iterator[dict[str, str]]:
    while True:
        yield {
            "POSTGRES_DBNAME": server.new_database(),
            "POSTGRES_HOST": "127.0.0.1",
            "POSTGRES_PORT": str(server.port),
            "POSTGRES_USER": servers.USER,
            "POSTGRES_PASSWORD": "",
        }
