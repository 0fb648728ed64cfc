# ruff: noqa: INP001  (a script, run by its path)
"""Writes ``access.md`` from the table of who may do what: ``python docs/reference/make_access.py``.

A test compares the two, so run it after a change of the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from answerable.identity.answers import role_named
from answerable.identity.relations import Relation
from answerable.identity.table import Table, table
from answerable.identity.table_file import Group

TARGET = Path(__file__).with_name("access.md")

_HEAD = """\
# Who may do what

Made by `make_access.py` from [the one table](../../shared/answerable/identity/access.yaml) that says it. A
test holds the table to the commands and questions that there are: each has a row, and nothing else does.

`answerable access who case.transfer` says who may do one thing, `answerable access table --role agent` what
one role may, and `answerable access may lead@xm01 case.transfer --site ny01` whether somebody may. No server
is needed.

- What nobody is listed for, nobody may. Whoever has several roles may what any of them may.
- A role counts at the site where it is held. At another site it gives nothing, and neither does it for all
  sites at once, unless the cell says **all sites**.
- **≠** nobody does this about themselves, or to what comes from themselves, whatever their roles.
- A field below the roles (`first_asked`) says of which roles somebody has to be who is named in it.
- *For somebody else*: who may do it in the name of another person; both names stand in the ledger. Nobody
  signs, accepts a transfer or confirms a notice in another one's place: there the import alone is listed,
  which brings in what was signed elsewhere.
- What depends on the state of a matter (who proposed the plan, who signed out) is decided where the matter
  is, and refused there: see [flows](flows.md).
"""


def access() -> str:
    """Write the page."""
    known = table()
    return "\n".join(
        [
            _HEAD,
            *_relations(),
            *_roles(known),
            *(line for group in known.groups for line in _group(group)),
            *_articles(known),
        ]
    )


def _relations() -> Iterator[str]:
    yield "## How far a role reaches"
    yield ""
    yield "| | | |"
    yield "|---|---|---|"
    for relation in Relation:
        if relation is not Relation.ONESELF:
            said = relation.meaning
            yield f"| **{relation.label.en}** {relation.label.zh} | {said.en} | {said.zh} |"
    yield ""


def _roles(known: Table) -> Iterator[str]:
    yield "## Roles"
    yield ""
    yield "| | | rows |"
    yield "|---|---|---|"
    for role in known.roles:
        rows = len({entry.row.do for entry in known.what(role)})
        said = "a part of the system | 系统部件" if _is_part(role) else _both(role)
        yield f"| `{role}` | {said} | {rows} |"
    yield ""


def _both(role: str) -> str:
    said = role_named(role)
    return f"{said.en} | {said.zh}"


def _is_part(role: str) -> bool:
    return role_named(role).key == "list.verbatim"


def _group(group: Group) -> Iterator[str]:
    yield f"## {group.title.en} · {group.title.zh}"
    yield ""
    yield "| what | who | for somebody else | article |"
    yield "|---|---|---|---|"
    for row in group.rows:
        names = ", ".join(f"`{action}`" for action in row.do)
        what = f"{row.says.en}<br>{row.says.zh}<br>{names}"
        more = "".join(f"<br>`{field}`: {_names(roles)}" for field, roles in row.named.items())
        mark = "<br>**≠**" if row.not_oneself else ""
        yield f"| {what} | {_reach(row.who)}{mark}{more} | {_reach(row.acting_for)} | {row.article or ''} |"
    yield ""


def _reach(reach: Mapping[Relation, Iterable[str]]) -> str:
    return "<br>".join(
        f"**{relation.label.en}** {_names(reach[relation])}" for relation in Relation if relation in reach
    )


def _names(roles: Iterable[str]) -> str:
    return ", ".join(role_named(role).en for role in roles)


def _articles(known: Table) -> Iterator[str]:
    yield "## The articles"
    yield ""
    yield "| | | |"
    yield "|---|---|---|"
    for article, words in known.articles.items():
        yield f"| {article} | {words.zh} | {words.en} |"
    yield ""


if __name__ == "__main__":
    TARGET.write_text(access(), encoding="utf-8")
