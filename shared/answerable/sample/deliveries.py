"""Deliveries, and the callbacks that were made for them by hand."""

from __future__ import annotations

from datetime import date, timedelta

from answerable.calendar.anniversaries import CallbackPlan, callback_dates, last_day_of
from answerable.sample.centre import holidays
from answerable.sample.people import seller
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.callback.commands import callback_id
from answerable.streams.callback.events import AttemptOutcome

_PLAN = CallbackPlan("000-4.5", 12, 3, 3)
_PROJECTS = ("呼叫中心坐席系统", "车载定位终端", "门店监控系统", "机房巡检系统", "会员管理系统")
_NOTES = ("运行正常", "运行正常，客户满意", "有一项使用疑问，已当场解答", "客户希望增加培训", None)
_OFTEN, _SOMETIMES = 90, 12


def deliver(scribe: Scribe, day: date) -> None:
    """Let a delivery be accepted on a day, where chance has it, with the callbacks made until today."""
    chance = scribe.dice("delivery", day)
    for number in range(1 + scribe.centre.volume.deliveries_percent // 100):
        share = scribe.centre.volume.deliveries_percent - 100 * number
        if chance.randrange(100) < share:
            accept(scribe, f"{day:%Y%m%d}-{number + 1}", day)


def last_day(due_on: date) -> date:
    """Give the last day on which a callback is not yet missed."""
    return last_day_of(due_on, _PLAN, holidays())


def accept(scribe: Scribe, name: str, day: date, *, until: date | None = None) -> None:
    """Let a delivery be accepted on a day, and call its customer back.

    Arguments:
        scribe: writes it.
        name: the delivery's name at the site.
        day: the day of acceptance.
        until: the last due day whose callback is made by hand; most of them where None.
    """
    centre = scribe.centre
    chance = scribe.dice(f"delivery-{name}", day)
    delivery = f"delivery-{centre.site}-{name}"
    scribe.write(
        "delivery.accept",
        delivery,
        at(day, 15, chance.randrange(60)),
        seller(centre, day),
        delivery=delivery,
        customer=centre.customer(chance.randrange(500)),
        project=chance.choice(_PROJECTS),
        accepted_on=day,
    )
    today = scribe.until.astimezone(at(day, 0).tzinfo).date()
    for owed in callback_dates(day, today, _PLAN, holidays()):
        is_made = chance.randrange(100) < _OFTEN if until is None else owed.due_on <= until
        called_at = at(owed.due_on, 9) + minutes(chance.randrange(480))
        agent = centre.agent(1 + chance.randrange(min(4, centre.volume.agents)))
        # An old delivery may be called back before the agent was there.
        by = agent.id if agent.is_employed_on(owed.due_on) else centre.staff("supervisor")
        about = {"delivery": delivery, "ordinal": owed.ordinal}
        name_of_callback = callback_id(delivery, owed.ordinal)
        if chance.randrange(100) < _SOMETIMES:
            outcome = chance.choice((AttemptOutcome.NO_ANSWER, AttemptOutcome.ASKED_LATER))
            before = called_at - timedelta(minutes=45)
            scribe.write("callback.attempt", f"{name_of_callback}:1", before, by, outcome=outcome, **about)
        satisfaction, note = chance.choice((3, 4, 4, 5, 5, 5)), chance.choice(_NOTES)
        if is_made:
            scribe.write(
                "callback.complete",
                f"{name_of_callback}:made",
                called_at,
                by,
                satisfaction=satisfaction,
                note=note,
                **about,
            )
        elif at(last_day(owed.due_on) + timedelta(days=1), 0) <= scribe.until:
            scribe.write(
                "callback.miss",
                f"{name_of_callback}:missed",
                at(last_day(owed.due_on) + timedelta(days=1), 0),
                "system-callbacks",
                delivery=delivery,
                ordinal=owed.ordinal,
            )
