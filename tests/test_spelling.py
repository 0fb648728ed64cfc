"""What is the same text has one spelling."""

from __future__ import annotations

import json
import unicodedata
from typing import Any, get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError, create_model
from pydantic.fields import FieldInfo

from answerable.commands.registry import COMMANDS
from answerable.errors import Invalid
from answerable.events.cloudevents import decode, encode
from answerable.ids import id_from_key
from answerable.importing.names import name_of
from answerable.repeats import lists_of_texts
from answerable.spelling import composed, natural_order, of_one_width
from answerable.streams.assessment import commands as assessment
from answerable.streams.handover import commands as handover
from answerable.streams.outsider import commands as outsider
from answerable.streams.visit import commands as visit
from answerable_services.desk.searching import texts_of
from answerable_services.intake.admission import ask
from answerable_services.intake.free_text import free_text_fields
from answerable_services.intake.reading import read_command
from tests.identity.proofs import principal
from tests.services.intake.any_command import OF_A_SERVICE
from tests.services.intake.scenario import FIRST, SECOND, TEN, Scenario, make

COMPOSED, TAKEN_APART = "Café Zoë", "Cafe\u0301 Zoe\u0308"

HIDDEN = {
    "soft hyphen": "\u00ad",
    "zero-width space": "\u200b",
    "zero-width non-joiner": "\u200c",
    "zero-width joiner": "\u200d",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "Arabic letter mark": "\u061c",
    "word joiner": "\u2060",
    "invisible plus": "\u2064",
    "byte order mark": "\ufeff",
    "variation selector": "\ufe0f",
    "supplementary variation selector": "\U000e0100",
    "tag": "\U000e0041",
    "combining grapheme joiner": "\u034f",
    "Hangul filler": "\u3164",
    "Mongolian vowel separator": "\u180e",
}
"""What is in a text and not seen."""

SEEN = {
    "Persian": "می\u200cخواهم",
    "Hindi": "क्\u200dष",
    "Mongolian": "ᠠ\u180bᠨ",
    "a family": "👨\u200d👩\u200d👧",
    "a heart on fire": "❤\ufe0f\u200d🔥",
    "a key": "1\ufe0f\u20e3",
    "a sign as a picture": "⚠\ufe0f",
}
"""What changes with letters that are not seen by themselves."""
SHIFT = {"on": TEN.date(), "shift": "day", "outgoing": FIRST, "incoming": SECOND}


@pytest.fixture
def desk() -> Scenario:
    """An empty site at ten in the morning."""
    return Scenario()


@given(st.text())
def test_a_text_has_one_composed_form(text: str) -> None:
    """However a text is taken apart, it is composed to the same; a composed one stays as it is."""
    assert composed(unicodedata.normalize("NFD", text)) == composed(text) == composed(composed(text))


ODD = "".join((*HIDDEN.values(), *SEEN.values(), "ae\u0301\u0308\u00a0 漢ا\u0653\u2329\ufe0e#©™"))


@given(st.text(st.sampled_from(ODD)))
@example("\u061c\u200c\u061c")
def test_a_spelling_is_one_whatever_stands_between(text: str) -> None:
    """What is left out makes nothing else appear that would be left out."""
    assert composed(unicodedata.normalize("NFD", text)) == composed(text) == composed(composed(text))


@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_not_seen_is_no_part_of_a_text(name: str) -> None:
    """Wherever it stands, the text is the same without it; and so is an id that is made of it."""
    hidden = HIDDEN[name]
    for place in range(len("漢a b") + 1):
        text = "漢a b"[:place] + hidden * 2 + "漢a b"[place:]
        assert composed(text) == "漢a b"
        assert name_of([text], is_hidden=True) == name_of(["漢a b"], is_hidden=True)
    assert composed(f"e{hidden}\u0301") == "é"


@pytest.mark.parametrize("name", SEEN)
def test_what_changes_what_is_seen_stays(name: str) -> None:
    """Scripts that join their letters, and pictures made of several, are left as they are."""
    assert composed(SEEN[name]) == unicodedata.normalize("NFC", SEEN[name])


def test_a_blank_is_a_blank() -> None:
    """Whether a line may break at it is not seen."""
    assert composed("a\u00a0b\u202fc\u2007é") == "a b c é"


def text_fields(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    """Give the fields of a command that may hold a text, and those of the models inside it."""
    found: list[tuple[str, FieldInfo]] = []
    for name, field in model.model_fields.items():
        for part in models_in(field.annotation):
            found.extend((f"{name}/{inner}", of) for inner, of in text_fields(part))
        if holds_text(field.annotation):
            found.append((name, field))
    return found


def models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in models_in(part)]


def holds_text(annotation: Any) -> bool:
    return annotation is str or any(holds_text(part) for part in get_args(annotation))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_text_of_every_command_has_one_spelling(name: str) -> None:
    """A hidden letter is no part of a text or of an item of a list, and no id is taken with one."""
    make_model: Any = create_model
    taken = set()
    for place, field in text_fields(COMMANDS[name]):
        one_field = make_model("OneField", said=(field.annotation, field))
        is_list = "tuple" in repr(field.annotation)
        for hidden in HIDDEN.values():
            said = f"Caf{hidden}e\u0301 x{hidden}"
            try:
                read = one_field(said=(said,) if is_list else said).said
            except ValidationError:
                continue  # an id: none is taken that has other letters than ASCII's
            assert read == (("Café x",) if is_list else "Café x"), (place, hidden)
            taken.add(place)
    assert taken >= {"correlation_id", *free_text_fields(COMMANDS[name])}


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=list(HIDDEN))
def test_what_is_searched_for_has_one_spelling(hidden: str) -> None:
    """A text that was copied from a page with hidden letters finds what was written without them."""
    assert texts_of(f" Caf{hidden}e\u0301 ") == ("café",)


TWICE = [
    (name, field)
    for name, model in COMMANDS.items()
    if model.stream not in OF_A_SERVICE
    for field in lists_of_texts(model)
]


def test_the_lists_of_texts_are_known() -> None:
    """A checklist and every evidence are among them."""
    assert ("handover.start", "checklist") in TWICE
    assert {name for name, field in TWICE if field == "evidence"} == {
        name for name, model in COMMANDS.items() if "evidence" in model.model_fields
    }


@pytest.mark.parametrize(("name", "field"), TWICE)
@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=list(HIDDEN))
def test_no_list_says_the_same_twice(name: str, field: str, hidden: str) -> None:
    """An item under two spellings that look alike is refused at its place, by the writer's own way in."""
    own: dict[str, dict[str, Any]] = {
        "handover.start": {**SHIFT, "on": str(SHIFT["on"])},
        "visit.make": {"visit": "visit-1", "summary": "s"},
        "outsider.admit": {"outsider_role": "r", "purpose": "p", "place": "q"},
        "outsider.see_off": {"outsider": "outsider-1"},
    }
    told = own.get(
        name, {"staff": SECOND, "article": "001-m1" if "violation" in name else "001-B1", "reason": "r"}
    )
    said = {"site": "xm01", **told, field: ["phones", f"pho{hidden}nes"]}
    command = read_command(name, json.dumps(said).encode(), principal(FIRST))
    desk = Scenario()
    if name == "visit.make":
        planned = {"visit_kind": "patrol", "visitor": FIRST, "due_on": desk.now.date(), "place": "p"}
        desk.given(visit.Plan, visit="visit-1", **planned)
    if name == "outsider.see_off":
        desk.given(outsider.Admit, outsider="outsider-1", outsider_role="r", purpose="p", place="q")
    with pytest.raises(Invalid) as refused:
        desk.carry_out(command)

    assert [(one.pointer, one.rule) for one in refused.value.broken_rules] == [(f"/{field}/1", "unique")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＡＢ－１２", "AB-12"),
        ("ﾃﾚﾋﾞ", "テレビ"),
        ("张　三", "张 三"),
        ("m²", "m²"),
        ("①", "①"),
        (TAKEN_APART, COMPOSED),
    ],
)
def test_width_makes_no_difference_and_nothing_else_is_changed(text: str, expected: str) -> None:
    """Full-width letters and digits are the usual ones; what only looks alike stays what it is."""
    assert of_one_width(text) == expected


@pytest.mark.parametrize("spelling", ["INC１２３", "ＩＮＣ123"])
def test_an_imported_thing_has_one_id(spelling: str) -> None:
    """The same ticket, written full width in one file and half in another, is the same aggregate."""
    assert name_of([spelling]) == name_of(["INC123"]) == "INC123"
    assert name_of([TAKEN_APART], is_hidden=True) == name_of([COMPOSED], is_hidden=True)
    assert id_from_key("case", "xm01", TAKEN_APART) == id_from_key("case", "xm01", COMPOSED)


def test_a_command_is_read_in_one_spelling() -> None:
    """Text, label, evidence and matter come out composed, and the digest of a repeat is the same."""
    said = [
        (
            f'{{"site":"xm01","staff":"{SECOND}","article":"001-m1",'
            f'"correlation_id":"{one}","reason":"{one}","evidence":["{one}"]}}'
        ).encode()
        for one in (COMPOSED, TAKEN_APART)
    ]
    commands = [read_command("assessment.record_violation", body, principal(FIRST)) for body in said]

    assert commands[0] == commands[1]
    assert isinstance(commands[1], assessment.RecordViolation)
    assert (commands[1].correlation_id, commands[1].evidence) == (COMPOSED, (COMPOSED,))
    assert len({ask(command, "k", TEN, principal(FIRST)).digest for command in commands}) == 1


def test_one_item_under_two_spellings_is_one(desk: Scenario) -> None:
    """An item of a checklist is found however it is spelled, and cannot stand in the list twice."""
    twice = desk.refusal(handover.Start, **SHIFT, checklist=(COMPOSED, TAKEN_APART))
    desk.given(handover.Start, **SHIFT, checklist=(COMPOSED,))
    [(_, said)] = desk.when(handover.CheckItem, handover=desk.target, item=TAKEN_APART, mark="√")

    assert twice.cited == ("Invalid", "unique")
    assert said["item"] == COMPOSED


def test_an_old_event_reads_as_the_new_ones_do(desk: Scenario) -> None:
    """What was recorded in another spelling is read composed; its bytes stay what they are."""
    desk.given(handover.Start, **SHIFT, checklist=(COMPOSED,))
    body = encode(desk.log[0])
    old = body.decode().replace(COMPOSED, TAKEN_APART).encode()

    assert old != body
    assert decode(old) == decode(body) == desk.log[0]


def test_a_text_is_measured_composed() -> None:
    """A text that grows by composing is measured as it will stand: no command causes an event too long."""
    long = "\u0958" * 200
    with pytest.raises(ValueError, match="at most 200 characters"):
        make(handover.Start, **SHIFT, checklist=(long,))


@given(st.lists(st.text(max_size=12)))
def test_any_names_can_be_put_in_order(names: list[str]) -> None:
    """A number is only ever compared with a number, whatever digits the world has."""
    assert sorted(
        sorted(names, key=natural_order, reverse=True), key=lambda one: (natural_order(one), one)
    ) == sorted(names, key=lambda one: (natural_order(one), one))
