"""The mapping of a bank's calls."""

from __future__ import annotations

from collections import Counter

import pytest

from answerable.commands.registry import COMMANDS
from answerable.importing.interpreter import Interpreted, Rejected
from answerable.importing.loader import load
from tests.importing.given import CALLS, items, need, outcomes, rows_of, steps

MAPPING = load("bank-calls")
CALL = {
    "vru+line": "ZZ0901",
    "call_id": "11",
    "customer_id": "700",
    "priority": "2",
    "type": "PS",
    "date": "990301",
    "vru_entry": "9:00:00",
    "vru_exit": "9:00:10",
    "vru_time": "10",
    "q_start": "9:00:10",
    "q_exit": "9:01:00",
    "q_time": "50",
    "outcome": "AGENT",
    "ser_start": "9:00:59",
    "ser_exit": "9:02:59",
    "ser_time": "120",
    "server": "NOBODYREAL",
}
QUEUELESS = {"q_start": "0:00:00", "q_exit": "0:00:00", "q_time": "0"}
UNSERVED = {"ser_start": "0:00:00", "ser_exit": "0:00:00", "ser_time": "0", "server": "NO_SERVER"}


def test_an_answered_call_is_received_and_answered() -> None:
    """The wait, the time of talking and the moment of the answer come from the row."""
    [receive, answer] = items(outcomes(MAPPING, [CALL]))

    assert receive.body["customer"] == "customer-xm01_700"
    assert (receive.body["wait_s"], answer.body["talk_s"]) == (50, 120)
    assert answer.body["occurred_at"] == "1999-03-01T09:00:59+02:00"
    assert "NOBODYREAL" not in f"{receive} {answer}"


def test_customer_nought_is_no_customer() -> None:
    """The log writes 0 where it does not know the customer."""
    [receive, _] = items(outcomes(MAPPING, [CALL | {"customer_id": "0"}]))

    assert "customer" not in receive.body


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"outcome": "HANG"} | UNSERVED, ["receive", "abandon"]),
        ({"outcome": "HANG"} | UNSERVED | QUEUELESS, ["receive", "abandon-in-the-menu"]),
        ({"outcome": "PHANTOM", "server": "NO_SERVER"}, ["receive", "void"]),
        ({"type": "TT"}, ["receive", "return-call", "answer"]),
        (UNSERVED | {"server": "NOBODYREAL"}, ["receive", "answer-in-passing"]),
    ],
)
def test_the_outcome_decides(change: dict[str, str], expected: list[str]) -> None:
    """Each outcome, and a wish to be called back, has its commands."""
    [outcome] = outcomes(MAPPING, [CALL | change])

    assert steps(outcome) == expected


def test_a_call_over_midnight_is_answered_the_next_day() -> None:
    """A time before the call's entry belongs to the next day, where the seconds agree."""
    late = {"vru_entry": "23:59:30", "vru_exit": "23:59:40", "ser_start": "0:00:00", "ser_exit": "0:02:00"}
    [_, answer] = items(outcomes(MAPPING, [CALL | QUEUELESS | late]))

    assert answer.body["occurred_at"] == "1999-03-02T00:00:00+02:00"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"vru_exit": "8:59:20", "vru_time": "-40"}, "negative-time"),
        ({"ser_exit": "9:05:00"}, "times-disagree"),
        ({"vru_exit": "7:00:00"}, "times-disagree"),
        ({"server": "NO_SERVER"}, "answered-by-nobody"),
        ({"outcome": "HANG"}, "nobody-answered"),
        ({"vru_entry": "25:00:00"}, "moment"),
        ({"ser_time": ""}, "required"),
        ({"ser_time": "12O"}, "integer"),
        ({"outcome": "VOICEMAIL"}, "choice"),
    ],
)
def test_a_dirty_row_is_rejected_by_a_rule_with_a_name(change: dict[str, str], rule: str) -> None:
    """What cannot be so is not imported, and the rule is named."""
    [outcome] = outcomes(MAPPING, [CALL | change])

    assert isinstance(outcome, Rejected)
    assert outcome.rule == rule


def test_a_call_id_may_come_again_on_another_line_day_or_second() -> None:
    """The identity of a call is its line, id, day and second of entry."""
    later = {"vru_entry": "9:00:01", "vru_time": "9"}
    rows = [CALL, CALL | {"vru+line": "ZZ0902"}, CALL | {"date": "990302"}, CALL | later]
    found = items(outcomes(MAPPING, rows))

    assert len({item.body["contact"] for item in found}) == len(rows)
    assert len({item.key for item in found}) == len(found)


def test_three_real_days_are_accounted_for_row_by_row() -> None:
    """Every real row ends as commands that their models accept, or with the name of a rule."""
    found = outcomes(MAPPING, list(rows_of(need(CALLS), MAPPING)))

    assert Counter(type(outcome) for outcome in found) == {Interpreted: 5289, Rejected: 73}
    rules = Counter(outcome.rule for outcome in found if isinstance(outcome, Rejected))
    assert rules == {"answered-by-nobody": 67, "negative-time": 6}
    commands = items(found)
    assert len({command.key for command in commands}) == len(commands)
    received = [item.body["contact"] for item in commands if item.name == "contact.receive"]
    assert len(set(received)) == len(received) == 5289
    for command in commands:
        COMMANDS[command.name].model_validate(command.body)
