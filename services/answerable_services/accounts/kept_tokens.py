"""Tokens of machines as they are kept: their digests, who made and revoked them, where they were used."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr
from sqlalchemy import insert, select, update

from answerable_services.accounts.hidden import digest_of
from answerable_services.accounts.keys import Keys
from answerable_services.accounts.machine_tokens import Scope, Token
from answerable_services.accounts.places import shortened_address
from answerable_services.accounts.slowing import source_of
from answerable_services.accounts.tables import TOKEN_ADDRESSES, TOKENS

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_ADDRESSES = 50
"""Addresses that are kept of a token; from one more on, each further one is new."""

_NOTED_EVERY = timedelta(minutes=1)
_COLUMNS = tuple(column for column in TOKENS.c if column.name != "digest")


def keep(connection: Connection, token: Token, secret: SecretStr) -> None:
    """Keep a new token's digest and what is known of it."""
    connection.execute(
        insert(TOKENS).values(
            token=token.id,
            digest=digest_of(secret),
            name=token.name,
            scope={name: list(part) for name, part in asdict(token.scope).items()},
            created_by=token.created_by,
            created_at=token.created_at,
            expires_at=token.expires_at,
        )
    )


def kept(connection: Connection, token: str) -> tuple[Token, str] | None:
    """Give a token by its id, and the digest that it is compared with; None where there is none."""
    row = connection.execute(select(TOKENS).where(TOKENS.c.token == token)).mappings().first()
    return None if row is None else (_token(dict(row)), row["digest"])


def tokens(connection: Connection) -> list[Token]:
    """List all tokens, the newest first; those that are revoked or expired, too."""
    rows = connection.execute(select(*_COLUMNS).order_by(TOKENS.c.created_at.desc(), TOKENS.c.token))
    return [_token(dict(row)) for row in rows.mappings()]


def revoke(connection: Connection, token: str, *, by: str, now: datetime) -> bool:
    """Revoke a token; tell whether it was good until now."""
    which = (TOKENS.c.token == token) & TOKENS.c.revoked_at.is_(None)
    done = connection.execute(update(TOKENS).where(which).values(revoked_at=now, revoked_by=by))
    return done.rowcount > 0


def wants_note(connection: Connection, keys: Keys, token: Token, address: str, now: datetime) -> bool:
    """Tell whether a use has to be noted: the last one was a while ago, or from elsewhere."""
    is_recent = token.last_used_at is not None and now - token.last_used_at < _NOTED_EVERY
    return not (is_recent and _is_known(connection, token.id, _place(keys, address)))


def note_use(connection: Connection, keys: Keys, token: Token, address: str, now: datetime) -> bool:
    """Note that a token was used, and tell whether it never was from this address.

    Arguments:
        connection: to the store, in a transaction that writes.
        keys: of the installation; the address is kept as a digest that needs them, and shortened.
        token: which.
        address: where from.
        now: when.
    """
    connection.execute(
        update(TOKENS)
        .where(TOKENS.c.token == token.id)
        .values(last_used_at=now, last_address=shortened_address(address))
    )
    place = _place(keys, address)
    if _is_known(connection, token.id, place):
        return False
    known = select(TOKEN_ADDRESSES.c.address).where(TOKEN_ADDRESSES.c.token == token.id)
    if len(connection.execute(known).all()) < MOST_ADDRESSES:
        connection.execute(insert(TOKEN_ADDRESSES).values(token=token.id, address=place, seen_at=now))
    return True


def _place(keys: Keys, address: str) -> str:
    return keys.digest("token address", source_of(address))


def _is_known(connection: Connection, token: str, place: str) -> bool:
    which = (TOKEN_ADDRESSES.c.token == token) & (TOKEN_ADDRESSES.c.address == place)
    return connection.execute(select(TOKEN_ADDRESSES.c.token).where(which)).first() is not None


def _token(row: dict[str, Any]) -> Token:
    row.pop("digest", None)
    scope = Scope(**{name: tuple(part) for name, part in row.pop("scope").items()})
    return Token(id=row.pop("token"), scope=scope, **row)
