"""A refusal's pointers lead to the fields that were typed; the rest is said of the whole."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from answerable.errors import BrokenRule, Invalid, Refused
from answerable.messaging.problems import Problem, problem_of
from answerable.streams.case import commands as case
from answerable.streams.handover import commands as handover
from answerable.wording import say
from answerable_services.console.forms import by_the_clock, form_of, place


def refused(*pointers: str, rule: str = "on-the-register") -> Problem:
    broken = tuple(BrokenRule(pointer=pointer, rule=rule, message=f"at {pointer}") for pointer in pointers)
    return problem_of(Invalid("no", rule=rule, broken_rules=broken))


@pytest.mark.parametrize(
    ("pointer", "name"),
    [
        ("/reason", "reason"),
        ("/pauses", "pauses"),
        ("/pauses/1/starts_at", "pauses.1.starts_at"),
        ("/pauses/1", "pauses.1.reason"),
        ("/pauses/1/unheard", "pauses.1.reason"),
        ("/reason/deeper", "reason"),
    ],
)
def test_a_pointer_leads_to_its_input(pointer: str, name: str) -> None:
    """As intake gives them, into rows too."""
    faults = place(form_of(case.CorrectLimit), refused(pointer))

    assert list(faults.of_fields) == [name]
    assert not faults.of_whole
    (fault,) = faults.at(name)
    assert (fault.rule, fault.said.en, fault.said.zh) == (
        "on-the-register",
        f"at {pointer}",
        "名册上没有此人，或此人当时不在职",
    )


def test_moments_are_by_the_clock_that_they_are_typed_by() -> None:
    """Intake says them with an offset, of whatever zone; seconds only where there are some."""
    then, at = "2016-03-31T10:22:00+00:00", "2016-03-31T18:20:30.250000+08:00"
    said = say("refusal.before", then=then, at=at, what=say("flow.not_there"))
    faults = place(form_of(case.CorrectLimit), problem_of(Refused(said)))
    (fault,) = by_the_clock(faults, ZoneInfo("Asia/Shanghai")).of_whole
    assert fault.said.en.startswith("2016-03-31 18:22 lies before 2016-03-31 18:20:30, ")
    assert fault.said.zh.startswith("2016-03-31 18:22 早于")
    assert (fault.said.key, fault.said.values["then"]) == ("refusal.before", then)


def test_a_row_of_one_input_is_its_own_place() -> None:
    """The third item's fault stands at the third item."""
    assert list(place(form_of(handover.Start), refused("/checklist/2")).of_fields) == ["checklist.2"]


@pytest.mark.parametrize(
    "pointer", ["/case", "/actor", "/site", "", "/header~1key", "Idempotency-Key", "/~0x"]
)
def test_what_nobody_typed_is_said_of_the_whole(pointer: str) -> None:
    """A hidden target, what the page adds, and what stands in no body."""
    faults = place(form_of(case.CorrectLimit), refused(pointer))

    assert faults.of_fields == {}
    assert [fault.said.en for fault in faults.of_whole] == [f"at {pointer}"]


def test_a_refusal_that_points_nowhere() -> None:
    """It stands above the form, with its rule; in Chinese as far as there are words for it."""
    plain = place(form_of(case.Close), problem_of(Refused("case-1 is open", rule="000-1.2")))
    worded = place(form_of(case.Close), problem_of(Refused(say("error.no_case", case="case-1"))))

    (fault,), (other,) = plain.of_whole, worded.of_whole
    assert (fault.rule, fault.said.en, fault.said.zh) == (
        "000-1.2",
        "case-1 is open",
        "目前的状态不允许这样做。",
    )
    assert other.said.zh == "没有工单 case-1"


def test_each_fault_is_told_once() -> None:
    """However often it is said."""
    assert len(place(form_of(case.CorrectLimit), refused("/reason", "/reason")).at("reason")) == 1
