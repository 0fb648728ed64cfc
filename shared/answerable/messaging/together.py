"""Asking together what is asked of a service within one moment, as the parts of a page do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from answerable.errors import AnswerTooLarge, TooSlow, Unavailable
from answerable.messaging.problems import error_of
from answerable.messaging.several import MOST, Told
from answerable.queries.base import is_confidential

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from answerable.commands.base import Command, Receipt
    from answerable.messaging.client import Caller
    from answerable.queries.base import Query

A = TypeVar("A", bound=BaseModel)

_TURNS = 3
"""Turns of the loop in which questions are gathered: parts of a page begin their own parts."""


class _Batch:
    """Questions to one service, and what will be told of them: nothing where there is but one."""

    def __init__(self, told: Callable[[_Batch], Coroutine[Any, Any, tuple[Told, ...]]]) -> None:
        self.queries: list[Query[Any]] = []
        self.told = asyncio.create_task(told(self))
        self.told.add_done_callback(_heard)


def _heard(told: asyncio.Task[Any]) -> None:
    """Take an error that nobody waits for any more as told."""
    if not told.cancelled():
        told.exception()


class Together:
    """Asks together what is asked of a service within one moment.

    Arguments:
        caller: asks.
        within_s: seconds in which a service is to answer.
    """

    def __init__(self, caller: Caller, within_s: float) -> None:
        self._caller = caller
        self._within_s = within_s
        self._open: dict[str, _Batch] = {}

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        """Give a command; commands are never gathered.

        Raises:
            AnswerableError: intake refused, or does not answer.
        """
        return await self._caller.command(command, key=key)

    async def query(self, query: Query[A]) -> A:
        """Ask a question, together with those that are asked of its service now.

        Raises:
            AnswerableError: the service refused, or does not answer.
        """
        if is_confidential(type(query)):
            return await self._caller.query(query)
        batch = self._open.get(query.service)
        if batch is None or len(batch.queries) == MOST:
            batch = self._open[query.service] = _Batch(self._ask)
        place = len(batch.queries)
        batch.queries.append(query)
        told = await asyncio.shield(batch.told)
        if not told:
            return await self._caller.query(query)
        if (problem := told[place].problem) is None:
            return self._caller.read(query, told[place].answer or "")
        error = error_of(problem)
        if isinstance(error, AnswerTooLarge):
            return await self._caller.query(query)
        raise error

    async def _ask(self, batch: _Batch) -> tuple[Told, ...]:
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        service = batch.queries[0].service
        if self._open.get(service) is batch:
            del self._open[service]
        if len(batch.queries) == 1:
            return ()
        try:
            return await self._caller.several(batch.queries, self._within_s)
        except TooSlow:
            raise
        except Unavailable:  # nobody answers several at once: each is told by itself who answers it
            return ()


class Gathering:
    """Asks as the console itself one by one, and as whoever looks at a page together.

    Arguments:
        caller: asks.
        within_s: seconds in which a service is to answer.
    """

    def __init__(self, caller: Caller, within_s: float) -> None:
        self._caller = caller
        self._within_s = within_s

    async def query(self, query: Query[A]) -> A:
        """Ask a question as the console.

        Raises:
            AnswerableError: the service refused, or does not answer.
        """
        return await self._caller.query(query)

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        """Give a command as the console.

        Raises:
            AnswerableError: intake refused, or does not answer.
        """
        return await self._caller.command(command, key=key)

    def proved_by(self, credential: Callable[[], str]) -> Together:
        """Give what asks as somebody else, together.

        Arguments:
            credential: gives the value of the header that proves who that is, at each request.
        """
        return Together(self._caller.proved_by(credential), self._within_s)
