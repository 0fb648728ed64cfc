"""The register of customers' files."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, nothing, one_more, said, when, zero
from answerable.streams.customerfile.events import (
    Closed,
    ClosingWithdrawn,
    FilePart,
    LawfulGround,
    Opened,
    Reviewed,
)
from answerable.streams.customerfile.flow import FLOW, CustomerfileStage

_SAYING = (Opened, Reviewed)

REGISTER = Register(
    opening=(Opened,),
    flow=FLOW,
    columns=(
        said(Opened, "customer"),
        said(Opened, "file_no", Reviewed),
        Column("file_parts", Kind.LIST, dict.fromkeys(_SAYING, given("file_parts")), FilePart, "file_parts"),
        Column(
            "lawful_ground",
            Kind.CHOICE,
            dict.fromkeys(_SAYING, given("lawful_ground")),
            LawfulGround,
            is_required=True,
        ),
        said(Opened, "review_on", Reviewed),
        moment("opened_at", Opened),
        Column("reviewed_at", Kind.MOMENT, {Opened: nothing, Reviewed: when}),
        Column("reviewed_by", Kind.TEXT, {Opened: nothing, Reviewed: given("actor")}),
        Column("reviews", Kind.NUMBER, {Opened: zero, Reviewed: one_more("reviews")}, is_required=True),
        Column(
            "closed_why",
            Kind.TEXT,
            {Opened: nothing, Closed: given("reason"), ClosingWithdrawn: nothing},
            is_listed=False,
        ),
    ),
    marks={
        "is_by_consent": lambda row: (
            row["lawful_ground"] == LawfulGround.CONSENT.value
            and row["state"] == CustomerfileStage.KEPT.value
        ),
    },
    newest="opened_at",
    sorts={"state": ("state",), "review_on": ("review_on",)},
    filters=("lawful_ground", "customer", "reviewed_by"),
    searched=("customer", "file_no"),
    number="DA",
    void=(CustomerfileStage.WITHDRAWN,),
)
