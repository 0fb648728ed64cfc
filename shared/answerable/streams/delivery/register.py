"""The register of deliveries."""

from __future__ import annotations

from answerable.register import Register, moment, said
from answerable.streams.delivery.events import AcceptanceCorrected, Accepted, Cancelled

REGISTER = Register(
    opening=(Accepted,),
    columns=(
        said(Accepted, "project"),
        said(Accepted, "customer"),
        said(Accepted, "accepted_on", AcceptanceCorrected),
        moment("cancelled_at", Cancelled),
    ),
    marks={"is_cancelled": lambda row: row["cancelled_at"] is not None},
    newest="accepted_on",
    sorts={"project": ("project",), "customer": ("customer",)},
    filters=("customer",),
    searched=("project", "customer"),
    plural="deliveries",
)
