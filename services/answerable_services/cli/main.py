"""The `answerable` command."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

import answerable
from answerable_services.cli.deferred import DeferredGroup, Place

# A test holds each summary to the first paragraph of the command's own help.
PLACES = {
    "up": Place(
        "answerable_services.cli.up", "up", "Run the server, the services and the pages on this machine."
    ),
    "run": Place(
        "answerable_services.cli.run",
        "run",
        "Run one service until it is stopped; its server must be running.",
    ),
    "import": Place(
        "answerable_services.cli.importing",
        "import_records",
        "Import records; a second import of the same file changes nothing.",
    ),
    "simulate": Place(
        "answerable_services.cli.simulate",
        "simulate",
        "Invent the commands of service centres, and send them to the running installation or to a file.",
    ),
    "doctor": Place(
        "answerable_services.cli.doctor",
        "doctor",
        "Look at everything this installation needs; ends with 1 where something is not well.",
    ),
    "ledger": Place(
        "answerable_services.cli.ledger",
        "app",
        "The immutable log: its state, whether it is whole, its copies.",
    ),
    "projection": Place(
        "answerable_services.cli.projection",
        "app",
        "The consumers' views: how far they are, and rebuilding them.",
    ),
    "rulebook": Place(
        "answerable_services.cli.rulebook",
        "app",
        "The regulations: what is installed, what they say, and checks.",
    ),
    "score": Place("answerable_services.cli.score", "app", "Monthly scores, and why."),
    "due": Place("answerable_services.cli.due", "app", "What becomes due, and why then."),
    "callbacks": Place("answerable_services.cli.callbacks", "app", "The callbacks owed after deliveries."),
    "access": Place(
        "answerable_services.cli.access", "app", "Who may do what: the one table, and questions to it."
    ),
    "schema": Place("answerable_services.cli.schema", "app", "The schemas of events, commands and queries."),
    "account": Place(
        "answerable_services.cli.account",
        "app",
        "Who signs in: invitations, resets, and what people are called.",
    ),
    "token": Place("answerable_services.cli.token", "app", "Tokens that let other systems in."),
    "key": Place("answerable_services.cli.key", "app", "The keys that prove who asks."),
    "consumer": Place("answerable_services.cli.consumer", "app", "Consumers of your own."),
}
"""Where each command is."""


# Typer names no more of its family of misuse than this one.
_Misused: Any = typer.BadParameter.__base__


class _Answerable(DeferredGroup):
    """The commands of this program."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(places=PLACES, **attributes)

    def main(  # type: ignore[override]  # nobody gives what else it takes by its place
        self, args: Any = None, prog_name: Any = None, *, standalone_mode: bool = True, **extra: Any
    ) -> Any:
        """Run a command; with ``--json`` a line that cannot be read is told as one document, too."""
        said = sys.argv[1:] if args is None else list(args)
        if not standalone_mode or "--json" not in said:
            return super().main(args, prog_name, standalone_mode=standalone_mode, **extra)
        try:
            done = super().main(args, prog_name, standalone_mode=False, **extra)
        except _Misused as error:
            from answerable.errors import Invalid
            from answerable_services.cli.voice import problem_told

            problem_told(Invalid(error.format_message()))
            sys.exit(error.exit_code)
        except typer.Abort:
            sys.exit(1)
        sys.exit(done if isinstance(done, int) else 0)


app = typer.Typer(
    name="answerable",
    cls=_Answerable,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    help="An event-sourced record for service centres that have to answer for what they did.",
)


def _version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(answerable.__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Speak to an installation, or run one; each command explains itself with --help."""


def main() -> None:
    """Run the command line."""
    app()
