"""What waits of work contact forms, sales leads, customers' grades, their events and orders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from answerable.streams.customerevent.flow import CustomereventStage
from answerable.streams.grading.flow import GradingStage
from answerable.streams.liaison.flow import LiaisonStage
from answerable.streams.saleslead.flow import SalesleadStage
from answerable.streams.shipment.flow import ShipmentStage
from answerable_services.console.home.items import Me
from answerable_services.console.home.matters import matters
from answerable_services.console.home.panels import Panel, Work

if TYPE_CHECKING:
    from answerable_services.console.view import View


class _Part(NamedTuple):
    """One part of the first page.

    Arguments:
        stream: whose register.
        what: the columns that say what a matter is about.
        person: the column that names whom it concerns.
        asked: what the register is asked.
        whose: the column that names whoever looks; empty where it is anybody's.
    """

    stream: str
    what: tuple[str, ...]
    person: str
    asked: Mapping[str, str]
    whose: str = ""


PARTS: Mapping[Work, _Part] = {
    Work.FORMS: _Part("liaison", ("request",), "filed_by", {"mark": "is_unanswered"}, "addressee"),
    Work.LATE_FORMS: _Part("liaison", ("request",), "filed_by", {"state": LiaisonStage.FORM_LATE.value}),
    Work.OPINIONS: _Part("liaison", ("request",), "customer", {"state": LiaisonStage.OPINION_ANSWERED.value}),
    Work.NEW_LEADS: _Part(
        "saleslead", ("interest",), "recorded_by", {"state": SalesleadStage.RECORDED.value}
    ),
    Work.MY_LEADS: _Part(
        "saleslead", ("interest",), "recorded_by", {"state": SalesleadStage.PASSED_ON.value}, "to"
    ),
    Work.GRADES: _Part(
        "grading", ("customer_grade", "customer"), "proposed_by", {"state": GradingStage.PROPOSED.value}
    ),
    Work.EVENTS: _Part(
        "customerevent",
        ("event_kind", "topic", "planned_on"),
        "host",
        {"state": CustomereventStage.PLANNED.value},
    ),
    Work.UNSENT: _Part("shipment", ("order_no", "product"), "customer", {"mark": "is_unsent"}),
    Work.LOST_GOODS: _Part(
        "shipment", ("order_no", "product"), "customer", {"state": ShipmentStage.LOST.value}
    ),
}
"""What each part asks, and what it shows."""


async def of_customers(view: View, me: Me, work: Work) -> Panel | None:
    """Find what waits in one of these parts.

    Arguments:
        view: the page; asks as whoever looks.
        me: whoever looks.
        work: which part.
    """
    part = PARTS[work]
    asked = {**part.asked, **({part.whose: me.person} if part.whose else {})}
    return await matters(view, me, work, part.stream, part.what, part.person, **asked)
