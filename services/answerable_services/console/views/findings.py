"""Findings put in groups, so that an auditor sees who, when or what comes up most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from enum import StrEnum
from itertools import groupby

from answerable.queries.audit import Finding
from answerable_services.console.views.links import link_of, originator_of
from answerable_services.console.views.zones import Zones


class Grouping(StrEnum):
    """What findings are put together by."""

    DAY = "day"
    STAFF = "staff"
    KIND = "kind"


def key_of(by: Grouping, zones: Zones) -> Callable[[Finding], str]:
    """Give what tells a finding's group: its day by the site's clock, the person, or the kind.

    Arguments:
        by: what they are put together by.
        zones: the sites' clocks.
    """
    if by is Grouping.STAFF:
        return lambda finding: finding.staff or ""
    if by is Grouping.KIND:
        return lambda finding: finding.kind
    return lambda finding: finding.occurred_at.astimezone(zones.of(finding.site)).date().isoformat()


def in_groups(findings: Sequence[Finding], by: Grouping, zones: Zones) -> tuple[list[Finding], Counter[str]]:
    """Order findings group by group and count each group.

    Days come newest first, people and kinds with the most findings first, nobody in particular last;
    inside a group the order stays.

    Arguments:
        findings: newest first.
        by: what they are put together by.
        zones: the sites' clocks.
    """
    key = key_of(by, zones)
    counts = Counter(map(key, findings))
    if by is Grouping.DAY:
        return sorted(findings, key=key, reverse=True), counts
    return sorted(findings, key=lambda one: (not key(one), -counts[key(one)], key(one))), counts


def split(findings: Sequence[Finding], by: Grouping, zones: Zones) -> list[tuple[str, list[Finding]]]:
    """Cut ordered findings where a group ends.

    Arguments:
        findings: in the order of `in_groups`, or a part of it.
        by: what they are put together by.
        zones: the sites' clocks.
    """
    return [(group, list(rows)) for group, rows in groupby(findings, key=key_of(by, zones))]


def subject_of(finding: Finding) -> tuple[str, str] | None:
    """Give the event that a finding is about and its address, where a page shows it.

    Arguments:
        finding: its id holds the kind and what it is about; the event that is too many where it is in bulk.
    """
    event = finding.case or finding.finding.rpartition(":")[2]
    if event.startswith("record-"):
        # A record's own address lists who saw it; its events are told by its story.
        return event, f"/matters/{originator_of(event)}" + (
            f"#{event}" if event != originator_of(event) else ""
        )
    href = link_of(event)
    return None if href is None else (event, href)
