"""How every command speaks: results on standard output, everything else on standard error.

With ``--json`` standard output holds one JSON document and nothing else. The exit status is 0 for
done, 1 for something found wrong, 2 for misuse.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from typing import Annotated, Any, NoReturn, ParamSpec, TypeVar

import structlog
import typer
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from structlog.dev import ConsoleRenderer, plain_traceback

from answerable.errors import AnswerableError, Unavailable
from answerable.messaging.problems import from_validation, problem_of
from answerable.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

WRONG = 1
MISUSE = 2

_WIDTH = 160

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
"""The option that every command has."""

messages = Console(stderr=True, highlight=False)
results = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)


def print_document(document: Any) -> None:
    """Print one JSON document, for ``--json``."""
    data = document.model_dump(mode="json") if isinstance(document, BaseModel) else document
    sys.stdout.write(to_json(data, indent=2).decode() + "\n")
    sys.stdout.flush()


def told(document: Any, line: str, *, as_json: bool) -> None:
    """Print what came of a command: as a document, or in a line for people.

    Arguments:
        document: for ``--json``.
        line: the same for people.
        as_json: which of the two.
    """
    if as_json:
        print_document(document)
    else:
        results.print(line, markup=False)


def say(text: str) -> None:
    """Tell the person something that is no result."""
    if (log := _log_for_machines()) is not None:
        log.info("said", text=text)
    else:
        messages.print(text, markup=False, soft_wrap=True)


def _log_for_machines() -> Any:
    """Give the log where a machine reads standard error; None where people do."""
    logs = sys.modules.get("answerable.telemetry.logs")  # who has not set up logging need not load it
    return logs.log if logs is not None and logs.are_json() else None


def problem_told(error: AnswerableError) -> None:
    """Print what was found wrong as a document, for ``--json``."""
    print_document(problem_of(error).model_dump(mode="json", exclude_none=True))


def fail(error: AnswerableError, *, as_json: bool, status: int = WRONG) -> NoReturn:
    """End with what was found wrong."""
    if as_json:
        problem_told(error)
    elif (log := _log_for_machines()) is not None:
        broken_rules = [f"{broken.pointer}: {broken.message}" for broken in error.broken_rules]
        log.error(
            "command.failed", kind=type(error).__name__, reason=error.message, broken_rules=broken_rules
        )
    else:
        messages.print(f"[bold red]✗[/] {_escaped(error.message)}", soft_wrap=True)
        for broken in error.broken_rules:
            messages.print(f"  {broken.pointer}: {broken.message}", markup=False, soft_wrap=True)
    raise typer.Exit(status)


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")


def _standard_error(*_: Any) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function a command: our errors become an exit status and a message, never a traceback."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        as_json = bool(kwargs.get("as_json"))
        if not structlog.is_configured():
            # What the libraries below log is no result, and an error's variables are nobody's to read.
            *shared, _ = structlog.get_config()["processors"]
            structlog.configure(
                processors=[*shared, ConsoleRenderer(exception_formatter=plain_traceback)],
                logger_factory=_standard_error,
            )
        try:
            return function(*args, **kwargs)
        except AnswerableError as error:
            fail(error, as_json=as_json)
        except ValidationError as error:
            what = "the settings" if error.title == Settings.__name__ else "the command line"
            fail(from_validation(error, what), as_json=as_json, status=MISUSE)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(WRONG) from None
        except OSError as error:
            reason = error.strerror or str(error) or type(error).__name__
            message = reason if error.filename is None else f"{error.filename}: {reason}"
            fail(Unavailable(message), as_json=as_json)

    return run


def progress_bar() -> Progress:
    """Give a progress bar on standard error, with a rate and the time that is left."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=messages,
        transient=True,
    )
