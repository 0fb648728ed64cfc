"""Complaints, faults, and registers that have one row or none."""

from __future__ import annotations

from typing import Any

from answerable.errors import NotFound
from answerable.events.registry import FLOWS
from answerable.queries import desk, matters
from answerable.queries.registers import REGISTERS
from answerable.wording import say
from tests.services.console.given.handovers import handover_rows
from tests.services.console.given.moments import NOW, ago


def listed(stream: str, rows: list[dict[str, Any]], query: Any) -> Any:
    """Answer a register's question as the desk would, from a few rows."""
    published = REGISTERS[stream]
    made = [published.row.model_validate({"site": "xm01", **row}) for row in rows]
    ends = FLOWS[stream].ends
    shown = [
        row
        for row, given in zip(made, rows, strict=True)
        if query.state in {None, given["state"]}
        and not (query.mark == "is_open" and given["state"] in ends)
        and (query.text or "") in " ".join(map(str, given.values()))
    ]
    opened = sum(1 for row in rows if row["state"] not in ends)
    counts = {"every": len(rows), "is_open": opened}
    return published.page.model_validate({"rows": shown, "total": len(shown), "counts": counts})


def complaints(query: Any) -> Any:
    def row(number: int, state: str, *, is_upheld: bool | None, ended: bool) -> dict[str, Any]:
        return {
            "complaint": f"complaint-{number}",
            "topic": "答复不及时" if number % 2 else "服务态度",
            "state": state,
            "is_upheld": is_upheld,
            "about": "staff-149" if number % 2 else None,
            "case": "case-INC0000045" if number % 2 else None,
            "filed_at": ago(days=number - 75),
            "ended_at": ago(days=1) if ended else None,
        }

    rows = [
        row(76, "filed", is_upheld=None, ended=False),
        row(77, "upheld", is_upheld=True, ended=False),
        row(78, "fed_back", is_upheld=False, ended=True),
    ]
    return listed("complaint", rows, query)


def faults(query: Any) -> Any:
    common = {"place": "一号机房", "phenomenon": "全部终端离线"}
    rows: list[dict[str, Any]] = [
        common
        | {
            "fault": "fault-9",
            "state": "reported",
            "began_at": ago(hours=3),
            "acknowledged": ("salesperson",),
            "unacknowledged": ("manager",),
        },
        common
        | {
            "fault": "fault-8",
            "state": "closed",
            "began_at": ago(days=4),
            "ended_at": ago(days=4, hours=-2),
            "acknowledged": ("salesperson", "manager", "top_leadership"),
            "delivered": ("customer", "business"),
        },
    ]
    return listed("fault", rows, query)


def one_row(stream: str) -> Any:
    """Give the answer of a register that has one row."""
    rows: dict[str, dict[str, Any]] = {
        "contact": {
            "topic": "t",
            "contact": "contact-1",
            "state": "received",
            "channel": "call",
            "received_at": NOW,
        },
        "delivery": {
            "delivery": "delivery-1",
            "project": "p",
            "customer": "customer-1",
            "accepted_on": NOW.date(),
        },
        "staff": {"staff": "staff-1", "presence": "employed", "hired_on": NOW.date()},
    }
    return REGISTERS[stream].page.model_validate({"rows": [{"site": "xm01", **rows[stream]}], "counts": {}})


def none_listed(stream: str) -> Any:
    """Give the answer of a register that has nothing."""
    return REGISTERS[stream].page.model_validate({"rows": (), "total": 0, "counts": {}})


def others_found(query: desk.OtherMatters) -> desk.OthersFound:
    """Find a record by any part of its id, however it is written."""
    is_it = query.text.casefold() in "record-xm01_7a"
    return desk.OthersFound(
        matters=(desk.OtherMatter(matter="record-xm01_7A", site="xm01"),) if is_it else ()
    )


def matter_story(query: desk.StoryOf) -> matters.Story:
    """Tell a complaint's story and those of the handovers; no other matter is there."""
    rows = {row.handover: row for row in handover_rows()}
    if (row := rows.get(query.matter)) is not None:
        facts = row.model_dump(mode="json", exclude={"handover", "site", "state"})
        return matters.Story(matter=query.matter, site=row.site, state=row.state, facts=facts, entries=())
    if query.matter != "complaint-76":
        raise NotFound(say("error.no_matter", matter=query.matter))
    fields = {
        "topic": "答复不及时",
        "text": "等了三天没有回音",
        "customer": "customer-7",
        "about": "staff-149",
    }
    return matters.Story(
        matter=query.matter,
        site="xm01",
        state="filed",
        facts={**fields, "channel": "call", "filed_at": ago(days=1).isoformat()},
        entries=(
            matters.TimelineEntry(
                sequence=41,
                event="complaint-76.1",
                type="answerable.complaint.filed.v1",
                occurred_at=ago(days=1),
                recorded_at=ago(days=1),
                actor="staff-101",
                is_imported=False,
                fields=fields,
            ),
        ),
    )
