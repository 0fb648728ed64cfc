"""The frame of decisions: complete, and sound for whatever sequence of commands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable import deciding
from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.deciding.declaring import HOMES
from answerable.errors import AnswerableError, NotFound
from answerable.events.base import Event
from answerable.events.cloudevents import decode, encode
from answerable.events.subjects import OF_PEOPLE
from answerable.streams.callback import commands as callback
from answerable.streams.callback import events as callback_events
from answerable.streams.case import commands as case
from answerable.streams.case import events as case_events
from answerable.streams.case.state import Case
from answerable.streams.complaint import commands as complaint
from answerable.streams.complaint import events as complaint_events
from answerable.streams.fault import commands as fault
from answerable.streams.handover import commands as handover
from answerable_services.intake.admission import ask
from answerable_services.intake.aggregate import fold
from tests.identity.proofs import asker_of
from tests.services.intake import any_command
from tests.services.intake.scenario import FIRST, SECOND, TEN, THIRD, Scenario, make

STREAMS = sorted({model.stream for model in COMMANDS.values()} - any_command.OF_A_SERVICE)


def test_every_command_is_decided_and_every_event_taken() -> None:
    """Whatever intake can be asked, it can decide; whatever is in the ledger, it can fold."""
    deciding.check_complete(COMMANDS)


def test_a_command_without_a_decision_is_found_at_the_start() -> None:
    """A command that nobody decides on stops the program before anybody asks for it."""

    class Forgotten(Command):
        target_field = "site"

    with pytest.raises(TypeError, match=r"no decision on case\.forgotten"):
        deciding.check_complete({**COMMANDS, "case.forgotten": Forgotten})


def test_a_copy_that_loses_a_field_is_found_at_the_start() -> None:
    """Command and event of a decision that only records have the same fields, or nothing starts."""
    with pytest.raises(TypeError, match=r"complaint.carry_out and answerable.complaint.fed_back.v1 differ"):
        deciding.records(complaint.CarryOut, complaint_events.FedBack)


@pytest.mark.parametrize("works_out", [{}, {"due_on": len, "outcome": len}, {"due_on": len, "nobody": len}])
def test_what_is_worked_out_is_neither_sent_nor_forgotten(works_out: dict[str, Any]) -> None:
    """Each field of an event comes from the command or is worked out, never both, or nothing starts."""
    with pytest.raises(TypeError, match=r"callback.attempt and answerable.callback.attempted.v1 differ"):
        deciding.records(callback.Attempt, callback_events.Attempted, works_out=works_out)


@settings(max_examples=60, deadline=None)
@given(command=any_command.of_streams())
def test_target_is_of_the_commands_stream(command: Command) -> None:
    """A command is for an aggregate of its own stream."""
    stream = command.command_name.partition(".")[0]

    assert ask(command, None, TEN, asker_of(command)).target.startswith(f"{stream}-")


def sequences(*streams: str) -> st.SearchStrategy[list[Command]]:
    """Give sequences of commands, most of which begin what they continue."""
    return st.lists(any_command.of_streams(*streams), max_size=25)


def run(desk: Scenario, commands: list[Command]) -> dict[str, list[Event]]:
    """Ask for everything, whatever is refused, and give what happened, by aggregate."""
    happened: dict[str, list[Event]] = {}
    for command in commands:
        before = {name: (held.state, held.version) for name, held in desk.held.items()}
        try:
            events = desk.later(minutes=7).carry_out(command)
        except AnswerableError:
            assert {name: (held.state, held.version) for name, held in desk.held.items()} == before
        else:
            assert events
            happened.setdefault(desk.target, []).extend(events)
    return happened


@pytest.mark.parametrize("stream", STREAMS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_whatever_is_asked(stream: str, data: st.DataObject) -> None:
    """Any sequence of commands folds to what is held.

    Refusals change nothing, versions are contiguous from 1, and every event survives the wire.
    """
    desk = Scenario()
    happened = run(desk, data.draw(sequences(stream)))

    for name, events in happened.items():
        assert [event.originator_version for event in events] == list(range(1, len(events) + 1))
        assert {event.originator_id for event in events} == {name}
        assert [decode(encode(event)) for event in events] == events
        assert fold(events) == desk.held[name]


@settings(max_examples=60, deadline=None)
@given(commands=sequences("case"))
def test_ownership_moves_only_by_acceptance(commands: list[Command]) -> None:
    """Its owner changes with an acceptance, and where it had been somebody else's all along."""
    for events in run(Scenario(), commands).values():
        state: Case | None = None
        for event in events:
            after: Case | None = deciding.evolve(state, event)
            if after is None:  # it was taken back, and is nobody's; begun anew, it is another
                state = None
                continue
            moves = case_events.TransferAccepted | case_events.OpeningCorrected
            if state is not None and not isinstance(event, moves):
                assert after.owner == state.owner
            if isinstance(event, case_events.TransferAccepted):
                assert state is not None
                assert (event.previous_owner, event.owner) == (state.owner, after.owner)
            state = after


FAULT_STEPS = [
    make(model, fault="fault-1", **fields)
    for model, fields in (
        (fault.End, {"ended_at": TEN}),
        (
            fault.FileAnalysis,
            {**dict.fromkeys(("impact", "handling", "cause", "correction"), "t"), "cause_kind": "unknown"},
        ),
        (fault.DeliverAnalysis, {"recipient": "customer"}),
        (fault.DeliverAnalysis, {"recipient": "business"}),
        (fault.Close, {}),
    )
]


@settings(max_examples=120, deadline=None)
@given(steps=st.lists(st.sampled_from(FAULT_STEPS), max_size=20))
def test_no_fault_closes_without_its_analysis_delivered(steps: list[Command]) -> None:
    """In whatever order a fault's steps are asked for, it closes last, with its analysis in both hands."""
    began = make(fault.Report, fault="fault-1", began_at=TEN, place="p", phenomenon="p", plan="p")
    kinds = [type(event).__name__ for event in run(Scenario(), [began, *steps])["fault-1"]]

    if "Closed" in kinds:
        behind = kinds[len(kinds) - kinds[::-1].index("AnalysisFiled") :]
        assert kinds.index("Ended") < kinds.index("AnalysisFiled")
        assert behind == ["AnalysisDelivered", "AnalysisDelivered", "Closed"]


HANDOVER_STEPS = [
    make(model, handover="handover-1", **fields)
    for model, fields in (
        (handover.CheckItem, {"item": "phones", "mark": "√"}),
        (handover.SignOut, {"actor": FIRST}),
        (handover.SignIn, {"actor": SECOND}),
        (handover.Refuse, {"actor": SECOND, "reason": "r"}),
        (handover.Review, {"actor": THIRD}),
    )
]


@settings(max_examples=120, deadline=None)
@given(steps=st.lists(st.sampled_from(HANDOVER_STEPS), max_size=15))
def test_no_shift_ends_with_one_signature(steps: list[Command]) -> None:
    """In whatever order the steps are asked for, it is signed by both, or refused, and then reviewed."""
    began = make(
        handover.Start,
        on="2016-03-10",
        shift="day",
        outgoing=FIRST,
        incoming=SECOND,
        checklist=["phones"],
    )
    story = run(Scenario(), [began, *steps])["handover-xm01-20160310-day"]
    tries: list[list[str]] = []
    for event in story:
        name = type(event).__name__
        if name == "Started":
            tries.append([])
        tries[-1].append(name)

    for kinds in tries:
        assert not {"SignedIn", "Refused"} <= set(kinds)
        if "SignedIn" in kinds:
            assert kinds.index("ItemChecked") < kinds.index("SignedOut") < kinds.index("SignedIn")
        if "Reviewed" in kinds:
            assert kinds[-2:] in (["SignedIn", "Reviewed"], ["Refused", "Reviewed"])
    assert all("Refused" in kinds for kinds in tries[:-1]), "only a refused shift is handed over again"


def test_nothing_continues_what_does_not_exist() -> None:
    """A command on an aggregate that was never begun is not found, and the message names it."""
    with pytest.raises(NotFound, match="case-9 does not exist"):
        Scenario().carry_out(make(case.Close, case="case-9"))


def test_whatever_goes_with_a_person_says_whose_commands_it_takes() -> None:
    """What the ledger keeps over several sites is just what a stream has said is of a person."""
    assert HOMES.keys() == OF_PEOPLE
