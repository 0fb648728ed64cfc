"""A month of each kind of centre: every register, whatever is owed, and nothing that intake refuses."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from answerable.calendar.months import Month
from answerable.commands.base import BulkItem
from answerable.commands.registry import COMMANDS
from answerable.events.base import IMPORT_PREFIX
from answerable.events.registry import REGISTRY
from answerable.rulebook import find
from answerable.rulebook.standing import wire_name
from answerable.sample.centre import RULEBOOK, ZONE, Volume, sample_centres
from answerable.sample.generator import simulate
from answerable.sample.kinds.fates import Fate, due, ending, in_office, recurring
from answerable.sample.kinds.kind import Kind
from answerable.sample.scribe import Scribe, at
from tests.importing.centre import running_centre, send
from tests.kinds.by_hand.commands import SAID_BY

_MONTHS = (Month(2016, 3), Month(2024, 2), Month(2025, 10))
_WRITTEN_BY_THE_PRODUCT = {"account", "obligation", "reminder"}
_KINDS = pytest.mark.parametrize("kind", list(Kind))


@cache
def month_of(kind: Kind, month: Month = _MONTHS[0], seed: int = 1) -> tuple[BulkItem, ...]:
    return tuple(simulate(1, 1, first_month=month, seed=seed, kind=kind))


def moment(item: BulkItem) -> datetime:
    return datetime.fromisoformat(item.body["occurred_at"])


@_KINDS
def test_the_same_seed_gives_the_same_commands(kind: Kind) -> None:
    """And another seed other sites; each kind has sites of its own."""
    again = tuple(simulate(1, 1, first_month=_MONTHS[0], seed=1, kind=kind))
    sites = {one: {item.body["site"] for item in month_of(one)} for one in Kind}

    assert again == month_of(kind)
    assert sites[kind] != {item.body["site"] for item in month_of(kind, seed=2)}
    assert len(set().union(*sites.values())) == len(Kind)


@_KINDS
@pytest.mark.parametrize("month", _MONTHS, ids=str)
def test_each_command_fits_its_model_is_given_once_and_in_its_time(kind: Kind, month: Month) -> None:
    """In any month: also in a leap one, and in one with a week off."""
    items = month_of(kind, month)
    times = [moment(item) for item in items]

    assert 1000 <= len(items) <= 3000
    assert times == sorted(times)
    assert len({item.key for item in items}) == len(items)
    for item in items:
        COMMANDS[item.name].model_validate(item.body)


def test_every_register_has_rows_in_some_kind() -> None:
    """But for those that the product itself writes."""
    streams = {wire_name(event).partition(".")[0] for event in REGISTRY}
    written = {
        item.name.partition(".")[0] for kind in Kind for month in _MONTHS for item in month_of(kind, month)
    }

    assert streams - written == _WRITTEN_BY_THE_PRODUCT


def test_whatever_the_rulebook_has_anybody_owe_begins_in_some_kind_and_is_done() -> None:
    """What begins with an event begins; what recurs is done at some time of a year."""
    year = {
        item.name for kind in Kind for month in (1, 2, 3, 12) for item in month_of(kind, Month(2024, month))
    }
    for owed in find(RULEBOOK).obligations:
        begins = [] if owed.begins is None else [SAID_BY[owed.begins]]
        assert year.issuperset(begins), owed.id
        assert any(SAID_BY.get(event) in year for event in owed.done_by), owed.id


def test_every_report_that_recurs_is_handed_in_at_some_time() -> None:
    """Each kind of report that the rulebook asks for."""
    asked = {owed.done_when["report_kind"] for owed in find(RULEBOOK).obligations if owed.done_when}
    drafted = {
        item.body["report_kind"]
        for kind in Kind
        for item in month_of(kind, Month(2024, 3))
        if item.name == "report.draft"
    }

    assert asked <= drafted


@_KINDS
def test_nobody_works_on_after_they_have_left(kind: Kind) -> None:
    """In a busy centre too."""
    items = list(simulate(1, 2, first_month=_MONTHS[1], volume=Volume(contacts=12), kind=kind))
    back = {item.body["staff"] for item in items if item.name == "staff.rehire"}
    left = {
        item.body["staff"]: date.fromisoformat(item.body["left_on"])
        for item in items
        if item.name == "staff.leave" and item.body["staff"] not in back
    }

    assert left
    for item in items:
        last = left.get(item.body["acting_for"], date.max)
        assert moment(item).astimezone(ZONE).date() <= last, item.key


@_KINDS
def test_a_longer_simulation_goes_on_from_a_shorter_one(kind: Kind) -> None:
    """Asking for another month changes nothing of the first."""
    longer = {item.key: item for item in simulate(1, 2, first_month=_MONTHS[0], seed=1, kind=kind)}

    assert all(longer[item.key] == item for item in month_of(kind))


@_KINDS
def test_a_busier_centre_has_more_of_everything(kind: Kind) -> None:
    """The contacts of a day say how busy it is."""
    usual, busy = (
        Counter(item.name for item in simulate(1, 1, volume=Volume(contacts=contacts), kind=kind))
        for contacts in (4, 16)
    )

    assert busy["contact.receive"] > 3 * usual["contact.receive"]
    assert busy.total() > 1.7 * usual.total()


@_KINDS
def test_what_is_owed_is_entered_and_what_it_rests_on_is_brought_along(kind: Kind) -> None:
    """Nothing is owed of another system's records, so what people do is none of these."""
    entered = {
        item.name.partition(".")[0]
        for item in simulate(1, 1, kind=kind, is_owed=True)
        if not item.key.startswith(IMPORT_PREFIX)
    }

    assert entered.isdisjoint({"site", "rulebook", "staff", "delivery"})
    assert {"contact", "duty", "report"} <= entered


def test_memory_does_not_grow_with_the_months() -> None:
    """Only what has begun and not ended is kept."""

    def peak(months: int) -> int:
        tracemalloc.start()
        for _ in simulate(1, months, first_month=_MONTHS[1], kind=Kind.GPS):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1)
    assert peak(6) < 2 * peak(1)


def _scribe() -> Scribe:
    return Scribe(sample_centres()[0], "test", at(date(2016, 12, 31), 0))


def test_an_ending_is_in_time_late_never_or_excused_by_its_share() -> None:
    """Seven in ten are in time; and what is in time is, and what is late is not."""
    scribe, begun_at = _scribe(), at(date(2016, 3, 9), 10)
    due_at = due("form-answer", begun_at)
    drawn = [
        ending(scribe.dice(str(number), date(2016, 3, 9)), begun_at, due_at, is_excusable=True)
        for number in range(1000)
    ]
    share = Counter(one.fate for one in drawn)

    assert due_at == at(date(2016, 3, 11), 18)
    assert 650 < share[Fate.IN_TIME] < 750
    assert 110 < share[Fate.LATE] < 190
    assert 70 < share[Fate.NEVER] < 130
    assert 25 < share[Fate.EXCUSED] < 75
    assert all(begun_at < one.at <= due_at for one in drawn if one.fate is Fate.IN_TIME)
    assert all(due_at < one.at <= due_at + timedelta(days=4) for one in drawn if one.fate is Fate.LATE)


def test_what_was_due_before_it_could_be_done_is_late() -> None:
    """It is not done before it has begun."""
    scribe, begun_at = _scribe(), at(date(2016, 3, 9), 10)
    drawn = [
        ending(scribe.dice(str(number), date(2016, 3, 9)), begun_at, begun_at - timedelta(days=1))
        for number in range(100)
    ]

    assert {one.fate for one in drawn} == {Fate.LATE, Fate.NEVER}
    assert all(one.at > begun_at for one in drawn if one.fate is Fate.LATE)


def test_people_act_in_office_hours_where_there_are_any() -> None:
    """Over a weekend on its Monday."""
    chance = _scribe().dice("office", date(2016, 3, 4))
    moments = [in_office(chance, at(date(2016, 3, 4), 18), at(date(2016, 3, 7), 18)) for _ in range(50)]

    assert Counter(one.date() for one in moments).most_common(1)[0][0] == date(2016, 3, 7)


def test_what_recurs_is_taken_in_hand_once_a_period() -> None:
    """Three days before it is due."""
    scribe = _scribe()
    days = [date(2016, 3, 1) + timedelta(days=number) for number in range(61)]
    taken = [(day, found[0]) for day in days if (found := recurring(scribe, day, "monthly-exam"))]

    assert taken == [(date(2016, 3, 28), date(2016, 3, 1)), (date(2016, 4, 26), date(2016, 4, 1))]


@pytest.mark.server
@pytest.mark.slow
@_KINDS
@pytest.mark.parametrize("is_owed", [False, True], ids=["brought-along", "owed"])
async def test_intake_carries_out_every_command_of_a_kind(kind: Kind, is_owed: bool, tmp_path: Path) -> None:
    """A month breaks no rule, as another system's records and as entered."""
    items = simulate(1, 1, first_month=_MONTHS[2], seed=3, kind=kind, is_owed=is_owed)
    async with running_centre(tmp_path / "data") as caller:
        outcomes = await send(caller, items)

    assert [outcome for outcome in outcomes if outcome.status != 200] == []
