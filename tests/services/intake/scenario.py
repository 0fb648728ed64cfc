"""Decisions without a ledger: given commands, when a command, then events or a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

import pytest

from answerable.calendar import holidays_of
from answerable.commands.base import BulkItem, Command
from answerable.deciding import Begun, Binding, Regulations, World, signing_fields
from answerable.errors import AnswerableError
from answerable.events.base import Event
from answerable.identity import Principal
from answerable.matters import matters_in
from answerable.people import people_in
from answerable.rulebook import Rulebook, catalogue
from answerable.settings import Settings
from answerable.streams.rulebook.commands import binding_id
from answerable.streams.site.commands import site_id
from answerable.streams.staff import commands as staff
from answerable.streams.staff.folding import employed
from answerable.streams.staff.state import Staff
from answerable_services.intake.admission import ask
from answerable_services.intake.aggregate import Aggregate
from answerable_services.intake.deciding import decide_on
from answerable_services.intake.worlds import begun
from tests.identity.proofs import asker_of, said

SITE = "xm01"
FIRST, SECOND, THIRD, LEAD = "staff-first", "staff-second", "staff-third", "staff-lead"
TEN = datetime(2016, 3, 10, 2, tzinfo=UTC)
"""Ten in the morning at the site, a Thursday."""
AHEAD = timedelta(seconds=Settings().occurred_ahead_s)
"""How far a reporter's clock may be ahead, where nobody set it otherwise."""

_EMPLOYED = employed(date(2010, 1, 1))

_ENVELOPE = frozenset(Event.model_fields)

Fact = tuple[type[Event], dict[str, Any]]
"""An event's model and what it says beside the envelope, without what is left out."""


@cache
def rulebooks() -> dict[str, Rulebook]:
    """Give the installed rulebooks, read once."""
    return {book.rulebook: book for book in catalogue()}


def ruled_world() -> World:
    """Give the world of a site in Shanghai's zone, bound to the 80-point scheme since 2016."""
    bound = Binding("call-centre-80", date(2016, 1, 1))
    return World(rulebooks(), Regulations((bound,)), ZoneInfo("Asia/Shanghai"), holidays_of("CN"))


def fact(event: Event) -> Fact:
    """Give what an event says, apart from its envelope."""
    said = {name: getattr(event, name) for name in type(event).model_fields if name not in _ENVELOPE}
    return type(event), {name: value for name, value in said.items() if value is not None}


def as_kept(said: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Give what an event keeps of what a command said; who did it stands in its envelope.

    Arguments:
        said: the command's fields, and who gives it.
        more: what the event says beside.
    """
    return {name: value for name, value in said.items() if name != "actor"} | more


class Refusal(NamedTuple):
    """How a command was refused."""

    kind: str
    rule: str | None
    message: str

    @property
    def cited(self) -> tuple[str, str | None]:
        """The kind of error and the rule behind it."""
        return self.kind, self.rule


@dataclass
class Scenario:
    """Aggregates that commands are carried out on, one after the other, at a clock that the test moves.

    Arguments:
        now: the clock.
        world: what decisions may know.
        is_strict: whether people have to be hired, and matters be begun, before they are named.
        warnings: what the last command was answered beside its events.
    """

    now: datetime = TEN
    world: World = field(default_factory=ruled_world)
    held: dict[str, Aggregate] = field(default_factory=dict)
    target: str = ""
    log: list[Event] = field(default_factory=list)
    is_strict: bool = False
    warnings: tuple[str, ...] = ()

    def later(self, **by: float) -> Self:
        """Let time pass."""
        self.now += timedelta(**by)
        return self

    def given(self, model: type[Command], **fields: Any) -> Self:
        """Carry out a command that must be possible."""
        self.when(model, **fields)
        return self

    def when(self, model: type[Command], **fields: Any) -> list[Fact]:
        """Carry out a command and give what happened."""
        return [fact(event) for event in self.carry_out(make(model, **fields))]

    def refusal(self, model: type[Command], **fields: Any) -> Refusal:
        """Ask for something that must be refused, and give how."""
        with pytest.raises(AnswerableError) as refused:
            self.carry_out(make(model, **fields))
        return Refusal(type(refused.value).__name__, refused.value.rule, refused.value.message)

    def carry_out(
        self, command: Command, key: str | None = None, asker: Principal | None = None
    ) -> tuple[Event, ...]:
        """Decide on a command and take what happened into the state.

        Arguments:
            command: what is asked.
            key: its idempotency key.
            asker: who asks; whoever the command names, with every role, where not given.
        """
        asked = ask(command, key, self.now, asker or asker_of(command))
        self.target = asked.target
        held = self.held.get(asked.target, Aggregate())
        others = {name: self.held.get(name, Aggregate()).state for name in command.depends_on}
        here = self.held.get(site_id(command.site), Aggregate()).state
        hours = {} if here is None else {"timetable": here.number, "timetables": here.timetable}
        set_here = self.held.get(binding_id(command.site), Aggregate()).state
        numbers = () if set_here is None else set_here.numbers
        world = replace(
            self.world,
            regulations=replace(self.world.regulations, numbers=numbers),
            **hours,
            others=others,
            people={
                name: self._known(name) for name in (*people_in(command), *command.people_of(held.state))
            },
            matters={name: self._begun(name, command) for name in matters_in(command)},
            cited=self._cited(command),
            taken_back=frozenset(name for name in others if name in self.held and others[name] is None),
        )
        decision = decide_on(asked, held, world, self.now, AHEAD)
        events, self.warnings = decision.events, decision.warnings
        for event in events:
            held.apply(event)
        self.log += events
        self.held[asked.target] = held
        return events

    def _cited(self, command: Command) -> dict[str, Event]:
        """Give the events that a command rests on: few do, and only for those all is looked through."""
        if not (wanted := command.rests_on):
            return {}
        found = (one for one in self.log if (one.originator_id, one.originator_version) in wanted)
        return {event.event_id: event for event in found}

    def _known(self, person: str) -> Staff | None:
        """Give what the register says about a person; without a strict one everybody is employed."""
        held = self.held.get(person)
        if held is not None:
            state: Staff = held.state
            return state
        return None if self.is_strict else _EMPLOYED

    def _begun(self, matter: str, command: Command) -> Begun | None:
        """Give since when a matter is; without a strict register each is there that no decision rests on."""
        if matter in self.held or self.is_strict or matter in command.depends_on:
            return begun(self.held.get(matter))
        return Begun(command.site, None)

    @property
    def state(self) -> Any:
        """The state of the aggregate that was asked for last."""
        return self.held[self.target].state


def make(model: type[Command], **fields: Any) -> Command:
    """Make a command of whoever signs it, or of the first person, where the fields say nothing else."""
    signed = next((fields[name] for name in signing_fields(model) if name in fields), FIRST)
    return model.model_validate({"site": SITE, "actor": signed, **fields})


def hired(person: str, **fields: Any) -> Command:
    """Make the command that puts somebody on the register, since 2010 where the fields say nothing else."""
    by = FIRST if person == LEAD else LEAD  # nobody takes themselves on
    said = {"actor": by, "role": "agent", "team": "t", "hired_on": "2010-01-01", **fields}
    reported_on = min(str(said["hired_on"]), "2016-03-01")
    return make(staff.Hire, staff=person, **{"occurred_at": f"{reported_on}T00:00:00Z", **said})


def hires(site: str, *people: str) -> list[BulkItem]:
    """Give the commands that put people on the register of a site, as they are sent, since 2010."""
    commands = [hired(person, site=site) for person in people]
    return [
        BulkItem(
            name=command.command_name,
            key=f"{person}:hire",
            body=said(command),
        )
        for person, command in zip(people, commands, strict=True)
    ]
