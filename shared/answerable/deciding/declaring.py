"""What the streams declare: the decision on each command, and what each event changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple, TypeVar

from answerable.commands.base import Command
from answerable.corrections import corrects as correct
from answerable.deciding.refusals import says_what_holds
from answerable.deciding.stamp import Stamp
from answerable.deciding.world import World
from answerable.events.base import Event, Identity
from answerable.events.registry import FLOWS, REGISTRY
from answerable.events.subjects import is_of_person
from answerable.people import marks_of

F = TypeVar("F", bound=Callable[..., Any])

DECIDERS: dict[type[Command], Callable[..., list[Event]]] = {}
EVOLVERS: dict[type[Event], Callable[..., Any]] = {}
OPENERS: set[type[Command]] = set()
EITHER: set[type[Command]] = set()
RECORDED: dict[type[Command], type[Event]] = {}
NEEDS: dict[type[Command], Callable[[Any, str], None]] = {}
_IN_ANY_ORDER: set[str] = set()
_BEFORE_THE_SITE: set[str] = set()


class Home(NamedTuple):
    """The site whose commands an aggregate of a person takes on a day.

    Arguments:
        site: which.
        since: since when, where that is known.
    """

    site: str
    since: date | None = None


HOMES: dict[str, Callable[[Any, Command, date], Home | None]] = {}


def opens(command: type[Command]) -> Callable[[F], F]:
    """Register the decision on a command that begins an aggregate; its state is None."""

    def register(decider: F) -> F:
        DECIDERS[command] = decider
        OPENERS.add(command)
        return decider

    return register


def opens_or_continues(command: type[Command]) -> Callable[[F], F]:
    """Register the decision on a command that may be an aggregate's first or a later one."""

    def register(decider: F) -> F:
        DECIDERS[command] = decider
        EITHER.add(command)
        return decider

    return register


def decides(command: type[Command]) -> Callable[[F], F]:
    """Register the decision on a command for an aggregate that exists."""

    def register(decider: F) -> F:
        DECIDERS[command] = decider
        return decider

    return register


def needs(*commands: type[Command]) -> Callable[[F], F]:
    """Register what a state must have for commands of some kinds, whatever their fields say.

    It gets the state and the aggregate's id, and refuses. Pages do not offer what it refuses.
    """

    def register(guard: F) -> F:
        for command in commands:
            NEEDS[command] = guard
        return guard

    return register


def evolves(*events: type[Event]) -> Callable[[F], F]:
    """Register how events change the state."""

    def register(evolver: F) -> F:
        for event in events:
            EVOLVERS[event] = evolver
        return evolver

    return register


def records(
    command: type[Command],
    event: type[Event],
    *guards: Callable[..., None],
    works_out: Mapping[str, Callable[..., Any]] | None = None,
    may_begin: bool = False,
    corrects: type[Event] | None = None,
) -> Callable[..., list[Event]]:
    """Register that a command is recorded as it is said, where the flow and the guards allow it.

    Arguments:
        command: what is asked; one whose id may be left out begins an aggregate.
        event: what is recorded: the same fields, but for the id, and those that are worked out.
        guards: each gets state, command, stamp and world, and refuses.
        works_out: how the event's fields come about that nobody sends, by name: each gets the same as a
            guard, behind all guards.
        may_begin: whether the command may be an aggregate's first as well as a later one.
        corrects: the fact that it puts right: the fields that both have say anew what holds, and something
            has to.

    Returns:
        The decision, as it was registered.

    Raises:
        TypeError: the event's fields are not those of the command and those worked out, each once:
            something would be lost, or made up.
    """
    worked_out = dict(works_out or {})
    said = set(command.model_fields) - set(Command.model_fields)
    if is_named_by_sender(command):  # its id is a field of its own, and none of the event's
        said -= {command.target_field}
    kept = set(event.model_fields) - set(Event.model_fields)
    if amiss := (said | worked_out.keys()) ^ kept | (said & worked_out.keys()):
        message = f"{command.command_name} and {event.event_type} differ in {', '.join(sorted(amiss))}"
        raise TypeError(message)

    if corrects is not None:
        correct(command, event, corrects)
        guards = (*guards, says_what_holds)

    def record(state: Any, asked: Command, stamp: Stamp, world: World) -> list[Event]:
        for guard in guards:
            guard(state, asked, stamp, world)
        fields = {name: getattr(asked, name) for name in said}
        fields |= {name: work_out(state, asked, stamp, world) for name, work_out in worked_out.items()}
        return [event.model_validate({**stamp.next(), **fields})]

    target = command.model_fields.get(command.target_field)
    DECIDERS[command] = record
    if may_begin:
        EITHER.add(command)
    elif target is not None and not target.is_required():
        OPENERS.add(command)
    RECORDED[command] = event
    return record


def entered_in_any_order(stream: str, *, before_the_site: bool = False) -> None:
    """Register that what a stream's entries say carries its own days, so that they may be made in any order.

    Arguments:
        stream: its name.
        before_the_site: whether they may be about what was before the site: people were hired then, and
            callbacks are owed for old deliveries.
    """
    _IN_ANY_ORDER.add(stream)
    if before_the_site:
        _BEFORE_THE_SITE.add(stream)


def goes_with_its_person(stream: str, home: Callable[[Any, Command, date], Home | None]) -> None:
    """Register that a stream's aggregates are of a person each, and go with them from site to site.

    Arguments:
        stream: its name.
        home: tells, from state, command and day, which site's commands an aggregate takes; None where the
            stream's own guards decide that.

    Raises:
        TypeError: the ledger does not keep this stream's aggregates over several sites.
    """
    if not is_of_person(stream):
        message = f"the ledger keeps the aggregates of {stream} at one site: see answerable.events.subjects"
        raise TypeError(message)
    HOMES[stream] = home


def home_of(command: Command, state: Any, day: date) -> Home | None:
    """Tell which site's commands an aggregate of a person takes on a day; None where any site's may be.

    Arguments:
        command: what is asked.
        state: the aggregate's.
        day: when it happens.
    """
    home = HOMES.get(command.stream)
    return None if home is None or state is None else home(state, command, day)


def is_in_any_order(stream: str) -> bool:
    """Tell whether a stream's entries may be made in any order."""
    return stream in _IN_ANY_ORDER


def may_precede_the_site(stream: str) -> bool:
    """Tell whether a stream's entries may be about what was before their site."""
    return stream in _BEFORE_THE_SITE


def may_begin(command: type[Command]) -> bool:
    """Tell whether a command may be an aggregate's first."""
    return command in OPENERS or command in EITHER


@cache
def is_named_by_sender(command: type[Command]) -> bool:
    """Tell whether a sender may choose the id of what a command is for; else it follows from its fields."""
    if command.target is Command.target:
        return True
    # It may follow from the fields only where none is chosen.
    field = command.model_fields.get(command.target_field)
    marks = () if field is None else marks_of(field)
    return any(isinstance(mark, Identity) and mark.stream == command.stream for mark in marks)


def command_of(event: type[Event]) -> str:
    """Name the command that is recorded as an event, as it is said."""
    return next(command.command_name for command, recorded in RECORDED.items() if recorded is event)


def recorded_as(command: type[Command]) -> type[Event] | None:
    """Give the event that a command is recorded as, as it is said; None where its decision works that out."""
    return RECORDED.get(command)


def check_complete(commands: Mapping[str, type[Command]]) -> None:
    """See to it that every command has a decision, and every event a place in a flow or a change of state.

    Raises:
        TypeError: one has none: it would be found out when somebody asks for it.
    """
    undecided = sorted(name for name, model in commands.items() if model not in DECIDERS)
    unknown = sorted(
        model.event_type
        for model in REGISTRY
        if model not in EVOLVERS and model not in FLOWS.get(model.stream, ())
    )
    if undecided or unknown:
        message = (
            f"no decision on {', '.join(undecided) or 'none'}; no effect of {', '.join(unknown) or 'none'}"
        )
        raise TypeError(message)
