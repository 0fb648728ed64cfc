"""Turns: decisions on one aggregate are made one at a time, in the order of asking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager


class Turns:
    """Lets decisions on one aggregate be made one at a time, in the order of asking."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    def __contains__(self, originator_id: str) -> bool:
        """Tell whether somebody is deciding on an aggregate, or waits to."""
        return originator_id in self._users

    @asynccontextmanager
    async def of(self, originator_ids: Iterable[str]) -> AsyncIterator[None]:
        """Hold the turns of several aggregates, always taken in the same order."""
        names = sorted(set(originator_ids))
        for name in names:
            self._users[name] = self._users.get(name, 0) + 1
        taken: list[asyncio.Lock] = []
        try:
            for name in names:
                lock = self._locks.get(name)
                if lock is None:
                    lock = self._locks[name] = asyncio.Lock()
                await lock.acquire()
                taken.append(lock)
            yield
        finally:
            for lock in taken:
                lock.release()
            for name in names:
                self._users[name] -= 1
                if not self._users[name]:
                    del self._users[name]
                    self._locks.pop(name, None)
