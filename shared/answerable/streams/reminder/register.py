"""The register of reminders."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, nothing, said
from answerable.streams.reminder.events import Acknowledged, Given, Trigger
from answerable.streams.reminder.flow import FLOW

REGISTER = Register(
    opening=(Given,),
    flow=FLOW,
    columns=(
        said(Given, "what"),
        Column("trigger", Kind.CHOICE, {Given: given("trigger")}, choices=Trigger, is_required=True),
        said(Given, "reminded"),
        said(Given, "matter"),
        said(Given, "owed_by"),
        Column("due_at", Kind.MOMENT, {Given: given("due_at")}, is_required=True),
        moment("given_at", Given),
        Column("acknowledged_at", Kind.MOMENT, {Acknowledged: given("occurred_at"), Given: nothing}),
        said(Given, "article", is_listed=False),
    ),
    newest="given_at",
    filters=("reminded", "matter", "owed_by", "trigger"),
    own=("reminded", "owed_by"),
    searched=("what", "matter", "reminded"),
    number="TX",
)
