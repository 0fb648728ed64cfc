"""Principals: whoever asks, as a credential has proved them."""

from __future__ import annotations

from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from answerable.commands.base import ActionPattern
from answerable.events.base import ActorId, SiteId
from answerable.streams.staff.grants import Grant


class Kind(StrEnum):
    """What a principal is."""

    STAFF = "staff"
    """A member of staff."""
    MACHINE = "machine"
    """Another system, such as a telephone exchange, with a token of its own."""
    SYSTEM = "system"
    """A part of this system, such as the service that finds missed callbacks."""

    @classmethod
    def of(cls, actor: str) -> Kind:
        """Give the kind that an id is of, by its first word."""
        return cls(actor.partition("-")[0])


class Principal(BaseModel):
    """Whoever asks.

    Arguments:
        id: what the ledger calls them.
        grants: their roles, at the time of the proof.
        scope: the commands and queries that the proof is for; all where None.
        sites: the sites that the proof is for; all where None.
        proof: the sign-in or the token that it comes from, by name and without its secret: what is revoked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ActorId
    grants: tuple[Grant, ...] = ()
    scope: tuple[ActionPattern, ...] | None = None
    sites: tuple[SiteId, ...] | None = None
    proof: Annotated[str, Field(max_length=64)] | None = None

    @property
    def kind(self) -> Kind:
        """What they are."""
        return Kind.of(self.id)

    def reaches(self, action: str, site: str | None) -> bool:
        """Tell whether the proof is for a command or query at a site at all; what roles allow is asked apart.

        Arguments:
            action: the command's or the query's name.
            site: where; None where it asks about no one site.
        """
        if self.scope is not None and not any(fnmatchcase(action, pattern) for pattern in self.scope):
            return False
        return self.sites is None or (site is not None and site in self.sites)
