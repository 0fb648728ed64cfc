"""Kind: what a kind of centre is called, whom it has beside, and the books that are kept at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import partial
from hashlib import sha256
from typing import NamedTuple

from answerable.sample import assessments, desk, handovers, people, records
from answerable.sample.centre import Centre
from answerable.sample.kinds import (
    asking,
    breakdowns,
    custody,
    desk_log,
    goods,
    grievances,
    handbook,
    keys,
    known,
    leads,
    learning,
    letters,
    liaisons,
    logs,
    majors,
    orders,
    outside,
    presence,
    reports,
    sheets,
    shop,
    staff,
    visits,
)
from answerable.sample.scribe import Scribe
from answerable.streams.staff.events import Role

Book = Callable[[Scribe, date], None]
"""What is kept of one field of work: it lets a day pass."""


class Kind(StrEnum):
    """A kind of centre."""

    PROPERTY = "property"
    GPS = "gps"
    CALL_CENTRE = "call-centre"


class Trade(NamedTuple):
    """What a kind of centre has.

    Arguments:
        mark: what its sites' ids begin with.
        name_zh: what its sites are called in Chinese, before their number.
        name_en: what they are called in English.
        posts: whom it has beside those of every centre.
        books: what is kept, in the order in which one needs what another wrote.
    """

    mark: str
    name_zh: str
    name_en: str
    posts: tuple[staff.Post, ...]
    books: tuple[Book, ...]


_EVERYWHERE: tuple[Book, ...] = (
    people.roster,
    desk.receive,
    letters.come_in,
    outside.pledge,
    grievances.complain,
    asking.ask_needs,
    learning.examine,
    sheets.plan,
    sheets.evaluate,
    reports.sum_up_week,
    reports.report,
)
"""Kept at each: among them whatever recurs, which the rulebook has every site owe."""

_TRADES: Mapping[Kind, Trade] = {
    Kind.PROPERTY: Trade(
        "wy",
        "模拟物业",
        "Simulated property company",
        (*staff.OFFICERS, ("guard-2", Role.GUARD, "保安部"), ("technician-2", Role.TECHNICIAN, "工程部")),
        (
            *_EVERYWHERE,
            custody.catalogue,
            custody.count,
            custody.unseal,
            custody.break_spares,
            custody.find,
            keys.keep,
            goods.keep,
            logs.keep,
            desk_log.hand_over,
            desk_log.keep,
            orders.mend_buildings,
            visits.pay,
            visits.invite,
            outside.let_in,
            outside.be_asked,
            majors.happen,
            handbook.issue,
            sheets.give_tasks,
        ),
    ),
    Kind.GPS: Trade(
        "gps",
        "模拟定位服务",
        "Simulated GPS installer",
        (
            *staff.OFFICERS,
            ("technician-2", Role.TECHNICIAN, "技术部"),
            ("technician-3", Role.TECHNICIAN, "技术部"),
        ),
        (
            *_EVERYWHERE,
            records.keep,
            orders.mend_terminals,
            orders.install,
            liaisons.file,
            liaisons.file_late,
            liaisons.pass_on_opinions,
            liaisons.help_from_afar,
            leads.hear,
            known.grade,
            known.keep_files,
            shop.send,
            shop.run_out,
            shop.tell_sales,
            majors.happen,
            breakdowns.occur,
            visits.pay,
            outside.be_asked,
        ),
    ),
    Kind.CALL_CENTRE: Trade(
        "hj",
        "模拟呼叫中心",
        "Simulated call centre",
        (*staff.OFFICERS, ("operations", Role.OPERATIONS, "运维组")),
        (
            *_EVERYWHERE,
            handovers.hand_over,
            records.keep,
            partial(assessments.find, has_exam=False),
            presence.come_and_go,
            presence.go_on_leave,
            presence.swap,
            learning.teach,
            learning.suggest,
            grievances.dispute,
            asking.survey,
            handbook.issue,
            sheets.give_tasks,
        ),
    ),
}


def books_of(kind: Kind) -> tuple[Book, ...]:
    """Give the books that are kept at a kind of centre, in their order of a day."""
    return _TRADES[kind].books


def centre_of(kind: Kind, centre: Centre) -> Centre:
    """Give a simulated centre as one of a kind: another site, so that every kind can be kept side by side.

    Arguments:
        kind: which.
        centre: as one of no kind.
    """
    trade = _TRADES[kind]
    mark, _, number = centre.site.removeprefix("sim").partition("-")
    named = sha256(f"{kind}:{mark}".encode()).hexdigest()[:6]
    return replace(
        centre,
        site=f"{trade.mark}{named}-{number}",
        name_zh=f"{trade.name_zh}{int(number)}",
        name_en=f"{trade.name_en} {int(number)}",
    )


def hire(scribe: Scribe, kind: Kind) -> None:
    """Hire those whom a kind of centre has beside.

    Arguments:
        scribe: writes it.
        kind: which.
    """
    staff.hire(scribe, _TRADES[kind].posts)
