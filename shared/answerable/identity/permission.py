"""What a principal may do: the table of who may do what, asked with what their proof says of them."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase
from functools import cache

from answerable.errors import BrokenRule, Invalid
from answerable.identity.answers import Allowed, Denied, Why
from answerable.identity.principals import Kind, Principal
from answerable.identity.relations import At, Held, Relation, Scope
from answerable.identity.table import table
from answerable.wording import listed, say

MACHINE = "machine"
"""The role of every other system; what it may in the end, its token says."""

PROGRAM = "system-program"
"""The role of a program of one's own, which the table does not know by name."""

_NONE: frozenset[Relation] = frozenset()
_BY_TOKEN = frozenset({Relation.TOKEN})


def roles_of(principal: Principal) -> tuple[Held, ...]:
    """Give the roles that somebody is asked about with: a part of the system has the one of its name.

    A program of one's own is a part of the system whose name the table cannot know.
    """
    if principal.kind is Kind.STAFF:
        return principal.grants
    if principal.kind is Kind.MACHINE:
        sites = (None,) if principal.sites is None else principal.sites
        return tuple(At(MACHINE, site) for site in sites)
    return (At(principal.id if principal.id in table().roles else PROGRAM),)


def may(
    principal: Principal,
    action: str,
    site: str | None,
    relations: Collection[Relation] = _NONE,
    *,
    is_for_others: bool = False,
) -> Allowed | Denied:
    """Tell whether a principal may do something.

    Arguments:
        principal: who asks.
        action: the command, or the question as `answerable.queries.registry.action_of` names it.
        site: where; None where it is about every site at once.
        relations: how they stand to what it is about.
        is_for_others: whether they do it in somebody else's name.
    """
    held = roles_of(principal)
    if not principal.reaches(_proved_as(action), site):
        return Denied(Why.PROOF, action, site, held, is_for_others=is_for_others)
    if principal.kind is Kind.MACHINE:
        relations = _BY_TOKEN.union(relations)
    return table().may(held, action, site, relations, is_for_others=is_for_others)


def scope(principal: Principal, action: str) -> Scope:
    """Tell where a principal may do something: what the answer to a question is narrowed to.

    Arguments:
        principal: who asks.
        action: the command, or the question as `answerable.queries.registry.action_of` names it.
    """
    proved = None if principal.sites is None else frozenset(principal.sites)
    if not any(principal.reaches(_proved_as(action), site) for site in proved or (None,)):
        return Scope({})
    found = table().scope(roles_of(principal), action)
    if proved is None:
        return found
    return Scope(
        {
            relation: proved if sites is None else here
            for relation, sites in found.reaches.items()
            if sites is None or (here := sites & proved)
        }
    )


@cache
def machine_actions() -> tuple[str, ...]:
    """Name what another system can have a token for: by the table, as a proof names it, in its order."""
    rows = [entry.row for entry in table().what(MACHINE)]
    return tuple(dict.fromkeys(_proved_as(action) for row in rows for action in row.do))


def check_machine_scope(scope: Collection[str]) -> None:
    """Refuse a token's scope under which there is nothing that another system may do.

    Arguments:
        scope: names of commands and questions, with ``*`` for all of a kind.

    Raises:
        Invalid: one of them is for nothing; it says what there is of its kind, or which kinds there are.
    """
    for pattern in scope:
        if any(fnmatchcase(action, pattern) for action in machine_actions()):
            continue
        kind = pattern.partition(".")[0]
        alike = [action for action in machine_actions() if action.partition(".")[0] == kind]
        known = alike or dict.fromkeys(f"{action.partition('.')[0]}.*" for action in machine_actions())
        what = say("error.account.token_scope", action=pattern, known=listed(known))
        raise Invalid(what, broken_rules=(BrokenRule(pointer="/scope", rule="scope", message=what.en),))


def _proved_as(action: str) -> str:
    """Give the name by which a proof has a command or question: a story's stream does not stand in it."""
    return ".".join(action.split(".", maxsplit=2)[:2])
