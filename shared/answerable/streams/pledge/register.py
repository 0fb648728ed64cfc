"""The register of pledges, by the last day for which each is signed."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, said
from answerable.streams.pledge.events import PledgedData, Signed
from answerable.streams.pledge.flow import FLOW, PledgeStage

REGISTER = Register(
    opening=(Signed,),
    flow=FLOW,
    columns=(
        Column("signer", Kind.TEXT, {Signed: given("actor")}, is_required=True),
        said(Signed, "valid_until"),
        moment("signed_at", Signed),
        Column("covers", Kind.LIST, {Signed: given("covers")}, choices=PledgedData, words="pledged"),
    ),
    newest="valid_until",
    filters=("signer",),
    own=("signer",),
    searched=("signer",),
    number="BM",
    void=(PledgeStage.WITHDRAWN,),
)
