"""The tokens of other systems, made, listed and revoked by whoever looks after them."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from answerable.commands.base import ActionPattern
from answerable.events.base import ActorId, SiteId
from answerable.queries.accounts.shared import Hidden
from answerable.queries.base import Answer, Query


class TokenRow(Answer):
    """What is kept of a token of another system: never the token itself.

    Arguments:
        token: its name, by which it is revoked.
        machine: what the ledger calls whoever uses it.
        scope: the commands and questions that it is for.
        sites: the sites that it is for; all where None.
        made_at: since when it holds.
        made_by: who made it; None where that was not kept, as by the command line.
        until: when it ends.
        revoked_at: when it was revoked, where it was.
    """

    token: str
    machine: ActorId
    scope: tuple[str, ...]
    sites: tuple[SiteId, ...] | None = None
    made_at: AwareDatetime
    made_by: ActorId | None = None
    until: AwareDatetime
    revoked_at: AwareDatetime | None = None


class TokenList(Answer):
    """Which tokens other systems have.

    Arguments:
        tokens: the newest first, also those that hold no more.
    """

    tokens: tuple[TokenRow, ...]


class ListTokens(Query[TokenList]):
    """Which tokens do other systems have, of the sites that the asker looks after?"""


class MadeToken(Answer):
    """A token of another system; it is shown once and kept nowhere.

    Arguments:
        kept: what is kept of it.
        secret: the token, to be put behind ``Authorization: Bearer``.
    """

    kept: TokenRow
    secret: Hidden


class CreateToken(Query[MadeToken]):
    """Make a token for another system.

    It is for nothing that the table of who may do what does not give other systems, and for no site that the
    asker does not look after. What it is for, and who made it, is told.

    Arguments:
        name: the system's; the ledger calls it ``machine-`` and this.
        scope: the commands and questions that it is for, as names, with ``*`` for all of a kind.
        sites: the sites that it is for; all where left out.
        days: how long it holds.
    """

    name: Annotated[str, Field(min_length=1, max_length=56)]
    scope: Annotated[tuple[ActionPattern, ...], Field(min_length=1, max_length=200)]
    sites: Annotated[tuple[SiteId, ...], Field(min_length=1)] | None = None
    days: int


class RevokeToken(Query[TokenRow]):
    """Let a token hold no more, within a second.

    Arguments:
        token: its name.
    """

    token: Annotated[str, Field(max_length=64)]
