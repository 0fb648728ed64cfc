"""Events and commands of deliveries and callbacks, for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from answerable.calendar import CallbackPlan, china
from answerable.events.base import Event
from answerable.streams.callback import events as callback
from answerable.streams.callback.commands import callback_id
from answerable.streams.delivery import events as delivery
from answerable.streams.site import events as site
from answerable_services.callbacks.schedule import Schedules
from tests.services.callbacks.whole import WholeSchedule

PLAN = CallbackPlan(article="000-4.5", monthly=12, then_every_months=3, grace_working_days=3)
SCHEDULE = WholeSchedule(PLAN, china())
SCHEDULES = Schedules(PLAN)


def base(originator: str, version: int, at: datetime, *, where: str = "xm01") -> dict[str, Any]:
    return {
        "originator_id": originator,
        "originator_version": version,
        "site": where,
        "occurred_at": at,
        "recorded_at": at,
        "actor": "staff-001",
        "causation_id": "test",
        "correlation_id": originator,
    }


def opened(
    where: str = "xm01", zone: str = "Asia/Shanghai", at: datetime = datetime(1960, 1, 1, tzinfo=UTC)
) -> site.Opened:
    return site.Opened(
        **base(f"site-{where}", 1, at, where=where), name_zh="厦门", name_en="Xiamen", timezone=zone
    )


def accepted(number: int, on: date, *, where: str = "xm01") -> delivery.Accepted:
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
    return delivery.Accepted(
        **base(f"delivery-{number}", 1, at, where=where),
        customer=f"customer-{number}",
        project="line 4",
        accepted_on=on,
    )


def corrected(number: int, on: date) -> delivery.AcceptanceCorrected:
    at = datetime(2016, 3, 1, tzinfo=UTC)
    return delivery.AcceptanceCorrected(
        **(base(f"delivery-{number}", 2, at) | {"actor": "staff-002"}), accepted_on=on, reason="mistyped"
    )


def cancelled(number: int, at: datetime = datetime(2016, 5, 1, tzinfo=UTC)) -> delivery.Cancelled:
    return delivery.Cancelled(
        **(base(f"delivery-{number}", 2, at) | {"actor": "staff-002"}), reason="given back"
    )


def taken_back(model: type[Event], number: int, at: datetime, *, version: int = 3) -> Event:
    """Take back what was said of a delivery: its cancellation, or all of it."""
    said = {**base(f"delivery-{number}", version, at), "actor": "staff-002", "reason": "mistyped"}
    return model.model_validate(said)


def callback_taken_back(model: type[Event], number: int, ordinal: int, *, version: int) -> Event:
    """Take back what was said of a callback: that it was made, or missed."""
    delivered = f"delivery-{number}"
    said = base(callback_id(delivered, ordinal), version, datetime(2016, 3, 2, tzinfo=UTC))
    more = {"delivery": delivered, "ordinal": ordinal, "actor": "staff-002", "reason": "mistyped"}
    return model.model_validate({**said, **more})


def _callback(number: int, ordinal: int, due_on: date, at: datetime, version: int) -> dict[str, Any]:
    delivered = f"delivery-{number}"
    return {
        **base(callback_id(delivered, ordinal), version, at),
        "delivery": delivered,
        "ordinal": ordinal,
        "due_on": due_on,
    }


def attempted(
    number: int, ordinal: int, due_on: date, at: datetime, *, version: int = 1
) -> callback.Attempted:
    return callback.Attempted(
        **(_callback(number, ordinal, due_on, at, version) | {"actor": "staff-001"}),
        outcome=callback.AttemptOutcome.NO_ANSWER,
    )


def completed(
    number: int, ordinal: int, due_on: date, at: datetime, *, version: int = 1, satisfaction: int = 5
) -> callback.Completed:
    return callback.Completed(
        **(_callback(number, ordinal, due_on, at, version) | {"actor": "staff-001"}),
        satisfaction=satisfaction,
    )


def missed(number: int, ordinal: int, due_on: date, at: datetime, *, version: int = 1) -> callback.Missed:
    return callback.Missed(**_callback(number, ordinal, due_on, at, version), grace_days=3)
