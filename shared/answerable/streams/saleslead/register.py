"""The register of sales leads."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, nothing, said
from answerable.streams.saleslead.events import Concluded, LeadOutcome, OutcomeWithdrawn, PassedOn, Recorded
from answerable.streams.saleslead.flow import FLOW, SalesleadStage

REGISTER = Register(
    opening=(Recorded,),
    flow=FLOW,
    columns=(
        said(Recorded, "interest"),
        said(Recorded, "customer"),
        said(Recorded, "account_manager"),
        Column("recorded_by", Kind.TEXT, {Recorded: given("actor")}, is_required=True),
        moment("recorded_at", Recorded),
        Column("to", Kind.TEXT, {PassedOn: given("to")}),
        Column(
            "lead_outcome",
            Kind.CHOICE,
            {Concluded: given("lead_outcome"), OutcomeWithdrawn: nothing},
            LeadOutcome,
        ),
        said(Recorded, "contact", is_listed=False),
        Column("instead", Kind.TEXT, {PassedOn: given("instead")}, is_listed=False),
        Column("note", Kind.TEXT, {Concluded: given("note"), OutcomeWithdrawn: nothing}, is_listed=False),
    ),
    marks={
        "is_to_be_passed_on": lambda row: row["state"] == SalesleadStage.RECORDED.value,
        "is_waiting": lambda row: row["state"] == SalesleadStage.PASSED_ON.value,
        "is_signed": lambda row: row["lead_outcome"] == LeadOutcome.SIGNED.value,
    },
    newest="recorded_at",
    sorts={"state": ("state",)},
    filters=("to", "recorded_by", "customer", "lead_outcome"),
    own=("recorded_by", "to"),
    searched=("interest", "customer", "to", "recorded_by"),
    number="XS",
    void=(SalesleadStage.WITHDRAWN,),
)
