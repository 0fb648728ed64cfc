# ruff: noqa: INP001  (a script, run by its path)
"""Writes ``command-line.md`` from the commands' own help: ``python docs/reference/make_command_line.py``.

A test compares the two, so run it after a change of a command.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from answerable_services.cli.main import app

TARGET = Path(__file__).with_name("command-line.md")

_HEAD = """\
# The command line

Made by `make_command_line.py` from the commands' own help.

Every command takes `--json`: one JSON document on standard output and nothing else there; progress and
messages go to standard error. The exit status is 0 for done, 1 for something found wrong (a failed check, a
finding, a refusal), 2 for misuse. With `--json` a failure is a problem document (RFC 9457).

Commands that speak to an installation find it by `--data`, by `ANSWERABLE_DATA`, or in `.answerable`; see
[settings](settings.md).
"""


def commands() -> dict[str, Any]:
    """Give every command by its whole name, for example ``answerable ledger check``."""
    return dict(_walk(typer.main.get_command(app), "answerable"))


def command_line() -> str:
    """Give the whole page."""
    return "\n".join([_HEAD, *(_section(name, command) for name, command in commands().items())])


def _walk(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for word, one in inner.items():
        yield from _walk(one, f"{name} {word}")


def _section(name: str, command: Any) -> str:
    text = inspect.cleandoc(command.help or "")
    said, _, example = text.partition("Example: ")
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    options = [one for one in command.params if one.param_type_name == "option"]
    usage = " ".join([name, *(_placeholder(one) for one in arguments), "[OPTIONS]"])
    lines = [f"## `{name}`", "", " ".join(said.split()), "", "```text", usage, "```", ""]
    if example:
        lines += ["Example:", "", "```sh", example.strip(), "```", ""]
    lines += [
        "| name | what it says | |",
        "|---|---|---|",
        *(_row(one) for one in [*arguments, *options]),
        "",
    ]
    return "\n".join(lines)


def _placeholder(argument: Any) -> str:
    shown: str = argument.name.upper()
    if argument.nargs != 1:
        shown += "…"
    return shown if argument.required else f"[{shown}]"


def _row(parameter: Any) -> str:
    """Write what is told of one argument or option."""
    if parameter.param_type_name == "argument":
        name = f"`{parameter.name.upper()}`"
    else:
        name = ", ".join(f"`{word}`" for word in reversed(parameter.opts))
    default = getattr(parameter, "show_default", None)
    if not isinstance(default, str):
        default = parameter.default
    default = getattr(default, "value", default)
    is_shown = isinstance(default, str | int) and not isinstance(default, bool) and default != ""
    when = "required" if parameter.required else f"default `{default}`" if is_shown else ""
    kind = parameter.type_descriptor.annotation
    choices = [str(one.value) for one in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []
    among = f" One of `{'`, `'.join(choices)}`." if choices else ""
    return f"| {name} | {parameter.help or ''}{among} | {when} |"


if __name__ == "__main__":
    TARGET.write_text(command_line(), encoding="utf-8")
