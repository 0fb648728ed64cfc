"""What stands in the ledger as missed, after a month of each kind of centre, is what was missed by hand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from answerable.calendar.months import Month
from answerable.events.base import Event
from answerable.sample.centre import Volume
from answerable.sample.kinds.kind import Kind
from tests.kinds.by_hand.acts import CALL, LIMIT, Owed
from tests.kinds.by_hand.ledger import Key, minutes_of, on_record
from tests.kinds.by_hand.owed import rulebook
from tests.kinds.month import Months, Passed, by_hand, pass_by
from tests.soak import chances, in_long_form, note, times

pytestmark = [pytest.mark.server, pytest.mark.slow]

VOLUME = Volume(agents=5, contacts=2, records=2, deliveries_percent=1, faults_percent=14)
DECEMBER = Months(Month(2024, 12), 1, VOLUME, 18)
"""The month in which weeks, a month, a quarter and a year are due."""
CENTRES = {Kind.PROPERTY: 1, Kind.GPS: 2, Kind.CALL_CENTRE: 3}
"""Several, so that of each rule something is missed, and something is not."""
EVERY_RULE = [LIMIT, CALL, *(rule["id"] for rule in rulebook("call-centre-80")["obligations"])]

SEEDS = times(1, "SOAK_KINDS", 4)


def differences(passed: Passed, found: Sequence[Owed]) -> list[str]:
    """Tell in which misses a site's ledger and the calculation differ, and where they are late otherwise."""
    known: defaultdict[Key, list[Owed]] = defaultdict(list)
    for one in found:
        known[Key(*one[:3])].append(one)
    recorded = on_record(passed.events)
    wanted = Counter(Key(*one[:3]) for one in found if one.is_missed)
    counted = Counter(key for key, _ in recorded)
    told = [f"only by hand: {key}" for key in (wanted - counted).elements()]
    told += [f"only on record: {key}" for key in (counted - wanted).elements()]
    told += [
        f"late by {minutes_of(event)} on record: {key}, by hand {known[key]}"
        for key, event in recorded
        if not _is_as_late(event, known[key])
    ]
    return sorted(told)


def _is_as_late(event: Event, known: Iterable[Owed]) -> bool:
    """Tell whether a miss says by how much it was late; found before it was done, it says nothing."""
    minutes = minutes_of(event)
    return minutes is None or minutes in {one.minutes for one in known if one.is_missed}


def compared(passed: Passed) -> list[Owed]:
    """Compare the misses of each site, and give all that was owed."""
    every: list[Owed] = []
    for site in passed.sites:
        of_site = passed.at(site)
        found = by_hand(of_site)
        assert differences(of_site, found) == [], site
        every += found
    return every


async def test_a_month_of_each_kind(tmp_path: Path) -> None:
    """Rule by rule and matter by matter; of every rule something was missed, and something was not."""
    passed = await pass_by(tmp_path / "data", DECEMBER, CENTRES, is_looked_after=True)
    found = compared(passed)
    assert len(passed.sites) == sum(CENTRES.values())

    missed, kept = ({one.rule for one in found if one.is_missed is whether} for whether in (True, False))
    assert (sorted(set(EVERY_RULE) - missed), sorted(set(EVERY_RULE) - kept)) == ([], [])


@in_long_form
@pytest.mark.parametrize("is_looked_after", [True, False])
@pytest.mark.parametrize("number", range(SEEDS))
async def test_several_months(tmp_path: Path, number: int, *, is_looked_after: bool) -> None:
    """Whenever they are, whatever happens in them, and whether or not the service was there meanwhile."""
    chance = chances(f"kinds-{number}-{is_looked_after}")
    first = Month(2024, chance.randint(1, 10))
    months = Months(first, 2, Volume(), chance.randrange(1_000_000))
    note(f"from {first}: {months.seed}")
    passed = await pass_by(tmp_path / "data", months, CENTRES, is_looked_after=is_looked_after)
    assert len(compared(passed)) > 0
