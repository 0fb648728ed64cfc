"""A service's end: everything it runs ends, whatever becomes of a cancellation."""

from __future__ import annotations

import asyncio

import pytest

from answerable import service
from answerable.errors import Corrupt


async def stubborn(ended: list[str]) -> None:
    """Swallow the first cancellation, as `asyncio.wait_for` may before Python 3.12."""
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        ended.append("swallowed")
    try:
        await asyncio.Event().wait()
    finally:
        ended.append("ended")


async def stopping(stopped: asyncio.Event) -> bool:
    return await stopped.wait()


async def test_a_swallowed_cancellation_does_not_keep_it_running(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work whose cancellation got lost is cancelled again, and the service ends."""
    monkeypatch.setattr(service, "_CANCEL_AGAIN_AFTER_S", 0.05)
    ended: list[str] = []
    stopped = asyncio.Event()
    waiting = asyncio.create_task(stopping(stopped))
    tasks = [asyncio.create_task(stubborn(ended))]
    asyncio.get_running_loop().call_later(0.05, stopped.set)
    async with asyncio.timeout(10):
        await service._first_failure_or_stop(tasks, waiting)

    assert ended == ["swallowed", "ended"]


async def test_a_part_that_fails_ends_the_whole() -> None:
    """The failure of one part is the service's, and the other parts are ended."""

    async def failing() -> None:
        raise Corrupt("an event cannot be taken")

    waiting = asyncio.create_task(stopping(asyncio.Event()))
    other = asyncio.create_task(asyncio.sleep(3600))
    with pytest.raises(Corrupt, match="cannot be taken"):
        await service._first_failure_or_stop([asyncio.create_task(failing()), other], waiting)

    assert (other.cancelled(), waiting.cancelled()) == (True, True)
