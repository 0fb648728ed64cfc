"""What others tell the accounts: attempts that were denied, and tokens of machines and their addresses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from answerable.messaging.denials import Report, TokenSeen
from answerable_services.accounts.tables import TOKEN_ADDRESSES, TOKENS
from answerable_services.accounts.tellings import (
    AttemptDenied,
    TokenMade,
    TokenRevoked,
    TokenUsedElsewhere,
)
from answerable_services.accounts.untold import tell

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from answerable.identity import MachineToken

_SETTLED = timedelta(seconds=3)
_COMMAND_LINE = "system-cli"

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


def tell_of_token(connection: Connection, telling: TokenMade | TokenRevoked) -> None:
    """Tell once that a token was made, or revoked.

    Arguments:
        connection: to the store, in a transaction that writes.
        telling: which of the two.
    """
    row = connection.execute(select(TOKENS.c.is_revoked).where(TOKENS.c.token == telling.token)).first()
    is_revoked = isinstance(telling, TokenRevoked)
    if row is None:
        connection.execute(insert(TOKENS).values(token=telling.token, is_revoked=is_revoked))
    elif is_revoked and not row.is_revoked:
        connection.execute(update(TOKENS).where(TOKENS.c.token == telling.token).values(is_revoked=True))
    else:
        return
    tell(connection, telling)


def compare_tokens(connection: Connection, tokens: Collection[MachineToken], now: datetime) -> None:
    """Tell of the tokens that were made and revoked by the command line, which does not ask the accounts.

    Arguments:
        connection: to the store, in a transaction that writes.
        tokens: what is kept of all of them.
        now: the machine's clock.
    """
    for one in tokens:
        # Who has asked the accounts is told of by them, who know who it was: they get some time for it.
        if one.made_at <= now - _SETTLED:
            by = one.made_by or _COMMAND_LINE
            tell_of_token(
                connection, TokenMade(one.id, one.principal, one.made_at, by, one.scope, one.sites, one.until)
            )
        if one.revoked_at is not None and one.revoked_at <= now - _SETTLED:
            tell_of_token(connection, TokenRevoked(one.id, one.principal, one.revoked_at, _COMMAND_LINE))
