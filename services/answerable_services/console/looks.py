"""The looks at all services that open pages share: one for everybody who may see the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Hashable

from answerable.identity.permission import scope
from answerable.identity.relations import Relation
from answerable_services.console.live import Notices, Shared
from answerable_services.console.sessions import Person
from answerable_services.console.views.overview import Look

MOST = 500
"""So many looks are kept; one that is pushed out is made anew."""

_OF_ONE_PERSON = frozenset({Relation.OWN, Relation.TEAM, Relation.ASKED})


class Looks:
    """Keeps the looks.

    Arguments:
        notices: a look from before the last one is not used again.
        most: how many are kept.
    """

    def __init__(self, notices: Notices, *, most: int = MOST) -> None:
        self._notices = notices
        self._most = most
        self._kept: OrderedDict[Hashable, Shared[Look]] = OrderedDict()

    def of(self, person: Person, actions: Collection[str]) -> Shared[Look]:
        """Give the look that a person shares with those who may see what they may, and no more.

        Arguments:
            person: who looks.
            actions: what the look asks.
        """
        key = what_is_seen(person, actions)
        shared = self._kept.setdefault(key, Shared(self._notices))
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return shared


def what_is_seen(person: Person, actions: Collection[str]) -> Hashable:
    """Tell what somebody may see, so that whoever has the same sees the same.

    What belongs to a person or to their team is theirs alone.

    Arguments:
        person: who.
        actions: the questions.
    """
    seen = {action: scope(person.principal, action).reaches for action in actions}
    is_theirs = any(
        sites is None or sites
        for reaches in seen.values()
        for relation, sites in reaches.items()
        if relation in _OF_ONE_PERSON
    )
    return (person.id if is_theirs else "", frozenset(person.proved.grants), tuple(sorted(actions)))
