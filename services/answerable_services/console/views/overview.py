"""The overview's numbers: one look at every service, written once for the page and for its live updates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from answerable.errors import AnswerableError
from answerable.queries.audit import FindingList, Gravity
from answerable.queries.callbacks import DueList
from answerable.queries.desk import OverviewAnswer, SiteCounts
from answerable.queries.matters import CaseRow
from answerable.queries.views import ViewStatus
from answerable.wording.numbers import number
from answerable_services.console.views.deadline import Tone

COUNTS = tuple(name for name, field in SiteCounts.model_fields.items() if field.annotation is int)
"""The numbers that a site has, in the order of the answer."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the services said at one moment.

    Arguments:
        at: the moment.
        desk: the sites' numbers.
        urgent: the open cases that are closest to their limit, or furthest past it; None without an answer.
        due: callbacks owed.
        findings: what should be looked at.
        views: each service's projections, where it answered.
        failed: the services that did not answer, with the reason.
        hidden: the areas that whoever looks may not see.
    """

    at: datetime
    desk: OverviewAnswer | None
    urgent: tuple[CaseRow, ...] | None
    due: DueList | None
    findings: FindingList | None
    views: Mapping[str, tuple[ViewStatus, ...]]
    failed: Mapping[str, AnswerableError]
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the big numbers.

    Arguments:
        key: its name in the catalogue and in the live numbers.
        href: where to read more.
        value: the number; None where the service did not answer.
        detail: a second number that belongs to it.
        tone: how much it asks for attention.
    """

    key: str
    href: str
    value: int | None
    detail: int | None
    tone: Tone


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a service's views are behind.

    Arguments:
        service: whose.
        waiting: events that are waiting for the slowest of its views.
        parked: events that its views cannot take.
        failed: views that stopped with an error.
        answered: whether it said anything at all.
    """

    service: str
    waiting: int
    parked: int
    failed: int
    answered: bool

    @property
    def tone(self) -> Tone:
        """How much it asks for attention."""
        if not self.answered or self.failed or self.parked:
            return Tone.BAD
        return Tone.WATCH if self.waiting else Tone.GOOD


def total(desk: OverviewAnswer, name: str) -> int:
    """Add up one number of all sites."""
    return sum(int(getattr(site, name)) for site in desk.sites)


def _alarming(count: int | None, tone: Tone) -> Tone:
    return tone if count else Tone.CALM


def tiles_of(look: Look) -> tuple[Tile, ...]:
    """Give the big numbers, each with the page behind it; those whose page may not be seen are left out."""
    desk, due, findings = look.desk, look.due, look.findings

    def counted(name: str) -> int | None:
        return None if desk is None else total(desk, name)

    def tile(key: str, href: str, detail: str | None, tone: Tone, alarm: str | None = None) -> Tile:
        second = None if detail is None else counted(detail)
        return Tile(key, href, counted(key), second, _alarming(counted(alarm or key), tone))

    owed = None if due is None else due.counts
    late = None if owed is None else owed.overdue
    found = None if findings is None else findings.total
    alerts = None if findings is None else findings.of(Gravity.ALERT)
    tiles = (
        tile("cases_open", "/cases?mark=is_open", "cases_paused", Tone.CALM),
        tile("cases_overdue", "/cases?mark=is_overdue", None, Tone.BAD),
        tile("transfers_waiting", "/cases?mark=is_waiting", None, Tone.WATCH),
        tile("complaints_open", "/complaints?mark=is_open", "complaints_upheld", Tone.WATCH),
        tile("faults_open", "/faults?mark=is_open", "faults", Tone.WATCH),
        tile(
            "handovers_unsigned",
            "/handovers?mark=is_unsigned",
            "handovers_refused",
            Tone.BAD,
            "handovers_refused",
        ),
        Tile(
            "callbacks_due",
            "/callbacks",
            None if owed is None else owed.owed,
            late,
            _alarming(late, Tone.BAD),
        ),
        Tile("findings", "/access", found, alerts, _alarming(alerts, Tone.WATCH)),
    )
    return tuple(one for one in tiles if one.href.strip("/").partition("?")[0] not in look.hidden)


def lags_of(look: Look) -> tuple[Lag, ...]:
    """Sum up each service's views."""
    return tuple(
        Lag(
            service,
            waiting=max((view.lag for view in views), default=0),
            parked=sum(view.parked for view in views),
            failed=sum(1 for view in views if view.error),
            answered=service not in look.failed or bool(views),
        )
        for service, views in look.views.items()
    )


def numbers_of(look: Look) -> dict[str, str]:
    """Give every live number by its key, written as the page writes it."""
    numbers: dict[str, str] = {}
    for tile in tiles_of(look):
        if tile.value is not None:
            numbers[f"tile.{tile.key}"] = number(tile.value)
        if tile.detail is not None:
            numbers[f"tile.{tile.key}.detail"] = number(tile.detail)
    for site in () if look.desk is None else look.desk.sites:
        for name in COUNTS:
            numbers[f"{site.site}.{name}"] = number(int(getattr(site, name)))
    return numbers
