"""What an event says is written for people, field by field."""

from __future__ import annotations

from answerable.wording import Language
from answerable_services.console.language import words_of
from answerable_services.console.views.fields import written
from answerable_services.console.views.zones import Zones


def test_what_is_not_said_is_not_written() -> None:
    """An item of a checklist that has a mark and no note says its mark alone."""
    items = [{"item": "交接记录填写完整", "mark": "√", "note": None}, {"item": "钥匙", "mark": None}]

    said = written("items", items, words_of(Language.ZH), Zones().of(None))

    assert "None" not in said
    assert "交接记录填写完整" in said
    assert written("note", None, words_of(Language.ZH), Zones().of(None)) == "—"
