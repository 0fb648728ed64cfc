"""Who may do what: the table, and the questions that are put to it.

The table is data (``access.yaml``); this only reads it. An answer costs a look into two dictionaries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from answerable.errors import NotFound
from answerable.identity.answers import Allowed, Denied, Why
from answerable.identity.relations import REACHES, Held, Relation, Scope
from answerable.identity.table_file import Group, Row, TableFile, Words, read_table

FILE = "access.yaml"

_NONE: frozenset[Relation] = frozenset()
_EVERYWHERE, _HERE, _ONESELF = (
    Relation.ALL_SITES,
    Relation.SITE,
    Relation.ONESELF,
)  # looked up once, not each time


class Entry(NamedTuple):
    """One cell of the table.

    Arguments:
        role: whose.
        relation: how far it reaches.
        is_for_others: whether it is for acting in somebody else's name.
        row: the row that it stands in.
    """

    role: str
    relation: Relation
    is_for_others: bool
    row: Row


class _Gate(NamedTuple):
    """What one command or question asks of whoever comes."""

    row: Row
    not_oneself: bool
    cells: dict[str, tuple[tuple[Relation, Allowed], ...]]


class Table:
    """The table of who may do what.

    Arguments:
        file: what it says.
    """

    def __init__(self, file: TableFile) -> None:
        self._file = file
        self._gates = {
            is_for_others: {
                action: _Gate(row, row.not_oneself, _cells(row, is_for_others=is_for_others))
                for row in file.rows
                for action in row.do
            }
            for is_for_others in (False, True)
        }
        self._wide = frozenset(
            role
            for row in file.rows
            if not row.is_common(file.staff)
            for relation, role, _ in row.cells()
            if relation is _EVERYWHERE
        )

    @property
    def actions(self) -> tuple[str, ...]:
        """Every command and question that it has a row for, in its order."""
        return tuple(self._gates[False])

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role, in its order: members of staff, other systems, parts of this one."""
        return self._file.roles

    @property
    def staff(self) -> tuple[str, ...]:
        """The roles that a member of staff can have."""
        return self._file.staff

    @property
    def machines(self) -> tuple[str, ...]:
        """The roles of other systems."""
        return self._file.machines

    @property
    def groups(self) -> tuple[Group, ...]:
        """The rows, as they belong together."""
        return self._file.groups

    def row(self, action: str) -> Row:
        """Give the row of a command or question.

        Raises:
            NotFound: it has none.
        """
        gate = self._gates[False].get(action)
        if gate is None:
            raise NotFound(_unknown("command or question", action, self.actions))
        return gate.row

    @property
    def articles(self) -> Mapping[str, Words]:
        """The regulations behind the rows, with their words."""
        return self._file.articles

    def fits(self, action: str, field: str, roles: Collection[str]) -> bool:
        """Tell whether somebody can be named in a field of a command.

        Arguments:
            action: the command.
            field: its field.
            roles: the roles that the person had where and when it happened.
        """
        gate = self._gates[False].get(action)
        fitting = None if gate is None else gate.row.named.get(field)
        return bool(roles) if fitting is None else any(role in fitting for role in roles)

    def may(
        self,
        held: Collection[Held],
        action: str,
        site: str | None,
        relations: Collection[Relation] = _NONE,
        *,
        is_for_others: bool = False,
    ) -> Allowed | Denied:
        """Tell whether somebody may do something.

        Arguments:
            held: their roles, each at a site, as they are at the moment.
            action: the command or question.
            site: where; None where it is about every site at once.
            relations: how they stand to what it is about, of `GIVEN`.
            is_for_others: whether they do it in somebody else's name.
        """
        gate = self._gates[is_for_others].get(action)
        if gate is None:
            return Denied(Why.UNLISTED, action, site, tuple(held))
        cells = gate.cells
        for one in held:
            is_here = one.site is None or one.site == site
            for relation, allowed in cells.get(one.role, ()):
                if relation is _EVERYWHERE or (is_here and (relation is _HERE or relation in relations)):
                    # Whoever may not in any case is not told that it is about them.
                    if gate.not_oneself and _ONESELF in relations:
                        return Denied(Why.ONESELF, action, site, tuple(held), gate.row, is_for_others)
                    return allowed
        why = _why(gate, held, site)
        return Denied(why, action, site, tuple(held), gate.row, is_for_others)

    def counts_at(self, role: str, site: str) -> str | None:
        """Tell where a role counts that somebody has at a site: whoever gives it has to be asked about there.

        So who may employ people at one site makes nobody an auditor, who would see all of them.

        Arguments:
            role: the role that is given.
            site: where it is given.

        Returns:
            The site, or None where the role reaches every one.
        """
        return None if role in self._wide else site

    def scope(self, held: Collection[Held], action: str) -> Scope:
        """Tell where somebody may do something, by how they have to stand to it: what a list is narrowed to.

        Arguments:
            held: their roles, each at a site.
            action: the command or question; nowhere where the table does not know it.
        """
        gate = self._gates[False].get(action)
        reaches: dict[Relation, frozenset[str] | None] = {}
        for one in () if gate is None else held:
            for relation, _ in gate.cells.get(one.role, ()) if gate is not None else ():
                before = reaches.get(relation, frozenset())
                if relation is _EVERYWHERE or one.site is None or before is None:
                    reaches[relation] = None
                else:
                    reaches[relation] = before | {one.site}
        return Scope(reaches)

    def who(self, action: str) -> tuple[Entry, ...]:
        """Tell who may do something.

        Raises:
            NotFound: the table does not know it.
        """
        return tuple(_entries(self.row(action)))

    def what(self, role: str) -> tuple[Entry, ...]:
        """Tell what a role may do.

        Raises:
            NotFound: there is no such role.
        """
        if role not in self.roles:
            raise NotFound(_unknown("role", role, self.roles))
        return tuple(entry for row in self._file.rows for entry in _entries(row) if entry.role == role)


def _entries(row: Row) -> Iterator[Entry]:
    for relation, role, is_for_others in row.cells():
        yield Entry(role, relation, is_for_others, row)


def _cells(row: Row, *, is_for_others: bool) -> dict[str, tuple[tuple[Relation, Allowed], ...]]:
    """Give each role's cells of a row, the widest first."""
    found: dict[str, list[tuple[Relation, Allowed]]] = {}
    entries = [entry for entry in _entries(row) if entry.is_for_others is is_for_others]
    for entry in sorted(entries, key=lambda entry: REACHES.index(entry.relation)):
        allowed = Allowed(entry.role, entry.relation, row)
        found.setdefault(entry.role, []).append((entry.relation, allowed))
    return {role: tuple(cells) for role, cells in found.items()}


def _why(gate: _Gate, held: Collection[Held], site: str | None) -> Why:
    have = [one for one in held if one.role in gate.cells]
    if not have:
        return Why.ROLE
    if any(one.site is None or one.site == site for one in have):
        return Why.RELATION
    return Why.ROLL_UP if site is None else Why.ELSEWHERE


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    beginning = name.partition(".")[0]
    near = get_close_matches(name, known, n=3) or [one for one in known if one.startswith(beginning)]
    hint = f"; did you mean {', '.join(near[:3])}?" if near else "; `answerable access table` lists them"
    return f"the table of who may do what knows no {what} {name}{hint}"


@cache
def table() -> Table:
    """Give the table that comes with the package, read once.

    Raises:
        Invalid: its file is wrong.
    """
    content = files("answerable").joinpath("identity", FILE).read_bytes()
    return Table(read_table(content, FILE))
