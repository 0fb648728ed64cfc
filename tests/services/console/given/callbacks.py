"""Callbacks that are due, late and ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from answerable.queries import callbacks


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
