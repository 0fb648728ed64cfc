"""What the table of who may do what says, as pages show it: its rows in words, narrowed and searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from answerable.identity.answers import role_named
from answerable.identity.permission import scope
from answerable.identity.relations import Relation
from answerable.identity.table import Entry, table
from answerable.identity.table_file import Row
from answerable.spelling import folded
from answerable.wording import Language

if TYPE_CHECKING:
    from answerable.identity import Principal
    from answerable_services.console.view import View


class Reach(NamedTuple):
    """How far a row reaches for some roles, or at some sites.

    Arguments:
        label: how far, in a word or two.
        meaning: the same in a sentence.
        whom: the roles or the sites.
        is_for_others: whether it is for acting in somebody else's name.
    """

    label: str
    meaning: str
    whom: tuple[str, ...]
    is_for_others: bool = False


class Right(NamedTuple):
    """A row of the table.

    Arguments:
        says: what may be done, in words.
        actions: the commands and questions, each with what its form is called where it has one.
        reaches: how far, for whom or where.
        not_oneself: whether nobody does it about themselves.
        article: the regulation behind it.
        original: its words, which are the law.
        translation: what they mean, for who does not read them.
    """

    says: str
    actions: tuple[tuple[str, str], ...]
    reaches: tuple[Reach, ...]
    not_oneself: bool
    article: str | None
    original: str
    translation: str


Rights = tuple[tuple[str, tuple[Right, ...]], ...]
"""Rows by the group that they belong to, each group with its title."""


def all_rights(view: View, role: str = "", text: str = "") -> Rights:
    """Give the table's rows with who may.

    Arguments:
        view: the page.
        role: of one role; of all where empty.
        text: a part of what the row, its commands, questions or article are called, in either language.
    """
    wanted = folded(text.strip())
    groups = []
    for group in table().groups:
        found = []
        for row in group.rows:
            entries = [one for one in table().who(row.do[0]) if role in {"", one.role}]
            if entries and wanted in folded(_said(row, group.title.zh, group.title.en)):
                found.append(_right(view, row, _by_roles(view, entries)))
        groups.append((view.text(group.title), tuple(found)))
    return tuple((title, rows) for title, rows in groups if rows)


def named_actions(view: View) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Give what can be asked about, by group: of a row's that are called the same, one stands for all."""
    return tuple((view.text(group.title), tuple(_named(view, group.rows))) for group in table().groups)


def _named(view: View, rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    for row in rows:
        called: dict[str, str] = {}
        for action in row.do:
            called.setdefault(view.words.get(f"command.{action}", view.text(row.says)), action)
        yield from ((action, title) for title, action in called.items())


def rights_of(view: View, principal: Principal) -> Rights:
    """Give what somebody may do, and at which sites.

    Arguments:
        view: the page.
        principal: who.
    """
    groups = []
    for group in table().groups:
        found = []
        for row in group.rows:
            reaches = scope(principal, row.do[0]).reaches
            if reaches:
                held = [one for one in Relation if one in reaches]
                found.append(
                    _right(view, row, tuple(_reach(view, one, _sites(view, reaches[one])) for one in held))
                )
        groups.append((view.text(group.title), tuple(found)))
    return tuple((title, rows) for title, rows in groups if rows)


def _said(row: Row, *titles: str) -> str:
    """Give all that a row is found by."""
    article = () if row.article is None else (row.article, *_words_of(row.article))
    return " ".join([*titles, row.says.zh, row.says.en, *row.do, *article])


def _words_of(article: str) -> tuple[str, str]:
    said = table().articles[article]
    return said.zh, said.en


def _by_roles(view: View, entries: Iterable[Entry]) -> tuple[Reach, ...]:
    """Put together who reaches equally far."""
    roles: dict[tuple[bool, Relation], list[str]] = {}
    for one in entries:
        roles.setdefault((one.is_for_others, one.relation), []).append(view.text(role_named(one.role)))
    return tuple(
        _reach(view, relation, tuple(named), is_for_others=is_for_others)
        for (is_for_others, relation), named in roles.items()
    )


def _sites(view: View, sites: frozenset[str] | None) -> tuple[str, ...]:
    return (view.words("all_sites"),) if sites is None else tuple(sorted(sites))


def _reach(view: View, relation: Relation, whom: tuple[str, ...], *, is_for_others: bool = False) -> Reach:
    return Reach(view.text(relation.label), view.text(relation.meaning), whom, is_for_others)


def _right(view: View, row: Row, reaches: tuple[Reach, ...]) -> Right:
    original, translation = ("", "") if row.article is None else _words_of(row.article)
    return Right(
        view.text(row.says),
        tuple((action, view.words.get(f"command.{action}", "")) for action in row.do),
        reaches,
        row.not_oneself,
        row.article,
        original,
        "" if view.language is Language.ZH else translation,
    )
