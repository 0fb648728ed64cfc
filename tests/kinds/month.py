"""A month of simulated centres, as it passes: commands as they happen, what was missed found day by day."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from answerable.calendar.months import Month
from answerable.calendar.zones import DEFAULT_ZONE
from answerable.commands.base import BulkItem, BulkOutcome
from answerable.events.base import Event
from answerable.sample.centre import Volume
from answerable.sample.generator import simulate
from answerable.sample.kinds.kind import Kind
from tests.kinds.by_hand.acts import Act, Owed
from tests.kinds.by_hand.calls import calls
from tests.kinds.by_hand.commands import NOT_CALCULATED
from tests.kinds.by_hand.limits import limits
from tests.kinds.by_hand.owed import owed, rulebook
from tests.kinds.centre import SAID_BY_THE_MACHINE, swept_centre

_A_DAY = timedelta(days=1)
_BEHIND = timedelta(weeks=6)
"""How long the centres are swept day by day behind their last month, with nothing happening any more."""
_LONG_BEHIND = timedelta(weeks=58)
"""When they are swept for the last time: a year later, when what is owed once a year is owed again."""

OF_COUNTED_NUMBERS = frozenset({"report.sign", "report.issue", "report.revise", "report.send_back"})
"""What may be refused: a report is signed when another service has counted its numbers, which is not here."""


class Months(NamedTuple):
    """What is simulated.

    Arguments:
        first: the first month.
        number: how many.
        volume: how much happens at each centre.
        seed: what all chances follow from.
    """

    first: Month
    number: int
    volume: Volume
    seed: int

    @property
    def begins(self) -> datetime:
        """The first moment of the first month."""
        return self.first.starts_at(DEFAULT_ZONE).astimezone(UTC)

    @property
    def ends(self) -> datetime:
        """The first moment behind the last one."""
        return self.first.plus(self.number).starts_at(DEFAULT_ZONE).astimezone(UTC)

    def of_each_centre(self, kinds: Mapping[Kind, int]) -> list[list[BulkItem]]:
        """Give the commands of each centre, without what only the machine finds.

        Arguments:
            kinds: how many there are of each kind.
        """
        found: dict[str, list[BulkItem]] = {}
        for kind, sites in kinds.items():
            for item in simulate(
                sites,
                self.number,
                first_month=self.first,
                volume=self.volume,
                seed=self.seed,
                kind=kind,
                is_owed=True,
            ):
                if item.name not in SAID_BY_THE_MACHINE:
                    found.setdefault(item.body["site"], []).append(item)
        return list(found.values())


class Passed(NamedTuple):
    """What there is when the months are over.

    Arguments:
        acts: the commands that were accepted, in order.
        events: what is in the ledger.
        now: when it is.
    """

    acts: list[Act]
    events: list[Event]
    now: datetime

    def at(self, site: str) -> Passed:
        """Give what there is of one site."""
        acts = [act for act in self.acts if act.body["site"] == site]
        return Passed(acts, [event for event in self.events if event.site == site], self.now)

    @property
    def sites(self) -> list[str]:
        """The sites that were opened, in order."""
        return [act.body["site"] for act in self.acts if act.name == "site.open"]


def happened_at(item: BulkItem) -> datetime:
    """Give when what a command says happened."""
    return datetime.fromisoformat(item.body["occurred_at"]).astimezone(UTC)


async def pass_by(data: Path, months: Months, kinds: Mapping[Kind, int], *, is_looked_after: bool) -> Passed:
    """Let months pass at a real installation with centres of each kind.

    The rulebooks are bound with the year, so that its quarters and the year itself are owed.

    Arguments:
        data: the installation's directory, made for this.
        months: which.
        kinds: how many centres there are of each kind.
        is_looked_after: whether the service looks each day, but for some in which it is away; else it comes
            only when all is over.
    """
    founded = Month(months.first.year, 1).starts_at(DEFAULT_ZONE).astimezone(UTC)
    looks = deque(_looks(founded, months) if is_looked_after else ())
    now = months.ends + _LONG_BEHIND
    refused: list[tuple[BulkItem, BulkOutcome]] = []
    async with swept_centre(data, founded) as centre:
        for batch in _batches(months.of_each_centre(kinds), founded, months.begins):
            comes_at = max(map(happened_at, batch))
            while looks and looks[0] < comes_at:
                await centre.sweep(looks.popleft())
            outcomes = await centre.send(batch, max(comes_at, founded))
            refused += [pair for pair in zip(batch, outcomes, strict=True) if pair[1].status != 200]
        while looks:
            await centre.sweep(looks.popleft())
        await centre.sweep(now)
        unexpected = [(item.key, one.problem) for item, one in refused if item.name not in OF_COUNTED_NUMBERS]
        if unexpected:
            raise AssertionError(unexpected)
        return Passed(centre.acts, centre.events, now)


def _looks(founded: datetime, months: Months) -> Iterator[datetime]:
    """Give when the service looks: each month before, then each day, but for ten in which it is away."""
    month = months.first
    before = [month := month.plus(-1) for _ in range(months.first.month - 1)]
    yield from (one.starts_at(DEFAULT_ZONE).astimezone(UTC) for one in reversed(before[:-1]))
    away = months.begins + timedelta(days=11), months.begins + timedelta(days=21)
    day = months.begins
    while day < months.ends + _BEHIND:
        if not away[0] < day < away[1]:
            yield day
        day += _A_DAY


def _batches(
    of_each: Sequence[Sequence[BulkItem]], founded: datetime, begins: datetime
) -> Iterator[list[BulkItem]]:
    """Give commands as they come in: all of the years before, then month by month, then hour by hour.

    What is entered an hour late or more is judged a day later; none of this is.
    """
    in_time = heapq.merge(*map(_placed, of_each), key=lambda placed: placed[0])

    def comes_in(placed: tuple[datetime, BulkItem]) -> str:
        at = placed[0]
        return "" if at < founded else f"{at:%Y-%m}" if at < begins else f"{at:%Y-%m-%d %H}"

    for _, batch in groupby(in_time, key=comes_in):
        yield [item for _, item in batch]


def _placed(items: Iterable[BulkItem]) -> Iterator[tuple[datetime, BulkItem]]:
    """Give each command with when it can come in: none before those that it stands behind."""
    latest = datetime.min.replace(tzinfo=UTC)
    for item in items:
        latest = max(latest, happened_at(item))
        yield latest, item


def by_hand(passed: Passed) -> list[Owed]:
    """Calculate all that was owed at a site.

    Arguments:
        passed: what there is of it.
    """
    unknown = {act.name for act in passed.acts} & NOT_CALCULATED
    assert not unknown, f"nobody calculates {unknown} by hand"
    book, acts, now = rulebook("call-centre-80"), passed.acts, passed.now
    return [*owed(acts, now), *limits(acts, book["limits"], now), *calls(acts, book["callbacks"], now)]
