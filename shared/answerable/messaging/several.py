"""Many questions in one request: what a page asks of a service within a moment is answered together.

A request costs a service more than most of its answers do (docs/decisions/0041). Each question stays one of
its own: read, allowed, narrowed and refused as if it had come by itself; and a slow one holds up no other.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from answerable.errors import AnswerTooLarge, NotFound, TooSlow
from answerable.messaging.problems import Problem, problem_of
from answerable.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

T = TypeVar("T")

MOST = 64
"""Questions that one request may carry."""

_FOR_ITSELF_S = 0.05
"""Seconds that a question is answered alone; then the next is begun beside it."""


class Asked(BaseModel):
    """One question of several.

    Arguments:
        name: the question's, as ``overview``.
        question: its JSON.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: Annotated[str, Field(max_length=100)]
    question: str


class Several(BaseModel):
    """Several questions to one service.

    Arguments:
        questions: which.
        within_s: seconds after which what is not answered yet is refused as too slow.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    questions: Annotated[tuple[Asked, ...], Field(min_length=1, max_length=MOST)]
    within_s: Annotated[float, Field(gt=0, le=3600)]


class Told(BaseModel):
    """What came of one question: its answer's JSON, or why there is none.

    Arguments:
        answer: the answer.
        problem: why not.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    answer: str | None = None
    problem: Problem | None = None


class AllTold(BaseModel):
    """What came of several questions, in their order.

    Arguments:
        told: of each.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    told: tuple[Told, ...]


async def answered(
    several: Several, service: str, answer: Callable[[Asked], Coroutine[Any, Any, Told]], most_bytes: int
) -> bytes:
    """Answer one after the other, and what takes long beside the others.

    One at a time, for they would only take each other's processor; what does not fit into one answer any more
    is refused as too large, and asked for by itself.

    Arguments:
        several: the questions.
        service: who is asked.
        answer: answers one; it raises nothing.
        most_bytes: how large the whole may be.

    Returns:
        The JSON of an `AllTold`.
    """
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + several.within_s
    tasks: list[asyncio.Task[Told]] = []
    for asked in several.questions:
        tasks.append(asyncio.create_task(answer(asked)))
        await asyncio.wait(tasks[-1:], timeout=min(_FOR_ITSELF_S, max(0, ends_at - loop.time())))
    _, late = await asyncio.wait(tasks, timeout=max(0, ends_at - loop.time()))
    for task in late:
        task.cancel()
    parts, size = [], len(b'{"told":[]}')
    for asked, task in zip(several.questions, tasks, strict=True):
        told = _too_slow(service, several.within_s) if task in late else task.result()
        part = told.model_dump_json(exclude_none=True).encode()
        if size + len(part) + 1 > most_bytes:
            part = _too_large(asked).model_dump_json(exclude_none=True).encode()
        size += len(part) + 1
        parts.append(part)
    return b'{"told":[' + b",".join(parts) + b"]}"


def _too_slow(service: str, within_s: float) -> Told:
    said = say("error.no_answer_in_time", service=service, within=f"{within_s:g}")
    return Told(problem=problem_of(TooSlow(said)))


def _too_large(asked: Asked) -> Told:
    error = AnswerTooLarge(f"the answer to {asked.name} does not fit beside others: ask for it by itself")
    return Told(problem=problem_of(error))


def the(known: Mapping[str, T], asked: Asked, service: str) -> T:
    """Give what belongs to a question by its name.

    Arguments:
        known: by the questions' names.
        asked: the question.
        service: who was asked.

    Raises:
        NotFound: the service answers no such question.
    """
    if asked.name not in known:
        raise NotFound(say("error.no_such_question", question=asked.name, service=service))
    return known[asked.name]
