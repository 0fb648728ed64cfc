"""What is the same text has one spelling."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.events.cloudevents import decode, encode
from answerable.ids import id_from_key
from answerable.importing.names import name_of
from answerable.spelling import composed, of_one_width
from answerable.streams.assessment import commands as assessment
from answerable.streams.handover import commands as handover
from answerable_services.intake.reading import read_command
from answerable_services.intake.request import ask
from tests.identity.proofs import PROVED
from tests.services.intake.scenario import FIRST, SECOND, TEN, Scenario, make

COMPOSED, TAKEN_APART = "Café Zoë", "Cafe\u0301 Zoe\u0308"
SHIFT = {"on": TEN.date(), "shift": "day", "outgoing": FIRST, "incoming": SECOND}


@pytest.fixture
def desk() -> Scenario:
    """An empty site at ten in the morning."""
    return Scenario()


@given(st.text())
def test_a_text_has_one_composed_form(text: str) -> None:
    """However a text is taken apart, it is composed to the same; a composed one stays as it is."""
    assert composed(unicodedata.normalize("NFD", text)) == composed(text) == composed(composed(text))


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
    commands = [read_command("assessment.record_violation", body, PROVED) for body in said]

    assert commands[0] == commands[1]
    assert isinstance(commands[1], assessment.RecordViolation)
    assert (commands[1].correlation_id, commands[1].evidence) == (COMPOSED, (COMPOSED,))
    assert len({ask(command, "k", TEN).digest for command in commands}) == 1


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
