"""Until when the beginning command of a matter says itself that it has to be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from tests.kinds.by_hand.acts import Act, day_in
from tests.kinds.by_hand.days import A_DAY, at_wall, months_later

_BEFORE_DUTY = timedelta(minutes=30)
_MONTHS = {"month": 1, "quarter": 3}


def said_in(field: str, act: Act, acts: Sequence[Act], wall: str, zone: ZoneInfo) -> datetime | None:
    """Give the moment that a field of a beginning says, a day being over at its end; None for none.

    Arguments:
        field: which.
        act: the command that it begins with.
        acts: all that was said at the site before it.
        wall: when a day ends.
        zone: whose day.
    """
    said = _FIELDS[field](act, acts, zone)
    if said is None:
        return None
    is_day = len(said) == len("2026-11-30")
    if is_day:
        return at_wall(date.fromisoformat(said), wall, zone)
    return datetime.fromisoformat(said).astimezone(UTC)


def _of_the_loan(act: Act, acts: Sequence[Act], _: ZoneInfo) -> str | None:
    """Give the day on which a key is back, as whoever borrows it said when they asked last."""
    asked = [one for one in acts if one.name == "key.ask_for_loan" and one.matter == act.matter]
    said: str = asked[-1].body["back_by"]
    return said


def _of_the_roster(act: Act, acts: Sequence[Act], zone: ZoneInfo) -> str | None:
    """Give the end of the duty whose log it is: of whoever opens it, on that day, while it runs."""
    on, found = date.fromisoformat(act.body["on"]), []
    for one in acts:
        if one.name == "duty.roster" and one.body["staff"] == act.body["acting_for"]:
            starts_at, ends_at = (datetime.fromisoformat(one.body[name]) for name in ("starts_at", "ends_at"))
            if day_in(starts_at, zone) == on and starts_at - _BEFORE_DUTY <= act.at < ends_at:
                found.append((starts_at, one.body["ends_at"]))
    said: str = min(found)[1]
    return said


@cache
def _form(name: str) -> Mapping[str, Any]:
    text = files("answerable.forms").joinpath("declared", f"{name}.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def _of_the_form(act: Act, _: Sequence[Act], zone: ZoneInfo) -> str | None:
    """Give the day so many days behind that on which a form was begun, or behind the period that it is of."""
    form, begun_on = _form(act.body["form_name"]), day_in(act.at, zone)
    if "due" not in form:
        return None
    last = begun_on
    if form["due"].get("is_behind_period") and "month" in act.body:
        first = date.fromisoformat(f"{act.body['month']}-01")
        months = _MONTHS[form["period"]]
        while (first.month - 1) % months:
            first = (first - A_DAY).replace(day=1)
        last = max(months_later(first, months) - A_DAY, begun_on)
    return str(last + timedelta(days=form["due"]["days"]))


def _as_said(field: str) -> Callable[[Act, Sequence[Act], ZoneInfo], str | None]:
    def said(act: Act, _: Sequence[Act], __: ZoneInfo) -> str | None:
        found: str | None = act.body.get(field)
        return found

    return said


_FIELDS: Mapping[str, Callable[[Act, Sequence[Act], ZoneInfo], str | None]] = {
    "due_at": _as_said("due_at"),
    "due_on": _as_said("due_on"),
    "review_on": _as_said("review_on"),
    "duty_begins": _as_said("duty_begins"),
    "back_by": _of_the_loan,
    "ends_at": _of_the_roster,
    "issue_by": _of_the_form,
}
