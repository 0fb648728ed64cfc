"""``answerable access``: who may do what, as the one table says; no server is needed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer
from rich.table import Table

from answerable.identity.answers import Allowed, Denied, role_named
from answerable.identity.relations import GIVEN, At, Relation
from answerable.identity.table import Entry, table
from answerable.identity.table_file import Row
from answerable.wording import say
from answerable_services.cli.options import Site, site_of
from answerable_services.cli.voice import WRONG, Json, command, print_document, results

app = typer.Typer(no_args_is_help=True, help="Who may do what: the one table, and questions to it.")

Action = Annotated[str, typer.Argument(help="A command or a question, for example case.transfer.")]


def in_both(said: Any) -> str:
    """Give a sentence in English with the Chinese beside it."""
    return f"{said.en} · {said.zh}"


def entry_document(entry: Entry) -> dict[str, Any]:
    """Give a cell of the table as it is printed for programs."""
    return {
        "role": entry.role,
        "relation": entry.relation,
        "acting_for": entry.is_for_others,
    }


def row_document(row: Row) -> dict[str, Any]:
    """Give a row of the table as it is printed for programs."""
    return {
        "actions": row.do,
        "says": row.says.model_dump(mode="json"),
        "not_oneself": row.not_oneself,
        "named": row.named,
        "article": row.article,
    }


@app.command()
@command
def who(action: Action, as_json: Json = False) -> None:
    """Say who may do something, how far, and by which article.

    Example: answerable access who complaint.approve_plan
    """
    known = table()
    entries = known.who(action)
    row = known.row(action)
    if as_json:
        print_document(
            {"action": action, **row_document(row), "who": [entry_document(entry) for entry in entries]}
        )
        return
    results.print(f"{action}  {in_both(row.says)}", markup=False)
    shown = Table("role", "", "how far", "in whose name")
    for entry in entries:
        name = "somebody else's" if entry.is_for_others else "their own"
        shown.add_row(entry.role, role_named(entry.role).zh, in_both(entry.relation.meaning), name)
    results.print(shown)
    _print_conditions(row)


def _print_conditions(row: Row) -> None:
    """Print what else a row says: whom it keeps out, who can be named, and the article."""
    for field, roles in row.named.items():
        results.print(f"{field}: one of {', '.join(roles)}", markup=False)
    if row.not_oneself:
        results.print(f"not: {in_both(Relation.ONESELF.meaning)}", markup=False)
    if row.article is not None:
        results.print(f"{row.article}  {in_both(table().articles[row.article])}", markup=False)


@app.command()
@command
def may(
    role: Annotated[
        str, typer.Argument(help="A role, for example lead; lead@xm01 for one that is held at xm01.")
    ],
    action: Action,
    site: Site = None,
    relation: Annotated[
        list[str] | None,
        typer.Option(
            help="How they stand to the matter: own, asked, team, token, oneself; "
            "what lets them where it is left out."
        ),
    ] = None,
    acting_for: Annotated[
        bool, typer.Option("--acting-for", help="Ask about doing it in somebody else's name.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say whether a role may do something; ends with 1 where it may not.

    Example: answerable access may lead@xm01 case.transfer --site ny01
    """
    known = table()
    name, _, home = role.partition("@")
    known.what(name)  # a role that nobody can have is misspelled
    row = known.row(action)
    held = At(name, site_of(home) if home else None)
    where = site_of(site) if site is not None else held.site
    found = known.may([held], action, where, _relations(relation), is_for_others=acting_for)
    if as_json:
        print_document({"role": role, "action": action, "site": where, **answer_document(found, row)})
    elif isinstance(found, Allowed):
        results.print(f"✓ {name} may {action}: {in_both(found.relation.meaning)}", markup=False)
        _print_conditions(row)
    else:
        results.print(f"✗ {in_both(found.reason)}", markup=False)
        _print_conditions(row)
    if not found:
        raise typer.Exit(WRONG)


def _relations(given: Iterable[str] | None) -> frozenset[Relation]:
    """Read the relations that hold; where none are given, all hold that let somebody in.

    Raises:
        BadParameter: one is none.
    """
    if given is None:
        return GIVEN - {Relation.ONESELF}
    wrong = [one for one in given if one not in GIVEN]
    if wrong:
        known = ", ".join(relation for relation in Relation if relation in GIVEN)
        message = f"{wrong[0]} is no relation to a matter: {known}"
        raise typer.BadParameter(message, param_hint="--relation")
    return frozenset(map(Relation, given))


def answer_document(found: Allowed | Denied, row: Row) -> dict[str, Any]:
    """Give an answer as it is printed for programs."""
    if isinstance(found, Allowed):
        return {
            "allowed": True,
            "relation": found.relation,
            "not_oneself": row.not_oneself,
            "article": found.article,
        }
    reason = found.reason
    return {
        "allowed": False,
        "why": found.why,
        "reason": {"zh": reason.zh, "en": reason.en},
        "article": found.article,
    }


@app.command("table")
@command
def table_(
    role: Annotated[str | None, typer.Option(help="Only what this role may do.")] = None,
    as_json: Json = False,
) -> None:
    """Show the whole table, or one role's part of it.

    Example: answerable access table --role agent
    """
    known = table()
    if role is not None:
        known.what(role)
    shown = [
        (group, [(row, entries) for row in group.rows if (entries := _of(row, role))])
        for group in known.groups
    ]
    if as_json:
        groups = [
            {
                "title": group.title.model_dump(mode="json"),
                "rows": [
                    {**row_document(row), "who": [entry_document(entry) for entry in entries]}
                    for row, entries in rows
                ],
            }
            for group, rows in shown
            if rows
        ]
        print_document({"role": role, "groups": groups})
        return
    for group, rows in shown:
        if not rows:
            continue
        listed = Table("what", "who", "article", title=in_both(group.title), title_justify="left")
        for row, entries in rows:
            what = f"{in_both(row.says)}\n{', '.join(row.do)}"
            listed.add_row(what, _cells(row, entries), row.article or "", end_section=True)
        results.print(listed)


def _of(row: Row, role: str | None) -> list[Entry]:
    """Give a row's cells, or those of one role."""
    return [entry for entry in table().who(row.do[0]) if role in (None, entry.role)]


def _cells(row: Row, entries: list[Entry]) -> str:
    """Write a row's cells, a line for each relation."""
    lines = []
    for is_for_others in (False, True):
        for relation in Relation:
            roles = [
                entry.role
                for entry in entries
                if entry.relation is relation and entry.is_for_others is is_for_others
            ]
            if roles:
                ahead = f"{say('permission.acting_for').en}, " if is_for_others else ""
                lines.append(f"{ahead}{relation.label.en}: {', '.join(roles)}")
    if row.not_oneself:
        lines.append(f"not {Relation.ONESELF.label.en}")
    return "\n".join(lines)
