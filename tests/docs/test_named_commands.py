"""Every command, option, setting and target that our messages, pages and documents name exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from answerable.settings import Settings
from answerable_services.cli.main import app
from tests.docs.pages import PAGES, ROOT

_WORD = r"[a-z]+(?:-[a-z]+)*"
COMMAND = re.compile(rf"(?<![\w./-])answerable ({_WORD})(?: ({_WORD}))?(?![\w-])")
CODE = [path for folder in ("services", "shared") for path in (ROOT / folder).rglob("*.py")]
TEXTS = [
    *(ROOT / page for page in PAGES),
    *(
        path
        for kind in ("yaml", "html", "md", "service", "env")
        for path in (ROOT / "services").rglob(f"*.{kind}")
    ),
    *(path for folder in ("deploy",) for path in (ROOT / folder).rglob("*.service")),
]

# What stands behind the word where it is no command: the package's name in a sentence, or in Python.
PROSE = frozenset({"and", "import", "in", "is"})

# What files and digests of the ledger begin with.
MARKS = ("answerable ledger chain", "answerable ledger head")


OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
ENDS = re.compile(r"(?<!\\)\n|[`|;…]|&&|\s#\s")
SETTING = re.compile(r"(?<![A-Z_])ANSWERABLE_[A-Z_]*[A-Z]\b(?![_*])")
TARGET = re.compile(rf"(?:`|^ *)make ({_WORD})", re.MULTILINE)

# What others than the program read: the tests, and who starts a server by hand.
OTHER_SETTINGS = re.compile(r"ANSWERABLE_(SOAK|SEED)")


@cache
def group() -> Any:
    """Give the program's commands."""
    return typer.main.get_command(app)


@cache
def known() -> dict[str, set[str]]:
    """Give every command with the commands below it."""
    return {name: set(getattr(one, "commands", ())) for name, one in group().commands.items()}


@cache
def options(first: str, second: str | None) -> frozenset[str]:
    """Give the options of a command, and those that every one has."""
    one = group().commands[first]
    one = getattr(one, "commands", {}).get(second, one)
    return frozenset(name for parameter in one.params for name in parameter.opts) | {"--help"}


def unknown_options(text: str) -> list[str]:
    """List what a text gives a command as an option, and is none of it."""
    wrong = []
    for match in COMMAND.finditer(text):
        first, second = match[1], match[2]
        if first not in known():
            continue
        rest = ENDS.split(text[match.end() :], maxsplit=1)[0]
        wrong += [
            f"{match[0]} {option}" for option in OPTION.findall(rest) if option not in options(first, second)
        ]
    return wrong


def unknown_settings(text: str) -> list[str]:
    """List what a text takes for a setting, and is none."""
    fields = {f"ANSWERABLE_{name.upper()}" for name in Settings.model_fields}
    return sorted(
        {name for name in SETTING.findall(text) if name not in fields and not OTHER_SETTINGS.fullmatch(name)}
    )


def unknown_targets(text: str) -> list[str]:
    """List what a text has `make` do, and the Makefile does not know."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    return sorted(set(TARGET.findall(text)) - targets)


def unknown(text: str) -> list[str]:
    """List what a text names that is no command."""
    commands = known()
    wrong = []
    for match in COMMAND.finditer(text):
        first, second = match[1], match[2]
        if match[0] in MARKS or (first not in commands and first in PROSE):
            continue
        is_known = first in commands and (not commands[first] or second is None or second in commands[first])
        if not is_known:
            wrong.append(match[0])
    return wrong


def strings(path: Path) -> Iterator[str]:
    """Give a module's texts, those with values in them joined."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)


def test_in_the_code() -> None:
    """Messages, helps and docstrings name commands that exist."""
    assert len(CODE) > 100
    wrong = {
        path.relative_to(ROOT).as_posix(): found
        for path in CODE
        if (found := [name for text in strings(path) for name in (*unknown(text), *unknown_options(text))])
    }

    assert wrong == {}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_in_a_text(path: Path) -> None:
    """Pages, words and documents name commands, options, settings and targets that exist."""
    text = path.read_text(encoding="utf-8")
    found = (unknown(text), unknown_options(text), unknown_settings(text), unknown_targets(text))
    assert found == ([], [], [], [])


def test_what_does_not_exist_is_found() -> None:
    """The look finds what it is for."""
    assert unknown("run answerable rulebook bind, then `answerable ledger check`") == [
        "answerable rulebook bind"
    ]
    assert unknown("answerable nothing") == ["answerable nothing"]
    assert unknown_options("`answerable ledger check --fast`, then answerable up --demo \\\n --soon") == [
        "answerable ledger check --fast",
        "answerable up --soon",
    ]
    assert unknown_settings("set ANSWERABLE_DATA or ANSWERABLE_DATUM") == ["ANSWERABLE_DATUM"]
    assert unknown_targets("`make test`, `make tests`, `make test-some`") == ["test-some", "tests"]
