"""Calendars: months, holidays and working days, the days on which a delivery's customer is called."""

from __future__ import annotations

from answerable.calendar.anniversaries import (
    CallbackDate,
    CallbackPlan,
    callback_date,
    callback_dates,
    last_day_of,
)
from answerable.calendar.countries import Country, country_of, is_country
from answerable.calendar.holidays import Consulted, Holiday, Holidays, china, holidays_of, parts_of
from answerable.calendar.months import Month
from answerable.calendar.workdays import add_working_days, is_working_day, next_working_day

__all__ = [
    "CallbackDate",
    "CallbackPlan",
    "Consulted",
    "Country",
    "Holiday",
    "Holidays",
    "Month",
    "add_working_days",
    "callback_date",
    "callback_dates",
    "china",
    "country_of",
    "holidays_of",
    "is_country",
    "is_working_day",
    "last_day_of",
    "next_working_day",
    "parts_of",
]
