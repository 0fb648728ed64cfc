"""Events of our own for these tests, and an application that keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar, NamedTuple

from eventsourcing.application import Application

from answerable.events.base import Event
from answerable.streams.complaint.events import CarriedOut, Filed
from answerable.streams.contact.events import Channel

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def filed(complaint: str, *, site: str = "xm01", version: int = 1) -> Filed:
    return Filed(**_common(complaint, site, version), channel=Channel.CALL, topic="清洁", text="地面未清洁")


def carried_out(complaint: str, *, site: str = "xm01", version: int = 2) -> CarriedOut:
    return CarriedOut(**_common(complaint, site, version), note="地面已清洁")


def _common(complaint: str, site: str, version: int) -> dict[str, Any]:
    return {
        "originator_id": complaint,
        "originator_version": version,
        "site": site,
        "occurred_at": NOON,
        "recorded_at": NOON,
        "actor": "staff-a1",
        "causation_id": f"cause-{complaint}-{version}",
        "correlation_id": complaint,
    }


class ComplaintState(NamedTuple):
    """What a complaint's events add up to."""

    id: str
    version: int
    topic: str
    is_mended: bool


def evolve(state: ComplaintState | None, events: Iterable[Event]) -> ComplaintState | None:
    for event in events:
        match event:
            case Filed():
                state = ComplaintState(
                    event.originator_id, event.originator_version, event.topic, is_mended=False
                )
            case CarriedOut() if state is not None:
                state = state._replace(version=event.originator_version, is_mended=True)
    return state


class Complaints(Application[str]):
    """Keeps complaints as plain pydantic events."""

    env: ClassVar[dict[str, str]] = {
        "PERSISTENCE_MODULE": "answerable.ledger.eventsourcing",
        "LEDGER_CODEC": "cloudevents",
    }
