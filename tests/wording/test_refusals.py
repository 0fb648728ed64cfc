"""Refusals of decisions: each says its reason in both languages; those that still do not are listed here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import answerable
from answerable.deciding import refuse, wrong
from answerable.errors import AnswerableError
from answerable.messaging.problems import error_of, problem_of, said_of, sentence_of
from answerable.wording import say

ROOT = Path(next(iter(answerable.__path__)))
DECIDING = [
    *sorted((ROOT / "streams").rglob("*.py")),
    *(ROOT / "deciding" / f"{name}.py" for name in ("decision", "world")),
    *(ROOT / f"{name}.py" for name in ("barred", "corrections", "days", "flow", "matters", "people")),
    *(ROOT / f"{name}.py" for name in ("repeats", "spans")),
]
"""Where decisions are made, and what they ask."""

REASONS = {"refuse": 0, "Refused": 0, "NotFound": 0, "Invalid": 0, "Forbidden": 0, "no_such": 1, "wrong": 1}
"""What makes a refusal, and at which place of it the reason stands."""
REASONS |= {"must_follow": 2}

IN_ENGLISH_ONLY = frozenset(
    {
        "barred.py",
        "deciding/world.py",
        "spans.py",
        "streams/access/decisions.py",
        "streams/case/decisions.py",
        "streams/case/state.py",
        "streams/complaint/decisions.py",
        "streams/delivery/decisions.py",
        "streams/fault/decisions.py",
        "streams/record/decisions.py",
        "streams/site/decisions.py",
    }
)
"""Modules with refusals that a Chinese reader gets no reason of, only its kind: to be translated."""


def is_english(node: ast.expr, names: dict[str, list[ast.expr]]) -> bool:
    """Tell whether a reason is put together in code: a text, or a name that one was given."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.Name):
        return any(is_english(value, {}) for value in names.get(node.id, []))
    return isinstance(node, ast.JoinedStr | ast.BinOp)


def untold(path: Path) -> Iterator[str]:
    """Give where a module makes a refusal with an English reason alone."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        names: dict[str, list[ast.expr]] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                names.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            at = REASONS.get(name, len(node.args))
            if at < len(node.args) and is_english(node.args[at], names):
                yield f"{function.name}, line {node.lineno}"


@pytest.mark.parametrize("path", DECIDING, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_refusal_has_its_reason_in_both_languages(path: Path) -> None:
    """A sentence of the catalogue says it; no module is listed longer than it has one without."""
    found = [*untold(path)]
    if path.relative_to(ROOT).as_posix() in IN_ENGLISH_ONLY:
        assert found, f"{path.name} has every reason in both languages: take it off the list"
    else:
        assert found == []


@pytest.mark.parametrize(
    "error",
    [
        refuse(say("refusal.staff.is_away", staff="staff-7"), field="since"),
        wrong("since", say("refusal.staff.is_away", staff="staff-7"), rule="order-of-times"),
    ],
)
def test_a_refusal_says_at_its_field_why_in_both_languages(error: AnswerableError) -> None:
    """Over the wire and back, beside the field: the reason, not its kind."""
    back = error_of(problem_of(error))
    (broken,) = back.broken_rules
    said = said_of(broken)

    assert broken.pointer == "/since"
    assert said == say("refusal.staff.is_away", staff="staff-7")
    assert said.zh in sentence_of(back).zh
