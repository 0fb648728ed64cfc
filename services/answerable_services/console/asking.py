"""Asking the services for a page: all at once, with a short deadline, and showing what there is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from answerable.commands.base import Receipt
from answerable.errors import AnswerableError, Forbidden, TooSlow
from answerable.wording import say

if TYPE_CHECKING:
    from answerable.commands.base import Command
    from answerable.queries.base import Query

A = TypeVar("A", bound=BaseModel)

DEADLINE_S = 2.0
"""Seconds that is waited for a service where nothing else is said."""

OF_THE_WAIT = 0.9
"""The part of the wait in which a service answers several questions of a page; the rest is for the way."""


class Asker(Protocol):
    """What questions are put to."""

    async def query(self, query: Query[A]) -> A:
        """Ask a service a question.

        Raises:
            AnswerableError: the service refused, or does not answer.
        """
        ...


class Giver(Asker, Protocol):
    """What the pages of a person ask, and give commands to, in that person's name."""

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        """Ask intake to carry out a command.

        Raises:
            AnswerableError: intake refused, or does not answer.
        """
        ...


class Bus(Asker, Protocol):
    """Asks as the console itself: `answerable.messaging.client.Caller`, or a stand-in in a test."""

    def proved_by(self, credential: Callable[[], str]) -> Giver:
        """Give what asks as somebody else.

        Arguments:
            credential: gives the value of the header that proves who that is, at each request.
        """
        ...


class OwnBus(Bus, Giver, Protocol):
    """Asks as the console itself, and gives what it may give itself: what customers answer by a link."""


@dataclass(frozen=True, slots=True)
class Reply(Generic[A]):
    """What came back: an answer, or why there is none.

    Arguments:
        service: who was asked.
        answer: what it said.
        error: why it said nothing.
    """

    service: str
    answer: A | None = None
    error: AnswerableError | None = None


class NotOffered(Forbidden):
    """The table lets whoever asks have nothing of an answer, at any site: nobody was asked."""


async def ask(asker: Asker, query: Query[A], *, deadline_s: float | None = None) -> Reply[A]:
    """Ask one question; a failure is told in what is given, and never raised.

    Arguments:
        asker: whom to ask.
        query: the question.
        deadline_s: seconds to wait, however long the asker itself would; `DEADLINE_S` where left out.
    """
    within_s = DEADLINE_S if deadline_s is None else deadline_s
    try:
        async with asyncio.timeout(within_s):
            return Reply(query.service, answer=await asker.query(query))
    except TimeoutError:
        said = say("error.no_answer_in_time", service=query.service, within=f"{within_s:g}")
        return Reply(query.service, error=TooSlow(said))
    except AnswerableError as error:
        return Reply(query.service, error=error)


def failures(*asked: Reply[Any]) -> dict[str, AnswerableError]:
    """Give the services that did not answer, each with its reason, in the order asked.

    One that says that whoever asks may not know has answered.
    """
    return {
        one.service: one.error
        for one in asked
        if one.error is not None and not isinstance(one.error, Forbidden)
    }
