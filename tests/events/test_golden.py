"""Whatever was stored once is read by the present code, and means what it meant."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest
from pydantic_core import from_json

from answerable.events.base import Event
from answerable.events.cloudevents import decode, open_envelope
from answerable.events.registry import REGISTRY
from tests.events import golden

STORED = sorted(golden.FOLDER.glob("*.jsonl"))


class Rung(Event):
    """An event that changed its shape twice."""

    schema_version: ClassVar[int] = 3


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_stored_examples_are_read(path: Path) -> None:
    """Each stored line becomes the expected event, field by field."""
    built = [golden.document(decode(line)) for line in path.read_bytes().splitlines()]

    assert built == from_json(path.with_suffix(".expected.json").read_bytes())


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_examples_are_of_their_type(path: Path) -> None:
    """A file holds events of the type that it is named for, as they were written."""
    found = {open_envelope(line).type for line in path.read_bytes().splitlines()}

    assert found == {f"answerable.{path.stem}"}


@pytest.mark.parametrize("model", list(REGISTRY), ids=lambda model: golden.name_of(model.event_type))
def test_every_version_has_examples(model: type[Event]) -> None:
    """No type of the published language, and no older version of one, is without stored examples.

    ``python -m tests.events.golden`` makes those of a new type; those of an older version were made when it
    was new.
    """
    missing = [name for name in golden.versions(model) if not golden.stored(name).exists()]

    assert missing == []


def test_older_versions_are_asked_for() -> None:
    """A type in its third version needs examples of the first two as well."""
    assert list(golden.versions(Rung)) == [f"answerable.test_golden.rung.v{version}" for version in (1, 2, 3)]


def test_making_changes_nothing_that_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command writes what is missing, and never over an example that is there."""
    monkeypatch.setattr(golden, "FOLDER", tmp_path)
    kept, missing = sorted(model.event_type for model in REGISTRY)[:2]
    first = golden.make()
    golden.stored(kept).write_text("kept")
    golden.stored(missing).unlink()
    golden.expected(missing).unlink()

    assert (len(first), golden.make()) == (len(list(REGISTRY)), [missing])
    assert golden.stored(kept).read_text() == "kept"
