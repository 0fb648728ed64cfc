"""The register of work contact forms."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from answerable.register import (
    Column,
    Kind,
    Register,
    Row,
    given,
    moment,
    nothing,
    unless_back_from,
    when,
)
from answerable.streams.liaison.events import (
    Answered,
    Confirmed,
    CustomerTold,
    Filed,
    FiledLate,
    OpinionForwarded,
    StepWithdrawn,
)
from answerable.streams.liaison.flow import FLOW, LiaisonStage


class FormKind(StrEnum):
    """What a form is, as the list says it: its own kind, an opinion, or one filed late."""

    HANDOVER = "handover"
    INFORMATION = "information"
    ERRAND = "errand"
    OPINION = "opinion"
    LATE = "late"


_OPENING = (Filed, FiledLate, OpinionForwarded)
_ANSWERED = (LiaisonStage.FORM_ANSWERED, LiaisonStage.OPINION_ANSWERED)


def _kind(event: Any, _: Row) -> str:
    if isinstance(event, Filed):
        return event.liaison_kind.value
    return (FormKind.OPINION if isinstance(event, OpinionForwarded) else FormKind.LATE).value


REGISTER = Register(
    opening=_OPENING,
    flow=FLOW,
    columns=(
        Column(
            "form_kind",
            Kind.CHOICE,
            dict.fromkeys(_OPENING, _kind),
            FormKind,
            "liaison_kind",
            is_required=True,
        ),
        Column(
            "request",
            Kind.TEXT,
            {Filed: given("request"), FiledLate: given("request"), OpinionForwarded: given("opinion")},
            is_required=True,
        ),
        Column("addressee", Kind.TEXT, dict.fromkeys(_OPENING, given("addressee")), is_required=True),
        Column("handling_department", Kind.TEXT, dict.fromkeys(_OPENING, given("handling_department"))),
        Column("filed_by", Kind.TEXT, dict.fromkeys(_OPENING, given("actor")), is_required=True),
        moment("filed_at", *_OPENING),
        Column("case", Kind.TEXT, dict.fromkeys(_OPENING, given("case"))),
        Column("customer", Kind.TEXT, {OpinionForwarded: given("customer")}),
        Column(
            "answered_at",
            Kind.MOMENT,
            {Answered: when, StepWithdrawn: unless_back_from("answered_at", *_ANSWERED)},
            is_listed=False,
        ),
        Column(
            "answer",
            Kind.TEXT,
            {Answered: given("answer"), StepWithdrawn: unless_back_from("answer", *_ANSWERED)},
            is_listed=False,
        ),
        Column("late_why", Kind.TEXT, {FiledLate: given("reason")}, is_listed=False),
        Column(
            "confirmed_by", Kind.TEXT, {Confirmed: given("actor"), StepWithdrawn: nothing}, is_listed=False
        ),
        Column("told_at", Kind.MOMENT, {CustomerTold: when, StepWithdrawn: nothing}, is_listed=False),
        Column(
            "reply_given",
            Kind.TEXT,
            {CustomerTold: given("reply_given"), StepWithdrawn: nothing},
            is_listed=False,
        ),
    ),
    marks={
        "is_unanswered": lambda row: row["state"] in (LiaisonStage.FORM_SENT, LiaisonStage.OPINION_SENT),
        "is_untold": lambda row: row["state"] == LiaisonStage.OPINION_ANSWERED.value,
        "is_unconfirmed": lambda row: row["state"] == LiaisonStage.FORM_LATE.value,
    },
    newest="filed_at",
    sorts={"state": ("state",), "form_kind": ("form_kind",)},
    filters=("form_kind", "handling_department", "addressee", "filed_by", "customer", "case"),
    own=("filed_by", "addressee"),
    searched=("request", "addressee", "customer", "case"),
    number="LL",
    void=(LiaisonStage.WITHDRAWN,),
)
