"""Access: what should be looked at, and who saw which record and why."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from answerable.queries.audit import Accesses, FindingKind, FindingList, Findings, Gravity
from services.console.asking import Asked
from services.console.view import View, one_of, question, status_of, view_of
from services.console.views.findings import Grouping, in_groups, split, subject_of
from services.console.views.paging import paged

router = APIRouter(prefix="/access")

_PAGE = 40

_MOST = 1000
"""As many as can be asked for at once."""


class Show(StrEnum):
    """What the page lists."""

    FINDINGS = "findings"
    ACCESSES = "accesses"


def _kinds(findings: Asked[FindingList], view: View) -> list[tuple[str | None, str, int]]:
    """Give the kinds to choose from with their counts, all kinds first."""
    counts = () if findings.answer is None else findings.answer.counts
    total = sum(one.count for one in counts)
    return [
        (None, view.words("access.all_kinds"), total),
        *((one.kind, view.words(f"finding.{one.kind}"), one.count) for one in counts),
    ]


class Filters(BaseModel):
    """What an address of this page can say.

    Arguments:
        site: of one site.
        kind: findings of one kind.
        gravity: findings of one weight.
        staff: about one person.
        record: about one record.
        group: what findings are put together by; days where left out.
        show: findings, where left out, or readings and exports.
        page: which page of the list.
    """

    site: str = ""
    kind: str = ""
    gravity: str = ""
    staff: str = ""
    record: str = ""
    group: str = ""
    show: str = ""
    page: int = Field(default=1, ge=1, le=100_000)


@router.get("")
async def index(view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]) -> Response:
    """Show findings in groups with their counts, or the readings and exports behind them."""
    site, staff, record = filters.site, filters.staff, filters.record
    shown = one_of(Show, filters.show) or Show.FINDINGS
    by = one_of(Grouping, filters.group) or Grouping.DAY
    weight = one_of(Gravity, filters.gravity)
    kind = one_of(FindingKind, filters.kind)
    findings, accesses, sites = await asyncio.gather(
        view.ask(question(Findings, site=site, kind=kind, staff=staff, limit=_MOST)),
        view.ask(question(Accesses, site=site, staff=staff, record=record, limit=_MOST)),
        view.sites(),
    )
    zones = view.console.zones
    found = () if findings.answer is None else findings.answer.findings
    wanted = [one for one in found if (not record or one.record == record) and weight in {None, one.gravity}]
    ordered, counts = in_groups(wanted, by, zones)
    on_page = paged(ordered, filters.page, _PAGE)
    rows = () if accesses.answer is None else accesses.answer.accesses
    return view.page(
        "access.html",
        "access",
        status=status_of(findings if shown is Show.FINDINGS else accesses),
        findings=findings,
        accesses=accesses,
        sites=sites.answer,
        filters=filters,
        show=shown,
        by=by,
        kinds=_kinds(findings, view),
        is_cut=len(found) == _MOST,
        groups=split(on_page.rows, by, zones),
        counts=counts,
        paged=on_page,
        rows=paged(rows, filters.page, _PAGE),
        subjects={one.finding: subject_of(one) for one in on_page.rows},
        shows=[
            (None, view.words("access.findings"), len(wanted)),
            (Show.ACCESSES, view.words("access.accesses"), len(rows)),
        ],
        groupings=list(Grouping),
        gravities=list(Gravity),
        most=_MOST,
    )
