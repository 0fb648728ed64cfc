"""Connections to a PostgreSQL database: which addresses are read, and how a lost line is noticed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from answerable.errors import Invalid, NotFound

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
_DRIVER = "postgresql+psycopg"

POOLED: dict[str, Any] = {
    "pool_size": 4,
    "max_overflow": 4,
    "pool_timeout": 10.0,
    "pool_recycle": 1800,
    "pool_use_lifo": True,
}
"""Connections for one served schema: eight at most, those of a quiet time fewer."""

LONGEST_WAIT_S = 10
"""Seconds that are waited for a database, or for a lock in it."""

_LASTING = {
    # A machine that is gone without a word must lose its locks within seconds, on either side of the line.
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "connect_timeout": LONGEST_WAIT_S,
}
_SERVER_LASTING = (
    "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 "
    "-c tcp_user_timeout=10000 -c idle_session_timeout=0"
)


def read_address(address: str, setting: str) -> URL:
    """Read the address of a database.

    Arguments:
        address: as ``postgresql://user:password@host:port/database``.
        setting: the variable that it stands in, to be named where it cannot be read.

    Raises:
        Invalid: the address cannot be read.
    """
    message = (
        f"{setting} is not the address of a PostgreSQL database: "
        "postgresql://user:password@host:port/database"
    )
    try:
        url = make_url(address)
    except ArgumentError:
        raise Invalid(message) from None
    if url.drivername not in _SCHEMES:
        raise Invalid(message)
    return url.set(drivername=_DRIVER)


def postgresql_engine(url: URL, *, schema: str | None = None, **options: Any) -> Engine:
    """Open a database; the caller disposes of it.

    Arguments:
        url: as `read_address` gives it.
        schema: the one that every name without a schema is looked up in, and in no other; the server's own
            way where None.
        options: further ones of SQLAlchemy's.

    Raises:
        NotFound: the database's driver is not installed.
    """
    given = url.query.get("options", "")
    words = [given if isinstance(given, str) else " ".join(given), _SERVER_LASTING]
    if schema is not None:
        words.append(f'-c search_path="{schema}"')
    plain = url.difference_update_query(["options"])
    try:
        return create_engine(plain, connect_args={**_LASTING, "options": " ".join(words).strip()}, **options)
    except (ModuleNotFoundError, NoSuchModuleError):
        message = "a database of PostgreSQL needs the package psycopg: install answerable[postgresql]"
        raise NotFound(message) from None
