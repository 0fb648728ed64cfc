"""What holds at a site now, by the newest of what was said of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

from answerable.purposes import Purpose
from answerable.queries.base import Direction
from answerable.queries.desk import SiteName, SiteNames, StoryOf
from answerable.queries.matters import Story, TimelineEntry
from answerable_services.console.asking import Reply
from answerable_services.console.language import Language, words_of
from answerable_services.console.views.sites import Place, places_of

AT = datetime(2016, 3, 10, 2, tzinfo=UTC)
WEEK = [{"from_day": "monday", "to_day": "friday", "starts": "09:00", "ends": "18:00"}]
SHORT = [{"from_day": "saturday", "to_day": "saturday", "starts": "09:00", "ends": "12:00"}]
SITE = SiteName(site="xm01", name_zh="厦门", name_en="Xiamen", timezone="Asia/Shanghai")

Said = tuple[str, dict[str, Any]]

FOR = {"purposes": [purpose.value for purpose in Purpose]}


def story(matter: str, said: list[Said], order: Direction, limit: int) -> Story:
    """Tell a matter's events as the desk does: so many, from either end."""
    entries = [
        TimelineEntry(
            sequence=number,
            event=f"{matter}.{number}",
            type=f"answerable.{kind}.v1",
            occurred_at=AT,
            recorded_at=AT,
            actor="staff-manager",
            entered_by=None,
            is_imported=False,
            fields=fields,
        )
        for number, (kind, fields) in enumerate(said, start=1)
    ]
    told = entries if order is Direction.ASCENDING else entries[::-1]
    return Story(matter=matter, site="xm01", state=None, facts={}, entries=tuple(told[:limit]))


async def place(site: list[Said], rulebook: list[Said]) -> Place:
    """Give what the administration shows of a site by what was said of it, to who may change nothing."""

    async def ask(query: StoryOf) -> Reply[Any]:
        said = site if query.matter.startswith("site-") else rulebook
        return Reply("desk", answer=story(query.matter, said, query.order, query.limit))

    view = SimpleNamespace(
        ask=ask,
        words=words_of(Language.EN),
        now=AT,
        zone=lambda _: ZoneInfo("Asia/Shanghai"),
        may=lambda _: False,
        person=None,
        language="en",
    )
    (found,) = await places_of(cast("Any", view), SiteNames(sites=(SITE,)))
    return found


def hours(since: str, week: list[dict[str, str]] = WEEK) -> Said:
    return "site.hours_set", {"timetable": 1, "since": since, "hours": week, "reason": "r"}


async def test_however_much_was_said_the_last_of_it_holds() -> None:
    """Hours, closings and rulebooks of today are those said last, behind more events than one answer has."""
    opened: Said = ("site.opened", {"country": "CN"})
    closed: Said = ("site.closing_announced", {"first": "2016-05-03", "last": "2016-05-04", "reason": "r"})
    bound: list[Said] = [
        (
            "rulebook.bound",
            {"effective_from": f"20{year:02}-01-01", "rulebook": "book", "edition": str(year), **FOR},
        )
        for year in [*range(10, 16)] * 60
    ]
    found = await place(
        [opened, *(hours("2016-01-01") for _ in range(250)), hours("2016-02-01", SHORT), closed], bound
    )

    assert [(one.since, one.lines, one.is_in_force) for one in found.hours] == [
        (date(2016, 2, 1), ("Saturday 09:00–12:00",), True),
        (date(2016, 1, 1), ("Monday to Friday 09:00–18:00",), False),
    ]
    assert [(one.first, one.last) for one in found.closings] == [(date(2016, 5, 3), date(2016, 5, 4))]
    assert [one.name for one in found.bindings if one.is_in_force] == ["book@15"]
    assert (found.opened_at, found.country) == (AT, "CN")


async def test_what_was_said_anew_for_a_day_and_what_was_taken_back() -> None:
    """Of hours from one day the later ones hold; a closing that was withdrawn is none."""
    closed: Said = ("site.closing_announced", {"first": "2016-05-03", "last": "2016-05-03", "reason": "r"})
    found = await place(
        [
            hours("2016-01-01"),
            hours("2016-01-01", SHORT),
            closed,
            ("site.closing_withdrawn", {"first": "2016-05-03"}),
        ],
        [],
    )

    assert [one.lines for one in found.hours] == [("Saturday 09:00–12:00",)]
    assert found.closings == ()


async def test_the_numbers_that_the_rulebook_leaves_to_the_site() -> None:
    """What is proposed, what the site set and since when; what holds yet can be taken back by nobody."""
    said = {"rulebook": "call-centre-80", "rule": "transfer-answer", "unit": "working_minutes", "reason": "r"}
    bound: list[Said] = [
        (
            "rulebook.bound",
            {"effective_from": "2016-01-01", "rulebook": "call-centre-80", "edition": "1", **FOR},
        ),
        ("rulebook.number_set", {**said, "number": 90, "effective_from": "2016-02-01"}),
        ("rulebook.number_set", {**said, "number": 60, "effective_from": "2016-05-01"}),
        ("rulebook.number_set", {**said, "number": 61, "effective_from": "2016-06-01"}),
        ("rulebook.number_withdrawn", {**said, "effective_from": "2016-06-01"}),
    ]
    found = await place([("site.opened", {"country": "CN"})], bound)

    (one,) = (one for one in found.numbers if one.called == "Answer a transfer")
    assert (one.proposed, one.article, one.is_own) == ("120 working minutes", "000-4.2.4", True)
    assert [(held.said, held.since, held.is_in_force) for held in one.held] == [
        ("60 working minutes", date(2016, 5, 1), False),
        ("90 working minutes", date(2016, 2, 1), True),
    ]
    assert [held.undo is None for held in one.held] == [False, True]
    (limit,) = (one for one in found.numbers if "critical" in one.called)
    assert (limit.held, limit.is_own) == ((), False)
    assert [one.name for one in found.bindings] == ["call-centre-80@1"]
