"""The sweeper: when it looks, what it does about refusals and absence, and what it never does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

import pytest

from answerable.commands.base import Command, EventRef, Receipt
from answerable.errors import AnswerableError, Invalid, Refused, Unavailable
from answerable.service.rounds import EVERY_S, SOON_S
from answerable.streams.callback.commands import Miss
from answerable_services.callbacks.sweeper import REFUSED_FOR, Sweeper


def miss(ordinal: int, day: int = 17) -> Miss:
    return Miss(
        site="xm01",
        actor="system-callbacks",
        occurred_at=datetime(2016, 2, day, 16, tzinfo=UTC),
        delivery="delivery-1",
        ordinal=ordinal,
    )


class Intake:
    """Takes commands and answers as it is told."""

    def __init__(self) -> None:
        self.asked: list[tuple[str | None, str | None]] = []
        self.failures: dict[str, AnswerableError] = {}

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        self.asked.append((command.target, key))
        target = command.target or ""
        if target in self.failures:
            raise self.failures[target]
        event = EventRef(id=f"{target}.1", type="answerable.callback.missed.v1", sequence=len(self.asked))
        return Receipt(command=command.command_name, id=target, version=1, events=(event,))


class Stop(Exception):
    """Ends the sweeper's loop."""


class Pauses:
    """Counts pauses instead of making them, and stops the loop after so many."""

    def __init__(self, limit: int) -> None:
        self.seconds: list[float] = []
        self._limit = limit

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        if len(self.seconds) == self._limit:
            raise Stop


def yes() -> Awaitable[bool]:
    return asyncio.sleep(0, result=True)


def listing(*misses: Miss) -> Callable[[], Awaitable[Sequence[Miss]]]:
    return lambda: asyncio.sleep(0, result=misses)


async def run(sweeper: Sweeper) -> None:
    with pytest.raises(Stop):
        await sweeper.run()


async def test_each_miss_under_its_own_key() -> None:
    """Misses are asked for in order, each under the key that its callback and moment give it."""
    intake = Intake()

    assert await Sweeper(listing(miss(1), miss(2)), lambda: intake, yes).sweep() == 2
    assert intake.asked == [
        ("callback-1-1", "miss:callback-1-1:20160217T160000Z"),
        ("callback-1-2", "miss:callback-1-2:20160217T160000Z"),
    ]


async def test_a_refusal_does_not_hold_up_the_others() -> None:
    """One refused miss leaves the others to be recorded, and is asked for again after an hour."""
    intake = Intake()
    intake.failures["callback-1-1"] = Refused("it was completed already")
    sweeper = Sweeper(listing(miss(1), miss(2)), lambda: intake, yes)
    for _ in range(REFUSED_FOR + 1):
        await sweeper.sweep()

    asked = [target for target, _ in intake.asked]
    assert asked.count("callback-1-1") == 2
    assert asked.count("callback-1-2") == REFUSED_FOR + 1


class Taken(Intake):
    """Knows every key from another command."""

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        taken = Invalid("the key was used for another command", rule="idempotency-key")
        self.failures = {} if key is None else {command.target or "": taken}
        return await super().command(command, key=key)


async def test_a_key_that_somebody_took() -> None:
    """Whoever used a miss's key for another command hides no miss: it is asked for without a key."""
    intake = Taken()

    assert await Sweeper(listing(miss(1)), lambda: intake, yes).sweep() == 1
    assert [key is None for _, key in intake.asked] == [False, True]


async def test_a_refusal_is_of_one_day() -> None:
    """A miss that was refused by one due day is asked for at once where the day is corrected to another."""
    intake = Intake()
    intake.failures["callback-1-1"] = Refused("it was completed already")
    listed = [miss(1)]
    sweeper = Sweeper(lambda: asyncio.sleep(0, result=listed), lambda: intake, yes)
    await sweeper.sweep()
    intake.failures.clear()
    listed[:] = [miss(1, 24)]

    assert await sweeper.sweep() == 1


async def test_intake_away_is_tried_again_later() -> None:
    """While intake is away the pauses grow up to a minute; when it is back everything is recorded."""
    intake = Intake()
    intake.failures["callback-1-1"] = Unavailable("nobody answers")
    pauses = Pauses(9)

    async def recovered() -> bool:
        if len(pauses.seconds) == 8:
            intake.failures.clear()
        return True

    await run(Sweeper(listing(miss(1), miss(2)), lambda: intake, recovered, pauses))

    assert pauses.seconds == [1, 2, 4, 8, 16, 32, 60, 60, EVERY_S]
    assert [target for target, _ in intake.asked][-2:] == ["callback-1-1", "callback-1-2"]
    assert [target for target, _ in intake.asked].count("callback-1-2") == 1


async def test_not_before_the_view_has_caught_up() -> None:
    """As long as the view lags nothing is asked for; afterwards it is looked every minute."""
    intake = Intake()
    pauses = Pauses(5)
    lagging = iter([False, False, True, True, True])

    async def has_caught_up() -> bool:
        return next(lagging)

    await run(Sweeper(listing(miss(1)), lambda: intake, has_caught_up, pauses))

    assert pauses.seconds == [SOON_S, SOON_S, EVERY_S, EVERY_S, EVERY_S]
    assert len(intake.asked) == 3
