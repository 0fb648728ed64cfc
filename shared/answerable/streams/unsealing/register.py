"""The register of unsealings (《封存钥匙使用申请》)."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, gathered, given, moment, no_more, said
from answerable.streams.unsealing.events import (
    Agreed,
    Approved,
    AskedForCustomer,
    AskedInEmergency,
    Attended,
    Occasion,
    Refused,
    Resealed,
    Signed,
    Stamped,
    Unsealed,
)
from answerable.streams.unsealing.flow import FLOW, UnsealingStage

_ASKED = (AskedInEmergency, AskedForCustomer)

REGISTER = Register(
    opening=_ASKED,
    flow=FLOW,
    columns=(
        said(AskedInEmergency, "label", AskedForCustomer),
        said(AskedInEmergency, "occasion", AskedForCustomer),
        Column("emergency", Kind.TEXT, {AskedInEmergency: given("emergency")}),
        said(AskedInEmergency, "key", AskedForCustomer),
        Column("asked_by", Kind.TEXT, dict.fromkeys(_ASKED, given("actor")), is_required=True),
        Column("allowed_by", Kind.TEXT, {Approved: given("actor"), Agreed: given("actor")}),
        Column(
            "present",
            Kind.LIST,
            {AskedInEmergency: no_more, AskedForCustomer: no_more, Attended: gathered("present", "actor")},
        ),
        moment("asked_at", *_ASKED),
        moment("unsealed_at", Unsealed),
        moment("resealed_at", Resealed),
        Column("seal", Kind.TEXT, {Resealed: given("seal")}),
        Column("signed_by", Kind.TEXT, {Signed: given("actor")}),
        Column("application", Kind.TEXT, {AskedForCustomer: given("application")}, is_listed=False),
        Column("customer", Kind.TEXT, dict.fromkeys(_ASKED, given("customer")), is_listed=False),
        Column("archived_as", Kind.TEXT, {Stamped: given("archived_as")}, is_listed=False),
        Column("refused_why", Kind.TEXT, {Refused: given("reason")}, is_listed=False),
    ),
    marks={
        "is_unstamped": lambda row: (
            row["state"] == UnsealingStage.RESEALED
            and row["occasion"] == Occasion.CUSTOMERS_REQUEST
            and row["archived_as"] is None
        ),
    },
    newest="asked_at",
    filters=("key", "occasion", "asked_by", "customer"),
    own=("asked_by",),
    searched=("label", "key", "asked_by"),
    urgent=(UnsealingStage.EMERGENCY, UnsealingStage.UNSEALED),
    number="QF",
    void=(UnsealingStage.WITHDRAWN,),
)
