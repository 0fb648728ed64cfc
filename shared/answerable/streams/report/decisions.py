"""Report: its kind says whose it is, the register of staff of which team they are; the system counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from answerable.commands.base import Command
from answerable.corrections import Correctable, empties_of
from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates, wrong
from answerable.errors import Refused
from answerable.people import doers_of, must_have_been_there
from answerable.streams.report import commands, events
from answerable.streams.report.events import ReportKind
from answerable.streams.report.flow import SUPERVISED, ReportStage
from answerable.streams.report.kinds import KINDS, KindRule
from answerable.streams.staff.events import Role
from answerable.wording import listed, say


@dataclass(frozen=True, slots=True)
class Report(Correctable):
    """A report of a period.

    Arguments:
        report_kind: what it is.
        first_day: the first day of its period.
        written_by: who wrote any of it: they, and who had that recorded for them.
        assessed_department: the department that it is about, where it is about one.
        edition: which edition is written or stands.
        handed_in: the version of the last handing in; None before the first.
        stated: the handing in to which the numbers on record belong.
        issued: the newest edition that was issued, whether it stands or not; none has its number again.
        stage: where it stands.
        before: the issued edition that this one is to take the place of, with its own before.
    """

    report_kind: ReportKind
    first_day: date
    written_by: tuple[str, ...]
    assessed_department: str | None = None
    edition: int = 1
    handed_in: int | None = None
    stated: int | None = None
    issued: int = 0
    stage: ReportStage = ReportStage.IN_DRAFT
    before: Report | None = None


def _person(person: str, world: World) -> Any:
    return world.people.get(person)


def _department(person: str | None, stamp: Stamp, world: World) -> str | None:
    """Give the team that the register of staff has of somebody on the day."""
    known = None if person is None else _person(person, world)
    team: str | None = None if known is None else known.on(world.day_of(stamp.occurred_at)).team
    return team


def _must_have_role(
    command: Command, roles: tuple[Role, ...], key: str, rule: KindRule, stamp: Stamp, world: World
) -> None:
    known = _person(command.actor, world)
    if known is None or not known.has_role(world.day_of(stamp.occurred_at), command.site, *roles):
        named = listed([say(f"role.{one}") for one in roles], by="or")
        raise Refused.for_others(say(key, staff=command.actor, roles=named), rule=rule.article)


def _by_its_authors(_: Report | None, command: commands.Draft, stamp: Stamp, world: World) -> None:
    """Let those write a report whose it is by its kind."""
    rule = KINDS[command.report_kind]
    _must_have_role(command, rule.authors, "refusal.report.not_its_author", rule, stamp, world)


def _not_before_it_began(_: Report | None, command: commands.Draft, stamp: Stamp, world: World) -> None:
    """Let no report be of a period that has not begun."""
    first, _last = KINDS[command.report_kind].period(command.on)
    if (today := world.day_of(stamp.occurred_at)) < first:
        said = say("refusal.report.not_begun", first=str(first), today=str(today))
        raise wrong("on", said, rule="order-of-times")


def _of_their_own_time(_: Report | None, command: commands.Draft, __: Stamp, world: World) -> None:
    """Let nobody report on what they did in a period before they were there."""
    rule = KINDS[command.report_kind]
    if rule.is_personal:
        known = _person(command.actor, world)
        must_have_been_there("on", command.actor, known, *rule.period(command.on))


def _says_what_customers_said(_: Report | None, command: commands.Draft, __: Stamp, ___: World) -> None:
    """Let a report of which it is asked say what customers said."""
    rule = KINDS[command.report_kind]
    if rule.needs_feedback and command.feedback is None:
        raise wrong("feedback", say("refusal.report.no_feedback"), rule=rule.article)


def _of_another_department(_: Report | None, command: commands.Draft, stamp: Stamp, world: World) -> None:
    """Let a supervision report name a department that is not its author's own (000-4.1b)."""
    rule = KINDS[command.report_kind]
    if not rule.names_assessed:
        if command.assessed is not None:
            raise wrong("assessed", say("refusal.report.assesses_nobody"), rule=rule.article)
        return
    if command.assessed is None:
        raise wrong("assessed", say("refusal.report.no_department"), rule=rule.article)
    own, other = (_department(one, stamp, world) for one in (command.actor, command.assessed))
    if own is None:
        raise refuse(say("refusal.report.of_none", staff=command.actor), rule=rule.article)
    if other is None:
        raise wrong("assessed", say("refusal.report.of_none", staff=command.assessed), rule=rule.article)
    if own == other:
        said = say("refusal.report.of_the_assessed", staff=command.actor, team=own)
        raise refuse(said, rule=rule.article, field="assessed")


def _first(_: Report | None, command: commands.Draft, *__: object) -> date:
    return KINDS[command.report_kind].period(command.on)[0]


def _last(_: Report | None, command: commands.Draft, *__: object) -> date:
    return KINDS[command.report_kind].period(command.on)[1]


def _own(_: Report | None, command: commands.Draft, stamp: Stamp, world: World) -> str | None:
    return _department(command.actor, stamp, world)


def _assessed(_: Report | None, command: commands.Draft, stamp: Stamp, world: World) -> str | None:
    return _department(command.assessed, stamp, world)


def _still_says_it(state: Report, command: commands.Revise, _: Stamp, __: World) -> None:
    """Let what customers said be emptied in no report of which it is asked."""
    rule = KINDS[state.report_kind]
    if rule.needs_feedback and "feedback" in empties_of(command):
        raise wrong("empties", say("refusal.report.no_feedback"), rule=rule.article)


def _next_edition(state: Report | None, *_: object) -> int:
    """Number an edition behind all that were issued, whatever became of them."""
    return 1 if state is None else state.issued + 1


def _by_who_signs(state: Report, command: Command, stamp: Stamp, world: World) -> None:
    """Let those receive it whom its kind is for, and nobody of the department that it is about."""
    rule = KINDS[state.report_kind]
    _must_have_role(command, rule.signers, "refusal.report.not_its_signer", rule, stamp, world)
    team = state.assessed_department
    if team is not None and team in {
        _department(one, stamp, world) for one in (command.actor, command.entered_by)
    }:
        said = say("refusal.report.of_the_assessed", staff=command.actor, team=team)
        raise Refused.for_others(said, rule=SUPERVISED)


def _has_its_numbers(state: Report, command: commands.Sign, stamp: Stamp, _: World) -> None:
    """Let nobody sign what has no numbers yet: other numbers would stand in it behind their signature."""
    if state.stated != state.handed_in and not stamp.is_import:
        raise refuse(say("refusal.report.no_numbers", matter=command.report), rule=SUPERVISED)


def _of_its_handing_in(state: Report, command: commands.StateFigures, _: Stamp, __: World) -> None:
    """Let the numbers of a handing in be stated once."""
    if state.stated == state.handed_in or command.handed_in != state.handed_in:
        raise refuse(say("refusal.report.stated", matter=command.report), field="handed_in")


def _each_once(state: Report, command: commands.StateFigures, __: Stamp, ___: World) -> None:
    """Let every number be stated once."""
    names = [one.figure for one in command.figures]
    if len(names) != len(set(names)):
        raise wrong("figures", say("refusal.report.twice"), rule=KINDS[state.report_kind].article)


def _kind(state: Report, *_: object) -> ReportKind:
    return state.report_kind


def _period(state: Report, *_: object) -> date:
    return state.first_day


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else matter.state.written_by


relates("report", own=_whose)
records(
    commands.Draft,
    events.Drafted,
    _by_its_authors,
    _not_before_it_began,
    _of_their_own_time,
    _says_what_customers_said,
    _of_another_department,
    works_out={
        "first_day": _first,
        "last_day": _last,
        "department": _own,
        "assessed_department": _assessed,
        "edition": _next_edition,
    },
    may_begin=True,
)
records(
    commands.Revise,
    events.Revised,
    _still_says_it,
    works_out={"edition": _next_edition},
    corrects=events.Drafted,
)
records(commands.HandIn, events.HandedIn, works_out={"report_kind": _kind, "first_day": _period})
records(commands.StateFigures, events.FiguresStated, _of_its_handing_in, _each_once)
records(commands.SendBack, events.SentBack, _by_who_signs)
records(commands.Sign, events.Signed, _by_who_signs, _has_its_numbers)
records(commands.Issue, events.Issued)
records(commands.WithdrawSignature, events.SignatureWithdrawn, _by_who_signs)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Drafted)
def drafted(state: Report | None, event: events.Drafted) -> Report:
    """Begin it, or begin it anew."""
    return Report(
        edition=event.edition,
        issued=0 if state is None else state.issued,
        report_kind=event.report_kind,
        first_day=event.first_day,
        written_by=doers_of(event),
        assessed_department=event.assessed_department,
    )


@evolves(events.Revised)
def revised(state: Report, event: events.Revised) -> Report:
    """Remember who wrote it too, and which edition it is."""
    wrote = tuple(dict.fromkeys((*state.written_by, *doers_of(event))))
    return replace(state, written_by=wrote, edition=event.edition)


@evolves(events.HandedIn)
def handed_in(state: Report, event: events.HandedIn) -> Report:
    """Remember to which handing in the numbers have to belong."""
    return replace(state, handed_in=event.originator_version)


@evolves(events.FiguresStated)
def figures_stated(state: Report, event: events.FiguresStated) -> Report:
    """Remember that they are on record."""
    return replace(state, stated=event.handed_in)


@evolves(events.Issued)
def issued(state: Report, _: events.Issued) -> Report:
    """Remember that its number is taken."""
    return replace(state, issued=state.edition)


@evolves(events.Withdrawn)
def withdrawn(state: Report, _: events.Withdrawn) -> Report:
    """Go back to the edition that stands, where one does; the numbers taken stay taken."""
    return state if state.before is None else replace(state.before, issued=state.issued)
