"""Fault: four facts, a chain of notices, an end, an analysis, two recipients, then closed (000-4.7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from answerable.commands import fault as commands
from answerable.events import fault as events
from answerable.events.base import Event
from answerable.events.fault import ChainLink, Recipient
from services.intake.domain.kernel import Stamp, World, decides, evolves, opens, refuse, wrong

CHAIN = (ChainLink.SALESPERSON, ChainLink.MANAGER, ChainLink.TOP_LEADERSHIP)
"""The order in which a fault climbs (000-4.7a, 000-4.7b)."""

CLIMBING = "000-4.7a"
ANALYSIS = "000-4.7c"


@dataclass(frozen=True, slots=True)
class Fault:
    """A major fault.

    Arguments:
        began_at: since when.
        notified: who was told at each link.
        acknowledged: the links that confirmed.
        ended_at: until when.
        is_analysed: whether the four-part analysis was filed.
        delivered: the recipients that have it.
        is_closed: whether its record ended.
    """

    began_at: datetime
    notified: tuple[tuple[ChainLink, str], ...] = ()
    acknowledged: tuple[ChainLink, ...] = ()
    ended_at: datetime | None = None
    is_analysed: bool = False
    delivered: tuple[Recipient, ...] = ()
    is_closed: bool = False


def _must_be_open(state: Fault, fault: str) -> None:
    if state.is_closed:
        message = f"{fault} is closed"
        raise refuse(message)


@opens(commands.Report)
def report(_: None, command: commands.Report, stamp: Stamp, __: World) -> list[Event]:
    """Take the four mandatory facts: time, place, phenomenon, plan (000-4.7a)."""
    if command.began_at > stamp.occurred_at:
        message = f"the fault began at {command.began_at:%Y-%m-%d %H:%M}, after it was reported"
        raise wrong("began_at", message, rule="order-of-times")
    return [
        events.Reported(
            **stamp.next(),
            began_at=command.began_at,
            place=command.place,
            phenomenon=command.phenomenon,
            plan=command.plan,
            customer=command.customer,
            delivery=command.delivery,
        )
    ]


@decides(commands.Notify)
def notify(state: Fault, command: commands.Notify, stamp: Stamp, _: World) -> list[Event]:
    """Tell a link, in the chain's order; a link may be told again, also somebody else."""
    _must_be_open(state, command.fault)
    told = {link for link, _ in state.notified}
    earlier = CHAIN[: CHAIN.index(command.link)]
    if missing := [link for link in earlier if link not in told]:
        message = f"{command.fault} climbs in order: {missing[0]} must be told before {command.link}"
        raise refuse(message, rule=CLIMBING)
    return [events.Notified(**stamp.next(), link=command.link, staff=command.staff)]


@decides(commands.Acknowledge)
def acknowledge(state: Fault, command: commands.Acknowledge, stamp: Stamp, _: World) -> list[Event]:
    """Confirm; only who was told can."""
    _must_be_open(state, command.fault)
    if (command.link, command.staff) not in state.notified:
        message = f"{command.staff} was not told of {command.fault} as {command.link}"
        raise refuse(message, rule=CLIMBING)
    if command.link in state.acknowledged:
        message = f"{command.link} acknowledged {command.fault} already"
        raise refuse(message, rule=CLIMBING)
    return [events.Acknowledged(**stamp.next(), link=command.link, staff=command.staff)]


@decides(commands.LogHandling)
def log_handling(state: Fault, command: commands.LogHandling, stamp: Stamp, _: World) -> list[Event]:
    """Write down what was done."""
    _must_be_open(state, command.fault)
    return [events.HandlingLogged(**stamp.next(), note=command.note)]


@decides(commands.End)
def end(state: Fault, command: commands.End, stamp: Stamp, _: World) -> list[Event]:
    """Record that it is over."""
    _must_be_open(state, command.fault)
    if state.ended_at is not None:
        message = f"{command.fault} ended at {state.ended_at:%Y-%m-%d %H:%M} already"
        raise refuse(message)
    if command.ended_at < state.began_at:
        message = f"{command.fault} began at {state.began_at:%Y-%m-%d %H:%M}, behind the end that is given"
        raise wrong("ended_at", message, rule="order-of-times")
    if command.ended_at > stamp.occurred_at:
        message = f"{command.ended_at.isoformat()} lies behind the report of the end"
        raise wrong("ended_at", message, rule="order-of-times")
    return [events.Ended(**stamp.next(), ended_at=command.ended_at)]


@decides(commands.FileAnalysis)
def file_analysis(state: Fault, command: commands.FileAnalysis, stamp: Stamp, _: World) -> list[Event]:
    """File the four parts, once the fault is over; a better analysis may follow until it is closed."""
    _must_be_open(state, command.fault)
    if state.ended_at is None:
        message = f"{command.fault} has not ended; the analysis comes behind that"
        raise refuse(message, rule=ANALYSIS)
    return [
        events.AnalysisFiled(
            **stamp.next(),
            impact=command.impact,
            handling=command.handling,
            cause=command.cause,
            correction=command.correction,
        )
    ]


@decides(commands.DeliverAnalysis)
def deliver_analysis(state: Fault, command: commands.DeliverAnalysis, stamp: Stamp, _: World) -> list[Event]:
    """Hand the analysis to the customer or the business department."""
    _must_be_open(state, command.fault)
    if not state.is_analysed:
        message = f"{command.fault} has no analysis yet"
        raise refuse(message, rule=ANALYSIS)
    if command.recipient in state.delivered:
        message = f"the analysis of {command.fault} was delivered to {command.recipient} already"
        raise refuse(message, rule=ANALYSIS)
    return [events.AnalysisDelivered(**stamp.next(), recipient=command.recipient)]


@decides(commands.Close)
def close(state: Fault, command: commands.Close, stamp: Stamp, _: World) -> list[Event]:
    """End the record: only with the analysis in both recipients' hands (000-4.7c)."""
    _must_be_open(state, command.fault)
    if state.ended_at is None:
        message = f"{command.fault} has not ended and cannot be closed"
        raise refuse(message, rule=ANALYSIS)
    if not state.is_analysed:
        message = f"{command.fault} cannot be closed before its four-part analysis is filed"
        raise refuse(message, rule=ANALYSIS)
    if missing := [recipient for recipient in Recipient if recipient not in state.delivered]:
        message = f"{command.fault} cannot be closed before {' and '.join(missing)} have its analysis"
        raise refuse(message, rule=ANALYSIS)
    return [events.Closed(**stamp.next())]


@evolves(events.Reported)
def reported(_: None, event: events.Reported) -> Fault:
    """Begin the fault."""
    return Fault(began_at=event.began_at)


@evolves(events.Notified)
def notified(state: Fault, event: events.Notified) -> Fault:
    """Remember who was told."""
    return replace(state, notified=(*state.notified, (event.link, event.staff)))


@evolves(events.Acknowledged)
def acknowledged(state: Fault, event: events.Acknowledged) -> Fault:
    """Remember the confirmation."""
    return replace(state, acknowledged=(*state.acknowledged, event.link))


@evolves(events.HandlingLogged)
def handled(state: Fault, _: events.HandlingLogged) -> Fault:
    """Change nothing that decisions depend on."""
    return state


@evolves(events.Ended)
def ended(state: Fault, event: events.Ended) -> Fault:
    """Remember the end."""
    return replace(state, ended_at=event.ended_at)


@evolves(events.AnalysisFiled)
def analysed(state: Fault, _: events.AnalysisFiled) -> Fault:
    """Take the newest analysis; it has to be delivered anew."""
    return replace(state, is_analysed=True, delivered=())


@evolves(events.AnalysisDelivered)
def delivered(state: Fault, event: events.AnalysisDelivered) -> Fault:
    """Remember the recipient."""
    return replace(state, delivered=(*state.delivered, event.recipient))


@evolves(events.Closed)
def closed(state: Fault, _: events.Closed) -> Fault:
    """End the record."""
    return replace(state, is_closed=True)
