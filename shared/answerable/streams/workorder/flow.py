"""The flow of a work order: drawn up, approved, given out, on the way, on site, back, on file (000-5)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from answerable.flow import Flow, Party, Step
from answerable.streams.workorder.events import (
    Abandoned,
    Approved,
    Arrived,
    Assigned,
    CameBack,
    Completed,
    DamageReported,
    Declined,
    DeletionConfirmed,
    Departed,
    DepartureChecked,
    Finished,
    InstallCorrected,
    InstallRequested,
    OralConfirmed,
    OralDenied,
    OrallyApproved,
    OrderWithdrawn,
    OutsideAllowed,
    OutsideProposed,
    PaperReceived,
    PartFitted,
    PartsOrallyAllowed,
    RepairCorrected,
    RepairRequested,
    SimSwapped,
    StepWithdrawn,
    TerminalSwapped,
    WorkWithdrawn,
)


class WorkorderStage(StrEnum):
    """Where a work order stands."""

    DRAWN_UP = "drawn_up"
    DECLINED = "not_approved"
    CLEARED = "cleared"
    OUTSIDE_ASKED = "outside_asked"
    ASSIGNED = "assigned"
    ON_THE_WAY = "on_the_way"
    ON_SITE = "on_site"
    WORK_DONE = "work_done"
    BACK = "back"
    ON_FILE = "on_file"
    CALLED_OFF = "called_off"
    WITHDRAWN = "withdrawn"


INSTALLING = "000-5.4.1"
REPAIRING = "000-5.4.2"
APPROVAL = "000-5.4.3"
CHECKING = "000-5.4.4"
RETURNING = "000-5.4.5"
SIM_CARDS = "000-5.4.6"
FILING = "000-5.4.7"
DAMAGE = "000-5.4.8"
ON_THE_ROAD = "000-5.3"
TIMES = "000-5.7.1"
ORAL = "000-5.7.3a"
OUTSIDE = "000-5.7.3b"

_S = WorkorderStage
_BEFORE_LEAVING = (_S.DRAWN_UP, _S.CLEARED, _S.OUTSIDE_ASKED, _S.ASSIGNED)
_AWAY = (_S.ON_THE_WAY, _S.ON_SITE, _S.WORK_DONE, _S.BACK)
_GIVEN_OUT = (_S.ASSIGNED, *_AWAY)
_ALLOWED = (_S.CLEARED, _S.OUTSIDE_ASKED, *_GIVEN_OUT)
_OPEN = (_S.DRAWN_UP, *_ALLOWED)
_NOT_DONE = (*_BEFORE_LEAVING, _S.ON_THE_WAY, _S.ON_SITE)


def _drawn_up_by(order: Any, _: object) -> tuple[str, ...]:
    return tuple(order.drawn_up_by)


def _given_to(order: Any, _: object) -> tuple[str, ...] | None:
    """Give who has the order; nobody in particular where an outside vendor has."""
    return None if order.technician is None else (order.technician,)


def _said_to_have_allowed(order: Any, event: Any) -> tuple[str, ...]:
    return tuple(one.by for one in order.oral if one.matter is event.oral_matter)


def _took_the_last_step(order: Any, _: object) -> tuple[str, ...]:
    return tuple(order.takers.get(order.stage.value, ()))


def _proposed_it(order: Any, _: object) -> tuple[str, ...]:
    return (*order.drawn_up_by, *order.outside_by)


_BOTH = ("actor", "entered_by")

NOT_WHO_DREW_IT_UP = Party("who drew the order up", _drawn_up_by, APPROVAL, named_in=_BOTH, is_barred=True)
NOT_WHO_PROPOSED = Party(
    "who drew the order up or proposed the vendor", _proposed_it, OUTSIDE, named_in=_BOTH, is_barred=True
)
WHO_ALLOWED = Party("who is said to have allowed it", _said_to_have_allowed, ORAL)
THE_TECHNICIAN = Party("the technician who has the order", _given_to, APPROVAL)
NOT_WHO_TOOK_IT = Party("who took that step", _took_the_last_step, APPROVAL, named_in=_BOTH, is_barred=True)

_BACK_TO = {
    _S.DECLINED: _S.DRAWN_UP,
    _S.CLEARED: _S.DRAWN_UP,
    _S.OUTSIDE_ASKED: _S.CLEARED,
    _S.ASSIGNED: _S.CLEARED,
    _S.ON_THE_WAY: _S.ASSIGNED,
    _S.ON_SITE: _S.ON_THE_WAY,
    _S.WORK_DONE: _S.ON_SITE,
    _S.BACK: _S.WORK_DONE,
    _S.ON_FILE: _S.BACK,
    _S.CALLED_OFF: _S.DRAWN_UP,
}
"""Where an order stands behind each stage's step when that is taken back."""

FLOW = Flow(
    WorkorderStage,
    (
        Step(InstallRequested, (), _S.DRAWN_UP, INSTALLING),
        Step(RepairRequested, (), _S.DRAWN_UP, REPAIRING),
        Step(PaperReceived, _OPEN, None, INSTALLING, is_note=True),
        Step(InstallCorrected, _OPEN, None, INSTALLING, is_note=True),
        Step(RepairCorrected, _NOT_DONE, None, REPAIRING, is_note=True),
        Step(Approved, (_S.DRAWN_UP,), _S.CLEARED, APPROVAL, NOT_WHO_DREW_IT_UP),
        Step(Approved, _ALLOWED, None, ORAL, NOT_WHO_DREW_IT_UP),
        Step(Declined, (_S.DRAWN_UP,), _S.DECLINED, APPROVAL, NOT_WHO_DREW_IT_UP),
        Step(OrallyApproved, (_S.DRAWN_UP,), _S.CLEARED, ORAL),
        Step(PartsOrallyAllowed, _GIVEN_OUT, None, ORAL, is_note=True),
        Step(OralConfirmed, _ALLOWED, None, ORAL, WHO_ALLOWED, is_note=True),
        Step(OralDenied, _ALLOWED, None, ORAL, WHO_ALLOWED, is_note=True),
        Step(OutsideProposed, (_S.CLEARED,), _S.OUTSIDE_ASKED, OUTSIDE),
        Step(OutsideAllowed, (_S.OUTSIDE_ASKED,), _S.ASSIGNED, OUTSIDE, NOT_WHO_PROPOSED),
        Step(Assigned, (_S.CLEARED, _S.OUTSIDE_ASKED, _S.ASSIGNED), _S.ASSIGNED, APPROVAL),
        Step(DepartureChecked, (_S.ASSIGNED,), None, CHECKING, THE_TECHNICIAN, is_beside=True),
        Step(Departed, (_S.ASSIGNED,), _S.ON_THE_WAY, ON_THE_ROAD, THE_TECHNICIAN),
        Step(Arrived, (_S.ON_THE_WAY,), _S.ON_SITE, TIMES, THE_TECHNICIAN),
        Step(TerminalSwapped, (_S.ON_SITE,), None, RETURNING, THE_TECHNICIAN, is_beside=True),
        Step(SimSwapped, (_S.ON_SITE,), None, SIM_CARDS, THE_TECHNICIAN, is_beside=True),
        Step(PartFitted, (_S.ON_SITE,), None, "000-5.2.3", THE_TECHNICIAN, is_beside=True),
        Step(DamageReported, (_S.ON_SITE, _S.WORK_DONE, _S.BACK), None, DAMAGE, is_note=True),
        Step(Finished, (_S.ON_SITE,), _S.WORK_DONE, TIMES, THE_TECHNICIAN),
        Step(CameBack, (_S.WORK_DONE,), _S.BACK, RETURNING, THE_TECHNICIAN),
        Step(DeletionConfirmed, (_S.WORK_DONE, _S.BACK), None, OUTSIDE, is_note=True),
        Step(Completed, (_S.BACK,), _S.ON_FILE, FILING, THE_TECHNICIAN),
        Step(Abandoned, (*_BEFORE_LEAVING, _S.ON_THE_WAY), _S.CALLED_OFF, APPROVAL),
        Step(WorkWithdrawn, _AWAY, None, RETURNING, is_note=True),
        *(
            Step(StepWithdrawn, (done,), before, APPROVAL, NOT_WHO_TOOK_IT, is_note=True)
            for done, before in _BACK_TO.items()
        ),
        Step(OrderWithdrawn, (*_BEFORE_LEAVING, _S.DECLINED), _S.WITHDRAWN, APPROVAL, is_note=True),
    ),
    article=APPROVAL,
)
