"""The file of who may do what: its form, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from answerable.errors import BrokenRule, Invalid
from answerable.identity.relations import REACHES, Relation
from answerable.strict_yaml import Fault, Place, Written, read_strictly

Action = Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z]+(_[a-z]+)*){1,2}$")]
"""A command or a question by name: ``case.transfer``, ``desk.cases``, ``desk.story_of.case``."""

_Role = Annotated[str, StringConstraints(pattern=r"^[a-z]+([_-][a-z]+)*$")]
_Article = Annotated[str, StringConstraints(pattern=r"^\d{3}-[A-Za-z0-9.-]+$")]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=120)]
_Field = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]
_Roles = Annotated[tuple[_Role, ...], Field(min_length=1)]
_Reach = Mapping[Relation, _Roles]

_KINDS = {"staff": frozenset(REACHES) - {Relation.TOKEN}, "machines": frozenset({Relation.TOKEN})}
_OF_PARTS = frozenset({Relation.ALL_SITES})
_SHOWN = 3
"""Faults in a message, at most."""

_COVERED = {
    Relation.ALL_SITES: frozenset(REACHES),
    Relation.SITE: frozenset({Relation.TEAM, Relation.OWN, Relation.ASKED}),
}
"""What a relation covers: the narrower one beside it says nothing."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Part):
    """The same in both languages.

    Arguments:
        zh: Chinese.
        en: English.
    """

    zh: _Text
    en: _Text


class Row(_Part):
    """Who may do one thing, or several that are alike.

    Arguments:
        do: the commands or questions.
        says: what they are, in words.
        who: the roles by how far they reach.
        not_oneself: whether nobody does it about themselves.
        acting_for: the roles that may do it in somebody else's name.
        named: by field of a command, the roles of which somebody has to be who is named there.
        article: the regulation behind it.
    """

    do: Annotated[tuple[Action, ...], Field(min_length=1)]
    says: Words
    who: _Reach
    not_oneself: bool = False
    acting_for: _Reach = {}
    named: Mapping[_Field, _Roles] = {}
    article: _Article | None = None

    def is_common(self, staff: Collection[str]) -> bool:
        """Tell whether everybody who works somewhere may do it everywhere: so nobody reaches further by it.

        Arguments:
            staff: the roles of those who work somewhere.
        """
        return set(staff) <= set(self.who.get(Relation.ALL_SITES, ()))

    def cells(self) -> Iterator[tuple[Relation, str, bool]]:
        """Give each relation with each of its roles, and whether it is for acting in somebody else's name."""
        for is_for_others, reach in ((False, self.who), (True, self.acting_for)):
            for relation, roles in reach.items():
                for role in roles:
                    yield relation, role, is_for_others


class Group(_Part):
    """Rows that belong together.

    Arguments:
        title: what they are about.
        rows: the rows.
    """

    title: Words
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]


class TableFile(_Part):
    """What the file says.

    Arguments:
        staff: the roles of members of staff.
        machines: the role of other systems.
        parts: the parts of this system that ask something.
        articles: the regulations that rows cite, with their words.
        groups: the rows.
    """

    staff: tuple[_Role, ...]
    machines: tuple[_Role, ...]
    parts: tuple[_Role, ...]
    articles: Mapping[_Article, Words]
    groups: tuple[Group, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role, in the file's order."""
        return (*self.staff, *self.machines, *self.parts)

    @property
    def rows(self) -> Iterator[Row]:
        """Every row, in the file's order."""
        return (row for group in self.groups for row in group.rows)

    def reaches_of(self, role: str) -> frozenset[Relation]:
        """Give the relations that a role of its kind can have."""
        kind = next((kind for kind in _KINDS if role in getattr(self, kind)), None)
        return _OF_PARTS if kind is None else _KINDS[kind]


def read_table(content: bytes, file: str) -> TableFile:
    """Read the file of who may do what.

    Arguments:
        content: the YAML.
        file: its name, for messages.

    Raises:
        Invalid: it is wrong; each fault names its line and column.
    """
    written = read_strictly(content)
    faults = list(written.faults)
    if written.data is not None and not faults:
        try:
            found = TableFile.model_validate(written.data)
        except ValidationError as error:
            for broken in error.errors(include_url=False, include_context=False, include_input=False):
                place = broken["loc"]
                where = ".".join(map(str, place)) or "the table"
                faults.append(written.fault(place, broken["type"], f"{where}: {broken['msg']}"))
        else:
            faults = list(_faults(found, written))
            if not faults:
                return found
    faults.sort(key=lambda fault: fault.mark)
    raise _invalid(file, faults)


def _invalid(file: str, faults: list[Fault]) -> Invalid:
    broken_rules = tuple(
        BrokenRule(pointer=f"/{fault.mark.line}", rule=fault.rule, message=fault.message) for fault in faults
    )
    shown = "; ".join(
        f"{file}:{fault.mark.line}:{fault.mark.column}: {fault.message}" for fault in faults[:_SHOWN]
    )
    more = f" (and {len(faults) - _SHOWN} more)" if len(faults) > _SHOWN else ""
    return Invalid(f"the table of who may do what cannot be used: {shown}{more}", broken_rules=broken_rules)


def _faults(table: TableFile, written: Written) -> Iterator[Fault]:
    """Give what the parts of the file say against each other."""
    for place, rule, message in (*_of_names(table), *_of_rows(table)):
        yield written.fault(place, rule, message)


def _of_names(table: TableFile) -> Iterator[tuple[Place, str, str]]:
    """Find what is declared twice, or for nothing."""
    used = {role for row in table.rows for _, role, _ in row.cells()}
    declared: set[str] = set()
    for kind in ("staff", "machines", "parts"):
        for number, role in enumerate(getattr(table, kind)):
            if role in declared:
                yield (kind, number), "role", f"{role} is named already"
            elif role not in used:
                yield (kind, number), "role", f"{role} may do nothing: no row names it"
            declared.add(role)
    cited = {row.article for row in table.rows}
    for article in table.articles:
        if article not in cited:
            yield ("articles", article), "article", f"no row cites {article}"


def _of_rows(table: TableFile) -> Iterator[tuple[Place, str, str]]:
    """Find rows that name what is not declared, and cells that say nothing."""
    seen: set[str] = set()
    for group_number, group in enumerate(table.groups):
        for row_number, row in enumerate(group.rows):
            at: Place = ("groups", group_number, "rows", row_number)
            for number, action in enumerate(row.do):
                if action in seen:
                    yield (*at, "do", number), "action", f"{action} has a row already"
                seen.add(action)
            if row.article is not None and row.article not in table.articles:
                yield (*at, "article"), "article", f"{row.article} is not quoted among the articles"
            for column, reach in (("who", row.who), ("acting_for", row.acting_for)):
                yield from _of_reach(table, reach, (*at, column))
            for field, roles in row.named.items():
                for number, role in enumerate(roles):
                    if role not in table.staff:
                        yield (*at, "named", field, number), "role", f"{role} is no role of a member of staff"


def _of_reach(table: TableFile, reach: _Reach, at: Place) -> Iterator[tuple[Place, str, str]]:
    """Find cells of one column that cannot be meant."""
    wider: dict[str, Relation] = {}
    for relation in sorted(reach, key=list(Relation).index):
        for number, role in enumerate(reach[relation]):
            place = (*at, relation.value, number)
            if role not in table.roles:
                yield place, "role", f"{role} is no role: name it above, or write it as it is named there"
            elif relation not in table.reaches_of(role):
                allowed = ", ".join(one for one in Relation if one in table.reaches_of(role))
                yield place, "relation", f"{role} cannot reach by {relation}: only by {allowed}"
            elif reach[relation].index(role) != number:
                yield place, "role", f"{role} stands here twice"
            elif (before := wider.get(role)) is not None and relation in _COVERED.get(before, ()):
                yield place, "relation", f"{role} has {before} already, which {relation} is part of"
            wider.setdefault(role, relation)
