"""The register of keys: what each is, where it is, and who has it (《钥匙借用登记表》)."""

from __future__ import annotations

from answerable.events.base import Event
from answerable.register import Column, Kind, Register, Setter, given, moment, nothing, one_more, said, zero
from answerable.streams.key.events import (
    Catalogued,
    Corrected,
    CustodyWithdrawn,
    Damage,
    HandedOut,
    HandedOver,
    LoanAsked,
    LoanPurpose,
    LoanRefused,
    LoanWithdrawn,
    LossReported,
    LossWithdrawn,
    Recovered,
    Released,
    ReturnWithdrawn,
    Sealed,
    TakenBack,
    TurnedAway,
)
from answerable.streams.key.flow import FLOW, KeyStage

_BACK: dict[type[Event], Setter] = {
    TakenBack: nothing,
    LoanRefused: nothing,
    LoanWithdrawn: nothing,
    Recovered: nothing,
    LossWithdrawn: nothing,
}
"""What ends a loan."""


REGISTER = Register(
    opening=(Catalogued,),
    flow=FLOW,
    columns=(
        said(Catalogued, "label", corrected_by=Corrected),
        said(Catalogued, "opens", corrected_by=Corrected),
        said(Catalogued, "key_class", corrected_by=Corrected),
        said(Catalogued, "pieces", corrected_by=Corrected),
        said(Catalogued, "place", corrected_by=Corrected),
        Column("borrower", Kind.TEXT, {LoanAsked: given("actor"), ReturnWithdrawn: given("to"), **_BACK}),
        Column(
            "purpose",
            Kind.CHOICE,
            {LoanAsked: given("purpose"), ReturnWithdrawn: given("purpose"), **_BACK},
            LoanPurpose,
        ),
        Column("on_behalf_of", Kind.TEXT, {LoanAsked: given("on_behalf_of"), **_BACK}, is_listed=False),
        Column(
            "back_by", Kind.DAY, {LoanAsked: given("back_by"), ReturnWithdrawn: given("back_by"), **_BACK}
        ),
        moment("out_at", HandedOut, cleared_by=(LoanAsked, LoanWithdrawn, Recovered, LossWithdrawn)),
        moment("back_at", TakenBack, cleared_by=(LoanAsked, LoanWithdrawn, ReturnWithdrawn)),
        Column("customer", Kind.TEXT, {HandedOver: given("customer"), CustodyWithdrawn: nothing}),
        Column("seal", Kind.TEXT, {Sealed: given("seal"), Released: nothing, CustodyWithdrawn: nothing}),
        Column(
            "damage",
            Kind.CHOICE,
            {LossReported: given("damage"), Recovered: nothing, LossWithdrawn: nothing},
            Damage,
        ),
        Column(
            "turned_away",
            Kind.NUMBER,
            {Catalogued: zero, TurnedAway: one_more("turned_away")},
            is_listed=False,
        ),
        moment("catalogued_at", Catalogued),
    ),
    marks={
        "is_out": lambda row: row["state"] in (KeyStage.OUT, KeyStage.BROUGHT_BACK),
        "is_sealed": lambda row: row["state"] == KeyStage.SEALED,
        "is_missing": lambda row: row["state"] in (KeyStage.MISSING, KeyStage.SECURED),
    },
    newest="catalogued_at",
    sorts={"label": ("label",), "key_class": ("key_class", "label"), "state": ("state",)},
    filters=("key_class", "borrower", "customer"),
    own=("borrower",),
    searched=("label", "opens", "place", "borrower"),
    urgent=(KeyStage.MISSING,),
    number="YS",
    void=(KeyStage.WITHDRAWN,),
)
