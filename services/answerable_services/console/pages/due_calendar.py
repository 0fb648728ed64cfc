"""The calendar of what becomes due: a month of whole weeks, and one day with everything on it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel

from answerable.calendar import Month
from answerable.errors import AnswerableError, Invalid, NotFound, Unavailable
from answerable.wording import numbers, quoted, say
from answerable_services.console.asking import failures
from answerable_services.console.calendar.entries import Entry
from answerable_services.console.calendar.feed import title_of
from answerable_services.console.calendar.gathering import Gathered, Period, gather
from answerable_services.console.calendar.months import bounds_of, weeks_of
from answerable_services.console.view import View, view_of
from answerable_services.console.views.format import shown

router = APIRouter()

_MINE = "mine"
_YEARS = 10
_ONE_DAY = timedelta(days=1)


class Filters(BaseModel):
    """What an address of this page can say.

    Arguments:
        month: which month; this one where left out.
        on: one day, whole; then the month is that day's.
        site: of one site.
        whose: only one's own.
    """

    month: str = ""
    on: str = ""
    site: str = ""
    whose: str = ""


def _day_in(text: str) -> date | None:
    """Read a day from an address.

    Raises:
        Invalid: it is none.
    """
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(say("error.not_a_day", given=quoted(shown(text)))) from error


def _check_near(month: Month, today: date) -> None:
    """Refuse a month that is further away than anything is planned or remembered.

    Raises:
        Invalid: it is.
    """
    if abs(month.year - today.year) > _YEARS:
        raise Invalid(say("error.month_too_far_off", month=str(month), years=_YEARS))


def _time(entry: Entry, view: View) -> str:
    return "" if entry.at is None else f"{entry.at.astimezone(view.zone(entry.site)):%H:%M}"


def _href(entry: Entry, view: View) -> str | None:
    return view.link(entry.reference) if entry.reference else entry.address or None


def _failed(gathered: Gathered) -> tuple[dict[str, AnswerableError], int]:
    """Give the services that did not answer, and the status of a page that has nothing from any of them.

    Raises:
        NotFound: there is no such site.
        Invalid: the address asks for what cannot be.
    """
    away = failures(*gathered.asked)
    for error in away.values():
        if isinstance(error, NotFound | Invalid):
            raise error
    is_nothing = all(one.error is not None for one in gathered.asked)
    return away, (Unavailable.status if away and is_nothing else 200)


@router.get("/due/calendar")
async def calendar(view: Annotated[View, Depends(view_of)], filters: Annotated[Filters, Query()]) -> Response:
    """Show a month, or one of its days, with what is due, planned and closed."""
    sites = await view.sites()
    person = await view.still()
    today = view.now.astimezone(view.zone(filters.site or None)).date()
    on = _day_in(filters.on)
    month = Month.of(on) if on else Month.parse(filters.month) if filters.month else Month.of(today)
    _check_near(month, today)
    first, last = (on, on) if on else bounds_of(month)
    whose = person.id if filters.whose == _MINE else None
    period = Period(first, last, today, filters.site or None, whose)
    gathered = await gather(view.ask, view.may, period, view.zone, most=500 if on else 100)
    away, status = _failed(gathered)
    return view.page(
        "due/day.html" if on else "due/month.html",
        "due",
        status=status,
        filters=filters,
        sites=sites.answer,
        gathered=gathered,
        away=away,
        today=today,
        month=month,
        on=on,
        weeks=[] if on else weeks_of(month, gathered, today),
        month_name=partial(numbers.month, language=view.language),
        off=gathered.off.get(on) if on else None,
        before=on - _ONE_DAY if on else month.plus(-1),
        after=on + _ONE_DAY if on else month.plus(1),
        what_of=partial(title_of, words=view.words),
        time_of=partial(_time, view=view),
        href_of=partial(_href, view=view),
    )
