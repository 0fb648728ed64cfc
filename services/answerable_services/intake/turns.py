"""Turns: who decides on an aggregate has it alone; who only looks at it shares it with others who do.

So a rule that looks at a second aggregate holds: what it looked at cannot change before its own events stand.
Turns are given in the order of asking, and several are always taken in the same order, so nobody waits in a
circle. They hold in this process; another instance's writing is told by the ledger for the aggregate itself
only.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager


class _Turn:
    """The turns at one aggregate."""

    __slots__ = ("is_alone", "sharing", "waiting")

    def __init__(self) -> None:
        self.is_alone = False
        self.sharing = 0
        self.waiting: deque[tuple[bool, asyncio.Future[None]]] = deque()

    @property
    def is_unused(self) -> bool:
        """Whether nobody has it, or waits for it."""
        return not (self.is_alone or self.sharing or self.waiting)

    def _is_free(self, *, alone: bool) -> bool:
        return not self.is_alone and not (alone and self.sharing)

    def _take(self, *, alone: bool) -> None:
        if alone:
            self.is_alone = True
        else:
            self.sharing += 1

    async def begin(self, *, alone: bool) -> None:
        """Wait for the turn, behind everybody who asked before."""
        if not self.waiting and self._is_free(alone=alone):
            self._take(alone=alone)
            return
        given: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append((alone, given))
        try:
            await given
        except asyncio.CancelledError:
            if given.done() and not given.cancelled():
                self.end(alone=alone)  # it was given in the moment in which nobody wanted it any more
            else:
                self.waiting.remove((alone, given))
                self._give()
            raise

    def end(self, *, alone: bool) -> None:
        """Let the next have it."""
        if alone:
            self.is_alone = False
        else:
            self.sharing -= 1
        self._give()

    def _give(self) -> None:
        while self.waiting and self._is_free(alone=self.waiting[0][0]):
            alone, given = self.waiting.popleft()
            if not given.done():
                self._take(alone=alone)
                given.set_result(None)


class Turns:
    """Lets decisions on one aggregate be made one at a time, in the order of asking."""

    def __init__(self) -> None:
        self._turns: dict[str, _Turn] = {}
        self._deciding: dict[str, int] = {}

    def __contains__(self, originator_id: str) -> bool:
        """Tell whether somebody is deciding on an aggregate, or waits to."""
        return originator_id in self._deciding

    @asynccontextmanager
    async def of(self, decided: Iterable[str], looked_at: Iterable[str] = ()) -> AsyncIterator[None]:
        """Hold the turns of several aggregates.

        Arguments:
            decided: those that are decided on, each had alone.
            looked_at: those that decisions depend on, shared with others who look.
        """
        alone = set(decided)
        for name in alone:
            self._deciding[name] = self._deciding.get(name, 0) + 1
        taken: list[tuple[str, bool]] = []
        try:
            for name in sorted(alone.union(looked_at)):
                turn = self._turns.get(name)
                if turn is None:
                    turn = self._turns[name] = _Turn()
                await turn.begin(alone=name in alone)
                taken.append((name, name in alone))
            yield
        finally:
            for name, is_alone in taken:
                self._turns[name].end(alone=is_alone)
            for name, _ in taken:
                if (turn := self._turns.get(name)) is not None and turn.is_unused:
                    del self._turns[name]
            for name in alone:
                self._deciding[name] -= 1
                if not self._deciding[name]:
                    del self._deciding[name]
