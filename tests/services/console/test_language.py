"""Every word of the pages, in two languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from string import Formatter

import pytest
import yaml

from answerable.conditions.compiling import ConditionResult
from answerable.discovery import parts
from answerable.events.base import Event
from answerable.events.registry import FLOWS
from answerable.queries.audit import FindingKind, Gravity
from answerable.queries.callbacks import CallbackState
from answerable.queries.registers import REGISTERS
from answerable.rulebook.effect import Severity
from answerable.rulebook.statement import AlertKind, LineState
from answerable.streams.case.events import Escalation, PauseReason, Priority
from answerable.streams.contact.events import Channel
from answerable.streams.fault.events import ChainLink, Recipient
from answerable.streams.handover.events import Shift
from answerable.streams.record.events import RecordClass
from answerable.streams.staff.events import Role
from answerable.wording import read_catalogue
from answerable.wording.catalogue import Entry, Phrase
from answerable_services import console
from answerable_services.console.language import FOLDER, STREAMS, Language, choose, words_of
from answerable_services.console.navigation import NAVIGATION
from answerable_services.console.pages import scores
from answerable_services.console.views.findings import Grouping
from answerable_services.console.views.timeline import kind_of

HERE = Path(str(console.__file__)).parent
ZH, EN = words_of(Language.ZH), words_of(Language.EN)


def places(phrase: Phrase) -> list[set[str | None]]:
    return [
        {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        for text in phrase.forms.values()
    ]


def differing(catalogue: Mapping[str, Entry]) -> list[str]:
    return [
        key
        for key, entry in catalogue.items()
        if any(found != places(entry[Language.ZH])[0] for said in entry.values() for found in places(said))
    ]


def test_a_sentence_has_the_same_places_for_values_in_both_languages() -> None:
    """No value is told to the readers of one language only."""
    assert differing(read_catalogue(FOLDER, STREAMS)) == []


@pytest.mark.parametrize("path", [*sorted(FOLDER.iterdir()), *sorted(STREAMS.glob("*/words.yaml"))], ids=str)
def test_a_file_of_words_says_nothing_twice(path: Path) -> None:
    """YAML would let the later of two equal keys win without a word."""

    def repeated(node: yaml.Node | None, prefix: str = "") -> Iterable[str]:
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            yield from (f"{prefix}{name}" for name in names if names.count(name) > 1)
            for key, value in node.value:
                yield from repeated(value, f"{prefix}{key.value}.")

    assert list(repeated(yaml.compose(path.read_text(encoding="utf-8")))) == []


def test_every_stream_with_words_has_a_file_of_its_own() -> None:
    """Whoever looks for a stream's words finds them in its folder, and only its own events' there."""
    named = {key.split(".")[1] for key in ZH.keys if key.startswith("event.")}
    without = [stream for stream in sorted(named) if not (STREAMS / stream / "words.yaml").exists()]
    assert without == []
    misplaced = [
        f"{path}: event.{stream}"
        for path in STREAMS.glob("*/words.yaml")
        for stream in yaml.safe_load(path.read_text(encoding="utf-8")).get("event", ())
        if stream != path.parent.name
    ]
    assert misplaced == []


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


ENUMERATED: Mapping[str, tuple[type[StrEnum], ...]] = {
    "state": (CallbackState, *(flow.stages for flow in FLOWS.values())),
    "priority": (Priority,),
    "reason": (PauseReason,),
    "link": (ChainLink,),
    "recipient": (Recipient,),
    "level": (Escalation,),
    "channel": (Channel,),
    "shift": (Shift,),
    "record_class": (RecordClass,),
    "role": (Role,),
    "finding": (FindingKind,),
    "gravity": (Gravity,),
    "line_state": (LineState,),
    "severity": (Severity,),
    "outcome": (ConditionResult,),
    "alert": (AlertKind,),
    "access.by": (Grouping,),
    "scores.show": (scores.Show,),
}
"""The keys that are put together from a member of an enumeration."""

ABSENT = frozenset({"none", "unknown"})
"""What a page says where there is no member to name."""


@pytest.mark.parametrize(("area", "kinds"), ENUMERATED.items())
def test_every_member_of_an_enumeration_has_its_word(area: str, kinds: tuple[type[StrEnum], ...]) -> None:
    """A new member is missed here before it is missed on a page."""
    assert [member for kind in kinds for member in kind if f"{area}.{member}" not in ZH.keys] == []


REGISTERED = {
    published.register.name: [column.name for column in published.register.columns]
    for published in REGISTERS.values()
} | {
    f"mark.{published.register.stream}": list(published.register.all_marks)
    for published in REGISTERS.values()
}
"""What registers name that their pages write out."""


def test_every_mark_and_every_column_has_its_word() -> None:
    """A list shows no name out of the code, in either language."""
    missing = [
        f"{one.register.name}.{column.name}"
        for one in REGISTERS.values()
        for column in one.register.columns
        if column.is_shown and not {f"{one.register.name}.{column.name}", f"field.{column.name}"} & ZH.keys
    ] + [
        f"mark.{one.register.stream}.{mark}"
        for one in REGISTERS.values()
        for mark in one.register.all_marks
        if not {f"mark.{one.register.stream}.{mark}", f"mark.{mark}"} & ZH.keys
    ]
    assert missing == []


def test_no_word_is_left_over() -> None:
    """A key that no page names and no member of an enumeration stands for is taken out."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in [*HERE.rglob("*.html"), *HERE.rglob("*.py")]
    )
    named = set(re.findall(r"""['"]([a-z_.]+)['"]""", text))
    put_together = tuple(re.findall(r"""['"]([a-z_]+(?:\.[a-z_]+)*\.)(?:['"]|\{)""", text))
    left_over = []
    for key in read_catalogue(FOLDER):
        area, _, member = key.rpartition(".")
        if area in ENUMERATED:
            is_used = (
                key in named or member in ABSENT or any(member in set(kind) for kind in ENUMERATED[area])
            )
        elif area in REGISTERED or area.startswith("mark"):
            is_used = member in {*REGISTERED.get(area, ()), "title", "steps", "empty_do"} or area == "mark"
        else:
            is_used = key in named or key.startswith(put_together)
        left_over += [] if is_used else [key]
    assert left_over == []


def test_every_event_has_its_word() -> None:
    """A timeline shows no wire type."""
    models = [
        value
        for module in parts("events").values()
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Event) and value is not Event
    ]
    assert [m.event_type for m in models if f"event.{kind_of(m.event_type)}" not in ZH.keys] == []


def test_every_area_of_the_navigation_has_its_word() -> None:
    """And its own letter, where it has one: those of further registers may have none."""
    assert [name for name, _, _ in NAVIGATION if f"nav.{name}" not in ZH.keys] == []
    letters = [letter for _, _, letter in NAVIGATION if letter]
    assert len(set(letters)) == len(letters)


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
