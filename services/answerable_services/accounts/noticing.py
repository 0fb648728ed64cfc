"""What others tell the accounts: attempts that were denied, and tokens of machines and their addresses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from answerable.messaging.denials import Report, TokenSeen
from answerable_services.accounts.tables import TOKEN_ADDRESSES, TOKENS
from answerable_services.accounts.tellings import (
    AttemptDenied,
    TokenCreated,
    TokenRevoked,
    TokenUsedElsewhere,
)
from answerable_services.accounts.untold import tell

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from answerable.identity import MachineToken

MOST_ADDRESSES = 50
"""Addresses of one token that are known; a further one drops them all, and each is a new one again."""


def take_down(connection: Connection, part: str, report: Report, now: datetime) -> None:
    """Put down what a service tells.

    Arguments:
        connection: to the store, in a transaction that writes.
        part: the service.
        report: what it tells.
        now: the machine's clock.
    """
    for one in report.denied:
        denied = one.denied
        telling = AttemptDenied(
            denied.who, now, denied.action, denied.at, denied.denial, part, denied.way, denied.address
        )
        tell(connection, telling, one.times)
    for seen in report.seen:
        if _is_new(connection, seen):
            tell(connection, TokenUsedElsewhere(seen.who, now, seen.token, seen.address))


def _is_new(connection: Connection, seen: TokenSeen) -> bool:
    of_token = TOKEN_ADDRESSES.c.token == seen.token
    known = select(TOKEN_ADDRESSES.c.address).where(of_token, TOKEN_ADDRESSES.c.address == seen.address)
    if connection.execute(known).first() is not None:
        return False
    count = select(func.count()).select_from(TOKEN_ADDRESSES).where(of_token)
    if (connection.scalar(count) or 0) >= MOST_ADDRESSES:
        connection.execute(delete(TOKEN_ADDRESSES).where(of_token))
    connection.execute(insert(TOKEN_ADDRESSES).values(token=seen.token, address=seen.address))
    return True


def compare_tokens(connection: Connection, tokens: Collection[MachineToken]) -> None:
    """Tell of the tokens that were made, and of those that were revoked.

    Arguments:
        connection: to the store, in a transaction that writes.
        tokens: what is kept of all of them.
    """
    rows = connection.execute(select(TOKENS.c.token, TOKENS.c.is_revoked))
    known = {row.token: row.is_revoked for row in rows}
    for one in tokens:
        if one.id not in known:
            days = max(round((one.until - one.made_at).total_seconds() / 86400), 1)
            telling = TokenCreated(one.principal, one.made_at, one.id, one.scope, one.sites, days)
            tell(connection, telling)
            connection.execute(insert(TOKENS).values(token=one.id, is_revoked=False))
        if one.revoked_at is not None and not known.get(one.id, False):
            tell(connection, TokenRevoked(one.principal, one.revoked_at, one.id))
            connection.execute(update(TOKENS).where(TOKENS.c.token == one.id).values(is_revoked=True))
