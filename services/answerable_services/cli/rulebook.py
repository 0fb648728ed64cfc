"""``answerable rulebook``: what is installed, what it says, and whether it is sound."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from answerable.errors import NotFound
from answerable.rulebook import Rulebook, catalogue, load
from answerable.rulebook import lint as lint_files
from answerable.rulebook.difference import Change, differences
from answerable.rulebook.loader import named
from answerable.wording import say as counted
from answerable.wording import say as word
from answerable_services.cli.voice import WRONG, Json, command, print_document, results

app = typer.Typer(no_args_is_help=True, help="The regulations: what is installed, what they say, and checks.")


def rulebook_of(name_or_path: str) -> Rulebook:
    """Find a rulebook by its id, or its id and edition, or by the path of its file.

    Raises:
        NotFound: there is none.
        Invalid: the file is not sound.
    """
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml"):
        return load(path)
    return named(name_or_path)


@app.command("list")
@command
def list_(as_json: Json = False) -> None:
    """List the installed rulebooks.

    Example: answerable rulebook list
    """
    books = catalogue()
    if as_json:
        print_document(
            {
                "rulebooks": [
                    {
                        "rulebook": book.rulebook,
                        "edition": book.edition,
                        "digest": book.digest,
                        "title": book.title.model_dump(mode="json"),
                        "articles": len(book.articles),
                    }
                    for book in books
                ]
            }
        )
        return
    table = Table("rulebook", "edition", "title", "articles", "digest")
    for book in books:
        title = f"{book.title.zh} · {book.title.en}"
        table.add_row(book.rulebook, book.edition, title, str(len(book.articles)), book.digest[:12])
    results.print(table)


@app.command()
@command
def show(
    rulebook: Annotated[str, typer.Argument(help="Its id, or the path of its file.")],
    article: Annotated[str | None, typer.Option(help="Only this article, for example 001-m7.")] = None,
    as_json: Json = False,
) -> None:
    """Show a rulebook's articles with their original text.

    Example: answerable rulebook show call-centre-80 --article 001-m7
    """
    book = rulebook_of(rulebook)
    shown = [one for one in book.articles if article in (None, one.id)]
    if not shown:
        message = f"{book.name} has no article {article}"
        raise NotFound(message)
    if as_json:
        document = book.model_dump(mode="json")
        document["articles"] = [one.model_dump(mode="json") for one in shown]
        print_document(document)
        return
    results.print(f"{book.name}  {book.title.zh} · {book.title.en}", markup=False)
    table = Table("article", "list", word("table.original_text").zh, "English")
    for one in shown:
        severity = "" if one.severity is None else str(one.severity.value)
        table.add_row(one.id, severity, one.text.zh, one.text.en)
    results.print(table)


@app.command()
@command
def lint(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Rulebook files; the installed ones else.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Check rulebooks; ends with 1 where something is found.

    Example: answerable rulebook lint my-rules.yaml
    """
    paths = files or installed_files()
    findings = lint_files(paths)
    if as_json:
        print_document({"files": len(paths), "findings": [finding._asdict() for finding in findings]})
    else:
        for finding in findings:
            where = f"{finding.file}:{finding.line}"
            results.print(
                f"{where}: {finding.article or '-'}: {finding.rule}: {finding.message}", markup=False
            )
        if not findings:
            results.print(f"✓ {counted('counted.rulebooks', n=len(paths)).en}, nothing found")
    if findings:
        raise typer.Exit(WRONG)


@app.command()
@command
def diff(
    before: Annotated[str, typer.Argument(help="Its id, id@edition, or the path of its file.")],
    after: Annotated[str, typer.Argument(help="The one to compare it with, named in the same way.")],
    as_json: Json = False,
) -> None:
    """Compare two rulebooks: rules added, removed, changed in value, and changed in words only.

    Example: answerable rulebook diff online-shop-10@r1 online-shop-10@r2
    """
    one, other = rulebook_of(before), rulebook_of(after)
    found = differences(one, other)
    counts = {change.value: sum(rule.change is change for rule in found) for change in Change}
    if as_json:
        rules = [rule._asdict() for rule in found]
        print_document({"before": one.name, "after": other.name, "counts": counts, "rules": rules})
        return
    table = Table("rule", "change", "what", one.name, other.name)
    for rule in found:
        paths = tuple({**rule.before, **rule.after}) or ("",)
        for number, path in enumerate(paths):
            head = (rule.rule, rule.change.value) if number == 0 else ("", "")
            values = (_shown(rule.before.get(path)), _shown(rule.after.get(path)))
            table.add_row(*head, path, *values)
    if found:
        results.print(table)
    told = ", ".join(f"{number} {name}" for name, number in counts.items())
    results.print(f"{one.name} → {other.name}: {told}", markup=False)


def _shown(value: object) -> str:
    return "" if value is None else escape(str(value))


def installed_files() -> list[Path]:
    """Give the files of the installed rulebooks."""
    import answerable.rulebooks as package

    return sorted(Path(next(iter(package.__path__))).glob("*.yaml"))
