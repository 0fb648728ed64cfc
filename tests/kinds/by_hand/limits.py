"""Which cases ran over their time limit, counted minute by minute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.kinds.by_hand.acts import LIMIT, Act, Owed, zone_in
from tests.kinds.by_hand.days import Hours, begun_minutes

Spans = list[tuple[datetime, datetime | None]]

LAST_BAND = 31
"""Minutes behind which an article makes no difference any more: a miss that is known is not told anew."""


def limits(acts: Sequence[Act], limits: Mapping[str, Any], now: datetime) -> Iterator[Owed]:
    """Give the limit of each case of a site, and whether it was missed.

    Arguments:
        acts: the commands of the site that intake accepted, in order.
        limits: the part of the rulebook.
        now: up to which moment.
    """
    zone = zone_in(acts)
    for number, act in enumerate(acts):
        if act.name == "case.open":
            of_it = [one for one in acts[number + 1 :] if one.matter == act.matter]
            if (found := _of_a_case(act, of_it, acts, zone, limits, now)) is not None:
                yield found


def _of_a_case(  # noqa: C901, PLR0912  (a case has that many steps, and each is told in its place)
    opened: Act,
    later: Sequence[Act],
    acts: Sequence[Act],
    zone: ZoneInfo,
    limits: Mapping[str, Any],
    now: datetime,
) -> Owed | None:
    priority, begun_at, spans = opened.body.get("priority", "moderate"), opened.at, Spans()
    solved_at: datetime | None = None
    hours_of = opened
    for act in later:
        match act.name:
            case "case.pause":
                spans.append((act.at, None))
            case "case.resume":
                spans[-1] = spans[-1][0], act.at
            case "case.resolve" if act.is_import:
                return None  # another system's records judge it
            case "case.resolve":
                solved_at = act.at
                if spans and spans[-1][1] is None:
                    spans[-1] = spans[-1][0], act.at
            case "case.reopen" | "case.withdraw_resolution":
                solved_at = None
            case "case.correct_limit":
                if {"priority", "opened_at"} & act.body.keys():
                    hours_of = act
                priority = act.body.get("priority", priority)
                begun_at = datetime.fromisoformat(act.body.get("opened_at", begun_at.isoformat()))
                if "pauses" in act.body:
                    spans = [_span(one) for one in act.body["pauses"]]
            case "case.withdraw_opening" | "case.withdraw_miss":
                return None  # there was none, or somebody excused it
            case _:
                pass
    hours = None
    if priority in limits["working"]:
        hours = Hours.said_before(acts[: acts.index(hours_of)], zone)
        if hours is not None and begun_at < hours.since:
            hours = None
    until = solved_at or now
    over = _counted(begun_at, until, spans, hours) - timedelta(minutes=limits["minutes"][priority])
    known_from = timedelta() if solved_at is not None else timedelta(minutes=limits["recorded_after_minutes"])
    is_missed = over > timedelta() and over >= known_from
    minutes = min(begun_minutes(over), LAST_BAND) if is_missed else None
    return Owed(LIMIT, opened.matter, "", is_missed, minutes)


def _span(said: Mapping[str, str]) -> tuple[datetime, datetime | None]:
    ends_at = said.get("ends_at")
    return datetime.fromisoformat(said["starts_at"]), None if ends_at is None else datetime.fromisoformat(
        ends_at
    )


def _counted(begun_at: datetime, until: datetime, spans: Spans, hours: Hours | None) -> timedelta:
    """Count the time between two moments, but for the stretches in which the limit stood still."""
    counted, at = timedelta(), begun_at
    for starts_at, ends_at in [*spans, (until, until)]:
        begins = min(starts_at, until)
        if begins > at:
            counted += begins - at if hours is None else hours.worked(at, begins)
        at = max(at, min(ends_at or until, until))
    return counted
