"""Which callbacks of deliveries were missed, month by month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tests.kinds.by_hand.acts import CALL, Act, Owed, day_in, zone_in
from tests.kinds.by_hand.days import at_wall, is_announced, months_later, next_worked, worked_days_later

_UNKNOWN = timedelta(days=14)
"""What is left in a year whose holidays nobody announced: longer than any of them."""


def calls(acts: Sequence[Act], plan: Mapping[str, Any], now: datetime) -> Iterator[Owed]:
    """Give the callbacks of each delivery of a site that were due, and whether they were missed.

    Arguments:
        acts: the commands of the site that intake accepted, in order.
        plan: the part of the rulebook.
        now: up to which moment.
    """
    zone = zone_in(acts)
    opened_on = day_in(next(act for act in acts if act.name == "site.open").at, zone)
    made = {
        (act.body["delivery"], act.body["ordinal"]): act for act in acts if act.name == "callback.complete"
    }
    for act in acts:
        if act.name != "delivery.accept":
            continue
        accepted_on, ended_at = date.fromisoformat(act.body["accepted_on"]), _ended_at(act, acts)
        months = ordinal = 0
        while True:
            ordinal += 1
            months += 1 if ordinal <= plan["monthly"] else plan["then_every_months"]
            due_on = next_worked(months_later(accepted_on, months))
            over_at = at_wall(_last_day(due_on, plan["grace_working_days"]), "24:00", zone)
            if over_at > now:
                break
            if due_on < opened_on or (ended_at is not None and over_at >= ended_at):
                continue
            call = made.get((act.matter, ordinal))
            is_made = call is not None and call.at < over_at
            yield Owed(CALL, act.matter, str(ordinal), is_missed=not is_made)


def _ended_at(accepted: Act, acts: Sequence[Act]) -> datetime | None:
    """Give when a delivery ceased to be one for which a customer is called back."""
    ended_at: datetime | None = None
    for act in acts:
        if act.matter == accepted.matter and act.name == "delivery.cancel":
            ended_at = act.at
        if act.matter == accepted.matter and act.name == "delivery.withdraw_cancellation":
            ended_at = None
    return ended_at


def _last_day(due_on: date, grace: int) -> date:
    last = worked_days_later(due_on, grace)
    is_known = is_announced(due_on.year) and is_announced(last.year)
    return last if is_known else last + _UNKNOWN
