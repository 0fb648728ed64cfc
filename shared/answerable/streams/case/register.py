"""The register of cases."""

from __future__ import annotations

from typing import Any

from answerable.events.base import Event
from answerable.register import (
    Column,
    Kind,
    Names,
    Register,
    Row,
    anew,
    given,
    moment,
    no,
    nothing,
    one_more,
    said,
    when,
    yes,
    zero,
)
from answerable.streams.case.events import (
    Closed,
    LimitCorrected,
    LimitMissed,
    MissWithdrawn,
    Opened,
    OpeningCorrected,
    OpeningWithdrawn,
    Paused,
    Reopened,
    ResolutionWithdrawn,
    Resolved,
    Resumed,
    TransferAccepted,
    TransferRefused,
    TransferRequested,
)
from answerable.streams.case.flow import FLOW, CaseStage

_IN_WORK = (CaseStage.OPEN, CaseStage.PAUSED)
"""A resolved case is not open, though it may begin again."""

_ANSWERED = (TransferAccepted, TransferRefused, Resolved, OpeningWithdrawn)
"""What ends the wait for somebody to take a case."""


_BEGINS: tuple[type[Event], ...] = (Opened, TransferAccepted, Reopened, ResolutionWithdrawn)
"""With what a stretch of ownership begins; between a solution and what takes it back nobody owns the case."""


_ENDS: tuple[type[Event], ...] = (Resolved, Closed, OpeningWithdrawn)


def _new_team(_: TransferAccepted, row: Row) -> Any:
    return row["waiting_team"] or row["team"]


def _asked(event: TransferRequested, _: Row) -> str | None:
    return event.to or event.to_team


def _first_asked(event: OpeningCorrected, row: Row) -> Any:
    return event.first_asked or row["first_responder"]


def _owner(event: OpeningCorrected, row: Row) -> Any:
    """Whoever was asked first owns it until somebody accepts it."""
    return _first_asked(event, row) if row["owner"] == row["first_responder"] else row["owner"]


def _waits_since(event: LimitCorrected, _: Row) -> Any:
    return next((span.starts_at for span in event.pauses if span.ends_at is None), None)


def _waits_for(event: LimitCorrected, _: Row) -> Any:
    return next((span.reason.value for span in event.pauses if span.ends_at is None), None)


def _owned_since(event: LimitCorrected, row: Row) -> Any:
    """Whoever was asked first owns it since it began."""
    return event.opened_at if row["owner_since"] == row["opened_at"] else row["owner_since"]


def _one(_: Opened, __: Row) -> int:
    return 1


def _was_paused_late(row: Row) -> bool:
    """Tell whether a case's limit had passed when it was paused: no pause makes up for that."""
    return bool(row["state"] == CaseStage.PAUSED and row["due_at"] < row["paused_at"])


REGISTER = Register(
    opening=(Opened,),
    flow=FLOW,
    columns=(
        said(Opened, "topic", corrected_by=OpeningCorrected),
        said(Opened, "priority", LimitCorrected),
        Column(
            "owner",
            Kind.TEXT,
            {Opened: given("owner"), TransferAccepted: given("owner"), OpeningCorrected: _owner},
            is_required=True,
        ),
        Column(
            "first_responder",
            Kind.TEXT,
            {Opened: given("owner"), OpeningCorrected: _first_asked},
            is_required=True,
        ),
        Column(
            "team",
            Kind.TEXT,
            {Opened: given("team"), TransferAccepted: _new_team, OpeningCorrected: anew("team")},
        ),
        Column(
            "waiting_for",
            Kind.TEXT,
            {TransferRequested: _asked} | dict.fromkeys(_ANSWERED, nothing),
            names=Names.NOTHING,  # a person's id, or what a group is called
        ),
        Column(
            "waiting_team",
            Kind.TEXT,
            {TransferRequested: given("to_team")} | dict.fromkeys(_ANSWERED, nothing),
            is_listed=False,
        ),
        said(Opened, "contact", corrected_by=OpeningCorrected, is_listed=False),
        said(Opened, "customer", corrected_by=OpeningCorrected, is_listed=False),
        Column(
            "opened_at", Kind.MOMENT, {Opened: when, LimitCorrected: given("opened_at")}, is_required=True
        ),
        Column(
            "due_at",
            Kind.MOMENT,
            dict.fromkeys((Opened, Resumed, Reopened, LimitCorrected), given("due_at")),
            is_required=True,
        ),
        Column(
            "timetable",
            Kind.NUMBER,
            dict.fromkeys((Opened, LimitCorrected), given("timetable")),
            is_listed=False,
        ),
        Column(
            "owner_since",
            Kind.MOMENT,
            {**dict.fromkeys(_BEGINS, when), **dict.fromkeys(_ENDS, nothing), LimitCorrected: _owned_since},
            is_listed=False,
        ),
        Column(
            "stretches",
            Kind.NUMBER,
            {**dict.fromkeys(_BEGINS, one_more("stretches")), Opened: _one},
            is_listed=False,
        ),
        Column(
            "waiting_since",
            Kind.MOMENT,
            {TransferRequested: when} | dict.fromkeys(_ANSWERED, nothing),
            is_listed=False,
        ),
        Column(
            "requests",
            Kind.NUMBER,
            {Opened: zero, TransferRequested: one_more("requests")},
            is_listed=False,
        ),
        Column(
            "paused_for",
            Kind.TEXT,
            {Paused: given("reason"), Resumed: nothing, LimitCorrected: _waits_for},
            is_listed=False,
        ),
        Column(
            "pauses",
            Kind.NUMBER,
            {Opened: zero, Paused: one_more("pauses"), LimitCorrected: lambda event, _: len(event.pauses)},
            is_listed=False,
        ),
        Column("paused_at", Kind.MOMENT, {Paused: when, Resumed: nothing, LimitCorrected: _waits_since}),
        Column(
            "limit_missed",
            Kind.FLAG,
            {Opened: no, LimitMissed: yes, MissWithdrawn: no},
        ),
        Column(
            "miss_withdrawn",
            Kind.FLAG,
            {Opened: no, LimitMissed: no, MissWithdrawn: yes},
            is_listed=False,
        ),
        Column("transfers", Kind.NUMBER, {Opened: zero, TransferAccepted: one_more("transfers")}),
        Column("reopened", Kind.NUMBER, {Opened: zero, Reopened: one_more("reopened")}),
        Column("resolved_at", Kind.MOMENT, {Resolved: when, Reopened: nothing, ResolutionWithdrawn: nothing}),
        moment("closed_at", Closed, cleared_by=(Reopened,)),
        Column(
            "has_ended",
            Kind.FLAG,
            {
                **dict.fromkeys((Opened, Reopened, ResolutionWithdrawn), no),
                **dict.fromkeys((Resolved, Closed, OpeningWithdrawn), yes),
            },
            is_listed=False,
        ),
        Column(
            "at_first_contact",
            Kind.FLAG,
            {Resolved: given("at_first_contact"), Reopened: nothing, ResolutionWithdrawn: nothing},
        ),
    ),
    marks={
        "is_open": lambda row: row["state"] in _IN_WORK,
        "is_waiting": lambda row: row["waiting_for"] is not None,
        "is_resolved": lambda row: row["resolved_at"] is not None,
        "was_resolved_at_once": lambda row: row["at_first_contact"] is True,
        "was_paused_late": _was_paused_late,
        "was_missed": lambda row: row["limit_missed"] is True and row["state"] != CaseStage.WITHDRAWN,
    },
    newest="opened_at",
    # What is in work stands first, by the end of its limit.
    sorts={
        "due_at": ("has_ended", "due_at"),
        "priority": ("priority",),
        "owner": ("owner",),
        "topic": ("topic",),
    },
    first_sort="due_at",
    filters=("owner", "waiting_for"),
    own=("owner", "waiting_for"),
    searched=("topic", "owner", "first_responder", "team", "waiting_for", "customer"),
    void=(CaseStage.WITHDRAWN,),
    has_pages=False,
    number="GD",
    lines=(("topic", "due_at"), ("case", "owner", "state")),
)
