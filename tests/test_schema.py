"""The published language: what `answerable schema export` writes is what the documentation holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable_services.cli.schemas import documents, write

COMMITTED = Path(__file__).parents[1] / "docs" / "reference" / "schemas"


def _files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_committed_schemas_are_current(tmp_path: Path) -> None:
    """Every schema is committed as it is exported, so that a change of the published language is seen.

    Where the change is meant: ``.venv/bin/answerable schema export docs/reference/schemas``, and delete the
    files that are not written any more.
    """
    write(documents(), tmp_path)
    exported, committed = _files(tmp_path), _files(COMMITTED)

    if set(exported) != set(committed):
        pytest.fail(f"only exported or only committed: {sorted(set(exported) ^ set(committed))}")
    assert [name for name in exported if exported[name] != committed[name]] == []


def test_two_descriptions_are_the_same() -> None:
    """A schema's name means one thing: two of one name would take each other's place, now this, now that."""
    assert documents() == documents()
