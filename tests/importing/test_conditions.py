"""What the rules of a mapping look at."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from answerable.importing.conditions import Facts, Known, fault_in, reader_of
from answerable.importing.interpreter import Interpreted
from answerable.importing.loader import parse
from answerable.importing.part import Datum
from tests.importing.given import TICKETS, outcomes, steps

BEFORE: Mapping[str, Datum | None] = {"state": "open", "reopens": 1, "who": None}
NOW: Mapping[str, Datum | None] = {"state": "done", "reopens": 2, "who": None}


def seen(field: str, known: Known) -> object:
    return Facts({field: reader_of(field)}, known).get(field)


@pytest.mark.parametrize(
    ("field", "first", "later"),
    [
        ("state", "done", "done"),
        ("previous.state", None, "open"),
        ("changed.state", True, True),
        ("changed.who", False, False),
        ("grew.reopens", False, True),
        ("grew.state", False, False),
        ("remembered.owner", None, "staff-1"),
        ("row.first", True, False),
        ("row.emitting", False, True),
        ("row.changed", frozenset(), frozenset({"State"})),
    ],
)
def test_each_field_on_a_first_row_and_on_a_later_one(field: str, first: object, later: object) -> None:
    """On a group's first row every value that is present counts as changed, and no column does."""
    on_first = Known(NOW, None, {}, (), is_emitting=False)
    on_later = Known(NOW, BEFORE, {"owner": "staff-1"}, ("State",), is_emitting=True)

    assert (seen(field, on_first), seen(field, on_later)) == (first, later)


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        ("state", None),
        ("grew.state", None),
        ("remembered.done", None),
        ("row.first", None),
        ("stade", "there is no value stade"),
        ("previous.stade", "there is no value stade"),
        ("remembered.gone", "no rule remembers gone"),
        ("row.last", "there is no row.last: a condition looks at"),
        ("next.state", "there is no next.state: a condition looks at"),
    ],
)
def test_a_field_that_is_not_there_is_told(field: str, fault: str | None) -> None:
    """When the mapping is loaded, not when the first row needs it."""
    found = fault_in(field, ["state"], ["done"])
    assert found == fault if fault is None else found is not None and found.startswith(fault)


def ticket(state: str, at: str = "2016-03-01 09:00", who: str = "a") -> dict[str, str]:
    return {"ticket": "1", "saved": at, "who": who, "state": state}


def test_alternatives_stand_beside_what_has_to_hold() -> None:
    """A rule applies where all of `when` holds, and one of `any`; what is unknown is no hit."""
    text = TICKETS.replace(
        b"when: {state: {eq: done}, remembered.done: {is_null: true}}",
        b"when: {remembered.done: {is_null: true}}\n    any: [{state: {eq: done}}, {grew.who: {eq: true}}]",
    )
    rows = [ticket("open"), ticket("open", "2016-03-01 10:00"), ticket("done", "2016-03-01 11:00")]
    found = outcomes(parse(text, "tickets.yaml"), rows)

    assert [steps(one) if isinstance(one, Interpreted) else [] for one in found] == [
        ["open"],
        [],
        ["resolve"],
    ]


def test_a_span_is_the_seconds_between_two_moments() -> None:
    """It is compared with what a column says; where a moment is missing it contradicts nothing."""
    text = TICKETS.replace(
        b"common:",
        b"  told_s: {type: integer, column: told}\n"
        b'  opened: {type: moment, column: opened, format: "%Y-%m-%d %H:%M"}\n'
        b"  clock_s: {type: span, from: opened, to: saved}\ncommon:",
    ).replace(
        b"rules:",
        b"rules:\n  - id: contradiction\n    when: {told_s: {ne: {field: clock_s}}}\n    reject: differs",
    )
    mapping = parse(text, "tickets.yaml")
    told = [("60", "2016-03-01 08:59"), ("61", "2016-03-01 08:59"), ("61", ""), ("", "2016-03-01 08:59")]
    rows = [{**ticket("open"), "told": seconds, "opened": opened} for seconds, opened in told]
    found = [outcomes(mapping, [row])[0] for row in rows]

    assert [type(one).__name__ for one in found] == ["Interpreted", "Rejected", "Interpreted", "Interpreted"]
    assert "opened" in mapping.columns
