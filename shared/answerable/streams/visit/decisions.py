"""Visit: for a day to come, by who makes it, to somebody or something; each finding ends in a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from answerable.corrections import Correctable, now_holds
from answerable.deciding import Matter, Stamp, World, evolves, must_follow, records, refuse, relates, wrong
from answerable.events.base import Event
from answerable.people import is_of_the_staff
from answerable.streams.staff.events import Role
from answerable.streams.staff.state import Staff
from answerable.streams.visit import commands, events
from answerable.streams.visit.events import VisitKind
from answerable.streams.visit.flow import INSPECTION, PATROL, VisitStage
from answerable.wording import say

RESEARCH = "000-4.10.1.3"
"""Research on site is led by the top, with engineers."""

_OBJECT = ("customer", "delivery", "place")


@dataclass(frozen=True, slots=True)
class Visit(Correctable):
    """A visit.

    Arguments:
        visit_kind: what for.
        visitor: who makes it.
        due_on: the day that it is for.
        engineer: who goes along.
        customer: whom it is paid to.
        delivery: the delivered project that is looked at.
        place: where, or what else is looked at.
        findings: the case of each finding by its number; None where it waits for one.
        raised: how many findings there ever were: their numbers are not given twice.
        raised_at: when each of them was.
        answerable: who was there, made the report, or had that recorded.
        stage: where it stands.
    """

    visit_kind: VisitKind
    visitor: str
    due_on: date
    engineer: str | None = None
    customer: str | None = None
    delivery: str | None = None
    place: str | None = None
    findings: Mapping[int, str | None] = field(default_factory=dict)
    raised: int = 0
    raised_at: Mapping[int, datetime] = field(default_factory=dict)
    answerable: tuple[str, ...] = ()
    stage: VisitStage = VisitStage.TO_BE_MADE


Said = commands.Plan | commands.CorrectPlan
Due = commands.Plan | commands.Move
About = commands.LinkFinding | commands.WithdrawFinding


def _today_or_later(_: Visit | None, command: Due, stamp: Stamp, world: World) -> None:
    """Let no visit be for a day that is over when it is planned."""
    if command.due_on < (today := world.day_of(stamp.occurred_at)):
        said = say("visit.due_before", day=str(command.due_on), today=str(today))
        raise wrong("due_on", said, rule="order-of-times")


def _another_day(state: Visit, command: commands.Move, _: Stamp, __: World) -> None:
    """Let a visit be moved to another day only; a missed one may be due on the same one no more."""
    if state.stage is VisitStage.TO_BE_MADE and command.due_on == state.due_on:
        raise refuse(say("visit.same_day", day=str(command.due_on)), rule=PATROL, field="due_on")


def _holds(state: Visit | None, command: Said, name: str) -> object:
    """Give what holds of a field behind a plan or a correction of it."""
    said = getattr(command, name)
    if said is not None or state is None:
        return said
    return None if name in (getattr(command, "empties", None) or ()) else getattr(state, name)


def _to_something(state: Visit | None, command: Said, _: Stamp, __: World) -> None:
    """Let a visit be paid to somebody, or something be looked at; an inspection looks at something."""
    of_kind = (
        ("delivery", "place") if _holds(state, command, "visit_kind") is VisitKind.INSPECTION else _OBJECT
    )
    if all(_holds(state, command, name) is None for name in of_kind):
        key = "visit.no_object" if len(of_kind) < len(_OBJECT) else "visit.to_nobody"
        raise wrong(of_kind[0], say(key), rule=INSPECTION if len(of_kind) < len(_OBJECT) else PATROL)


def _not_by_oneself_twice(state: Visit | None, command: Said, _: Stamp, __: World) -> None:
    """Let nobody go along with themselves."""
    engineer = _holds(state, command, "engineer")
    if engineer is not None and engineer == _holds(state, command, "visitor"):
        raise wrong("engineer", say("visit.along_with_oneself", person=str(engineer)), rule=PATROL)


def _research_is_led(state: Visit | None, command: Said, stamp: Stamp, world: World) -> None:
    """Let a leader lead research on site, and an engineer go along (000-4.10.1.3)."""
    if _holds(state, command, "visit_kind") is not VisitKind.RESEARCH:
        return
    if _holds(state, command, "engineer") is None:
        raise wrong("engineer", say("visit.no_engineer"), rule=RESEARCH)
    wanted: tuple[tuple[str, tuple[Role, ...]], ...] = (
        ("visitor", (Role.MANAGER, Role.GENERAL_MANAGER)),
        ("engineer", (Role.TECHNICIAN,)),
    )
    day = world.day_of(stamp.occurred_at)
    for name, roles in wanted:
        person = str(_holds(state, command, name))
        known = world.people.get(person)
        if isinstance(known, Staff) and not known.has_role(day, command.site, *roles):
            said = say("visit.no_leader" if name == "visitor" else "visit.no_technician", person=person)
            raise wrong(name, said, rule=RESEARCH)


def _behind_its_day(state: Visit, command: commands.Miss, stamp: Stamp, world: World) -> None:
    """Let no visit be missed while its day lasts: until then it can be made, or moved."""
    if world.day_of(stamp.occurred_at) <= state.due_on:
        raise refuse(say("visit.not_missed_yet", visit=command.visit, day=str(state.due_on)), rule=PATROL)


def _days_late(state: Visit, _: commands.Make, stamp: Stamp, world: World) -> int:
    return max(0, (world.day_of(stamp.occurred_at) - state.due_on).days)


def _next_number(state: Visit, _: commands.RaiseFinding, __: Stamp, ___: World) -> int:
    return state.raised + 1


def _one_that_stands(state: Visit, command: About, stamp: Stamp, _: World) -> None:
    """Let only a finding be handled, or taken back, that the visit has; and not before it was made out."""
    if command.finding not in state.findings:
        said = say("visit.no_such_finding", visit=command.visit, number=command.finding)
        raise refuse(said, rule=INSPECTION, field="finding")
    raised = say("visit.finding_raised", number=command.finding)
    must_follow(stamp, state.raised_at[command.finding], raised)


def _to_another_case(state: Visit, command: commands.LinkFinding, _: Stamp, __: World) -> None:
    """Let a finding be linked to a case once."""
    if state.findings[command.finding] == command.case:
        said = say("visit.linked_already", number=command.finding, case=command.case)
        raise refuse(said, rule=INSPECTION, field="case")


def _with_every_case(state: Visit, command: commands.Review, _: Stamp, __: World) -> None:
    """Let nothing be looked over while a finding waits for its case (000-4.10.1.1)."""
    waiting = [str(number) for number, case in sorted(state.findings.items()) if case is None]
    if waiting:
        said = say("visit.findings_wait", visit=command.visit, numbers=", ".join(waiting))
        raise refuse(said, rule=INSPECTION)


def _whose(matter: Matter, _: object) -> tuple[str | None, ...]:
    return () if matter.state is None else (matter.state.visitor, matter.state.engineer)


relates("visit", own=_whose)
records(
    commands.Plan, events.Planned, _today_or_later, _to_something, _not_by_oneself_twice, _research_is_led
)
records(commands.Move, events.Moved, _today_or_later, _another_day)
records(commands.Make, events.Made, works_out={"days_late": _days_late})
records(commands.RaiseFinding, events.FindingRaised, works_out={"finding": _next_number})
records(commands.LinkFinding, events.FindingLinked, _one_that_stands, _to_another_case)
records(commands.FileReport, events.ReportFiled)
records(commands.Review, events.Reviewed, _with_every_case)
records(commands.Miss, events.Missed, _behind_its_day)
records(
    commands.CorrectPlan,
    events.PlanCorrected,
    _to_something,
    _not_by_oneself_twice,
    _research_is_led,
    corrects=events.Planned,
)
records(commands.WithdrawFinding, events.FindingWithdrawn, _one_that_stands)
records(commands.WithdrawMiss, events.MissWithdrawn)
records(commands.WithdrawVisit, events.VisitWithdrawn)
records(commands.WithdrawPlan, events.PlanWithdrawn)


def _people_of(event: Event) -> tuple[str, ...]:
    """Give who did it and who had it recorded, people only: an import brings in what several did."""
    return tuple(one for one in (event.actor, event.entered_by) if one is not None and is_of_the_staff(one))


@evolves(events.Planned)
def planned(_: None, event: events.Planned) -> Visit:
    """Begin it."""
    return Visit(
        visit_kind=event.visit_kind,
        visitor=event.visitor,
        due_on=event.due_on,
        engineer=event.engineer,
        customer=event.customer,
        delivery=event.delivery,
        place=event.place,
    )


@evolves(events.PlanCorrected)
def plan_corrected(state: Visit, event: events.PlanCorrected) -> Visit:
    """Take what holds instead."""
    names = ("visit_kind", "visitor", "engineer", *_OBJECT)
    return replace(state, **{name: now_holds(event, name, getattr(state, name)) for name in names})


@evolves(events.Moved)
def moved(state: Visit, event: events.Moved) -> Visit:
    """Expect it on the new day."""
    return replace(state, due_on=event.due_on)


@evolves(events.Made)
def made(state: Visit, event: events.Made) -> Visit:
    """Remember who was there, and what waits for a case."""
    there = (state.visitor, *(() if state.engineer is None else (state.engineer,)), *_people_of(event))
    findings = dict.fromkeys(range(1, len(event.findings or ()) + 1))
    return replace(
        state,
        findings=findings,
        raised=len(findings),
        raised_at=dict.fromkeys(findings, event.occurred_at),
        answerable=tuple(dict.fromkeys(there)),
    )


@evolves(events.FindingRaised)
def finding_raised(state: Visit, event: events.FindingRaised) -> Visit:
    """Let it wait for a case."""
    return replace(
        state,
        findings={**state.findings, event.finding: None},
        raised=event.finding,
        raised_at={**state.raised_at, event.finding: event.occurred_at},
    )


@evolves(events.FindingLinked)
def finding_linked(state: Visit, event: events.FindingLinked) -> Visit:
    """Remember its case."""
    return replace(state, findings={**state.findings, event.finding: event.case})


@evolves(events.FindingWithdrawn)
def finding_withdrawn(state: Visit, event: events.FindingWithdrawn) -> Visit:
    """Forget it; its number is given to no other."""
    return replace(
        state, findings={number: case for number, case in state.findings.items() if number != event.finding}
    )


@evolves(events.ReportFiled)
def report_filed(state: Visit, event: events.ReportFiled) -> Visit:
    """Remember who wrote it."""
    return replace(state, answerable=tuple(dict.fromkeys((*state.answerable, *_people_of(event)))))


@evolves(events.VisitWithdrawn)
def visit_withdrawn(state: Visit, _: events.VisitWithdrawn) -> Visit:
    """Forget who was there and what was found."""
    return replace(state, findings={}, raised=0, raised_at={}, answerable=())
