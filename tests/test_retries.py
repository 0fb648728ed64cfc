"""Trying again: until it succeeds, as long as it makes sense, and never two at the same beat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
import stamina

from answerable.errors import Conflict, Unavailable
from answerable.retries import again


def _failing(
    times: int, error: type[Exception] = Unavailable
) -> tuple[Callable[[], Awaitable[int]], list[float]]:
    """Work that fails so often before it gives how often it was tried, and when it was."""
    tried: list[float] = []

    async def work() -> int:
        tried.append(time.monotonic())
        if len(tried) <= times:
            raise error(f"try {len(tried)}")
        return len(tried)

    return work, tried


@pytest.mark.parametrize("times", [0, 1, 4])
async def test_it_is_tried_until_it_succeeds(times: int) -> None:
    """The result is that of the first try that succeeds."""
    work, _ = _failing(times)
    assert await again(work, on=Unavailable, first_s=0.001, longest_s=0.002) == times + 1


async def test_another_failure_ends_it() -> None:
    """What is not expected to pass is raised at once."""
    work, tried = _failing(1, Conflict)
    with pytest.raises(Conflict, match="try 1"):
        await again(work, on=(Unavailable, OSError), first_s=0.001, longest_s=0.001)
    assert len(tried) == 1


async def test_each_failure_is_asked_about_once() -> None:
    """Also the first one, which the library did not see: who counts failures counts right."""
    asked: list[str] = []

    def may_pass(error: Exception) -> bool:
        asked.append(str(error))
        return len(asked) < 3

    work, _ = _failing(9)
    with pytest.raises(Unavailable, match="try 3"):
        await again(work, on=may_pass, first_s=0.001, longest_s=0.001)
    assert asked == ["try 1", "try 2", "try 3"]


async def test_after_its_time_the_last_failure_is_raised() -> None:
    """The time counts from the beginning, the first try included."""
    work, tried = _failing(10_000)
    with pytest.raises(Unavailable):
        await again(work, on=Unavailable, first_s=0.01, longest_s=0.01, within_s=0.15)
    assert len(tried) > 2
    assert tried[-1] - tried[0] < 5


async def test_pauses_differ_and_do_not_outgrow_the_longest() -> None:
    """Twenty who fail together come back one by one."""
    runs = [_failing(1) for _ in range(20)]
    await asyncio.gather(*(again(work, on=Unavailable, first_s=0.05, longest_s=0.1) for work, _ in runs))
    pauses = [second - first for _, (first, second) in runs]
    assert min(pauses) >= 0.05
    assert len({round(pause, 3) for pause in pauses}) > 10


async def test_being_cancelled_is_no_failure() -> None:
    """Who stops the process stops a pause too."""
    work, _ = _failing(10_000)
    task = asyncio.create_task(again(work, on=Unavailable, first_s=60, longest_s=60))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_the_library_is_active() -> None:
    """Nothing here switches it off; then every test above would pass for another reason."""
    assert stamina.is_active()
