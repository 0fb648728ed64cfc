"""How far a role reaches, and how whoever asks stands to what is asked about."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple, Protocol

from answerable.wording import Sentence, say


class Relation(StrEnum):
    """How whoever asks stands to what is asked about; the widest first."""

    ALL_SITES = "all_sites"
    """It is at a site, whichever."""
    SITE = "site"
    """It is at a site where they have the role."""
    TOKEN = "token"  # noqa: S105  (a relation, and no token)
    """Another system asks, and its token names the command or question."""
    TEAM = "team"
    """It belongs to their team."""
    OWN = "own"
    """It belongs to them: their case, their statement, the handover that they are a side of."""
    ASKED = "asked"
    """It was offered or told to them by name, or to their team where no person was named."""
    ONESELF = "oneself"
    """It is about them, or comes from them: what nobody judges, confirms or takes back themselves."""

    @property
    def label(self) -> Sentence:
        """The relation in a word or two."""
        return say(_LABELS[self])

    @property
    def meaning(self) -> Sentence:
        """What the relation says."""
        return say(_MEANINGS[self])


REACHES = tuple(relation for relation in Relation if relation is not Relation.ONESELF)
"""What the table lets roles reach by; `Relation.ONESELF` only ever keeps somebody out."""

GIVEN = frozenset(Relation) - {Relation.ALL_SITES, Relation.SITE}
"""What whoever asks the table has to find out about a matter; the sites follow from where a role is held."""

_LABELS = {
    Relation.ALL_SITES: "permission.label.all_sites",
    Relation.SITE: "permission.label.site",
    Relation.TOKEN: "permission.label.token",
    Relation.TEAM: "permission.label.team",
    Relation.OWN: "permission.label.own",
    Relation.ASKED: "permission.label.asked",
    Relation.ONESELF: "permission.label.oneself",
}
_MEANINGS = {
    Relation.ALL_SITES: "permission.meaning.all_sites",
    Relation.SITE: "permission.meaning.site",
    Relation.TOKEN: "permission.meaning.token",
    Relation.TEAM: "permission.meaning.team",
    Relation.OWN: "permission.meaning.own",
    Relation.ASKED: "permission.meaning.asked",
    Relation.ONESELF: "permission.meaning.oneself",
}


class Held(Protocol):
    """A role that somebody has, and where: what the table has to know of a grant."""

    @property
    def role(self) -> str:
        """Which role: that of a member of staff, ``machine``, or the name of a part of the system."""

    @property
    def site(self) -> str | None:
        """At which site; at every one where None."""


class At(NamedTuple):
    """A role at a site.

    Arguments:
        role: which.
        site: where; everywhere where None.
    """

    role: str
    site: str | None = None


class Scope(NamedTuple):
    """Where somebody may do something: what a list is narrowed to before it is told.

    Arguments:
        reaches: the sites of each relation; every site where None.
    """

    reaches: Mapping[Relation, frozenset[str] | None]

    @property
    def is_everywhere(self) -> bool:
        """Whether it is everything, of every site: what a roll-up needs."""
        return any(sites is None for relation, sites in self.reaches.items() if relation in _WHOLE)

    @property
    def sites(self) -> frozenset[str]:
        """The sites of which it is everything, where it is not every site."""
        whole = (sites for relation, sites in self.reaches.items() if relation in _WHOLE)
        return frozenset[str]().union(*(sites for sites in whole if sites is not None))

    def at(self, site: str) -> frozenset[Relation]:
        """Give the relations that count at a site: any one of them is enough."""
        return frozenset(
            relation for relation, sites in self.reaches.items() if sites is None or site in sites
        )


_WHOLE = frozenset({Relation.ALL_SITES, Relation.SITE, Relation.TOKEN})
