"""The register of contacts."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, anew, given, moment, no, nothing, said, yes
from answerable.streams.contact.events import (
    Abandoned,
    Answered,
    Corrected,
    EndingWithdrawn,
    Received,
    ReturnCallRequested,
)
from answerable.streams.contact.flow import FLOW, ContactStage

MOST_RINGS = 3
"""A telephone is taken before it rings for the fourth time."""

REGISTER = Register(
    opening=(Received,),
    flow=FLOW,
    columns=(
        said(Received, "topic", corrected_by=Corrected),
        said(Received, "channel", corrected_by=Corrected),
        said(Received, "customer", corrected_by=Corrected),
        said(Received, "asked", corrected_by=Corrected),
        Column("by", Kind.TEXT, {Answered: given("actor"), EndingWithdrawn: nothing}),
        Column(
            "wait_s",
            Kind.NUMBER,
            {Received: given("wait_s"), Abandoned: given("wait_s"), Corrected: anew("wait_s")},
        ),
        Column("talk_s", Kind.NUMBER, {Answered: given("talk_s"), EndingWithdrawn: nothing}),
        Column("rings", Kind.NUMBER, {Answered: given("rings"), EndingWithdrawn: nothing}),
        moment("received_at", Received),
        Column("return_call", Kind.FLAG, {Received: no, ReturnCallRequested: yes}, is_listed=False),
    ),
    marks={
        "has_rung_long": lambda row: row["rings"] is not None and row["rings"] > MOST_RINGS,
        "is_to_be_called_back": lambda row: (
            row["return_call"] is True and row["state"] == ContactStage.RECEIVED
        ),
    },
    newest="received_at",
    sorts={"topic": ("topic",)},
    filters=("channel", "customer", "by"),
    own=("by", "asked"),
    number="LD",
    searched=("topic", "customer", "asked", "by"),
    void=(ContactStage.VOIDED,),
)
