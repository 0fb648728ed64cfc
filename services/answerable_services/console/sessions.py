"""Who is signed in, and what the table leaves to them."""

from __future__ import annotations

from answerable.identity import Principal
from answerable.identity.permission import scope
from answerable.queries.accounts import Proved


class Person:
    """Somebody who is signed in.

    Arguments:
        proved: what the accounts say of them.
    """

    def __init__(self, proved: Proved) -> None:
        self.proved = proved

    @property
    def id(self) -> str:
        """What the ledger calls them."""
        return self.proved.person

    @property
    def principal(self) -> Principal:
        """Who they are, with their roles of today, for the table of who may do what."""
        return Principal(id=self.proved.person, grants=self.proved.grants)

    def may(self, action: str) -> bool:
        """Tell whether they may do something anywhere, with anything.

        Arguments:
            action: the command or question.
        """
        return any(sites is None or sites for sites in scope(self.principal, action).reaches.values())

    def may_at(self, action: str, site: str) -> bool:
        """Tell whether they may do something at a site.

        Arguments:
            action: the command or question.
            site: where.
        """
        return bool(scope(self.principal, action).at(site))
