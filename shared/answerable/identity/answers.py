"""What the table of who may do what answers: yes by which role, or no and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from answerable.errors import Forbidden
from answerable.identity.relations import REACHES, Held, Relation
from answerable.identity.table_file import Row
from answerable.wording import Sentence, catalogue, command_named, is_command, listed, say, told_as, verbatim

SCOPE = "scope"
"""The rule that a token is for what it was made for."""


def role_named(role: str) -> Sentence:
    """Say what a role is called; a part of the system, and what no table knows, by its name."""
    key = f"role.{role}"
    return say(key) if key in catalogue() else verbatim(role)


def named(roles: Iterable[str]) -> Sentence:
    """Put what roles are called in a row."""
    return listed(role_named(role) for role in roles)


def action_named(action: str, row: Row | None) -> Sentence:
    """Say what a command or question is called: a command as pages do, a question with its row's own words.

    Arguments:
        action: which.
        row: the table's; None where it has none.
    """
    if row is None or is_command(action):
        return command_named(action)
    return say("list.named", title=told_as(action, zh=row.says.zh, en=row.says.en), name=action)


@dataclass(frozen=True, slots=True)
class Allowed:
    """Somebody may.

    Arguments:
        role: by which of their roles.
        relation: by how it reaches.
        row: the row that says so.
    """

    role: str
    relation: Relation
    row: Row

    def __bool__(self) -> bool:
        return True

    @property
    def article(self) -> str | None:
        """The regulation behind it."""
        return self.row.article


class Why(StrEnum):
    """Why somebody may not."""

    UNLISTED = "unlisted"
    """The table has no such command or question."""
    ROLE = "role"
    """None of their roles may."""
    ELSEWHERE = "elsewhere"
    """They may, at other sites."""
    ROLL_UP = "roll_up"
    """They may at single sites, and it is about all of them at once."""
    RELATION = "relation"
    """They may, with what belongs to them or was offered to them, and this does not."""
    ONESELF = "oneself"
    """It is about themselves, or comes from them."""
    PROOF = "proof"
    """Their token is for other commands, questions or sites."""


@dataclass(frozen=True, slots=True)
class Denied:
    """Somebody may not.

    Arguments:
        why: what stands against it.
        action: what was asked.
        site: where; None where it was about all sites.
        held: the roles of whoever asked.
        row: the row of what was asked, where there is one.
        is_for_others: whether it was asked in somebody else's name.
    """

    why: Why
    action: str
    site: str | None
    held: tuple[Held, ...]
    row: Row | None = None
    is_for_others: bool = False

    def __bool__(self) -> bool:
        return False

    @property
    def article(self) -> str | None:
        """The regulation behind it."""
        return None if self.row is None else self.row.article

    @property
    def reason(self) -> Sentence:
        """Why not, for a person."""
        if self.why is Why.PROOF:
            return say("permission.proof", action=self.action)
        if self.row is None:
            return say("permission.unlisted", action=self.action)
        if self.why is Why.ONESELF:
            return say("permission.oneself", action=action_named(self.action, self.row))
        return self._for_roles(self.row)

    def _for_roles(self, row: Row) -> Sentence:
        """Say what their roles would have to be, or where, or for what."""
        action = action_named(self.action, row)
        reach = row.acting_for if self.is_for_others else row.who
        may = {role: relation for relation, roles in reach.items() for role in roles}
        have = [one for one in self.held if one.role in may]
        mine = named(dict.fromkeys(one.role for one in have or self.held))
        if not self.held:
            return say("permission.no_role", action=action, who=named(may))
        if self.why is Why.ROLE:
            key = "permission.role_for_others" if self.is_for_others else "permission.role"
            return say(key, action=action, roles=mine, who=named(may))
        sites = listed(dict.fromkeys(one.site for one in have if one.site is not None))
        if self.why is Why.ROLL_UP:
            return say("permission.roll_up", action=action, roles=mine, sites=sites)
        if self.why is Why.ELSEWHERE:
            return say("permission.elsewhere", action=action, roles=mine, sites=sites, site=self.site)
        relations = [one for one in REACHES if any(held.role in reach.get(one, ()) for held in have)]
        only = listed(relation.meaning for relation in relations)
        return say("permission.relation", action=action, roles=mine, only=only)

    def as_error(self) -> Forbidden:
        """Give what whoever asked is told."""
        return Forbidden(self.reason, rule=SCOPE if self.why is Why.PROOF else self.article)
