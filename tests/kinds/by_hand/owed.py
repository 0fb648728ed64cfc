"""What the rulebook's obligations owed at a site, and which of it was missed: by the words, slowly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from tests.kinds.by_hand.acts import Act, Owed, day_in, due_text, zone_in
from tests.kinds.by_hand.commands import SAID_BY, says
from tests.kinds.by_hand.days import (
    A_DAY,
    Hours,
    at_wall,
    begun_minutes,
    is_off,
    months_later,
    next_worked,
    worked_days_later,
)
from tests.kinds.by_hand.said_in import said_in

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_A_SECOND = timedelta(seconds=1)


@cache
def rulebook(name: str) -> Mapping[str, Any]:
    """Read a rulebook as the data that it is."""
    text = files("answerable.rulebooks").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def owed(acts: Sequence[Act], now: datetime) -> list[Owed]:
    """Give what the obligations of its rulebook owed at a site up to a moment.

    Arguments:
        acts: the commands of the site that intake accepted, in order.
        now: the moment.
    """
    bound = next(number for number, act in enumerate(acts) if act.name == "rulebook.bind")
    found: list[Owed] = []
    for rule in rulebook(acts[bound].body["rulebook"])["obligations"]:
        if "recurs" in rule:
            found += of_periods(rule, acts, bound, now)
        else:
            found += of_matters(rule, acts, bound, now)
    return found


@dataclass
class _Begun:
    """What began with a command.

    Arguments:
        part: for which value, where there is one for each.
        begun_at: when.
        due_at: until when it can be done.
        hours: by which it is counted; None where all time counts.
        done_at: when it was done.
        ended_at: when it ceased to be owed without that.
        is_none: whether it never was.
    """

    part: str | None
    begun_at: datetime
    due_at: datetime
    hours: Hours | None
    done_at: datetime | None = None
    ended_at: datetime | None = None
    is_none: bool = False

    @property
    def runs(self) -> bool:
        """Whether it is neither done nor over."""
        return self.done_at is None and self.ended_at is None and not self.is_none


def of_matters(rule: Mapping[str, Any], acts: Sequence[Act], bound: int, now: datetime) -> Iterator[Owed]:
    """Give what a rule owes of each matter.

    Arguments:
        rule: as the rulebook says it.
        acts: all that was said at the site, in order.
        bound: the number of that by which the rulebook was bound.
        now: up to which moment.
    """
    zone = zone_in(acts)
    effective = date.fromisoformat(acts[bound].body["effective_from"])
    begins = SAID_BY[rule["begins"]]
    matters = dict.fromkeys(
        act.matter for act in acts[bound:] if act.name == begins and _is_looked_at(rule, act)
    )
    of_each = {
        matter: [(n, act) for n, act in enumerate(acts) if act.matter in {matter, _its(rule, matter, acts)}]
        for matter in matters
    }
    if rule.get("anywhere"):
        yield from _of_the_site(rule, acts, bound, now)
        return
    for matter, numbered in of_each.items():
        begun: list[_Begun] = []
        for place, (number, act) in enumerate(numbered):
            before = [one for _, one in numbered[:place]]
            _tell(rule, act, before, begun)
            is_owed = number > bound and day_in(act.at, zone) >= effective and not act.is_import
            if act.name == begins and is_owed and _is_looked_at(rule, act):
                part = act.body[rule["each"]] if "each" in rule else None
                due = due_of(rule["within"], act, acts[:number], zone)
                for one in begun:
                    if one.runs and one.part == part:
                        one.ended_at = act.at  # owed anew: no more by what it began with before
                if due is not None:
                    begun.append(_Begun(part, act.at.astimezone(UTC), *due))
        for one in begun:
            if (outcome := _outcome(rule, matter, one, now)) is not None:
                yield outcome


def _its(rule: Mapping[str, Any], matter: str, acts: Sequence[Act]) -> str | None:
    """Give the other matter that a rule's obligation ends with too, as a copy of a document with that."""
    if "ends_with_its" not in rule:
        return None
    begins = SAID_BY[rule["begins"]]
    named = (act.body[rule["ends_with_its"]] for act in acts if (act.matter, act.name) == (matter, begins))
    found: str = next(named)
    return found


def _of_the_site(rule: Mapping[str, Any], acts: Sequence[Act], bound: int, now: datetime) -> Iterator[Owed]:
    """Give what a rule owes that one act does for all that began before, whichever matter it is of."""
    zone = zone_in(acts)
    effective = date.fromisoformat(acts[bound].body["effective_from"])
    begins, does = SAID_BY[rule["begins"]], {SAID_BY[event] for event in rule["done_by"]}
    begun: list[tuple[str, _Begun]] = []
    for number, act in enumerate(acts):
        if act.name in does:
            for _, one in begun:
                if one.runs and act.at >= one.begun_at:
                    one.done_at = act.at
        is_owed = number > bound and day_in(act.at, zone) >= effective and not act.is_import
        if act.name == begins and is_owed:
            due = due_of(rule["within"], act, acts[:number], zone)
            if due is not None:
                begun.append((act.matter, _Begun(None, act.at.astimezone(UTC), *due)))
    for matter, one in begun:
        if (outcome := _outcome(rule, matter, one, now)) is not None:
            yield outcome


def _is_looked_at(rule: Mapping[str, Any], act: Act) -> bool:
    """Tell whether a command says what a rule looks at: just that, or one of several."""
    for name, wanted in rule.get("only", {}).items():
        if name in act.body and act.body[name] not in ([wanted] if isinstance(wanted, str) else wanted):
            return False
    return True


def _tell(  # noqa: C901  (what does, undoes or ends it, one behind the other)
    rule: Mapping[str, Any], act: Act, before: Sequence[Act], begun: Sequence[_Begun]
) -> None:
    """Let a command do, undo or end what began before."""

    def is_one_of(name: str) -> bool:
        return any(says(act, before, event) for event in rule.get(name, ()))

    said = act.body.get(rule["each"]) if "each" in rule else None
    of_it = [one for one in begun if said is None or one.part == said]
    if is_one_of("ends_with"):
        for one in of_it:
            if one.runs:
                one.ended_at = act.at
                one.is_none = _takes_back(act)
    elif is_one_of("done_by"):
        for one in of_it:
            if one.runs and act.at >= one.begun_at:
                one.done_at = act.at
    elif is_one_of("undone_by"):
        for part in {one.part for one in of_it}:
            done = [one for one in of_it if one.part == part and one.done_at is not None]
            if done:
                last = max(done, key=lambda one: one.done_at or one.begun_at)
                last.done_at = None


def _takes_back(act: Act) -> bool:
    """Tell whether a command says that there never was what it is about."""
    return "withdraw" in act.name or act.name.endswith((".void", ".recall"))


def due_of(
    within: Mapping[str, Any], act: Act, before: Sequence[Act], zone: ZoneInfo
) -> tuple[datetime, Hours | None] | None:
    """Give until when something can be done that begins with a command, and by which hours that is counted.

    Arguments:
        within: as the rulebook says it.
        act: the command.
        before: all that was said at the site before.
        zone: whose days.
    """
    wall = within.get("at", "24:00")
    if "field" in within:
        said = said_in(within["field"], act, before, wall, zone)
        return None if said is None else (said, None)
    if "minutes" in within:
        lasts = timedelta(minutes=within["minutes"])
        hours = Hours.said_before(before, zone) if within.get("clock") == "working" else None
        return (act.at.astimezone(UTC) + lasts if hours is None else hours.when_worked(act.at, lasts)), hours
    day = day_in(act.at, zone)
    if "working_days" in within:
        day = worked_days_later(next_worked(day), within["working_days"])
    else:
        for _ in range(within["days"]):
            day += A_DAY
    return max(at_wall(day, wall, zone), act.at.astimezone(UTC)), None


def _outcome(rule: Mapping[str, Any], matter: str, one: _Begun, now: datetime) -> Owed | None:
    """Say how it came out by a moment; None where it never was, or nothing can be said yet."""
    if one.is_none:
        return None
    last_at = one.due_at + timedelta(minutes=rule.get("grace_minutes", 0))
    until = one.done_at or one.ended_at
    said = rule["id"], matter, due_text(one.due_at, one.begun_at, one.part)
    if until is None:
        return Owed(*said, is_missed=True) if now >= last_at + _A_SECOND else None
    is_late = until > last_at
    if one.hours is not None:
        is_late = one.hours.worked(one.due_at, until) > timedelta()
    minutes = None
    if is_late and one.done_at is not None:
        over = until - one.due_at if one.hours is None else one.hours.worked(one.due_at, until)
        minutes = begun_minutes(over)
    return Owed(*said, is_missed=is_late, minutes=minutes)


def of_periods(rule: Mapping[str, Any], acts: Sequence[Act], bound: int, now: datetime) -> Iterator[Owed]:
    """Give what a rule owes in each period that begins behind the day on which its rulebook was bound.

    Arguments:
        rule: as the rulebook says it.
        acts: all that was said at the site, in order.
        bound: the number of that by which the rulebook was bound.
        now: up to which moment.
    """
    zone, recurs = zone_in(acts), rule["recurs"]
    effective = date.fromisoformat(acts[bound].body["effective_from"])
    since = max(effective, day_in(acts[bound].recorded_at, zone))
    done = list(_done(rule, acts, zone))
    last_at = timedelta(minutes=rule.get("grace_minutes", 0))
    first = first_of_period(recurs["every"], since)
    if first < since:
        first = next_period(recurs["every"], first)
    while first <= day_in(now, zone):
        following = next_period(recurs["every"], first)
        day = due_day(recurs, first)
        if day is not None:
            due_at = at_wall(day, recurs.get("at", "24:00"), zone)
            times = [at for on, at in done if first <= on < following]
            in_time = [at for at in times if at <= due_at + last_at]
            said = rule["id"], None, due_text(due_at)
            if in_time:
                yield Owed(*said, is_missed=False)
            elif times:
                yield Owed(*said, is_missed=True, minutes=begun_minutes(min(times) - due_at))
            elif now >= due_at + last_at + _A_SECOND:
                yield Owed(*said, is_missed=True)
        first = following


def _done(rule: Mapping[str, Any], acts: Sequence[Act], zone: ZoneInfo) -> Iterator[tuple[date, datetime]]:
    """Give the days of the periods that a rule was done for, and when that was."""
    names = {SAID_BY[event] for event in rule["done_by"]}
    drafts = {act.matter: act.body for act in acts if act.name == "report.draft"}
    for act in acts:
        body = {**act.body, **drafts.get(act.matter, {})}
        wanted = {**rule.get("only", {}), **rule.get("done_when", {})}
        if act.is_import:
            continue
        if act.name in names and all(body.get(name) == value for name, value in wanted.items()):
            on = date.fromisoformat(body["on"]) if "done_for" in rule else day_in(act.at, zone)
            yield on, act.at


def first_of_period(every: str, day: date) -> date:
    """Walk back to the first day of a period."""
    if every == "week":
        while day.weekday():
            day -= A_DAY
        return day
    while day.day != 1 or (day.month - 1) % _MONTHS[every]:
        day -= A_DAY
    return day


def next_period(every: str, first: date) -> date:
    """Give the first day of the period behind one."""
    return first + 7 * A_DAY if every == "week" else months_later(first, _MONTHS[every])


def due_day(recurs: Mapping[str, Any], first: date) -> date | None:
    """Give the due day of a period; None where it has none.

    Arguments:
        recurs: as the rulebook says it.
        first: the period's first day.
    """
    every = recurs["every"]
    if every == "week":
        day = first
        while day.weekday() != _WEEKDAYS.index(recurs.get("weekday", "sunday")):
            day += A_DAY
    else:
        of_month = months_later(first, recurs.get("month", _MONTHS[every]) - 1)
        day, last = of_month, months_later(of_month, 1) - A_DAY
        while day < last and day.day != recurs.get("day"):
            day += A_DAY
    if recurs.get("if_off") == "after":
        return next_worked(day)
    while recurs.get("if_off") == "before" and is_off(day):
        if day == first:
            return None
        day -= A_DAY
    return day
