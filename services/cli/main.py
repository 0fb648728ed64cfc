"""The `answerable` command."""

from __future__ import annotations

from typing import Annotated

import typer

import answerable
from services.cli import callbacks, consumer, ledger, projection, rulebook, schema, score
from services.cli.doctor import doctor
from services.cli.importing import import_records
from services.cli.run import run
from services.cli.simulate import simulate
from services.cli.up import up
from services.cli.voice import results

app = typer.Typer(
    name="answerable",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="An event-sourced record for service centres that have to answer for what they did.",
)


def _version(is_asked: bool) -> None:
    if is_asked:
        results.print(answerable.__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Speak to an installation, or run one; each command explains itself with --help."""


app.command()(up)
app.command()(run)
app.command("import")(import_records)
app.command()(simulate)
app.command()(doctor)
app.add_typer(ledger.app, name="ledger")
app.add_typer(projection.app, name="projection")
app.add_typer(rulebook.app, name="rulebook")
app.add_typer(score.app, name="score")
app.add_typer(callbacks.app, name="callbacks")
app.add_typer(schema.app, name="schema")
app.add_typer(consumer.app, name="consumer")


def main() -> None:
    """Run the command line."""
    app()
