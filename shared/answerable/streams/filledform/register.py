"""The register of filled forms."""

from __future__ import annotations

from typing import Any

from answerable.forms.catalogue import find
from answerable.register import Column, Kind, Register, Row, given, moment, no_more, nothing, said
from answerable.streams.filledform.decisions import behind
from answerable.streams.filledform.events import Begun, Filled, FormEntry, Issued, SentBack, Signed, Voided
from answerable.streams.filledform.flow import FLOW, FilledFormStage


def _next_behind(event: Signed, row: Row) -> str | None:
    """Give who signs behind a signature."""
    signers = [one["staff"] for one in row["header"]]
    place = signers.index(event.actor) + 1 if event.actor in signers else len(signers)
    return signers[place] if place < len(signers) else None


def _first_again(_: SentBack, row: Row) -> str:
    """Give who signs first: it is signed anew."""
    first: str = row["signer"]
    return first


def _signatures(event: Signed, row: Row) -> list[dict[str, Any]]:
    one = {"signed_as": event.signed_as, "staff": event.actor, "at": event.occurred_at.isoformat()}
    return [*(row["signatures"] or ()), one]


def _entries(event: Filled, row: Row) -> list[dict[str, Any]]:
    """Give what stands in the cells, in the form's own order."""
    written = {one["cell"]: one["value"] for one in row["entries"] or ()}
    now = behind(written, event.entries)
    order = {cell.key: place for place, cell in enumerate(find(row["form_name"]).cells)}
    keys = sorted(now, key=lambda key: order.get(key, len(order)))
    return [FormEntry(cell=key, value=now[key]).model_dump(mode="json") for key in keys]


def _header(event: Begun, _: Row) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json", exclude_none=True) for one in event.header]


REGISTER = Register(
    opening=(Begun,),
    flow=FLOW,
    columns=(
        said(Begun, "form_name"),
        said(Begun, "signer"),
        said(Begun, "countersigner"),
        said(Begun, "first_day"),
        said(Begun, "last_day", is_listed=False),
        said(Begun, "issue_by"),
        Column(
            "next_signer",
            Kind.TEXT,
            {Begun: given("signer"), Signed: _next_behind, SentBack: _first_again, Voided: nothing},
        ),
        moment("begun_at", Begun),
        moment("issued_at", Issued),
        Column("opened_by", Kind.TEXT, {Begun: given("actor")}, is_required=True, is_listed=False),
        said(Begun, "edition", is_listed=False),
        Column("copies", Kind.NUMBER, {Issued: given("copies")}, is_listed=False),
        Column("header", Kind.LIST, {Begun: _header}, is_listed=False),
        Column(
            "signatures",
            Kind.LIST,
            {Signed: _signatures, SentBack: no_more},
            is_listed=False,
        ),
        Column("entries", Kind.LIST, {Filled: _entries}, is_listed=False),
    ),
    marks={
        "is_to_be_issued": lambda row: (
            row["state"] == FilledFormStage.BEING_SIGNED.value and row["next_signer"] is None
        ),
        "is_to_be_signed": lambda row: (
            row["state"] == FilledFormStage.BEING_SIGNED.value and row["next_signer"] is not None
        ),
    },
    newest="begun_at",
    sorts={"form_name": ("form_name",), "state": ("state",)},
    filters=("form_name", "signer", "countersigner", "next_signer", "opened_by"),
    own=("opened_by", "signer", "countersigner", "next_signer"),
    searched=("signer",),
    void=(FilledFormStage.VOIDED,),
    number="BD",
)
