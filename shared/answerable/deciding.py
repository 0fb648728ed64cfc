"""The frame of every decision: command and state in, events out.

Deciders and evolvers are pure functions, registered by the command or event they are for. Time,
identity and the rulebooks come in from outside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, Union, get_type_hints

from answerable.barred import must_still_hold, remember_takers
from answerable.calendar import Consulted, Holidays, holidays_of
from answerable.calendar.countries import NOWHERE
from answerable.commands.base import Command
from answerable.corrections import check_empties, nothing_to_correct, remember, says_nothing_new
from answerable.corrections import corrects as correct
from answerable.errors import BrokenRule, Invalid, NotFound, Refused
from answerable.events.base import IMPORT_PREFIX, Event
from answerable.events.registry import FLOWS, REGISTRY

if TYPE_CHECKING:  # rulebooks read the streams' events, so a decision only gets them passed in
    from answerable.rulebook import Rulebook

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Binding:
    """A rulebook that applies at a site from a day on."""

    rulebook: str
    effective_from: date


class Begun(NamedTuple):
    """What the ledger says about a matter that a command names.

    Arguments:
        site: where it belongs.
        at: when it began.
        is_taken_back: whether it was taken back since, as if it had never been recorded.
    """

    site: str | None
    at: datetime | None
    is_taken_back: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """What a decision may know beside the aggregate's own state.

    Arguments:
        rulebooks: the installed rulebooks, by id.
        bindings: the rulebooks bound to the command's site.
        zone: the site's time zone, which its days are counted in.
        holidays: the days off of the site's country; those of no country, whose years nobody announced, where
            none is named.
        others: the state of each further aggregate that the command names as one it depends on, by id;
            None where there is no such aggregate at the site.
        people: what the register of staff says about each person whom the command names, by id, whichever
            site they belong to; None where nobody hired them.
        matters: where each matter belongs that the command names, and when it began, by id; None where it is
            not in the ledger.
        opened_at: since when the site works.
        taken_back: those of the others that were on record once and were taken back since.
    """

    rulebooks: Mapping[str, Rulebook] = field(default_factory=dict)
    bindings: tuple[Binding, ...] = ()
    zone: tzinfo = UTC
    holidays: Holidays = field(default_factory=partial(holidays_of, NOWHERE))
    others: Mapping[str, Any] = field(default_factory=dict)
    people: Mapping[str, Any] = field(default_factory=dict)
    matters: Mapping[str, Begun | None] = field(default_factory=dict)
    opened_at: datetime | None = None
    taken_back: frozenset[str] = frozenset()

    def no_such(self, name: str, site: str) -> NotFound:
        """Make the refusal of an aggregate that there is none of at the site, or none any more."""
        if name in self.taken_back:
            return NotFound(f"{name} was taken back: it counts as if it had never been; record it anew first")
        return NotFound(f"{name} does not exist at site {site}")

    def day_of(self, moment: datetime) -> date:
        """Tell which day a moment belongs to at the site, wherever the reporter's clock stands."""
        return moment.astimezone(self.zone).date()

    def rulebook_on(self, site: str, day: date) -> Rulebook:
        """Give the rulebook that applies at the site on a day.

        Raises:
            Refused: none is bound, or the bound one is not installed.
        """
        in_force = [binding for binding in self.bindings if binding.effective_from <= day]
        if not in_force:
            message = f"no rulebook is bound to site {site} on {day}; bind one with the command rulebook.bind"
            raise Refused(message)
        bound = max(in_force, key=lambda binding: binding.effective_from)
        return self.installed(bound.rulebook)

    def first_rulebook_or_on(self, site: str, day: date) -> Rulebook:
        """Give the rulebook that applies at the site on a day, or the first one where the day lies before it.

        A delivery may be older than the site's first rulebook, and its callbacks are owed all the same.

        Raises:
            Refused: none was ever bound, or the bound one is not installed.
        """
        first = min((binding.effective_from for binding in self.bindings), default=day)
        return self.rulebook_on(site, max(day, first))

    def installed(self, rulebook: str) -> Rulebook:
        """Give an installed rulebook.

        Raises:
            NotFound: it is not installed.
        """
        try:
            return self.rulebooks[rulebook]
        except KeyError:
            message = f"rulebook {rulebook!r} is not installed; there are {', '.join(sorted(self.rulebooks))}"
            raise NotFound(message) from None


class Stamp:
    """Gives the fields that every event of one decision shares, and numbers the events.

    Arguments:
        originator_id: the aggregate.
        version: its version before the decision.
        site: where it happens.
        occurred_at: when it happened.
        recorded_at: the writer's clock.
        actor: who did it.
        causation_id: what made the writer record it.
        correlation_id: the matter it belongs to.
    """

    def __init__(
        self,
        *,
        originator_id: str,
        version: int,
        site: str,
        occurred_at: datetime,
        recorded_at: datetime,
        actor: str,
        causation_id: str,
        correlation_id: str,
    ) -> None:
        self.occurred_at = occurred_at
        self.is_import = causation_id.startswith(IMPORT_PREFIX)
        self._version = version
        self._consulted: list[Consulted] = []
        self._told: list[str] = []
        self._shared: dict[str, Any] = {
            "originator_id": originator_id,
            "site": site,
            "occurred_at": occurred_at,
            "recorded_at": recorded_at,
            "actor": actor,
            "causation_id": causation_id,
            "correlation_id": correlation_id,
        }

    def consulting(self, holidays: Holidays) -> Holidays:
        """Give a calendar to work the decision out with; what it does not know is told with the answer."""
        consulted = Consulted(holidays)
        self._consulted.append(consulted)
        return consulted

    def warn(self, what: str) -> None:
        """Tell the asker something with the answer, though what they ask is done."""
        self._told.append(what)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the asker has to know beside the events, such as years whose holidays nobody has announced."""
        years = {(one.country, year) for one in self._consulted for year in one.unannounced}
        return *self._told, *(
            f"the holidays of {year} are not announced for {country}: what was worked out from its working "
            "days may still move"
            for country, year in sorted(years)
        )

    @property
    def is_first(self) -> bool:
        """Whether the aggregate has no event yet."""
        return self._version == 0

    def next(self) -> dict[str, Any]:
        """Give the shared fields of the next event."""
        self._version += 1
        return {**self._shared, "originator_version": self._version}


ANOTHER_KIND = "another-kind"
"""The rule that what one kind of entry began is not gone on with by another: they end together."""

_DECIDERS: dict[type[Command], Callable[..., list[Event]]] = {}
_EVOLVERS: dict[type[Event], Callable[..., Any]] = {}
_OPENERS: set[type[Command]] = set()
_EITHER: set[type[Command]] = set()
_RECORDED: dict[type[Command], type[Event]] = {}
_IN_ANY_ORDER: set[str] = set()
_BEFORE_THE_SITE: set[str] = set()


def opens(command: type[Command]) -> Callable[[F], F]:
    """Register the decision on a command that begins an aggregate; its state is None."""

    def register(decider: F) -> F:
        _DECIDERS[command] = decider
        _OPENERS.add(command)
        return decider

    return register


def opens_or_continues(command: type[Command]) -> Callable[[F], F]:
    """Register the decision on a command that may be an aggregate's first or a later one."""

    def register(decider: F) -> F:
        _DECIDERS[command] = decider
        _EITHER.add(command)
        return decider

    return register


def decides(command: type[Command]) -> Callable[[F], F]:
    """Register the decision on a command for an aggregate that exists."""

    def register(decider: F) -> F:
        _DECIDERS[command] = decider
        return decider

    return register


def evolves(*events: type[Event]) -> Callable[[F], F]:
    """Register how events change the state."""

    def register(evolver: F) -> F:
        for event in events:
            _EVOLVERS[event] = evolver
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
    if command.target is Command.target:  # its id is a field of its own, and none of the event's
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
    _DECIDERS[command] = record
    if target is not None and not target.is_required():
        _OPENERS.add(command)
    if may_begin:
        _EITHER.add(command)
    _RECORDED[command] = event
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


def is_in_any_order(stream: str) -> bool:
    """Tell whether a stream's entries may be made in any order."""
    return stream in _IN_ANY_ORDER


def may_precede_the_site(stream: str) -> bool:
    """Tell whether a stream's entries may be about what was before their site."""
    return stream in _BEFORE_THE_SITE


def may_begin(command: type[Command]) -> bool:
    """Tell whether a command may be an aggregate's first."""
    return command in _OPENERS or command in _EITHER


def is_named_by_sender(command: type[Command]) -> bool:
    """Tell whether a sender may choose the id of what a command is for; else it follows from its fields."""
    return command.target is Command.target


def decide(state: Any, command: Command, stamp: Stamp, world: World) -> list[Event]:
    """Decide on a command.

    Arguments:
        state: the aggregate's, or None where it does not exist.
        command: what is asked.
        stamp: numbers the events.
        world: what else may be known.

    Returns:
        What happened.

    Raises:
        NotFound: the aggregate does not exist.
        Refused: the state, or a rule, does not allow it.
    """
    _check_begun(state, command, stamp)
    flow = FLOWS.get(command.stream)
    recorded = _RECORDED.get(type(command))
    stage = None if state is None else getattr(state, "stage", None)
    if flow is not None and recorded is not None:
        flow.guard(stage, recorded, str(command.target))
    events = _DECIDERS[type(command)](state, command, stamp, world)
    if flow is not None:
        for event in events:
            if recorded is None:
                flow.guard(stage, type(event), event.originator_id)
                stage = flow.after(stage, type(event))
            flow.admit(state, event, event.originator_id)
        if events and state is not None and _may_name_anew(flow, type(events[0])):
            kinds = {type(event) for event in events}
            must_still_hold(state, _behind(state, events), kinds, flow, str(command.target), command_of)
    return events


def _check_begun(state: Any, command: Command, stamp: Stamp) -> None:
    """Let a first command begin an aggregate, and a later one go on with one that is there.

    Raises:
        NotFound: the aggregate does not exist, or not any more.
        Refused: it exists already, or another kind of command began it.
    """
    if type(command) in _OPENERS:
        if state is not None:
            message = f"{command.target} exists already"
            raise Refused(message)
    elif state is None and type(command) not in _EITHER:
        if not stamp.is_first:
            message = f"{command.target} was taken back: it counts as if it had never been"
            raise NotFound(message)
        message = f"{command.target} does not exist"
        raise NotFound(message)
    elif state is not None and type(command) in _EITHER:
        _must_be_of_its_kind(state, command)


def _may_name_anew(flow: Any, event: type[Event]) -> bool:
    """Tell whether an event may say anew who has a part in a matter: a note that says who found it."""
    return bool(flow.barred) and flow.is_note(event) and "by" in event.model_fields


def _behind(state: Any, events: list[Event]) -> Any:
    for event in events:
        state = evolve(state, event)
    return state


def command_of(event: type[Event]) -> str:
    """Name the command that is recorded as an event, as it is said."""
    return next(command.command_name for command, recorded in _RECORDED.items() if recorded is event)


def _must_be_of_its_kind(state: Any, command: Command) -> None:
    """Let no command go on with an aggregate that one of another kind began, where its state tells.

    Raises:
        Refused: it would.
    """
    begun_by = getattr(state, "begun_by", None)
    recorded = _RECORDED.get(type(command))
    if begun_by is not None and recorded is not None and begun_by != recorded.__name__:
        message = (
            f"{command.target} was begun by {command.stream}.{begun_by}, with which {command.command_name} "
            "cannot go on; take that back first"
        )
        raise Refused(message, rule=ANOTHER_KIND)


def evolve(state: Any, event: Event) -> Any:
    """Give the state behind an event; the stage follows from the stream's flow."""
    evolver = _EVOLVERS.get(type(event))
    flow = FLOWS.get(event.stream)
    after = remember(state if evolver is None else evolver(state, event), event)
    if flow is None or after is None:  # it was taken back: there is none, in no stage
        return after
    stage = flow.after(None if state is None else state.stage, type(event))
    after = remember_takers(after, event, flow, stage)
    return after if after.stage is stage else replace(after, stage=stage)


@cache
def state_type(stream: str) -> Any:
    """Give the type of a stream's states, as those say that fold its events; None is one of them.

    Arguments:
        stream: its name.

    Raises:
        NotFound: no stream of this name has a state.
    """
    states = {get_type_hints(fold)["return"] for event, fold in _EVOLVERS.items() if event.stream == stream}
    if not states:
        message = f"there is no stream {stream!r} that has a state"
        raise NotFound(message)
    one_of: Any = Union
    return one_of[*states, None]


def is_step(event: Event) -> bool:
    """Tell whether an event is a step of its matter: no later step may have happened before it."""
    return _is_step(type(event))


def takes_back(event: Event) -> bool:
    """Tell whether an event takes a step of its matter back: that step bounds nothing any more."""
    return _takes_back(type(event))


@cache
def _takes_back(event: type[Event]) -> bool:
    flow = FLOWS.get(event.stream)
    return flow is not None and flow.takes_back(event)


@cache
def _is_step(event: type[Event]) -> bool:
    flow = FLOWS.get(event.stream)
    return flow is not None and not flow.is_note(event)


def check_complete(commands: Mapping[str, type[Command]]) -> None:
    """See to it that every command has a decision, and every event a place in a flow or a change of state.

    Raises:
        TypeError: one has none: it would be found out when somebody asks for it.
    """
    undecided = sorted(name for name, model in commands.items() if model not in _DECIDERS)
    unknown = sorted(
        model.event_type
        for model in REGISTRY
        if model not in _EVOLVERS and model not in FLOWS.get(model.stream, ())
    )
    if undecided or unknown:
        message = (
            f"no decision on {', '.join(undecided) or 'none'}; no effect of {', '.join(unknown) or 'none'}"
        )
        raise TypeError(message)


def wrong(field: str, what: str, *, rule: str) -> Invalid:
    """Make the refusal of a field that contradicts the others, or the state.

    Arguments:
        field: which.
        what: what is wrong, for a person.
        rule: the article behind it, or the broken rule's short name.
    """
    broken = BrokenRule(pointer=f"/{field}", rule=rule, message=what)
    return Invalid(f"{broken.pointer}: {what}", rule=rule, broken_rules=(broken,))


def says_what_holds(state: Any, command: Command, __: Stamp, ___: World) -> None:
    """Let no correction leave open what holds instead, or say what holds already: it is a guard.

    Raises:
        Invalid: every field that could say so was left out, or what is emptied is said as well.
        Refused: nothing that it says is new.
    """
    fields = type(command).model_fields.items()
    could = [name for name, field in fields if not field.is_required() and name not in Command.model_fields]
    if could and all(getattr(command, name) is None for name in could):
        message = f"a correction says what holds instead: at least one of {', '.join(could)}"
        raise wrong(could[0], message, rule="missing")
    check_empties(command)
    if says_nothing_new(state, command):
        raise nothing_to_correct(command.target)


def refuse(what: str, *, rule: str | None = None) -> Refused:
    """Make the refusal of a command, naming the article behind it."""
    return Refused(what, rule=rule)
