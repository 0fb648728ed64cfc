"""Rows become commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given as vary
from hypothesis import strategies as st

from answerable.importing.interpreter import WAITS, Interpreted, Interpreter, Rejected, Unchanged
from answerable.importing.loader import parse
from answerable.importing.memory import BriefMemory, LastingMemory, Memory
from tests.importing.given import TICKETS, items, outcomes, steps

MAPPING = parse(TICKETS, "tickets.yaml")


def ticket(
    saved: str = "2016-03-01 08:00", state: str = "open", number: str = "1", who: str = "7"
) -> dict[str, str]:
    return {"ticket": number, "saved": saved, "who": who, "state": state}


def test_a_row_becomes_commands_with_keys_that_any_import_of_it_shares() -> None:
    """A command carries the site, the common fields, its own, and a key made of mapping, row and step."""
    [outcome] = outcomes(MAPPING, [ticket()])

    assert isinstance(outcome, Interpreted)
    [item] = outcome.items
    assert item.key.startswith("import:tickets:xm01:1_2016-03-01-08-00-x")
    assert item.key.endswith(":open")
    assert item.body == {
        "site": "xm01",
        "acting_for": "staff-xm01_7",
        "occurred_at": "2016-03-01T08:00:00+08:00",
        "case": "case-xm01_1",
        "topic": "A ticket",
        "first_asked": "staff-xm01_7",
    }


def test_a_row_follows_the_row_before_it_of_its_group() -> None:
    """Only a ticket's first row opens it, wherever its other rows stand."""
    found = outcomes(
        MAPPING,
        [
            ticket(),
            ticket(number="2"),
            ticket("2016-03-01 09:00", "done"),
            ticket("2016-03-01 10:00", "done"),
        ],
    )

    assert [steps(outcome) for outcome in found[:3]] == [["open"], ["open"], ["resolve"]]
    assert found[3] == Unchanged(5, "nothing happened")


def test_a_cell_that_cannot_be_read_rejects_the_row_with_rule_and_column() -> None:
    """An unknown choice names its column, what it says, and what it could say."""
    [outcome] = outcomes(MAPPING, [ticket(state="-100")])

    assert outcome == Rejected(2, "choice", "state is '-100', not one of: open, done", ("state",))


def test_the_rows_behind_a_rejected_one_wait_for_it() -> None:
    """The second row of a matter is never taken for its first; other matters go on."""
    rows = [ticket(state="?"), ticket("2016-03-01 09:00"), ticket(number="2"), ticket("2016-03-01 10:00")]
    bad, second, other, third = outcomes(MAPPING, rows)

    assert isinstance(bad, Rejected)
    assert bad.rule == "choice"
    assert [one.rule for one in (second, third) if isinstance(one, Rejected)] == [WAITS, WAITS]
    assert steps(other) == ["open"]


MEMORIES = [BriefMemory, lambda: LastingMemory(None, "tickets")]
BAD, SECOND = ticket(state="?"), ticket("2016-03-01 09:00", "done")


@pytest.mark.parametrize("make", MEMORIES)
@pytest.mark.parametrize(
    ("rows", "is_mended"),
    [
        ([ticket(), SECOND], False),  # mended where it stood, with the same identity
        ([ticket("2016-03-01 08:01"), SECOND], False),  # with another one, before the row that waited
        ([ticket("2016-03-01 09:30"), SECOND], True),  # from the file of rejected rows
    ],
)
def test_a_mended_row_comes_with_those_that_waited(
    make: Callable[[], Memory], rows: list[dict[str, str]], is_mended: bool
) -> None:
    """In a later import it is its matter's first, and the others follow as they would have."""
    memory = make()
    outcomes(MAPPING, [BAD, SECOND], memory)
    interpreter = Interpreter(MAPPING, "xm01", memory, is_mended=is_mended)

    assert [steps(interpreter.row(2, rows[0])), steps(interpreter.row(3, rows[1]))] == [["open"], ["resolve"]]


@pytest.mark.parametrize("make", MEMORIES)
@pytest.mark.parametrize("later", [SECOND, ticket("2016-03-01 10:00")])
def test_without_the_mended_row_the_others_wait_on(make: Callable[[], Memory], later: dict[str, str]) -> None:
    """Also in a later import, and also a row that was not there before."""
    memory = make()
    outcomes(MAPPING, [BAD, SECOND], memory)
    [outcome] = outcomes(MAPPING, [later], memory)

    assert isinstance(outcome, Rejected)
    assert outcome.rule == WAITS


@pytest.mark.parametrize("make", MEMORIES)
def test_what_was_mended_once_is_waited_for_no_more(make: Callable[[], Memory]) -> None:
    """The same export comes again every month, with the same wrong row in it."""
    memory = make()
    outcomes(MAPPING, [BAD, SECOND], memory)
    outcomes(MAPPING, [ticket("2016-03-01 08:01"), SECOND], memory)
    again = outcomes(MAPPING, [BAD, SECOND, ticket("2016-03-01 10:00")], memory)

    assert [type(outcome) for outcome in again] == [Rejected, Interpreted, Unchanged]


@pytest.mark.parametrize("make", MEMORIES)
@pytest.mark.parametrize("mended", [ticket(who="8"), ticket("2016-03-01 08:30")])
def test_rows_wait_for_a_first_one_that_intake_refused(
    make: Callable[[], Memory], mended: dict[str, str]
) -> None:
    """It can be mended in any cell, and the next is not taken for the first all the same."""
    memory = make()
    importing = Interpreter(MAPPING, "xm01", memory)
    first = importing.row(2, ticket())
    assert isinstance(first, Interpreted)
    assert first.kept_as is not None
    importing.refused(*first.kept_as)
    second = importing.row(3, SECOND)
    again = outcomes(MAPPING, [mended, SECOND], memory)

    assert isinstance(second, Rejected)
    assert second.rule == WAITS
    assert [steps(outcome) for outcome in again] == [["open"], ["resolve"]]
    assert isinstance(again[0], Interpreted)
    assert again[0].items[0].body["acting_for"] == f"staff-xm01_{mended['who']}"


@pytest.mark.parametrize("make", MEMORIES)
def test_a_row_that_intake_refused_keeps_its_place(make: Callable[[], Memory]) -> None:
    """It comes again as it was read, before those behind it that were carried out."""
    memory = make()
    rows = [ticket(), ticket("2016-03-01 08:30", who="8"), SECOND]
    importing = Interpreter(MAPPING, "xm01", memory)
    first, *others = (importing.row(number, row) for number, row in enumerate(rows, start=2))
    assert isinstance(first, Interpreted)
    assert first.kept_as is not None
    importing.refused(*first.kept_as)

    assert outcomes(MAPPING, rows, memory) == [first, *others]


def test_a_row_that_cannot_be_split_holds_its_matter_back() -> None:
    """As far as its cells tell which that is."""
    interpreter = Interpreter(MAPPING, "xm01", BriefMemory())
    interpreter.unusable({"ticket": "1", "saved": "2016-03-01 08:00"})
    interpreter.unusable({"ticket": ""})
    first, other = interpreter.row(3, SECOND), interpreter.row(4, ticket(number="2"))

    assert isinstance(first, Rejected)
    assert (first.rule, steps(other)) == (WAITS, ["open"])


def test_a_row_without_its_time_is_rejected() -> None:
    """The moment of the import is never taken for it, whatever the mapping requires."""
    mapping = parse(TICKETS.replace(b'%H:%M", required: true', b'%H:%M"'), "tickets.yaml")
    [outcome] = outcomes(mapping, [ticket(saved="")])

    assert outcome == Rejected(2, "required", "saved does not say when it happened", ("saved",))


def test_a_missing_cell_that_is_required_rejects_the_row() -> None:
    """What stands for nothing is told as empty."""
    [outcome] = outcomes(MAPPING, [ticket(who="")])

    assert outcome == Rejected(2, "required", "who is empty", ("who",))


def test_two_rows_of_one_identity_that_differ_are_not_mixed_up() -> None:
    """The second is rejected, and says where it differs."""
    found = outcomes(MAPPING, [ticket(), ticket(state="done")])

    assert found[1] == Rejected(
        3, "identity", "another row of this identity was imported before; state differ", ("state",)
    )


HISTORY = st.lists(
    st.tuples(st.sampled_from("12"), st.integers(0, 59), st.sampled_from(["open", "done"])),
    max_size=12,
    unique_by=lambda row: row[:2],
)


@vary(HISTORY, st.integers(0, 12))
def test_reading_again_and_reading_in_two_parts_give_the_same_commands(
    history: list[tuple[str, int, str]], cut: int
) -> None:
    """With the memory kept, a second reading and a file cut anywhere emit what one reading emits."""
    rows = [ticket(f"2016-03-01 08:{minute:02}", state, number) for number, minute, state in history]
    once = items(outcomes(MAPPING, rows))
    memory = BriefMemory()
    parts = items(outcomes(MAPPING, rows[:cut], memory)) + items(outcomes(MAPPING, rows[cut:], memory))

    assert parts == once
    assert items(outcomes(MAPPING, rows, memory)) == once
    assert len({item.key for item in once}) == len(once)


def test_the_lasting_memory_remembers_across_imports(tmp_path: Path) -> None:
    """A memory in a file knows the rows of an earlier import, and reads them again as they were."""
    rows = [ticket(), ticket("2016-03-01 09:00", "done"), ticket("2016-03-01 10:00")]
    once = items(outcomes(MAPPING, rows))
    for _ in range(2):
        with LastingMemory(tmp_path / "rows", "tickets") as memory:
            found = outcomes(MAPPING, rows[:1], memory)
            memory.commit()
        with LastingMemory(tmp_path / "rows", "tickets") as memory:
            found += outcomes(MAPPING, rows[1:], memory)
            memory.commit()

        assert items(found) == once
