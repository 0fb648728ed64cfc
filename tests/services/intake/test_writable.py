"""Texts that cannot be shown as they were written are refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from answerable.errors import Invalid
from answerable.settings import PersonalData
from answerable.streams.complaint.commands import File
from answerable_services.intake.free_text import check_texts
from tests.services.intake.scenario import make


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\N{RIGHT-TO-LEFT OVERRIDE}"])
def test_a_control_character_is_refused_with_its_field(character: str) -> None:
    """No view and no page could show what was said."""
    command = make(File, channel="call", topic="t", text=f"a{character}b")
    with pytest.raises(Invalid) as refused:
        check_texts(command, None, PersonalData.WARN)
    assert [broken.pointer for broken in refused.value.broken_rules] == ["/text"]


def test_lines_are_no_control_characters() -> None:
    """A text of several lines is a text."""
    check_texts(make(File, channel="call", topic="t", text="one\r\n\ttwo"), None, PersonalData.REFUSE)


@pytest.mark.parametrize("nothing", ["\u200b", "\u3164", "\u00ad\u00a0"])
def test_what_shows_as_nothing_is_an_empty_text(nothing: str) -> None:
    """Letters that are not seen are no part of a text, and without them nothing is left."""
    with pytest.raises(ValidationError, match="at least 1 character"):
        make(File, channel="call", topic="t", text=nothing)


@pytest.mark.parametrize("nothing", ["\u2800\u00a0", "\u0301\u0301"])
def test_what_cannot_be_seen_is_no_text(nothing: str) -> None:
    """A reason that shows as nothing says nothing."""
    with pytest.raises(Invalid, match="nothing that can be seen"):
        check_texts(make(File, channel="call", topic="t", text=nothing), None, PersonalData.WARN)
