"""``answerable score``: a person's month, article by article; online, or from a file."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from answerable import loop
from answerable.queries.scoring import StatementOf
from answerable.rulebook import Statement, explain
from answerable_services.cli.connecting import connected
from answerable_services.cli.options import Data, month_of, settings_of
from answerable_services.cli.rulebook import rulebook_of
from answerable_services.cli.voice import Json, command, print_document, results
from answerable_services.scoring.offline import score_file

app = typer.Typer(no_args_is_help=True, help="Monthly scores, and why.")


class Language(StrEnum):
    """The language of explanations; article texts stay as they are printed."""

    ZH = "zh"
    EN = "en"


LanguageOption = Annotated[Language, typer.Option("--language", help="The explanation's language.")]


@app.command("explain")
@command
def explain_(
    site: Annotated[str, typer.Option(help="Where the person works.")],
    staff: Annotated[str, typer.Option(help="Who, for example staff-xm01-07.")],
    month: Annotated[str, typer.Option(help="Which month, as YYYY-MM.")],
    rulebook: Annotated[str | None, typer.Option(help="Another rulebook than the bound one.")] = None,
    language: LanguageOption = Language.ZH,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Explain a person's score: every plus and minus with its article and evidence.

    Example: answerable score explain --site xm01 --staff staff-xm01-07 --month 2016-03
    """
    query = StatementOf(site=site, staff=staff, month=month, rulebook=rulebook)
    statement = loop.run(_ask(data, query))
    if as_json:
        print_document(statement)
    else:
        results.print(explain(statement, language.value), markup=False)


async def _ask(data: Data, query: StatementOf) -> Statement:
    async with connected(settings_of(data)) as here:
        return (await here.caller.query(query)).statement


@app.command("run")
@command
def run(
    events: Annotated[Path, typer.Option(help="A file of CloudEvents, one JSON document a line.")],
    rulebook: Annotated[str, typer.Option(help="A rulebook's id, or the path of its file.")],
    month: Annotated[str | None, typer.Option(help="Only this month, as YYYY-MM.")] = None,
    on: Annotated[
        datetime | None,
        typer.Option(help="As of which day; each month has ended where left out.", formats=["%Y-%m-%d"]),
    ] = None,
    language: LanguageOption = Language.ZH,
    as_json: Json = False,
) -> None:
    """Score a file of events, without a server.

    Example: answerable score run --events march.jsonl --rulebook call-centre-80 --month 2016-03
    """
    book, only = rulebook_of(rulebook), None if month is None else month_of(month)
    statements = list(score_file(events, book, only, None if on is None else on.date()))
    if as_json:
        print_document({"statements": [statement.model_dump(mode="json") for statement in statements]})
        return
    for statement in statements:
        results.print(explain(statement, language.value), markup=False)
        results.print()
    if not statements:
        results.print("nothing to score in this file")
