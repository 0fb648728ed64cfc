"""What stands in a form and is sent unchanged is what was put into it: for every command."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.corrections import EMPTIES
from answerable_services.console.environment import environment
from answerable_services.console.forms import form_of, parse, shown, typed_of
from answerable_services.console.language import Language, words_of
from tests.services.console.forms.filled import Page, asked_in, bodies, read
from tests.services.intake.any_command import OF_A_SERVICE

GIVEN = [model for model in COMMANDS.values() if model.stream not in OF_A_SERVICE]
"""The commands that people give."""

ZONES = ("Asia/Shanghai", "Europe/Berlin", "UTC")


def rendered(form: Any, typed: Any, language: Language, **more: Any) -> str:
    words = words_of(language)
    module = environment(language).get_template("forms.html").module
    return str(module.form(words, shown(form, words, typed=typed, **more), "/do"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", GIVEN, ids=lambda model: model.command_name)
@settings(max_examples=5)
@given(data=st.data())
def test_a_body_comes_back_as_it_was(model: type[Command], data: st.DataObject) -> None:
    """A valid body, set into the page of its form, read by a browser and sent back, is the same body."""
    form = form_of(model)
    body = asked_in(form, data.draw(bodies(model)))
    zone = ZoneInfo(data.draw(st.sampled_from(ZONES)))
    held = dict.fromkeys(body.get(EMPTIES, ()), "before-1")
    typed = typed_of(form, body, zone, held)
    entry = parse(form, Page.of(rendered(form, typed, Language.ZH)).submitted(), zone)

    assert entry.faults.of_fields == {}
    assert entry.faults.of_whole == ()
    assert entry.body is not None
    assert read(form, entry.body) == read(form, body)
