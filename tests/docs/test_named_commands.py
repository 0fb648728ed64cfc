"""Every command that a text of ours names exists: in messages, pages, words, templates and documents."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer

from services.cli.main import app
from tests.docs.pages import PAGES, ROOT

COMMAND = re.compile(r"(?<![\w./-])answerable ([a-z]+)(?: ([a-z]+))?(?![\w-])")
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


@cache
def known() -> dict[str, set[str]]:
    """Give every command with the commands below it."""
    group = typer.main.get_command(app)
    commands = group.commands  # type: ignore[attr-defined]  # a group has commands
    return {name: set(getattr(one, "commands", ())) for name, one in commands.items()}


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
        if (found := [name for text in strings(path) for name in unknown(text)])
    }

    assert wrong == {}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_in_a_text(path: Path) -> None:
    """Pages, words and documents name commands that exist."""
    assert unknown(path.read_text(encoding="utf-8")) == []


def test_what_does_not_exist_is_found() -> None:
    """The look finds what it is for."""
    assert unknown("run answerable rulebook bind, then `answerable ledger check`") == [
        "answerable rulebook bind"
    ]
    assert unknown("answerable nothing") == ["answerable nothing"]
