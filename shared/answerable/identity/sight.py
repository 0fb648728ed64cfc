"""What of an answer somebody may see: worked out from the table once, and asked wherever rows are read."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.errors import Forbidden
from answerable.identity.answers import Denied, action_named
from answerable.identity.permission import may, scope
from answerable.identity.principals import Principal
from answerable.identity.relations import Relation
from answerable.identity.table import table
from answerable.wording import say

_WHOLE = frozenset({Relation.ALL_SITES, Relation.SITE, Relation.TOKEN})
_NOWHERE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may see of what a question is about.

    Arguments:
        principal: who asks.
        action: what the table calls the question.
        sites: the sites of which they see everything; every site where None.
        own: the sites at which they see what is their own; every site where None.
        team: the sites at which they see what is their team's; every site where None.
        is_everywhere: whether they see everything of every site, also where a question names one: what is
            told beside the answer, such as where else something is, is told to nobody else.
    """

    principal: Principal
    action: str
    sites: frozenset[str] | None
    own: frozenset[str] | None = _NOWHERE
    team: frozenset[str] | None = _NOWHERE
    is_everywhere: bool = False

    @property
    def person(self) -> str:
        """Who asks, as the ledger calls them."""
        return self.principal.id

    @property
    def is_everything(self) -> bool:
        """Whether nothing has to be left out."""
        return self.sites is None

    @property
    def reach(self) -> frozenset[str] | None:
        """The sites at which they see anything at all; every site where None."""
        if self.sites is None or self.own is None or self.team is None:
            return None
        return self.sites | self.own | self.team

    def at(self, site: str | None) -> Sight:
        """Narrow it to the site that a question names.

        Arguments:
            site: which; None where the question names none.

        Raises:
            Forbidden: nothing is left of it there.
        """
        if site is None:
            return self
        narrowed = Sight(
            self.principal,
            self.action,
            _only(self.sites, site),
            _only(self.own, site),
            _only(self.team, site),
            self.is_everywhere,
        )
        if not narrowed.reach:
            raise self._refusal(site)
        return narrowed

    def shows(self, site: str, *, is_own: bool = False, is_of_team: bool = False) -> bool:
        """Tell whether they may see something.

        Arguments:
            site: where it belongs.
            is_own: whether it is theirs.
            is_of_team: whether it is their team's.
        """
        return (
            _holds(self.sites, site)
            or (is_own and _holds(self.own, site))
            or (is_of_team and _holds(self.team, site))
        )

    def check(self, site: str, *, is_own: bool = False, is_of_team: bool = False) -> None:
        """Let them see one thing, or nothing of it.

        Arguments:
            site: where it belongs.
            is_own: whether it is theirs.
            is_of_team: whether it is their team's.

        Raises:
            Forbidden: they may not.
        """
        if not self.shows(site, is_own=is_own, is_of_team=is_of_team):
            raise self._refusal(site)

    def _refusal(self, site: str) -> Forbidden:
        return _refused(self.principal, self.action, site)


def sight_of(principal: Principal, action: str, site: str | None = None) -> Sight:
    """Work out what somebody may see.

    Arguments:
        principal: who asks.
        action: the question as `answerable.queries.registry.action_of` names it.
        site: the one that the question names; None where it names none.

    Raises:
        Forbidden: nothing.
    """
    reaches = scope(principal, action).reaches
    if not reaches:
        raise _refused(principal, action, site)
    whole: frozenset[str] | None = _NOWHERE
    for relation in _WHOLE & reaches.keys():
        sites = reaches[relation]
        whole = None if whole is None or sites is None else whole | sites
    own, asked = reaches.get(Relation.OWN, _NOWHERE), reaches.get(Relation.ASKED, _NOWHERE)
    mine = None if own is None or asked is None else own | asked
    team = reaches.get(Relation.TEAM, _NOWHERE)
    return Sight(principal, action, whole, mine, team, is_everywhere=whole is None).at(site)


def _only(sites: frozenset[str] | None, site: str) -> frozenset[str]:
    return frozenset({site}) if sites is None or site in sites else _NOWHERE


def _holds(sites: frozenset[str] | None, site: str) -> bool:
    return sites is None or site in sites


def _refused(principal: Principal, action: str, site: str | None) -> Forbidden:
    """Say why not: by the table, or because it is neither theirs nor of a site that was asked about."""
    found = may(principal, action, site)
    if isinstance(found, Denied):
        return found.as_error()
    return Forbidden(say("error.not_shown", action=action_named(action, table().row(action))))
