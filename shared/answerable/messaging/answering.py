"""Answering: a FastStream broker whose handlers take models and give models or problems."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
from faststream import BaseMiddleware, ExceptionMiddleware
from faststream.message import StreamMessage
from faststream.nats import NatsBroker, NatsResponse
from faststream.security import SASLPlaintext
from nats.errors import Error as NatsError
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json, to_json

from answerable.errors import AnswerableError, Unauthenticated
from answerable.identity import Principal, Verifier
from answerable.ledger.server.accounts import inbox_prefix
from answerable.messaging.client import AUTHORIZATION
from answerable.messaging.denials import UNKNOWN, Denials
from answerable.messaging.members import as_error, count, repeated
from answerable.messaging.problems import (
    CONTENT_TYPE,
    ERROR_CODE,
    ERROR_TEXT,
    UNREADABLE,
    Problem,
    invalid,
    problem_of,
)
from answerable.messaging.several import Asked, Several, Told, answered, the
from answerable.messaging.sizes import most_bytes, too_large
from answerable.messaging.subjects import QUERIES, SEVERAL, query_subject, several_subject
from answerable.streams.account.events import Way
from answerable.wording import say

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from answerable.queries.base import Query

log = structlog.get_logger()

_AT_ONCE = 16

_GRACEFUL_S = 5
"""Seconds that answers under way have when the broker is stopped."""

SLOW_S = 2.0
"""Seconds after which an answer is slow: pages wait no longer, see `answerable_services.console.asking`."""

_ASKED: ContextVar[tuple[str, NatsBroker] | None] = ContextVar("asked", default=None)
"""The question that is being answered, and where."""

Q = TypeVar("Q", bound="Query[Any]")
A = TypeVar("A", bound=BaseModel)


def problem_reply(problem: Problem) -> NatsResponse:
    """Give the reply that carries a problem (ADR-32 headers, RFC 9457 body)."""
    return NatsResponse(
        problem.model_dump_json(exclude_none=True).encode(),
        headers={
            "content-type": CONTENT_TYPE,
            ERROR_CODE: str(problem.status),
            ERROR_TEXT: problem.title,
        },
    )


def _problem_for(error: Exception, *, skip: int = 0) -> Problem:
    """Tell whoever asked what went wrong; what nobody foresaw is told to the log.

    Arguments:
        error: what went wrong.
        skip: leading parts of each field's location that are not the sender's.
    """
    if isinstance(error, AnswerableError):
        return problem_of(error)
    if isinstance(error, ValidationError):
        errors = error.errors(include_url=False, include_context=False, include_input=False)
        return problem_of(invalid(errors, "the request", skip=skip))
    log.error("request.failed", exc_info=error)
    return problem_of(AnswerableError("something failed inside; the service's log says what"))


def _problems() -> ExceptionMiddleware:
    middleware = ExceptionMiddleware()

    @middleware.add_handler(Exception, publish=True)
    async def on_error(error: Exception) -> NatsResponse:
        return problem_reply(_problem_for(error, skip=1))

    return middleware


_ASKER: ContextVar[Principal | None] = ContextVar("asker", default=None)
"""Who asks the question that is being answered."""


def asker() -> Principal:
    """Give who asks the question that is being answered.

    Raises:
        Unauthenticated: nobody has proved it.
    """
    found = _ASKER.get()
    if found is None:
        raise Unauthenticated(say("error.token_missing"))
    return found


def _proving(verifier: Verifier, denials: Denials) -> type[BaseMiddleware[Any, Any]]:
    """Make what lets a question in only with a proof of who asks it."""

    class Proving(BaseMiddleware[Any, Any]):
        """Refuses whoever proves nothing, before anything of theirs is read."""

        async def consume_scope(
            self, call_next: Callable[[Any], Awaitable[Any]], msg: StreamMessage[Any]
        ) -> Any:
            """Look at the proof that a question brings."""
            try:
                _ASKER.set(verifier.from_header(msg.headers.get(AUTHORIZATION)))
            except Unauthenticated as error:
                subject = msg.raw_message.subject
                is_one = subject.startswith(QUERIES) and not subject.endswith(f".{SEVERAL}")
                action = subject.removeprefix(QUERIES) if is_one else UNKNOWN
                denials.refused(error, action, Way.NATS)
                raise
            return await call_next(msg)

    return Proving


class _Sized(BaseMiddleware[Any, Any]):
    """Answers with an error where the answer is larger than the server takes."""

    async def publish_scope(self, call_next: Callable[[Any], Awaitable[Any]], cmd: Any) -> Any:
        """Look at what is about to be published; only answers of ours come this way."""
        asked = _ASKED.get()
        if asked is not None and not isinstance(cmd.body, bytes):
            subject, broker = asked
            body = to_json(cmd.body)
            if (error := too_large(broker.connection, subject, len(body))) is not None:
                told = problem_reply(problem_of(error))
                body, cmd.headers = told.body, {**cmd.headers, **told.headers}
            else:
                cmd.headers = {**cmd.headers, "content-type": "application/json"}
            cmd.body = body
        return await call_next(cmd)


def _document(body: bytes) -> Any:
    """Read a request's document; an empty one is none.

    Raises:
        Malformed: it is not JSON.
        Invalid: an object in it has a member twice.
    """
    try:
        document = from_json(body) if body else None
    except ValueError as error:
        raise invalid([UNREADABLE], "the request") from error
    if twice := repeated(body, count(document)):
        raise invalid(map(as_error, twice), "the request")
    return document


async def _read_json(message: StreamMessage[Any], _: Any) -> Any:
    """Read a request's document, whatever its content type says.

    Raises:
        Malformed: it is not JSON.
        Invalid: an object in it has a member twice.
    """
    return _document(message.body)


def make_broker(
    url: str,
    verifier: Verifier,
    *,
    user: str | None,
    password: str | None,
    name: str,
    denials: Denials | None = None,
) -> NatsBroker:
    """Make the broker that a service answers on; it reconnects for ever.

    Arguments:
        url: the server's address, several with commas.
        verifier: tells who asks.
        user: who connects.
        password: their secret.
        name: what the server calls this connection.
        denials: counts who is refused because nothing proves who they are.
    """
    security = SASLPlaintext(user, password or "", use_ssl=False) if user else None
    return NatsBroker(
        [part.strip() for part in url.split(",")],
        name=name,
        middlewares=[_Sized, _problems(), _proving(verifier, Denials(name) if denials is None else denials)],
        decoder=_read_json,
        logger=None,
        max_reconnect_attempts=-1,
        reconnect_time_wait=1,
        connect_timeout=5,
        security=security,
        inbox_prefix=inbox_prefix(user),
        pending_size=64 * 1024 * 1024,
        graceful_timeout=_GRACEFUL_S,
    )


async def end(broker: NatsBroker) -> None:
    """Stop a broker. What is under way is ended first; a server that is gone meanwhile is not waited for.

    Arguments:
        broker: to a server that may be there no more: the client would wait ten seconds for its last word.
    """
    with suppress(NatsError, TimeoutError):
        async with asyncio.timeout(_GRACEFUL_S + 1):
            await broker.stop()


async def _timed(subject: str, answer: Awaitable[A]) -> A:
    """Wait for an answer, and say in the log where it was slow."""
    began = time.perf_counter()
    try:
        return await answer
    finally:
        seconds = time.perf_counter() - began
        if seconds > SLOW_S:
            log.warning("answer.slow", subject=subject, seconds=round(seconds, 3))


def answer_query(broker: NatsBroker, query: type[Q], handler: Callable[[Q], Awaitable[BaseModel]]) -> None:
    """Let a handler answer a query; several instances of a service share the questions.

    Arguments:
        broker: where to answer.
        query: the question's model.
        handler: gives the answer, or raises one of the error family.
    """
    subject = query_subject(query.service, query.query_name)

    async def reply(body: Any) -> Any:  # the real annotations are set below, for FastStream to read
        _ASKED.set((subject, broker))
        return await _timed(subject, handler(body))

    reply.__annotations__ = {"body": query, "return": query.answer}
    title = f"{query.service}.{query.query_name}"
    broker.subscriber(
        subject, queue=query.service, title=title, description=query.__doc__, max_workers=_AT_ONCE
    )(reply)


Answering = tuple[type["Query[Any]"], "Callable[[Any], Awaitable[BaseModel]]"]
"""A question's model, and what answers it."""


def answer_several(broker: NatsBroker, service: str, answering: Mapping[str, Answering]) -> None:
    """Let what answers a service's questions answer several of them in one request.

    Arguments:
        broker: where to answer.
        service: whose questions.
        answering: its questions by name; those that are added later count too.
    """
    subject = several_subject(service)

    async def one(asked: Asked) -> Told:
        try:
            query, handler = the(answering, asked, service)
            question = query.model_validate(_document(asked.question.encode()))
            found = await _timed(query_subject(service, asked.name), handler(question))
            return Told(answer=to_json(found).decode())
        except Exception as error:  # noqa: BLE001  (the others are answered; what it was, is told)
            return Told(problem=_problem_for(error))

    async def reply(body: Several) -> NatsResponse:
        said = await answered(body, service, one, most_bytes(broker.connection))
        return NatsResponse(said, headers={"content-type": "application/json"})

    reply.__annotations__ = {"body": Several}
    broker.subscriber(
        subject, queue=service, title=f"{service}.several", description=Several.__doc__, max_workers=_AT_ONCE
    )(reply)
