"""Access: what should be looked at, and who saw which record and why."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel

from answerable.ids import cited_by
from answerable.queries.audit import (
    Accesses,
    AccessList,
    AccessRow,
    Finding,
    FindingKind,
    FindingList,
    Findings,
    Gravity,
)
from answerable.queries.registry import name_of
from answerable.wording import Sentence
from answerable_services.console.address import one_of, question
from answerable_services.console.asking import Reply
from answerable_services.console.exports import PAGE, Column, Table, export
from answerable_services.console.failing import status_of
from answerable_services.console.narrowing import must_be_one, people_in
from answerable_services.console.news import push, seen_in
from answerable_services.console.saved.lists import Said, SavedList, saves_views, words_of_views
from answerable_services.console.view import View, view_of
from answerable_services.console.views.findings import Grouping, in_groups, split, subject_of
from answerable_services.console.views.links import originator_of
from answerable_services.console.views.tables import at, who

router = APIRouter()

_PAGE = 50


class Show(StrEnum):
    """What the page lists."""

    FINDINGS = "findings"
    ACCESSES = "accesses"


def _kinds(findings: Reply[FindingList], view: View) -> list[tuple[str | None, str, int]]:
    """Give the kinds to choose from with their counts, all kinds first."""
    counts = () if findings.answer is None else findings.answer.counts
    return [
        (None, view.words("access.all_kinds"), sum(one.count for one in counts)),
        *((one.kind, view.words(f"finding.{one.kind}"), one.count) for one in counts),
    ]


def _shows(
    view: View, findings: Reply[FindingList], accesses: Reply[AccessList]
) -> list[tuple[str | None, str, int | None]]:
    """Give what the page can list for whoever reads it, each with how much there is."""
    found = (
        (Findings, None, "access.findings", findings.answer),
        (Accesses, Show.ACCESSES, "access.accesses", accesses.answer),
    )
    return [
        (show, view.words(title), None if answer is None else answer.total)
        for query, show, title, answer in found
        if view.may(name_of(query))
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
        after: where the page before ended.
        before: where the next page began.
    """

    site: str = ""
    kind: str = ""
    gravity: str = ""
    staff: str = ""
    record: str = ""
    group: str = ""
    show: str = ""
    after: str = ""
    before: str = ""

    @property
    def shown(self) -> Show:
        """What the page lists."""
        return one_of(Show, self.show) or Show.FINDINGS

    def findings(self, limit: int) -> Findings:
        """Ask for findings: a page of them where they are listed, and else for how many there are."""
        return question(
            Findings,
            **self._whose(Show.FINDINGS, limit),
            kind=one_of(FindingKind, self.kind),
            gravity=one_of(Gravity, self.gravity),
        )

    def accesses(self, limit: int) -> Accesses:
        """Ask for readings and exports: a page where they are listed, and else for how many there are."""
        return question(Accesses, **self._whose(Show.ACCESSES, limit))

    def _whose(self, show: Show, limit: int) -> dict[str, object]:
        whose: dict[str, object] = {"site": self.site, "staff": self.staff, "record": self.record}
        if self.shown is not show:
            return whose | {"limit": 1}
        return whose | {"limit": limit, "after": self.after, "before": self.before}


def _by_id(filters: Filters, view: View) -> tuple[Filters, Sentence | None]:
    """Put a person's id in the place of their name; give what stands against that, where something does."""
    said, faults = people_in({"staff": filters.staff}, ("staff",), view)
    return filters.model_copy(update={"staff": said.get("staff", "")}), faults.get("staff")


def _look(said: Said) -> None:
    # A person's name is looked up where the list is shown.
    by_name = cited_by(said.get("staff", "")) is None
    filters = Filters.model_validate({**said, "staff": ""} if by_name else said)
    filters.findings(_PAGE)
    filters.accesses(_PAGE)
    one_of(Grouping, filters.group)


_VIEWS = SavedList(
    "access",
    "/access",
    "access.title",
    "access",
    (name_of(Findings), name_of(Accesses)),
    words_of_views(Filters.model_fields),
    _look,
)


def _seen(answer: FindingList | AccessList) -> str:
    rows = answer.findings if isinstance(answer, FindingList) else answer.accesses
    return seen_in(answer.total, (row.sequence for row in rows))


@router.get("/access")
@saves_views(_VIEWS)
async def index(view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]) -> Response:
    """Show findings in groups with their counts, or the readings and exports behind them."""
    by = one_of(Grouping, filters.group) or Grouping.DAY
    staff_typed = filters.staff
    filters, staff_fault = _by_id(filters, view)
    told, seen = filters.findings(_PAGE), filters.accesses(_PAGE)
    findings, accesses, sites = await asyncio.gather(view.ask(told), view.ask(seen), view.sites())
    main: Reply[Any] = findings if filters.shown is Show.FINDINGS else accesses
    zones = view.console.zones
    found = () if findings.answer is None else findings.answer.findings
    ordered, counts = in_groups(found, by, zones)
    return view.page(
        "access.html",
        "access",
        status=status_of(main),
        findings=findings,
        accesses=accesses,
        seen="" if main.answer is None or filters.after or filters.before else _seen(main.answer),
        sites=sites.answer,
        filters=filters,
        staff_typed=staff_typed,
        staff_fault=None if staff_fault is None else staff_fault.in_(view.language),
        show=filters.shown,
        by=by,
        kinds=_kinds(findings, view),
        groups=split(ordered, by, zones),
        counts=counts,
        subjects={one.finding: _shown_subject(one, view) for one in found},
        shows=_shows(view, findings, accesses),
        groupings=list(Grouping),
        gravities=list(Gravity),
    )


def _shown_subject(one: Finding, view: View) -> tuple[str, str | None] | None:
    """Give what a finding is about; its address only where whoever reads may see what stands there."""
    subject = subject_of(one)
    return None if subject is None else (subject[0], subject[1] if view.link(subject[0]) else None)


def _about(one: Finding) -> str | None:
    subject = subject_of(one)
    if subject is None:
        return None
    return subject[0] if subject[0].startswith("record-") else originator_of(subject[0])


def _of_findings(view: View) -> tuple[Column, ...]:
    t = view.words
    return (
        Column(t("access.when"), lambda one: at(view, one.occurred_at, one.site)),
        Column(t("access.kind"), lambda one: t(f"finding.{one.kind}")),
        Column(t("access.detail"), lambda one: view.text(one.detail)),
        Column(t("access.staff"), lambda one: who(view, one.staff)),
        Column(t("access.record"), lambda one: one.record),
        Column(t("access.about"), _about),
        Column(t("access.article"), lambda one: one.article),
        Column(t("access.sequence"), lambda one: one.sequence),
    )


def _purpose(one: AccessRow, view: View) -> str:
    if one.withdrawn_by is None:
        return one.purpose
    taken_back = view.words("access.taken_back", who=who(view, one.withdrawn_by), why=one.withdrawn_why)
    return f"{one.purpose} {taken_back}"


def _of_accesses(view: View) -> tuple[Column, ...]:
    t = view.words
    return (
        Column(t("access.when"), lambda one: at(view, one.occurred_at, one.site)),
        Column(t("access.staff"), lambda one: who(view, one.by)),
        Column(t("access.record"), lambda one: one.record),
        Column(t("access.class"), lambda one: t(f"record_class.{one.record_class}")),
        Column(t("access.purpose"), lambda one: _purpose(one, view)),
        Column(t("access.case"), lambda one: one.case),
        Column(t("access.rows"), lambda one: t("access.read") if one.rows is None else one.rows),
        Column(t("access.approved_by"), lambda one: who(view, one.approved_by)),
        Column(t("access.sequence"), lambda one: one.sequence),
    )


@router.get("/access.csv")
@router.get("/access.xlsx")
async def table(view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]) -> Response:
    """Give the findings, or who saw what, as a file."""
    filters, fault = _by_id(filters.model_copy(update={"after": "", "before": ""}), view)
    must_be_one({} if fault is None else {"staff": fault})
    await view.sites()
    about = (filters.site,) if filters.site else ()
    if filters.shown is Show.ACCESSES:
        title, seen = view.words("access.accesses"), filters.accesses(PAGE)
        return await export(
            view, Table("accesses", title, seen, _of_accesses(view), lambda answer: answer.accesses, about)
        )
    title, told = view.words("access.findings"), filters.findings(PAGE)
    return await export(
        view, Table("findings", title, told, _of_findings(view), lambda answer: answer.findings, about)
    )


@router.get("/news/access")
async def news(view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]) -> Response:
    """Push what the first page of the list has, whenever a view moved."""
    filters, _ = _by_id(filters.model_copy(update={"after": "", "before": ""}), view)
    if filters.shown is Show.ACCESSES:
        return await push(view, filters.accesses(_PAGE), _seen)
    return await push(view, filters.findings(_PAGE), _seen)
