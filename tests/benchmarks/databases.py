"""Empty databases for the library: SQLite files, and a PostgreSQL server where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

from answerable.ledger.host import free_port

_READY_WITHIN_S = 30.0
_USER = "benchmark"


def sqlite(directory: Path) -> Iterator[dict[str, str]]:
    """Give new SQLite files."""
    for number in count(1):
        yield {"SQLITE_DBNAME": str(directory / f"library{number}.sqlite")}


def lacks_for_postgresql() -> str | None:
    """Name what is missing for PostgreSQL's rows, or None where nothing is."""
    if find_spec("psycopg_pool") is None:
        return "the package psycopg_pool, which eventsourcing[postgres] brings"
    if not (shutil.which("initdb") and shutil.which("postgres")):
        return "PostgreSQL's programs on the path"
    return "an account that may run PostgreSQL" if _account() is False else None


def _account() -> str | bool | None:
    """Give the account the server runs as: None for this one; False where root has no other to give it to."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return False


@contextmanager
def postgresql() -> Iterator[Iterator[dict[str, str]]]:
    """Run a PostgreSQL server of our own with its own defaults, and give new databases of it."""
    account = _account() or None
    assert account is not True
    with tempfile.TemporaryDirectory(prefix="bench-pg-") as directory:
        if account is not None:
            shutil.chown(directory, account)
        data = f"{directory}/data"
        port = free_port()
        subprocess.run(
            ["initdb", "-D", data, "-U", _USER, "--auth=trust", "--encoding=UTF8", "--locale=C"],
            check=True,
            capture_output=True,
            user=account,
            cwd=directory,
        )
        server = subprocess.Popen(
            ["postgres", "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", ""],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=account,
            cwd=directory,
        )
        try:
            _wait(port)
            yield _databases(port)
        finally:
            server.terminate()
            server.wait()


def _connect(port: int) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1", port=port, user=_USER, dbname="postgres", autocommit=True, connect_timeout=2
    )


def _wait(port: int) -> None:
    deadline = time.monotonic() + _READY_WITHIN_S
    while True:
        try:
            _connect(port).close()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _databases(port: int) -> Iterator[dict[str, str]]:
    for number in count(1):
        name = f"library{number}"
        with _connect(port) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        yield {
            "POSTGRES_DBNAME": name,
            "POSTGRES_HOST": "127.0.0.1",
            "POSTGRES_PORT": str(port),
            "POSTGRES_USER": _USER,
            "POSTGRES_PASSWORD": "",
        }
