"""Trying again: after pauses that grow, and differ: who failed together does not return together."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import stamina

T = TypeVar("T")

_LEAST_S = 0.001

On = type[Exception] | tuple[type[Exception], ...] | Callable[[Exception], bool]
"""After which failures another try makes sense: their kinds, or what tells it, asked once for each."""


async def again(
    work: Callable[[], Awaitable[T]],
    *,
    on: On,
    first_s: float,
    longest_s: float,
    within_s: float | None = None,
) -> T:
    """Do something until it succeeds, and give its result; or raise its last failure.

    The first try goes without the library, whose bookkeeping costs 40 µs: a good part of a read or an append.
    Only its failure, where there is one, is handed over.

    Arguments:
        work: what to do.
        on: after which failures to try again.
        first_s: seconds of the first pause, to which up to as many are added by chance; the next doubles.
        longest_s: seconds of the longest pause.
        within_s: seconds after which no other try is begun; for ever where None.
    """
    began = time.monotonic()
    failed: Exception | None = None
    try:
        return await work()
    except Exception as error:  # noqa: BLE001  (the library decides, and raises it where it is final)
        failed = error
    left_s = None if within_s is None else max(within_s - (time.monotonic() - began), _LEAST_S)
    async for attempt in stamina.retry_context(
        on=on,
        attempts=None,
        timeout=left_s,
        wait_initial=first_s,
        wait_max=longest_s,
        wait_jitter=first_s,
    ):
        with attempt:
            if failed is not None:
                first, failed = failed, None
                raise first
            return await work()
    raise AssertionError(work)  # the library ends in a result or raises
