"""Rows become commands."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given as vary
from hypothesis import strategies as st

from answerable.importing.interpreter import Interpreted, Rejected, Unchanged
from answerable.importing.loader import parse
from answerable.importing.memory import BriefMemory, LastingMemory
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
        "actor": "staff-xm01_7",
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


def test_a_rejected_row_leaves_no_trace() -> None:
    """The row behind a rejected one is still its group's first."""
    found = outcomes(MAPPING, [ticket(state="?"), ticket("2016-03-01 09:00")])

    assert steps(found[1]) == ["open"]


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
