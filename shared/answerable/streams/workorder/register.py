"""The register of work orders: who waits, who works, for how long, and what is open (000-5)."""

from __future__ import annotations

from typing import Any

from answerable.devices import tail_of
from answerable.events.base import Event
from answerable.money import yuan
from answerable.register import (
    Column,
    Kind,
    Register,
    Row,
    Setter,
    anew,
    given,
    moment,
    no_more,
    nothing,
    one_more,
    said,
    zero,
)
from answerable.streams.handover.events import Mark
from answerable.streams.workorder.events import (
    Approved,
    Arrived,
    Assigned,
    CameBack,
    DamageReported,
    Departed,
    Finished,
    InstallCorrected,
    InstallRequested,
    OralConfirmed,
    OralDenied,
    OrallyApproved,
    OutsideAllowed,
    OutsideProposed,
    PaperReceived,
    PartsOrallyAllowed,
    RepairCorrected,
    RepairRequested,
    SimSwapped,
    StepWithdrawn,
    TerminalSwapped,
    WorkWithdrawn,
)
from answerable.streams.workorder.flow import FLOW, WorkorderStage
from answerable.streams.workorder.kinds import Lack, OralMatter, OralStanding, OrderKind, WorkKind
from answerable.streams.workorder.state import IN_THE_FILE, PAPER_FIELDS, PAPERS

_S = WorkorderStage


def _is(what: Any) -> Setter:
    return lambda _, __: what.value


def _kept_but_from(column: str, *stages: WorkorderStage) -> Setter:
    """Empty a column where the step to one of some stages is taken back; else leave it."""
    return lambda _, row: None if row["state"] in stages else row.get(column)


_TAKEN_BACK_FROM = {
    "technician": (_S.CLEARED, _S.ASSIGNED, _S.OUTSIDE_ASKED, _S.CALLED_OFF),
    "vendor": (_S.CLEARED, _S.ASSIGNED, _S.OUTSIDE_ASKED, _S.CALLED_OFF),
    "departed_at": (_S.ON_THE_WAY, _S.CALLED_OFF),
    "waited_min": (_S.ON_THE_WAY, _S.CALLED_OFF),
    "arrived_at": (_S.ON_SITE,),
    "done_at": (_S.WORK_DONE,),
    "worked_min": (_S.WORK_DONE,),
    "fee": (_S.WORK_DONE,),
    "came_back_at": (_S.BACK,),
    "is_untaped": (_S.BACK,),
}
"""The columns that a step sets, each with the stages behind whose step it is emptied again."""


def _step(name: str, kind: Kind, sets: dict[type[Event], Setter], **more: Any) -> Column:
    """Make a column that a step sets, and that is emptied where it is taken back."""
    back: dict[type[Event], Setter] = {StepWithdrawn: _kept_but_from(name, *_TAKEN_BACK_FROM[name])}
    return Column(name, kind, {**sets, **back}, **more)


def _when(event: Any, _: Row) -> Any:
    return event.occurred_at


def _missing(event: Any, row: Row) -> list[str]:
    """Give what the order lacks behind an event that may say it."""
    wanted = IN_THE_FILE if isinstance(event, RepairRequested | RepairCorrected) else PAPERS
    if isinstance(event, PaperReceived):
        come = PAPER_FIELDS[event.paper].value
        return [one for one in row["missing"] or () if one != come]
    lacked, emptied = row.get("missing") or (), getattr(event, "empties", None) or ()
    found = []
    for lack in wanted:
        told = getattr(event, lack.value)
        was = lack.value in lacked or lack.value in emptied
        if told is False or (told is None and (was or "missing" not in row)):
            found.append(lack.value)
    return found


def _fee(event: Finished, _: Row) -> str:
    return yuan(event.fee_fen)


def _changed(column: str, shown: Any) -> Setter:
    """Add what was taken out and what was put in to a column's list."""

    def add(event: Any, row: Row) -> list[str]:
        return [*(row.get(column) or ()), f"{shown(event.old)} → {shown(event.new)}"]

    return add


def _without_the_last(column: str, kind: WorkKind) -> Setter:
    def drop(event: WorkWithdrawn, row: Row) -> list[str]:
        known = list(row.get(column) or ())
        return known[:-1] if event.work_kind is kind else known

    return drop


def _untaped(event: CameBack, _: Row) -> bool:
    return Mark.ABNORMAL in (event.tape, event.is_clean)


def _answered(standing: OralStanding, column: str) -> Setter:
    """Set what became of an oral approval, where the one on record is meant."""

    def answer(event: Any, row: Row) -> Any:
        return standing.value if row.get("oral_of") == event.oral_matter.value else row.get(column)

    return answer


def _made_up(_: Approved, row: Row) -> str | None:
    return OralStanding.MADE_UP.value if row.get("oral") == OralStanding.DENIED else row.get("oral")


def _no_oral_parts(column: str) -> Setter:
    return lambda event, row: None if event.work_kind is WorkKind.ORAL_PARTS else row.get(column)


def _oral(name: str, kind: Kind, sets: dict[type[Event], Setter], **more: Any) -> Column:
    """Make a column of the last approval by word of mouth, which is emptied where that is taken back."""
    back: dict[type[Event], Setter] = {
        StepWithdrawn: _kept_but_from(name, _S.CLEARED, _S.CALLED_OFF),
        WorkWithdrawn: _no_oral_parts(name),
    }
    return Column(name, kind, {**sets, **back}, **more)


def _of_a_repair(name: str) -> Column:
    """Make a column that installations have not."""
    sets: dict[type[Event], Setter] = {RepairRequested: given(name), RepairCorrected: anew(name)}
    return Column(name, Kind.TEXT, sets, is_listed=False)


_BOTH = (InstallRequested, RepairRequested)
_ORALLY = (OrallyApproved, PartsOrallyAllowed)

REGISTER = Register(
    opening=_BOTH,
    flow=FLOW,
    columns=(
        Column(
            "about",
            Kind.TEXT,
            {
                InstallRequested: given("request_no"),
                RepairRequested: given("problem"),
                RepairCorrected: lambda event, row: event.problem or row["about"],
            },
            is_required=True,
        ),
        Column(
            "kind",
            Kind.CHOICE,
            {InstallRequested: _is(OrderKind.INSTALL), RepairRequested: _is(OrderKind.REPAIR)},
            OrderKind,
            "order_kind",
            is_required=True,
        ),
        Column(
            "customer",
            Kind.TEXT,
            {
                **dict.fromkeys(_BOTH, given("customer")),
                **dict.fromkeys((InstallCorrected, RepairCorrected), anew("customer")),
            },
            is_required=True,
        ),
        _step("technician", Kind.TEXT, {Assigned: given("technician"), OutsideAllowed: nothing}),
        Column("called_at", Kind.MOMENT, dict.fromkeys(_BOTH, given("called_at")), is_required=True),
        _step("waited_min", Kind.NUMBER, {Departed: given("waited_min")}),
        _step("worked_min", Kind.NUMBER, {Finished: given("worked_min")}),
        _step("fee", Kind.TEXT, {Finished: _fee}),
        Column(
            "missing",
            Kind.LIST,
            dict.fromkeys((*_BOTH, PaperReceived, InstallCorrected, RepairCorrected), _missing),
            Lack,
            "lack",
        ),
        _step("vendor", Kind.TEXT, {OutsideProposed: given("vendor"), Assigned: nothing}, is_listed=False),
        _step("departed_at", Kind.MOMENT, {Departed: _when}, is_listed=False),
        _step("arrived_at", Kind.MOMENT, {Arrived: _when}, is_listed=False),
        _step("done_at", Kind.MOMENT, {Finished: _when}, is_listed=False),
        _step("came_back_at", Kind.MOMENT, {CameBack: _when}, is_listed=False),
        _of_a_repair("symptom"),
        _of_a_repair("device_model"),
        said(RepairRequested, "warranty_until", RepairCorrected, is_listed=False),
        said(InstallRequested, "case", RepairRequested, is_listed=False),
        Column(
            "terminals",
            Kind.LIST,
            {
                **dict.fromkeys(_BOTH, no_more),
                TerminalSwapped: _changed("terminals", str),
                WorkWithdrawn: _without_the_last("terminals", WorkKind.TERMINAL),
            },
            is_listed=False,
        ),
        Column(
            "sims",
            Kind.LIST,
            {
                **dict.fromkeys(_BOTH, no_more),
                SimSwapped: _changed("sims", tail_of),
                WorkWithdrawn: _without_the_last("sims", WorkKind.SIM),
            },
            is_listed=False,
        ),
        _oral("oral_by", Kind.TEXT, dict.fromkeys(_ORALLY, given("by")), is_listed=False),
        _oral(
            "oral_of",
            Kind.CHOICE,
            {OrallyApproved: _is(OralMatter.ORDER), PartsOrallyAllowed: _is(OralMatter.PARTS)},
            choices=OralMatter,
            words="oral_matter",
            is_listed=False,
        ),
        _oral(
            "oral",
            Kind.CHOICE,
            {
                **dict.fromkeys(_ORALLY, _is(OralStanding.SAID)),
                OralConfirmed: _answered(OralStanding.CONFIRMED, "oral"),
                OralDenied: _answered(OralStanding.DENIED, "oral"),
                Approved: _made_up,
            },
            choices=OralStanding,
            words="oral_standing",
            is_listed=False,
        ),
        Column(
            "drawn_up_by", Kind.TEXT, dict.fromkeys(_BOTH, given("actor")), is_required=True, is_listed=False
        ),
        moment("drawn_up_at", *_BOTH),
        _step("is_untaped", Kind.FLAG, {CameBack: _untaped}, is_shown=False),
        Column(
            "damages",
            Kind.NUMBER,
            {
                **dict.fromkeys(_BOTH, zero),
                DamageReported: one_more("damages"),
                WorkWithdrawn: lambda event, row: row["damages"] - (event.work_kind is WorkKind.DAMAGE),
            },
            is_shown=False,
        ),
    ),
    marks={
        "is_lacking": lambda row: bool(row["missing"]),
        "is_oral_open": lambda row: row["oral"] == OralStanding.SAID,
        "is_oral_denied": lambda row: row["oral"] == OralStanding.DENIED,
        "is_outside": lambda row: row["vendor"] is not None,
        "is_badly_returned": lambda row: bool(row["is_untaped"]),
        "is_damaging": lambda row: row["damages"] > 0,
    },
    newest="drawn_up_at",
    filters=("customer", "technician", "case", "oral_by", "kind"),
    own=("drawn_up_by", "technician"),
    searched=("about", "customer", "technician", "vendor"),
    urgent=(WorkorderStage.DECLINED,),
    number="PG",
    void=(WorkorderStage.WITHDRAWN,),
)
