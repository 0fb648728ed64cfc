"""Every word of the pages, in two languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from string import Formatter

import pytest
import yaml

from answerable.conditions.outcomes import Outcome
from answerable.events.base import Event
from answerable.events.registry import STREAMS
from answerable.queries.audit import FindingKind, Gravity
from answerable.queries.callbacks import CallbackState
from answerable.queries.desk import CaseState, ComplaintState, FaultState, HandoverShow, HandoverState
from answerable.rulebook.statement import AlertKind, LineState
from answerable.rulebook.terms import Severity
from answerable.streams.case.events import Escalation, PauseReason, Priority
from answerable.streams.contact.events import Channel
from answerable.streams.handover.events import Shift
from answerable.streams.record.events import RecordClass
from answerable.streams.staff.events import Role
from services import console
from services.console.language import Language, choose, words_of
from services.console.pages import scores
from services.console.view import NAVIGATION
from services.console.views.findings import Grouping
from services.console.views.handovers import Standing
from services.console.views.timeline import kind_of

HERE = Path(str(console.__file__)).parent
ZH, EN = words_of(Language.ZH), words_of(Language.EN)


def test_both_catalogues_have_the_same_keys() -> None:
    """No page has a word in one language only."""
    assert ZH.keys ^ EN.keys == set()


def test_both_catalogues_fill_in_the_same_values() -> None:
    """A sentence has the same places for values in both languages."""

    def places(sentence: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}

    differing = [key for key in ZH.keys if places(ZH(key)) != places(EN(key))]
    assert differing == []


@pytest.mark.parametrize("language", Language)
def test_a_catalogue_says_nothing_twice(language: Language) -> None:
    """YAML would let the later of two equal keys win without a word."""

    def repeated(node: yaml.Node | None, prefix: str = "") -> Iterable[str]:
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            yield from (f"{prefix}{name}" for name in names if names.count(name) > 1)
            for key, value in node.value:
                yield from repeated(value, f"{prefix}{key.value}.")

    text = (HERE / "wording" / f"{language}.yaml").read_text(encoding="utf-8")
    assert list(repeated(yaml.compose(text))) == []


def test_every_key_that_templates_and_pages_name_is_in_the_catalogue() -> None:
    """A key that is written out is found here, not by a reader of the page."""
    sources = [*HERE.rglob("*.html"), *HERE.rglob("*.py")]
    used = {
        key
        for path in sources
        for key in re.findall(
            r"""\b(?:t|words)\(\s*['"]([a-z_.]+)['"]\s*[,)]""", path.read_text(encoding="utf-8")
        )
    }
    assert len(used) > 100
    assert used - ZH.keys == set()


@pytest.mark.parametrize(
    ("area", "kinds"),
    [
        ("state", (CaseState, ComplaintState, FaultState, HandoverState, CallbackState)),
        ("priority", (Priority,)),
        ("reason", (PauseReason,)),
        ("level", (Escalation,)),
        ("channel", (Channel,)),
        ("shift", (Shift,)),
        ("record_class", (RecordClass,)),
        ("role", (Role,)),
        ("finding", (FindingKind,)),
        ("gravity", (Gravity,)),
        ("line_state", (LineState,)),
        ("severity", (Severity,)),
        ("outcome", (Outcome,)),
        ("alert", (AlertKind,)),
        ("access.by", (Grouping,)),
        ("handovers.standing", (Standing,)),
        ("handovers.show", (HandoverShow,)),
        ("scores.show", (scores.Show,)),
    ],
)
def test_every_member_of_an_enumeration_has_its_word(area: str, kinds: tuple[type[StrEnum], ...]) -> None:
    """A new member is missed here before it is missed on a page."""
    assert [member for kind in kinds for member in kind if f"{area}.{member}" not in ZH.keys] == []


def test_every_event_has_its_word() -> None:
    """A timeline shows no wire type."""
    models = [
        value
        for module in STREAMS
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Event) and value is not Event
    ]
    assert [m.event_type for m in models if f"event.{kind_of(m.event_type)}" not in ZH.keys] == []


def test_every_area_of_the_navigation_has_its_word() -> None:
    """And its own letter."""
    assert [name for name, _, _ in NAVIGATION if f"nav.{name}" not in ZH.keys] == []
    assert len({letter for _, _, letter in NAVIGATION}) == len(NAVIGATION)


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "chosen"),
    [
        (None, None, None, Language.ZH),
        (None, None, "de, fr;q=0.8", Language.ZH),
        (None, None, "en-GB,en;q=0.9", Language.EN),
        (None, None, "en;q=0.4, zh-TW;q=0.8", Language.ZH),
        (None, None, "en;q=0", Language.ZH),
        (None, None, "en;q=much", Language.ZH),
        (None, "en", "zh", Language.EN),
        ("zh", "en", "en", Language.ZH),
        ("xx", "yy", "en", Language.EN),
    ],
)
def test_the_address_wins_over_the_cookie_and_the_cookie_over_the_browser(
    asked: str | None, remembered: str | None, accepted: str | None, chosen: Language
) -> None:
    """Chinese where nothing else is asked for."""
    assert choose(asked, remembered, accepted) is chosen
