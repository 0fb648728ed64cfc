"""What all answers of the accounts share: threads to work in, and how what they give is written."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self, TypeAlias, TypeVar

from answerable.queries import accounts as q
from answerable.queries.base import Query
from answerable_services.accounts.office import CodeWanted, SignedInAs, Where

Handler: TypeAlias = tuple[type[Query[Any]], Callable[[Any, Any], Any]]
"""A question, and what answers it by what its asker may see."""

_HASHING_AT_ONCE = 16
_READING_AT_ONCE = 8
_WAITING_AT_ONCE = 8

A = TypeVar("A")


class Work:
    """Works outside of the event loop: passwords wait for each other, and nothing quick waits for them.

    Nor for whoever waits for the identity provider.
    """

    def __init__(self) -> None:
        self._hashing = ThreadPoolExecutor(_HASHING_AT_ONCE, "hashing")
        self._reading = ThreadPoolExecutor(_READING_AT_ONCE, "reading")
        self._waiting = ThreadPoolExecutor(_WAITING_AT_ONCE, "waiting")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._hashing.shutdown(wait=True, cancel_futures=True)
        self._reading.shutdown(wait=True, cancel_futures=True)
        self._waiting.shutdown(wait=True, cancel_futures=True)

    async def hash(self, work: Callable[[], A]) -> A:
        """Do what works out a password's hash."""
        return await asyncio.get_running_loop().run_in_executor(self._hashing, work)

    async def read(self, work: Callable[[], A]) -> A:
        """Do what reads or writes the store alone."""
        return await asyncio.get_running_loop().run_in_executor(self._reading, work)

    async def wait(self, work: Callable[[], A]) -> A:
        """Do what waits for the identity provider."""
        return await asyncio.get_running_loop().run_in_executor(self._waiting, work)


def place(where: q.Where) -> Where:
    """Read where somebody is."""
    return Where(where.address, where.agent, where.device)


def entered(came: SignedInAs | CodeWanted) -> q.Entered:
    """Write how far somebody has come in."""
    if isinstance(came, CodeWanted):
        return q.Entered(ticket=came.ticket, expires_at=came.expires_at, device=came.device)
    session = came.session
    return q.Entered(
        person=session.person, session=came.secret, expires_at=session.expires_at, device=came.device
    )
