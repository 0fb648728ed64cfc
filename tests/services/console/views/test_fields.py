"""What an event says is written for people, field by field."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from answerable.identity.permission import PROGRAM, machine_actions
from answerable.identity.table import table
from answerable.streams.case.events import PauseReason
from answerable.wording import Language
from answerable_services.console.language import words_of
from answerable_services.console.views.fields import fields_of, written
from answerable_services.console.views.links import name_of
from answerable_services.console.views.zones import Zones


def test_what_is_not_said_is_not_written() -> None:
    """An item of a checklist that has a mark and no note says its mark alone."""
    items = [{"item": "交接记录填写完整", "mark": "√", "note": None}, {"item": "钥匙", "mark": None}]

    said = written("items", items, words_of(Language.ZH), Zones().of(None))

    assert "None" not in said
    assert "交接记录填写完整" in said
    assert written("note", None, words_of(Language.ZH), Zones().of(None)) == "—"


@pytest.mark.parametrize("language", list(Language))
def test_what_a_token_is_for_is_told_in_words(language: Language) -> None:
    """Each command and question, all of a kind, and everything; what programs call it stands beside it."""
    words, zone = words_of(language), Zones().of(None)
    kinds = {f"{one.partition('.')[0]}.*" for one in machine_actions()}
    for pattern in (*machine_actions(), *kinds, "*", "*.*"):
        told = written("scope", [pattern], words, zone)
        assert pattern not in told
        assert "." not in told
        assert told != words("home.not_known")
    (field,) = fields_of({"scope": ["contact.*", "desk.cases"]}, words, zone)
    assert field.beside == "contact.* desk.cases"


@pytest.mark.parametrize(
    "part", sorted(one for one in table().roles if one.startswith("system-") and one != PROGRAM)
)
def test_every_part_of_the_system_has_a_name(part: str) -> None:
    """Where one did something, and where one denied it; a program of one's own is told by its id."""
    zh = words_of(Language.ZH)
    told = name_of(part, zh)
    assert part.removeprefix("system-") not in told
    assert written("part", part.removeprefix("system-"), zh, Zones().of(None)) == told
    assert name_of("system-daybook", zh) == "系统 daybook"


@pytest.mark.parametrize(
    ("language", "told"),
    [(Language.ZH, "钥匙齐全、√；设备正常、×、缺一台"), (Language.EN, "钥匙齐全, √; 设备正常, ×, 缺一台")],
)
def test_the_items_of_a_list_are_told_apart(language: Language, told: str) -> None:
    """Where each has parts of its own, as on a checklist, it is seen where one ends."""
    items = [
        {"item": "钥匙齐全", "mark": "√", "note": None},
        {"item": "设备正常", "mark": "×", "note": "缺一台"},
    ]
    assert written("items", items, words_of(language), ZoneInfo("Asia/Shanghai")) == told


@pytest.mark.parametrize("language", Language)
def test_why_a_case_waits_is_said_in_words(language: Language) -> None:
    """In its facts as in its story."""
    words = words_of(language)
    for reason in PauseReason:
        told = written("paused_for", reason.value, words, ZoneInfo("Asia/Shanghai"))
        assert told == words(f"reason.{reason}")
