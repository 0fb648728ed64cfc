"""The centre's numbers, its views and its ledger."""

from __future__ import annotations

from typing import Any

from answerable.queries import desk, intake
from answerable.queries.views import ViewStatus, ViewStatuses
from tests.services.console.given.moments import NOW, ago

HOURS = (2, 1, 0, 0, 1, 3, 9, 24, 61, 88, 97, 84, 40, 52, 90, 93, 71, 44, 21, 12, 8, 6, 4, 3)


def overview() -> desk.OverviewAnswer:
    return desk.OverviewAnswer(
        at=NOW,
        sites=(
            desk.SiteCounts(
                site="fz02",
                timezone="Asia/Shanghai",
                name_zh="福州服务中心",
                name_en="Fuzhou service centre",
                staff=12,
                contacts=214,
                cases=160,
                cases_open=11,
                cases_overdue=0,
                resolved=149,
                resolved_at_first_contact=93,
            ),
            desk.SiteCounts(
                site="xm01",
                timezone="Asia/Shanghai",
                name_zh="厦门服务中心",
                name_en="Xiamen service centre",
                staff=46,
                contacts=1284,
                abandoned=37,
                cases=447,
                cases_open=38,
                cases_paused=5,
                cases_overdue=7,
                transfers_waiting=6,
                resolved_at_first_contact=211,
                resolved=402,
                complaints=9,
                complaints_open=3,
                complaints_upheld=2,
                faults=4,
                faults_open=1,
                handovers=93,
                handovers_unsigned=2,
                handovers_refused=1,
            ),
        ),
        contacts_by_hour=HOURS,
    )


def views(*names: str, **changes: Any) -> ViewStatuses:
    return ViewStatuses(
        views=tuple(
            ViewStatus.model_validate(
                {
                    "name": name,
                    "version": 2,
                    "generation": 1,
                    "position": 12_480,
                    "events": 8_211,
                    "lag": 0,
                    "parked": 0,
                    "updated_at": ago(seconds=3),
                }
                | changes
            )
            for name in names
        )
    )


def ledger(**changes: Any) -> desk.LedgerState:
    values: dict[str, Any] = {
        "messages": 12_483,
        "last_sequence": 12_483,
        "deleted": 0,
        "size_bytes": 6_469_466,
        "deny_delete": True,
        "deny_purge": True,
        "differences": (),
    }
    return desk.LedgerState.model_validate(values | changes)


def writing(**clock: Any) -> intake.WritingState:
    values: dict[str, Any] = {"at": NOW, "tolerance_s": 60, "behind_last_s": 0, "ahead_of_server_s": 0.02}
    state = intake.ClockState.model_validate(values | clock)
    return intake.WritingState(fault=state.fault, clock=state)


def site_names() -> desk.SiteNames:
    named = [one.model_dump(include=set(desk.SiteName.model_fields)) for one in overview().sites]
    return desk.SiteNames(sites=tuple(desk.SiteName.model_validate(one) for one in named))
