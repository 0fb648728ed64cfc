"""Sentences on pages: people by their names, matters by their numbers, in either language."""

from __future__ import annotations

import pytest

from answerable.wording import Language, person_named, say
from answerable_services.console.language import words_of
from answerable_services.console.views.telling import told

NAMES = {"staff-xm01-agent-4": "郑丽萍", "case-7": "GD-2016-7", "staff-xm01": "短"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (Language.ZH, "GD-2016-7 的这一步由接班人办理（郑丽萍），staff-9 不能办理"),
        (Language.EN, "this step of GD-2016-7 is for the incoming side: 郑丽萍; staff-9 may not take it"),
    ],
)
def test_a_sentence_calls_people_and_matters_by_their_names(language: Language, text: str) -> None:
    """Whoever and whatever has none keeps the id; a longer id is no shorter one."""
    who = say("flow.party.the-incoming-side")
    said = say("flow.is_for", matter="case-7", who=who, people="staff-xm01-agent-4", person="staff-9")
    assert told(said, words_of(language).calling(NAMES)) == text


def test_no_space_stands_between_a_name_and_the_words_around_it() -> None:
    """An id has one beside it in Chinese, a name of characters has none."""
    said = say("refusal.staff.has_not_left", staff="staff-xm01-agent-4")
    assert told(said, words_of(Language.ZH).calling(NAMES)) == "郑丽萍尚未离职，请先登记离职（staff.leave）"


def test_whom_a_sentence_calls_by_kind_and_id_is_called_by_name() -> None:
    """The findings of the audit name people so."""
    said = say("refusal.taken_back", matter=person_named("staff-xm01-agent-4"))
    assert told(said, words_of(Language.ZH).calling(NAMES)) == "郑丽萍已撤销，视同从未登记"
