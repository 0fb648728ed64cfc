"""Answering many requests on the shortest path: one subscription, a task for each request, nothing between.

FastStream's path costs a request some ten times as much as the client library's (docs/decisions/0018);
where agents wait for every one of thousands, that decides. Queries, which are few, are answered by it.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Self

import structlog
from nats.errors import Error as NatsError

from answerable.errors import AnswerableError, Busy
from answerable.messaging.problems import CONTENT_TYPE, ERROR_CODE, ERROR_TEXT, problem_of
from answerable.messaging.sizes import too_large
from answerable.wording import say

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from nats.aio.client import Client
    from nats.aio.msg import Msg
    from nats.aio.subscription import Subscription

    from answerable.messaging.problems import Problem


log = structlog.get_logger()

_AT_ONCE = 512
_END_WITHIN_S = 5.0
# A reader of the ledger can name our subject as the one on which the server is to deliver an event. Its reply
# subject is then the server's, and nobody asks: whoever may not send commands cannot send one in this way.
_DELIVERED = "$JS."
_NO_HEADERS: Mapping[str, str] = {}


class Responder:
    """Answers the requests on a subject, beginning them in the order in which they come.

    Arguments:
        client: where to answer; the responder does not close it.
        subject: what is answered; may have wildcards.
        queue: the instances that share the requests.
        handler: gives the answer, or raises one of the error family.
    """

    def __init__(
        self,
        client: Client,
        subject: str,
        queue: str,
        handler: Callable[[str, bytes, Mapping[str, str]], Awaitable[bytes]],
    ) -> None:
        self._client = client
        self._subject = subject
        self._queue = queue
        self._handler = handler
        self._tasks: set[asyncio.Task[None]] = set()
        self._subscription: Subscription | None = None

    @property
    def in_flight(self) -> int:
        """How many requests are being answered at this moment."""
        return len(self._tasks)

    async def __aenter__(self) -> Self:
        self._subscription = await self._client.subscribe(
            self._subject, queue=self._queue, cb=self._on_request
        )
        await self._client.flush()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Take no more requests, and let those that are under way end."""
        if self._subscription is not None:
            with suppress(NatsError):
                await self._subscription.unsubscribe()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_END_WITHIN_S)
        for task in self._tasks:
            task.cancel()

    async def _on_request(self, request: Msg) -> None:
        if request.reply.startswith(_DELIVERED):
            log.warning("request.delivered", subject=request.subject)
            return
        if len(self._tasks) >= _AT_ONCE:
            # Waiting here would hide from the sender that more is asked for than can be done.
            busy = Busy(say("error.too_many_requests", n=_AT_ONCE, subject=self._subject))
            await self._reply_problem(request, problem_of(busy))
            return
        task = asyncio.create_task(self._answer(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, request: Msg) -> None:
        try:
            answer = await self._handler(request.subject, request.data, request.headers or _NO_HEADERS)
        except AnswerableError as error:
            await self._reply_problem(request, problem_of(error))
        except Exception:
            log.exception("request.failed", subject=request.subject)
            failure = AnswerableError(say("error.service_failed"))
            await self._reply_problem(request, problem_of(failure))
        else:
            if (refused := too_large(self._client, request.subject, len(answer))) is not None:
                await self._reply_problem(request, problem_of(refused))
            else:
                await self._reply(request, answer)

    async def _reply_problem(self, request: Msg, problem: Problem) -> None:
        """Reply with a problem (ADR-32 headers, RFC 9457 body)."""
        headers = {
            "content-type": CONTENT_TYPE,
            ERROR_CODE: str(problem.status),
            ERROR_TEXT: problem.title,
        }
        await self._reply(request, problem.model_dump_json(exclude_none=True).encode(), headers)

    async def _reply(self, request: Msg, body: bytes, headers: dict[str, str] | None = None) -> None:
        if not request.reply:
            return
        try:
            await self._client.publish(request.reply, body, headers=headers)
        except NatsError as error:
            # Whoever asked hears nothing, and asks again with the same key.
            log.warning("reply.lost", subject=request.subject, reason=str(error))
