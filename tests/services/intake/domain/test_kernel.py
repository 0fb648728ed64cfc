"""The frame of decisions: complete, and sound for whatever sequence of commands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.errors import AnswerableError, NotFound
from answerable.events import case as case_events
from answerable.events.base import Event
from answerable.events.cloudevents import decode, encode
from answerable.events.registry import REGISTRY
from services.intake.asked import ask
from services.intake.domain import kernel
from services.intake.domain.case import Case
from services.intake.memory import fold
from tests.services.intake import any_command
from tests.services.intake.scenario import TEN, Scenario

STREAMS = sorted({name.partition(".")[0] for name in COMMANDS})


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_decided(name: str) -> None:
    """Whatever intake can be asked, it can decide."""
    assert COMMANDS[name] in kernel._DECIDERS


@pytest.mark.parametrize("event", list(REGISTRY), ids=lambda event: event.event_type)
def test_every_event_is_taken(event: type[Event]) -> None:
    """Whatever is in the ledger, its aggregate can be folded."""
    assert event in kernel._EVOLVERS


@settings(max_examples=150, deadline=None)
@given(command=any_command.of_streams())
def test_target_is_of_the_commands_stream(command: Command) -> None:
    """A command is for an aggregate of its own stream; a staff member's id begins with the stream's name too."""
    stream = command.command_name.partition(".")[0]

    assert ask(command, None, TEN).target.startswith(f"{stream}-")


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
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_whatever_is_asked(stream: str, data: st.DataObject) -> None:
    """Any sequence of commands: refusals change nothing, versions are contiguous from 1, what was
    written folds to what is held, and every event survives the wire."""
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
    """Whatever is asked of a case, its owner changes with an acceptance and with nothing else."""
    for events in run(Scenario(), commands).values():
        state: Case | None = None
        for event in events:
            after: Case = kernel.evolve(state, event)
            if state is not None and not isinstance(event, case_events.TransferAccepted):
                assert after.owner == state.owner
            if isinstance(event, case_events.TransferAccepted):
                assert state is not None
                assert (event.previous_owner, event.owner) == (state.owner, after.owner)
            state = after


@settings(max_examples=60, deadline=None)
@given(commands=sequences("fault"))
def test_no_fault_closes_without_its_analysis_delivered(commands: list[Command]) -> None:
    """Whatever is asked of a fault, it is closed only with its analysis in both hands, and then stands."""
    for events in run(Scenario(), commands).values():
        kinds = [type(event).__name__ for event in events]
        if "Closed" in kinds:
            behind = kinds[len(kinds) - kinds[::-1].index("AnalysisFiled") :]
            assert kinds.index("Ended") < kinds.index("AnalysisFiled")
            assert behind.count("AnalysisDelivered") == 2
            assert kinds[-1] == "Closed"


@settings(max_examples=60, deadline=None)
@given(commands=sequences("handover"))
def test_no_shift_ends_with_one_signature(commands: list[Command]) -> None:
    """Whatever is asked of a handover, the incoming signature stands behind the outgoing, or a refusal ends it."""
    for events in run(Scenario(), commands).values():
        kinds = [type(event).__name__ for event in events]
        if "SignedIn" in kinds:
            assert kinds.index("SignedOut") < kinds.index("SignedIn")
        assert not {"SignedIn", "Refused"} <= set(kinds)


def test_nothing_continues_what_does_not_exist() -> None:
    """A command on an aggregate that was never begun is not found, and the message names it."""
    with pytest.raises(NotFound, match="case-9 does not exist"):
        Scenario().carry_out(
            COMMANDS["case.close"].model_validate({"site": "xm01", "actor": "staff-first", "case": "case-9"})
        )
