"""Fault: four facts, a chain of notices, an end, an analysis, two recipients, then closed (000-4.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from answerable.corrections import Correctable
from answerable.deciding import (
    Matter,
    Stamp,
    World,
    command_of,
    evolves,
    must_follow,
    records,
    refuse,
    relates,
    took_it_down,
    wrong,
)
from answerable.flow import word
from answerable.spans import LONGEST_UNREPORTED, must_lie_within
from answerable.streams.fault import commands, events
from answerable.streams.fault.events import ChainLink, Recipient
from answerable.streams.fault.flow import ANALYSIS, CLIMBING, FLOW, FaultStage
from answerable.streams.staff.events import Role
from answerable.streams.staff.state import Staff

CHAIN = (ChainLink.SALESPERSON, ChainLink.MANAGER, ChainLink.TOP_LEADERSHIP)
"""The order in which a fault climbs (000-4.7a, 000-4.7b)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """That a link of the chain was told.

    Arguments:
        link: which step.
        staff: who was told.
        at: when.
    """

    link: ChainLink
    staff: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Fault(Correctable):
    """A major fault.

    Arguments:
        began_at: since when.
        reported_at: when it became known.
        stage: where it stands.
        ended_at: until when, where it is over.
        notified: who was told at each link, and when.
        acknowledged: the links that confirmed.
        delivered: the recipients that have the newest analysis.
    """

    began_at: datetime
    reported_at: datetime
    stage: FaultStage = FaultStage.REPORTED
    ended_at: datetime | None = None
    notified: tuple[Notice, ...] = ()
    acknowledged: tuple[ChainLink, ...] = ()
    delivered: tuple[Recipient, ...] = ()


def _began_before_its_report(_: None, command: commands.Report, stamp: Stamp, __: World) -> None:
    """Let no fault be reported before it began."""
    if command.began_at > stamp.occurred_at:
        message = f"the fault began at {command.began_at:%Y-%m-%d %H:%M}, after it was reported"
        raise wrong("began_at", message, rule="order-of-times")
    began, reported = ("the fault's beginning", command.began_at), ("its report", stamp.occurred_at)
    must_lie_within("began_at", began, reported, LONGEST_UNREPORTED)


def _in_the_chains_order(state: Fault, command: commands.Notify, _: Stamp, __: World) -> None:
    """Let a link be told only behind those below it; it may be told again, also somebody else."""
    told = {one.link for one in state.notified}
    earlier = CHAIN[: CHAIN.index(command.link)]
    if missing := [link for link in earlier if link not in told]:
        message = f"{command.fault} climbs in order: {missing[0]} must be told before {command.link}"
        raise refuse(message, rule=CLIMBING)


def _behind_those_below(state: Fault, command: commands.Notify, stamp: Stamp, __: World) -> None:
    """Let a link be told no earlier than any below it was told first; the chain is bound by nothing else."""
    for link in CHAIN[: CHAIN.index(command.link)]:
        told_at = min(one.at for one in state.notified if one.link is link)
        must_follow(stamp, told_at, f"when {link} was told of {command.fault}")


def _behind_its_notice(state: Fault, command: commands.Acknowledge, stamp: Stamp, __: World) -> None:
    """Let nobody confirm before they were told."""
    notices = [one.at for one in state.notified if (one.link, one.staff) == (command.link, command.staff)]
    if notices:  # who was not told is refused as that
        must_follow(stamp, min(notices), f"when {command.link} was told of {command.fault}")


ROLES: Mapping[ChainLink, tuple[Role, ...]] = {
    ChainLink.SALESPERSON: (Role.SALESPERSON,),
    ChainLink.MANAGER: (Role.MANAGER, Role.GENERAL_MANAGER),
    ChainLink.TOP_LEADERSHIP: (Role.GENERAL_MANAGER,),
}
"""What whoever is told as a link is employed as, or was granted; a small centre may have no manager but the
general one."""


def _has_that_role(_: Fault, command: commands.Notify, stamp: Stamp, world: World) -> None:
    """Let nobody be told as a link that they are not: the chain would be climbed on paper (000-4.7a)."""
    known: Staff = world.people[command.staff]
    day = world.day_of(stamp.occurred_at)
    role = known.on(day).role
    if role is not None and not known.has_role(day, command.site, *ROLES[command.link]):
        wanted = " or ".join(word(role) for role in ROLES[command.link])
        message = (
            f"{command.staff} is employed as {word(role)}, and the link {word(command.link)} is for "
            f"a {wanted}; name another person, or put the role right with staff.correct_hiring"
        )
        raise wrong("staff", message, rule=CLIMBING)


def _once(state: Fault, command: commands.Acknowledge, _: Stamp, __: World) -> None:
    """Let a link confirm once."""
    if command.link in state.acknowledged:
        message = f"{command.link} acknowledged {command.fault} already"
        raise refuse(message, rule=CLIMBING)


def _ended_between_begin_and_report(state: Fault, command: commands.End, stamp: Stamp, _: World) -> None:
    """Let the end lie behind the beginning, and not behind its own report."""
    if command.ended_at < state.began_at:
        message = f"{command.fault} began at {state.began_at:%Y-%m-%d %H:%M}, behind the end that is given"
        raise wrong("ended_at", message, rule="order-of-times")
    if command.ended_at > stamp.occurred_at:
        message = f"{command.ended_at.isoformat()} lies behind the report of the end"
        raise wrong("ended_at", message, rule="order-of-times")


def _to_a_recipient_without_it(state: Fault, command: commands.DeliverAnalysis, _: Stamp, __: World) -> None:
    """Let each recipient get an analysis once."""
    if command.recipient in state.delivered:
        message = f"the analysis of {command.fault} was delivered to {command.recipient} already"
        raise refuse(message, rule=ANALYSIS)


def _with_both_recipients(state: Fault, command: commands.Close, _: Stamp, __: World) -> None:
    """Let the record end only with the analysis in both recipients' hands (000-4.7c)."""
    if missing := [recipient for recipient in Recipient if recipient not in state.delivered]:
        message = f"{command.fault} cannot be closed before {' and '.join(missing)} have its analysis"
        raise refuse(message, rule=ANALYSIS)


def _began_before_report_and_end(state: Fault, command: commands.CorrectReport, _: Stamp, __: World) -> None:
    """Let no fault begin behind its report, or its end."""
    latest = min(state.reported_at, state.ended_at or state.reported_at)
    if command.began_at is not None and command.began_at > latest:
        message = f"the fault would begin at {command.began_at.isoformat()}, after {latest.isoformat()}"
        raise wrong("began_at", message, rule="order-of-times")
    if command.began_at is not None:
        began, reported = ("the fault's beginning", command.began_at), ("its report", state.reported_at)
        must_lie_within("began_at", began, reported, LONGEST_UNREPORTED)


def _told_last(state: Fault, command: commands.WithdrawNotice, stamp: Stamp, __: World) -> None:
    """Let only a notice that is on record be taken back, and the highest first: it rests on those below."""
    told = {one.link: one.at for one in state.notified}
    if command.link not in told:
        message = f"{command.link} was not told of {command.fault}"
        raise refuse(message, rule=CLIMBING)
    if higher := [link for link in CHAIN[CHAIN.index(command.link) + 1 :] if link in told]:
        message = (
            f"{higher[-1]} was told of {command.fault}, which rests on the notice to {command.link}; take "
            f"that back first (fault.withdraw_notice with the link {higher[-1]})"
        )
        raise refuse(message, rule=CLIMBING)
    must_follow(stamp, told[command.link], f"when {command.link} was told of {command.fault}")


def _with_no_step(state: Fault, command: commands.WithdrawReport, _: Stamp, __: World) -> None:
    """Let a fault be none only while it has not ended, and nobody is on record as told of it."""
    back = [command_of(event) for event in FLOW.way_back(state.stage, FaultStage.ENDED)]
    if state.notified:
        back.append("fault.withdraw_notice")
    if back:
        message = f"more is on record of {command.fault} than its report; take that back first "
        raise refuse(f"{message}({', then '.join(back)})", rule=CLIMBING)


def _told(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else tuple(one.staff for one in matter.state.notified)


relates("fault", own=took_it_down, asked=_told)
records(commands.WithdrawReport, events.ReportWithdrawn, _with_no_step)
records(commands.Report, events.Reported, _began_before_its_report)
records(commands.Notify, events.Notified, _has_that_role, _in_the_chains_order, _behind_those_below)
records(commands.Acknowledge, events.Acknowledged, _once, _behind_its_notice)
records(commands.LogHandling, events.HandlingLogged)
records(commands.End, events.Ended, _ended_between_begin_and_report)
records(commands.FileAnalysis, events.AnalysisFiled)
records(commands.DeliverAnalysis, events.AnalysisDelivered, _to_a_recipient_without_it)
records(commands.Close, events.Closed, _with_both_recipients)
records(
    commands.CorrectReport, events.ReportCorrected, _began_before_report_and_end, corrects=events.Reported
)
records(commands.WithdrawNotice, events.NoticeWithdrawn, _told_last)
records(commands.WithdrawEnd, events.EndWithdrawn)


@evolves(events.Reported)
def reported(_: None, event: events.Reported) -> Fault:
    """Begin the fault."""
    return Fault(began_at=event.began_at, reported_at=event.occurred_at)


@evolves(events.ReportCorrected)
def report_corrected(state: Fault, event: events.ReportCorrected) -> Fault:
    """Count from the right moment."""
    return state if event.began_at is None else replace(state, began_at=event.began_at)


@evolves(events.ReportWithdrawn)
def never_reported(_: Fault, __: events.ReportWithdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""


@evolves(events.Ended)
def ended(state: Fault, event: events.Ended) -> Fault:
    """Remember the end."""
    return replace(state, ended_at=event.ended_at)


@evolves(events.EndWithdrawn)
def goes_on(state: Fault, _: events.EndWithdrawn) -> Fault:
    """Forget the end, and who has the analysis of it."""
    return replace(state, ended_at=None, delivered=())


@evolves(events.NoticeWithdrawn)
def notice_withdrawn(state: Fault, event: events.NoticeWithdrawn) -> Fault:
    """Have told and heard nobody of that link."""
    notified = tuple(one for one in state.notified if one.link != event.link)
    acknowledged = tuple(link for link in state.acknowledged if link != event.link)
    return replace(state, notified=notified, acknowledged=acknowledged)


@evolves(events.Notified)
def notified(state: Fault, event: events.Notified) -> Fault:
    """Remember who was told."""
    return replace(state, notified=(*state.notified, Notice(event.link, event.staff, event.occurred_at)))


@evolves(events.Acknowledged)
def acknowledged(state: Fault, event: events.Acknowledged) -> Fault:
    """Remember the confirmation."""
    return replace(state, acknowledged=(*state.acknowledged, event.link))


@evolves(events.AnalysisFiled)
def analysed(state: Fault, _: events.AnalysisFiled) -> Fault:
    """Take the newest analysis; it has to be delivered anew."""
    return replace(state, delivered=())


@evolves(events.AnalysisDelivered)
def delivered(state: Fault, event: events.AnalysisDelivered) -> Fault:
    """Remember the recipient."""
    return replace(state, delivered=(*state.delivered, event.recipient))
