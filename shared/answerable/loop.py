"""The event loop of a process, which ends with everything that runs in it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

_AGAIN_AFTER_S = 0.05


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a program to its end, as `asyncio.run` does, and then whatever else still runs.

    Until Python 3.12 `asyncio.wait_for` can lose a cancellation, where what it waits for ends in the same
    moment (python/cpython#86296). `asyncio.run` asks only once, and waits: a connection that is looking
    for its server, refused just then, went on looking for ever, and so did the process.

    Arguments:
        main: the program.

    Returns:
        What it gives.
    """
    return asyncio.run(_to_its_end(main))


async def _to_its_end(main: Coroutine[Any, Any, T]) -> T:
    """Run a program, and end what it leaves behind, asked as often as it takes."""
    try:
        return await main
    finally:
        own = asyncio.current_task()
        while left := {task for task in asyncio.all_tasks() if task is not own}:
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=_AGAIN_AFTER_S)
