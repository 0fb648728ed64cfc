"""The register of controlled documents."""

from __future__ import annotations

from answerable.register import Column, Kind, Register, given, moment, nothing, said
from answerable.streams.document.events import (
    Assessed,
    Drafted,
    Fitness,
    Issued,
    Retired,
    Reviewed,
    RevisionDecided,
)
from answerable.streams.document.flow import FLOW, DocumentStage

REGISTER = Register(
    opening=(Drafted,),
    flow=FLOW,
    columns=(
        said(Drafted, "code"),
        said(Drafted, "edition"),
        said(Drafted, "title_zh"),
        said(Drafted, "title_en"),
        said(Drafted, "document_kind"),
        said(Drafted, "department", is_listed=False),
        said(Drafted, "owner"),
        said(Drafted, "first_page", is_listed=False),
        said(Drafted, "pages", is_listed=False),
        said(Drafted, "annex_to", is_listed=False),
        said(Drafted, "valid_until", is_listed=False),
        Column("in_force_from", Kind.DAY, {Drafted: nothing, Issued: given("in_force_from")}),
        Column(
            "fitness",
            Kind.CHOICE,
            {Assessed: given("fitness"), RevisionDecided: nothing},
            choices=Fitness,
        ),
        Column(
            "is_accepted",
            Kind.FLAG,
            {Drafted: nothing, Assessed: nothing, RevisionDecided: given("is_accepted")},
        ),
        Column("reviewed_by", Kind.TEXT, {Drafted: nothing, Reviewed: given("actor")}, is_listed=False),
        Column("replaced_by", Kind.TEXT, {Retired: given("replaced_by")}, is_listed=False),
        said(Drafted, "digest", is_listed=False),
        said(Drafted, "kept_at", is_listed=False),
        moment("drafted_at", Drafted),
    ),
    marks={
        "is_in_force": lambda row: row["state"] == DocumentStage.IN_FORCE.value,
        "is_to_be_decided": lambda row: (
            row["fitness"] == Fitness.TO_BE_REVISED.value and row["state"] == DocumentStage.IN_FORCE.value
        ),
        "is_temporary": lambda row: row["valid_until"] is not None,
    },
    newest="drafted_at",
    sorts={"code": ("code", "edition")},
    first_sort="code",
    filters=("code", "document_kind", "owner"),
    own=("owner",),
    searched=("code", "title_zh", "title_en"),
    void=(DocumentStage.WITHDRAWN,),
    number="WJ",
)
