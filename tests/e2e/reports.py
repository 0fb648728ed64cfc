"""What can be done with reports, given from the pages, each step by whose it is."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.e2e.desks import Desks

WEEK: dict[str, Any] = {"on": "2016-04-01", "feedback": "客户希望上门前先打电话"}


async def reports(desks: Desks) -> None:
    """Hand a weekly report in, have it come back, sign and issue it, and write a new edition.

    Arguments:
        desks: where it is done.
    """
    give = desks.give
    said = {**WEEK, "report_kind": "weekly_service", "reported": "本周上门四次"}
    report = await give("technician", "report.draft", **said)
    await give("technician", "report.revise", report, reported="本周上门五次", reason="漏记一次")
    await give("technician", "report.hand_in", report)
    await give("lead-1", "report.send_back", report, reason="请写明客户单位")
    await give(
        "technician", "report.revise", report, reported="本周上门五次，均为物流园区", reason="按意见补充"
    )
    await give("technician", "report.hand_in", report)
    await _counted(desks, report)
    await give("lead-1", "report.sign", report)
    await give("supervisor", "report.withdraw_signature", report, reason="签早了")
    await give("lead-1", "report.sign", report)
    await give("lead-1", "report.issue", report, recipients="客服部")
    other = {**WEEK, "report_kind": "weekly_summary", "reported": "汇总"}
    summary = await give("lead-2", "report.draft", **other)
    await give("lead-2", "report.withdraw", summary, reason="由一班领班汇总")


async def _counted(desks: Desks, report: str) -> None:
    """Wait until the desk has put a report's numbers on record: before that nobody signs it."""
    visitor = await desks.seat("lead-1")
    async with asyncio.timeout(60):
        while "报告数字" not in await visitor.read(f"/reports/{report}"):
            await asyncio.sleep(0.2)
