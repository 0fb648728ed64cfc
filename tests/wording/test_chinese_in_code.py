"""Chinese stands in catalogues, not in code; where it may stand in code, the reason stands here."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.typography import HAN
from tests.wording.test_typography import ROOTS, literals

CHINESE_IN_CODE = {
    "sample/": "what the people of the sample centre wrote is data",
    "privacy/detection.py": "the characters of number plates are searched for",
    "cli/scaffold/tests/": "the name of a site, in the test that a consumer of one's own begins with",
}
"""Modules that have Chinese in their code, and why."""


def prose(path: Path) -> Iterator[str]:
    """Docstrings and comments, without what they quote: a term in brackets, an example in backticks."""
    source = io.StringIO(path.read_text(encoding="utf-8"))
    for token in tokenize.generate_tokens(source.readline):
        is_docstring = token.type == tokenize.STRING and token.string.endswith('"""')
        if is_docstring or token.type == tokenize.COMMENT:
            yield re.sub(r"\([^()]*\)|`+[^`]*`+", "", token.string)


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_no_chinese_is_written_in_code(root: Path) -> None:
    """It stands in the catalogues; beside them only where it is no wording of ours."""
    found = {path.relative_to(root).as_posix() for path in root.rglob("*.py") if any(literals(path))}
    assert {file for file in found if not file.startswith(tuple(CHINESE_IN_CODE))} == set()


def test_what_may_be_chinese_in_code_is() -> None:
    """No exception outlives its reason."""
    files = [
        path.relative_to(root).as_posix()
        for root in ROOTS
        for path in root.rglob("*.py")
        if any(literals(path))
    ]
    assert [prefix for prefix in CHINESE_IN_CODE if not any(file.startswith(prefix) for file in files)] == []


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_docstrings_and_comments_only_quote_chinese(root: Path) -> None:
    """A term of the regulations stands in brackets behind its English name, an example in backticks."""
    found = [
        f"{path.relative_to(root)}: {text}"
        for path in root.rglob("*.py")
        for text in prose(path)
        if re.search(f"[{HAN}]", text)
    ]
    assert found == []
