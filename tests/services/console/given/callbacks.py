"""Callbacks that are due, late and ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from answerable.queries import callbacks
from answerable.queries.callbacks import OwedTold
from tests.services.console.given.moments import NOW


def callback(
    number: int, state: callbacks.CallbackState, due_on: date, **changes: Any
) -> callbacks.CallbackRow:
    values: dict[str, Any] = {
        "callback": f"callback-d{number}-1",
        "delivery": f"delivery-d{number}",
        "site": "xm01",
        "customer": f"customer-{4000 + number}",
        "project": f"GPS 终端安装第 {number} 期",
        "ordinal": number % 12 + 1,
        "nominal_on": due_on,
        "due_on": due_on,
        "is_provisional": False,
        "state": state,
        "attempts": number % 3,
        "days_over": max(0, (date(2016, 3, 31) - due_on).days),
    }
    return callbacks.CallbackRow.model_validate(values | changes)


def due() -> callbacks.DueList:
    late, now, state = date(2016, 3, 28), date(2016, 3, 31), callbacks.CallbackState
    return callbacks.DueList(
        on=now,
        callbacks=(
            callback(1, state.OVERDUE, late),
            callback(2, state.DUE, now),
            callback(3, state.DUE, now),
        ),
        upcoming=(
            callback(4, state.DUE, date(2016, 4, 5), nominal_on=date(2016, 4, 3)),
            callback(5, state.DUE, date(2016, 4, 6), is_provisional=True),
        ),
        counts=callbacks.DueCounts(owed=3, overdue=1, upcoming=2),
    )


def history(query: callbacks.History) -> callbacks.HistoryAnswer:
    state = callbacks.CallbackState
    rows = (
        callback(6, state.COMPLETED, date(2016, 3, 15), satisfaction=4, days_over=0),
        callback(7, state.MISSED, date(2016, 3, 10), days_over=0, project="=1+1"),
    )
    ended = [row for row in rows if query.state in {None, row.state}]
    at = 0 if query.after is None else 1
    return callbacks.HistoryAnswer(
        ended=tuple(ended[at : at + query.limit]),
        total=len(ended),
        counts=tuple(callbacks.EndCount(state=one, count=1) for one in (state.COMPLETED, state.MISSED)),
        before="first" if at else None,
        after="second" if at + query.limit < len(ended) else None,
        months=tuple(
            callbacks.MonthCount(
                month=f"2015-{month:02d}" if month > 3 else f"2016-{month:02d}",
                due=20 + month,
                completed=17 + month,
                missed=2,
            )
            for month in (10, 11, 12, 1, 2, 3)
        ),
    )


def of_delivery() -> callbacks.DeliveryCallbacks:
    state = callbacks.CallbackState
    return callbacks.DeliveryCallbacks(
        on=date(2016, 3, 31),
        callbacks=(
            callback(1, state.DUE, date(2016, 4, 14), callback="callback-1-3", ordinal=3, attempts=0),
            callback(1, state.OVERDUE, date(2016, 3, 14), callback="callback-1-2", ordinal=2, attempts=1),
            callback(
                1, state.COMPLETED, date(2016, 2, 14), callback="callback-1-1", ordinal=1, satisfaction=4
            ),
        ),
    )


def owed(query: callbacks.Owed) -> callbacks.OwedList:
    """A transfer that nobody answered, one due today, and the month's exam."""
    rows = (
        _owed("transfer-answer", "答复移交", "Answer a transfer", "overdue", 0, is_missed=True),
        _owed("complaint-reply", "答复投诉", "Answer a complaint", "today", 2, owed_by=None),
        _owed("monthly-exam", "每月技能考试", "Monthly skills exam", "later", 300, owed_by=None, matter=None),
    )
    found = tuple(row for row in rows if query.state in (None, row.state))
    counts = callbacks.OwedCounts(overdue=1, today=1)
    return callbacks.OwedList(at=NOW, rows=found, counts=counts)


def nothing_owed() -> callbacks.OwedList:
    """Nothing is owed."""
    return callbacks.OwedList(at=NOW, rows=(), counts=callbacks.OwedCounts(overdue=0, today=0))


def _owed(rule: str, zh: str, en: str, state: str, hours: int, **changes: Any) -> callbacks.OwedRow:
    said = {
        "obligation": f"obligation-{rule}-1",
        "rule": rule,
        "name_zh": zh,
        "name_en": en,
        "article": "000-4.2.4",
        "is_assumed": True,
        "site": "xm01",
        "matter": "case-INC0000045",
        "owed_by": "staff-a1",
        "begun_at": NOW - timedelta(days=1),
        "due_at": NOW + timedelta(hours=hours),
        "state": state,
    }
    return callbacks.OwedRow.model_validate(said | changes)


def coming(query: callbacks.Coming) -> callbacks.ComingList:
    """Two that are late, three today, and one that stands alone in April."""
    known = due()
    rows = [one for one in (*known.callbacks, *known.upcoming) if query.first <= one.due_on <= query.last]
    days = sorted({one.due_on for one in rows})
    return callbacks.ComingList(
        on=known.on,
        callbacks=tuple(rows),
        days=tuple(callbacks.DayCount(on=on, owed=sum(one.due_on == on for one in rows)) for on in days),
    )


def nothing_coming() -> callbacks.ComingList:
    """No callback is due."""
    return callbacks.ComingList(on=date(2016, 3, 31), callbacks=(), days=())


def days_off(query: callbacks.DaysOff) -> callbacks.DaysOffList:
    """The weekends, a holiday, and a day on which the site is closed."""
    days = [query.first + timedelta(days=number) for number in range((query.last - query.first).days + 1)]
    told = {
        date(2016, 4, 4): {"why": "holiday", "name_zh": "清明节", "name_en": "Tomb Sweeping Day"},
        date(2016, 3, 30): {"why": "closed"},
    }
    off = {on: {"why": "day_off"} for on in days if on.isoweekday() > 5} | told
    return callbacks.DaysOffList(
        days=tuple(callbacks.DayOff.model_validate({"on": on, **off[on]}) for on in days if on in off)
    )


def owed_told() -> OwedTold:
    """An answer to a transfer: an hour of work over a break, set by the site, and moved by a superior."""
    stretches = (
        ("2016-03-31T03:30:00Z", "2016-03-31T04:00:00Z", "worked", 30),
        ("2016-03-31T04:00:00Z", "2016-03-31T05:30:00Z", "break", 30),
        ("2016-03-31T05:30:00Z", "2016-03-31T06:00:00Z", "worked", 60),
    )
    steps = [
        {"starts_at": begun, "ends_at": ended, "why": why, "counts": why == "worked", "minutes": minutes}
        for begun, ended, why, minutes in stretches
    ]
    return OwedTold.model_validate(
        {
            "obligation": "obligation-transfer-answer-1",
            "rule": "transfer-answer",
            "rulebook": "call-centre-80",
            "name_zh": "答复移交",
            "name_en": "Answer a transfer",
            "article": "000-4.2.4",
            "is_assumed": True,
            "number": 60,
            "unit": "working_minutes",
            "proposed": 120,
            "site": "xm01",
            "matter": "case-7",
            "occurrence": 3,
            "owed_by": "staff-a1",
            "begun_at": stretches[0][0],
            "planned_at": stretches[-1][1],
            "due_at": "2016-04-01T02:00:00Z",
            "timetable": 1,
            "steps": steps,
        }
    )
