"""The register of remote help."""

from __future__ import annotations

from answerable.register import (
    Column,
    Kind,
    Register,
    given,
    moment,
    nothing,
    said,
    unless_back_from,
    when,
)
from answerable.streams.contact.events import Channel
from answerable.streams.remote.events import Asked, Begun, Consented, ConsentRefused, Ended, StepWithdrawn
from answerable.streams.remote.flow import FLOW, RemoteStage

REGISTER = Register(
    opening=(Asked,),
    flow=FLOW,
    columns=(
        said(Asked, "case"),
        said(Asked, "extent"),
        Column("asked_by", Kind.TEXT, {Asked: given("actor")}, is_required=True),
        moment("asked_at", Asked),
        Column(
            "consented_at",
            Kind.MOMENT,
            {Consented: when, StepWithdrawn: unless_back_from("consented_at", RemoteStage.ALLOWED)},
        ),
        Column(
            "begun_by",
            Kind.TEXT,
            {Begun: given("actor"), StepWithdrawn: unless_back_from("begun_by", RemoteStage.RUNNING)},
        ),
        Column(
            "minutes",
            Kind.NUMBER,
            {Ended: given("minutes"), StepWithdrawn: unless_back_from("minutes", RemoteStage.ENDED)},
        ),
        Column(
            "is_solved",
            Kind.FLAG,
            {Ended: given("is_solved"), StepWithdrawn: unless_back_from("is_solved", RemoteStage.ENDED)},
        ),
        Column("channel", Kind.CHOICE, {Asked: given("channel")}, Channel, is_required=True, is_listed=False),
        Column(
            "consent_channel",
            Kind.CHOICE,
            {
                Consented: given("channel"),
                StepWithdrawn: unless_back_from("consent_channel", RemoteStage.ALLOWED),
            },
            Channel,
            "channel",
            is_listed=False,
        ),
        Column(
            "begun_at",
            Kind.MOMENT,
            {Begun: when, StepWithdrawn: unless_back_from("begun_at", RemoteStage.RUNNING)},
            is_listed=False,
        ),
        Column(
            "ended_at",
            Kind.MOMENT,
            {Ended: when, StepWithdrawn: unless_back_from("ended_at", RemoteStage.ENDED)},
            is_listed=False,
        ),
        Column(
            "result",
            Kind.TEXT,
            {Ended: given("result"), StepWithdrawn: unless_back_from("result", RemoteStage.ENDED)},
            is_listed=False,
        ),
        Column(
            "refused_why",
            Kind.TEXT,
            {ConsentRefused: given("reason"), StepWithdrawn: nothing},
            is_listed=False,
        ),
    ),
    marks={
        "is_running": lambda row: row["state"] == RemoteStage.RUNNING.value,
        "is_unsolved": lambda row: row["is_solved"] is False,
    },
    newest="asked_at",
    sorts={"state": ("state",)},
    filters=("case", "asked_by", "begun_by"),
    own=("asked_by", "begun_by"),
    searched=("case", "extent", "asked_by"),
    number="YC",
    void=(RemoteStage.WITHDRAWN,),
)
