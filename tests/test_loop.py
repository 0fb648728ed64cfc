"""The loop of a process: nothing that runs in it keeps it from ending."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from answerable import loop


async def _deaf(times: int, ended: list[int]) -> None:
    """Go on though cancelled, so many times: what a lost cancellation looks like from outside."""
    for _ in range(times):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
    try:
        await asyncio.sleep(60)
    finally:
        ended.append(times)


@pytest.mark.parametrize("times", [0, 1, 3])
def test_what_runs_on_is_ended(times: int) -> None:
    """Whoever does not hear that they are cancelled is told again, and the program's answer is given."""
    ended: list[int] = []
    tasks = []

    async def program() -> str:
        tasks.append(asyncio.create_task(_deaf(times, ended)))
        await asyncio.sleep(0)
        return "done"

    assert loop.run(program()) == "done"
    assert ended == [times]


def test_its_error_is_told() -> None:
    """What goes wrong in the program is what is told, not what its end brings about."""
    ended: list[int] = []
    tasks = []

    async def program() -> None:
        tasks.append(asyncio.create_task(_deaf(1, ended)))
        await asyncio.sleep(0)
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        loop.run(program())
    assert ended == [1]


def test_interrupted_it_ends_too() -> None:
    """Cancelled itself, it still ends what it leaves behind."""
    ended: list[int] = []
    tasks = []

    async def program() -> None:
        tasks.append(asyncio.create_task(_deaf(2, ended)))
        await asyncio.sleep(0)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loop.run(program())
    assert ended == [2]
