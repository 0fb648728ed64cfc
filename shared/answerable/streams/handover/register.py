"""The register of handovers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from answerable.register import Column, Kind, Register, Row, given, moment, no_more, nothing, said, zero
from answerable.streams.handover.events import (
    CountConfirmed,
    CountDisputed,
    ItemChecked,
    ItemCounted,
    Mark,
    OpenItemCarried,
    RefusalOverruled,
    RefusalUpheld,
    Refused,
    Reviewed,
    SignedIn,
    SignedOut,
    Started,
    UrgentReported,
)
from answerable.streams.handover.flow import FLOW, HandoverStage


def _items(event: Started, _: Row) -> list[dict[str, Any]]:
    return [{"item": item, "mark": None, "note": None} for item in event.checklist]


def _checked(event: ItemChecked, row: Row) -> list[dict[str, Any]]:
    checked = {"item": event.item, "mark": event.mark.value, "note": event.note}
    return [checked if item["item"] == event.item else item for item in row["items"]]


def _carried(event: OpenItemCarried, row: Row) -> list[dict[str, Any]]:
    return [*row["carried"], {"matter": event.matter, "what": event.what, "reason": event.reason}]


def _abnormal(event: ItemChecked, row: Row) -> int:
    return sum(1 for item in _checked(event, row) if item["mark"] == Mark.ABNORMAL.value)


def _counted(event: ItemCounted, row: Row) -> list[dict[str, Any]]:
    one = {"thing": event.thing.value, "number": event.number, "found": None, "note": None}
    return [*(other for other in row["counts"] or () if other["thing"] != event.thing), one]


def _agreed(event: CountConfirmed, row: Row) -> list[dict[str, Any]]:
    return _found(event, row, lambda one: {"found": one["number"], "note": None})


def _disputed(event: CountDisputed, row: Row) -> list[dict[str, Any]]:
    return _found(event, row, lambda _: {"found": event.found, "note": event.note})


def _found(
    event: CountConfirmed | CountDisputed, row: Row, now: Callable[[Row], dict[str, Any]]
) -> list[dict[str, Any]]:
    return [{**one, **now(one)} if one["thing"] == event.thing else one for one in row["counts"] or ()]


def _urgent(event: UrgentReported, row: Row) -> list[dict[str, Any]]:
    return [*(row["urgent"] or ()), {"what": event.what, "by": event.actor, "reported_to": event.reported_to}]


def _is_disputed(row: Row) -> bool:
    return any(one["found"] not in (None, one["number"]) for one in row["counts"] or ()) and _holds(row)


def _holds(row: Row) -> bool:
    return bool(row["state"] != HandoverStage.ANNULLED)


REGISTER = Register(
    opening=(Started,),
    flow=FLOW,
    columns=(
        said(Started, "on"),
        said(Started, "shift"),
        said(Started, "outgoing"),
        said(Started, "incoming"),
        Column("items", Kind.LIST, {Started: _items, ItemChecked: _checked}),
        Column("carried", Kind.LIST, {Started: no_more, OpenItemCarried: _carried}),
        Column("abnormal", Kind.NUMBER, {Started: zero, ItemChecked: _abnormal}),
        said(Started, "book"),
        said(Started, "due_at"),
        Column(
            "counts",
            Kind.LIST,
            {Started: no_more, ItemCounted: _counted, CountConfirmed: _agreed, CountDisputed: _disputed},
        ),
        Column("urgent", Kind.LIST, {Started: no_more, UrgentReported: _urgent}),
        moment("signed_out_at", SignedOut, cleared_by=(Started, RefusalOverruled)),
        moment("signed_in_at", SignedIn, cleared_by=(Started,)),
        Column(
            "refused_reason",
            Kind.TEXT,
            {Started: nothing, Refused: given("reason"), RefusalOverruled: nothing},
        ),
        Column(
            "decided_by",
            Kind.TEXT,
            {
                Started: nothing,
                Refused: nothing,
                RefusalUpheld: given("actor"),
                RefusalOverruled: given("actor"),
            },
        ),
        Column(
            "decision",
            Kind.TEXT,
            {
                Started: nothing,
                Refused: nothing,
                RefusalUpheld: given("decision"),
                RefusalOverruled: given("decision"),
            },
        ),
        Column("reviewed_by", Kind.TEXT, {Started: nothing, Reviewed: given("actor")}),
    ),
    marks={
        "is_unsigned": lambda row: (
            row["signed_in_at"] is None and row["refused_reason"] is None and _holds(row)
        ),
        "is_refused": lambda row: row["refused_reason"] is not None and _holds(row),
        "is_undecided": lambda row: (
            row["refused_reason"] is not None and row["decided_by"] is None and _holds(row)
        ),
        "is_disputed": _is_disputed,
        "is_urgent": lambda row: bool(row["urgent"]) and _holds(row),
        "is_abnormal": lambda row: row["abnormal"] > 0 and _holds(row),
        "is_unreviewed": lambda row: row["reviewed_by"] is None and _holds(row),
    },
    newest="on",
    sorts={"abnormal": ("abnormal",)},
    filters=("on", "book", "outgoing", "incoming"),
    searched=("outgoing", "incoming", "refused_reason"),
    urgent=(HandoverStage.REFUSED,),
    number="JJ",
    void=(HandoverStage.ANNULLED,),
    has_pages=False,
    most_rows=25,
)
