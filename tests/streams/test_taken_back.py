"""A case, complaint, fault or record that never was is taken back, and counts as if it had never been."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple, get_type_hints

import pytest

from answerable.commands.base import Command
from answerable.deciding.declaring import EVOLVERS
from answerable.discovery import parts
from answerable.events.registry import FLOWS
from answerable.queries.registers import REGISTERS
from answerable.streams.access import commands as access
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.fault import commands as fault
from answerable.streams.record import commands as record
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario

Step = tuple[type[Command], dict[str, Any]]
BY = {"actor": LEAD, "reason": "entered twice"}


class Opening(NamedTuple):
    """How a matter begins, what takes it back, who may not, and one thing that is said of it later."""

    opens: type[Command]
    fields: dict[str, Any]
    takes_back: type[Command]
    barred: str | None
    later: Step

    @property
    def target(self) -> dict[str, str]:
        """The matter's id, as its commands name it."""
        return {self.opens.stream: f"{self.opens.stream}-1"}


_ANALYSIS = {"impact": "i", "handling": "h", "cause_kind": "power", "cause": "c", "correction": "p"}
OPENINGS = {
    "case": Opening(
        case.Open,
        {"topic": "t", "first_asked": FIRST},
        case.WithdrawOpening,
        FIRST,
        (case.NoteProgress, {"note": "n"}),
    ),
    "complaint": Opening(
        complaint.File,
        {"channel": "call", "topic": "t", "text": "t", "about": SECOND},
        complaint.WithdrawFiling,
        SECOND,
        (complaint.Investigate, {"actor": FIRST, "findings": "f"}),
    ),
    "fault": Opening(
        fault.Report,
        {"began_at": TEN - timedelta(hours=3), "place": "p", "phenomenon": "p", "plan": "p"},
        fault.WithdrawReport,
        None,
        (fault.LogHandling, {"note": "n"}),
    ),
    "record": Opening(
        record.Create,
        {"kind": "work_diary", "custodian": FIRST},
        record.WithdrawCreation,
        FIRST,
        (record.Deposit, {"place": "p"}),
    ),
}
INVESTIGATED: Step = (complaint.Investigate, {"actor": FIRST, "findings": "f"})
DISMISSED: Step = (complaint.Dismiss, {"reason": "r"})
ENDED: Step = (fault.End, {"ended_at": TEN})
SOLVED: Step = (case.Resolve, {"resolution": "r"})
BEHIND: list[tuple[str, tuple[Step, ...], str]] = [
    ("case", (SOLVED,), "case.withdraw_resolution"),
    ("case", (SOLVED, (case.Close, {})), "case.reopen"),
    ("case", ((case.MissLimit, {"occurred_at": TEN + timedelta(days=5)}),), "case.withdraw_miss"),
    ("complaint", (INVESTIGATED,), "complaint.withdraw_step"),
    ("complaint", (INVESTIGATED, DISMISSED), "complaint.withdraw_judgement, then complaint.withdraw_step"),
    (
        "complaint",
        (INVESTIGATED, DISMISSED, (complaint.FeedBack, {"channel": "call"})),
        "complaint.withdraw_judgement, then complaint.withdraw_step",
    ),
    ("fault", ((fault.Notify, {"link": "salesperson", "staff": SECOND}),), "fault.withdraw_notice"),
    ("fault", (ENDED,), "fault.withdraw_end"),
    ("fault", (ENDED, (fault.FileAnalysis, _ANALYSIS)), "fault.withdraw_end"),
    ("record", ((record.Deposit, {"place": "p"}),), "record.withdraw_deposit"),
    ("record", ((record.ReportLeak, {"what": "w"}),), "record.withdraw_leak"),
]


def begun(stream: str) -> Scenario:
    one = OPENINGS[stream]
    return Scenario().given(one.opens, **one.target, **one.fields).later(minutes=1)


@pytest.mark.parametrize("stream", OPENINGS)
def test_there_is_none_any_more(stream: str) -> None:
    """Nothing more is said of it, and it is not taken back twice; the refusal tells what became of it."""
    one, desk = OPENINGS[stream], begun(stream)
    [(_, said)] = desk.when(one.takes_back, **one.target, **BY)

    assert said == {"reason": "entered twice"}
    assert desk.state is None
    model, fields = one.later
    gone = f"{stream}-1 was taken back: it counts as if it had never been"
    for refusal in (
        desk.refusal(model, **one.target, **fields),
        desk.refusal(one.takes_back, **one.target, **BY),
    ):
        assert (refusal.kind, refusal.message) == ("NotFound", gone)


@pytest.mark.parametrize("stream", [stream for stream, one in OPENINGS.items() if one.barred])
def test_never_by_whom_it_counts_against(stream: str) -> None:
    """Who has to answer for it does not: owner, person complained of, custodian."""
    one, desk = OPENINGS[stream], begun(stream)
    who = {"actor": one.barred}
    assert desk.refusal(one.takes_back, **one.target, **{**BY, **who}).kind == "Forbidden"


@pytest.mark.parametrize(("stream", "steps", "first"), BEHIND)
def test_only_while_nothing_rests_on_it(stream: str, steps: tuple[Step, ...], first: str) -> None:
    """What is on record behind the opening is taken back first; the refusal tells by which commands."""
    one, desk = OPENINGS[stream], begun(stream)
    desk.later(days=6)
    for model, fields in steps:
        desk.given(model, **one.target, **{"actor": fields.get("by", LEAD), **fields})
    refusal = desk.refusal(one.takes_back, **one.target, **BY)
    assert refusal.kind == "Refused"
    assert refusal.message.endswith(f"take that back first ({first})")


@pytest.mark.parametrize("stream", OPENINGS)
def test_is_begun_anew(stream: str) -> None:
    """Under the same id it can be begun again, also as of an earlier time, with nothing left of before."""
    one, desk = OPENINGS[stream], begun(stream)
    desk.given(one.takes_back, **one.target, **BY)
    desk.given(one.opens, **one.target, **one.fields, occurred_at=TEN - timedelta(hours=1))
    model, fields = one.later

    assert desk.when(model, **one.target, **fields, occurred_at=TEN - timedelta(minutes=30))


@pytest.mark.parametrize("stream", [stream for stream in OPENINGS if stream != "record"])
def test_is_listed_as_taken_back(stream: str) -> None:
    """Its row is void, neither open nor waiting nor upheld; begun anew, it is again what it was."""
    one, desk = OPENINGS[stream], begun(stream)
    register = parts("register")[stream].REGISTER
    if stream == "case":
        desk.given(case.Transfer, **one.target, to=THIRD, reason="r")
        desk.given(case.Pause, **one.target, reason="vendor")
    rows: list[dict[str, Any]] = []
    desk.given(one.takes_back, **one.target, **BY).given(one.opens, **one.target, **one.fields)
    for event in desk.log:
        rows.append(register.after(rows[-1] if rows else None, event))
    taken_back, anew = rows[-2:]

    assert taken_back["state"] in register.void
    assert [mark for mark in register.all_marks if taken_back[mark]] == []
    same = [
        name for name in rows[0] if name not in {"filed_at", "opened_at", "owner_since", "due_at", "words"}
    ]
    assert {name: anew[name] for name in same} == {name: rows[0][name] for name in same}
    # What was said in between stands in its story, and finds it still.
    assert anew["words"].split("\n")[-1] == BY["reason"]


def test_nothing_names_it() -> None:
    """What was taken back is named by no other matter."""
    desk = begun("case").given(case.WithdrawOpening, case="case-1", **BY)
    filed = desk.refusal(complaint.File, channel="call", topic="t", text="t", case="case-1")
    assert filed.message == (
        "/case: case-1 was taken back: it counts as if it had never been; begin it anew with the command "
        "case.open"
    )
    desk.given(record.Create, record="record-1", **OPENINGS["record"].fields)
    desk.given(record.WithdrawCreation, record="record-1", **BY)
    assert (
        "record-1 was taken back"
        in desk.refusal(access.Read, access="access-1", record="record-1", actor=SECOND, purpose="p").message
    )


def test_what_takes_a_whole_matter_back_says_so() -> None:
    """Behind it there is no state, or one that counts for nothing: a page of a matter says so at its head."""
    without_pages = {
        event: fold
        for event, fold in EVOLVERS.items()
        if event.stream not in FLOWS and event.stream not in REGISTERS
    }
    leaves_nothing = {
        event for event, fold in without_pages.items() if get_type_hints(fold)["return"] is type(None)
    }
    voids = {event for event in without_pages if event.voids}

    assert leaves_nothing <= voids
    assert {event.event_type.removeprefix("answerable.") for event in voids} == {
        "access.withdrawn.v1",
        "assessment.revoked.v1",
        "meeting.withdrawn.v1",
        "record.creation_withdrawn.v1",
    }
