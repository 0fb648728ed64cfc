"""The register of deliveries."""

from __future__ import annotations

from answerable.register import Register, moment, said
from answerable.streams.delivery.events import (
    AcceptanceCorrected,
    AcceptanceWithdrawn,
    Accepted,
    CancellationWithdrawn,
    Cancelled,
)

REGISTER = Register(
    opening=(Accepted,),
    columns=(
        said(Accepted, "project", corrected_by=AcceptanceCorrected),
        said(Accepted, "customer", corrected_by=AcceptanceCorrected),
        said(Accepted, "accepted_on", corrected_by=AcceptanceCorrected),
        moment("cancelled_at", Cancelled, cleared_by=(CancellationWithdrawn, Accepted)),
        moment("withdrawn_at", AcceptanceWithdrawn, cleared_by=(Accepted,)),
    ),
    marks={
        "is_cancelled": lambda row: row["cancelled_at"] is not None,
        "is_withdrawn": lambda row: row["withdrawn_at"] is not None,
    },
    newest="accepted_on",
    sorts={"project": ("project",), "customer": ("customer",)},
    filters=("customer",),
    number="JF",
    searched=("project", "customer"),
    void_mark="is_withdrawn",
    plural="deliveries",
)
