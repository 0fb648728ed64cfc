"""The register of contacts."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, said
from answerable.streams.contact.events import Abandoned, Answered, Received
from answerable.streams.contact.flow import FLOW

REGISTER = Register(
    opening=(Received,),
    flow=FLOW,
    columns=(
        said(Received, "topic"),
        said(Received, "channel"),
        said(Received, "customer"),
        said(Received, "asked"),
        Column("by", Kind.TEXT, {Answered: given("by")}),
        Column("wait_s", Kind.NUMBER, {Received: given("wait_s"), Abandoned: given("wait_s")}),
        Column("talk_s", Kind.NUMBER, {Answered: given("talk_s")}),
        moment("received_at", Received),
    ),
    newest="received_at",
    sorts={"topic": ("topic",)},
    filters=("channel", "customer", "by"),
    searched=("topic", "customer", "asked", "by"),
)
