"""Asking: commands and queries by NATS request and reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from nats.errors import Error as NatsError
from nats.errors import MaxPayloadError, NoRespondersError
from nats.errors import TimeoutError as NatsTimeoutError
from pydantic import BaseModel, ValidationError

from answerable.commands.base import BulkReport, BulkRequest, Receipt
from answerable.errors import Corrupt, TooLarge, TooSlow, Unavailable
from answerable.messaging import subjects
from answerable.messaging.problems import ERROR_CODE, Problem, error_of
from answerable.messaging.several import AllTold, Asked, Several, Told
from answerable.queries.base import is_confidential
from answerable.telemetry.tracing import with_context
from answerable.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nats.aio.client import Client

    from answerable.commands.base import Command
    from answerable.queries.base import Query

A = TypeVar("A", bound=BaseModel)

IDEMPOTENCY_KEY = "Idempotency-Key"
AUTHORIZATION = "Authorization"
"""The header that proves who asks (RFC 6750), on NATS too."""


_LONGEST_TOLD = 200


def _unanswered(subject: str, asked: str, waited_s: float) -> str:
    """Say what was asked, as far as that is told, and for how long nobody answered."""
    what = f"{subject} {asked}" if asked not in {"", "{}"} else subject
    return (
        f"no answer on {what} within {waited_s:g} s: the service has stopped, or needs longer; "
        "ask for less, or look at its log"
    )


def _answer_of(query: Query[A]) -> type[A]:
    return type(query).answer  # type: ignore[return-value]  # a class variable cannot carry the type parameter


def _read(subject: str, said: bytes | str, model: type[A]) -> A:
    try:
        return model.model_validate_json(said)
    except ValidationError as error:
        count = error.error_count()
        damaged = say("error.answer_damaged", subject=subject, answer=model.__name__, count=count)
        raise Corrupt(damaged) from error


class Caller:
    """Asks the services.

    Arguments:
        client: an open connection; the caller does not close it.
        credential: gives the value of the header that proves who asks, at each request.
        timeout_s: seconds to wait for an answer.
    """

    def __init__(self, client: Client, credential: Callable[[], str], *, timeout_s: float = 10.0) -> None:
        self._client = client
        self._credential = credential
        self._timeout_s = timeout_s

    def proved_by(self, credential: Callable[[], str]) -> Caller:
        """Give a caller on the same connection that asks as somebody else.

        Arguments:
            credential: gives the value of the header that proves who that is, at each request.
        """
        return Caller(self._client, credential, timeout_s=self._timeout_s)

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        """Ask intake to carry out a command.

        Arguments:
            command: what to do.
            key: an idempotency key; a repeat with the same key gives the first answer.

        Raises:
            AnswerableError: intake refused, or does not answer.
        """
        headers = None if key is None else {IDEMPOTENCY_KEY: key}
        subject = subjects.command_subject(command.command_name)
        return await self._ask(subject, command.model_dump_json(exclude_none=True).encode(), Receipt, headers)

    async def bulk(self, request: BulkRequest) -> BulkReport:
        """Ask intake to carry out many commands, each on its own merits.

        Raises:
            AnswerableError: intake does not answer; none or all of the commands may be carried out,
                and asking again is safe, for each has its key.
        """
        body = request.model_dump_json(exclude_none=True).encode()
        return await self._ask(subjects.BULK, body, BulkReport, None)

    async def query(self, query: Query[A]) -> A:
        """Ask a service a question.

        Raises:
            AnswerableError: the service refused, or does not answer.
        """
        subject = subjects.query_subject(query.service, query.query_name)
        body = query.model_dump_json(exclude_none=True)
        told = "" if is_confidential(type(query)) else body[:_LONGEST_TOLD]
        return await self._ask(subject, body.encode(), _answer_of(query), None, told)

    async def several(self, queries: Sequence[Query[Any]], within_s: float) -> tuple[Told, ...]:
        """Ask one service several questions at once; `read` reads what it told of each.

        Arguments:
            queries: at most `answerable.messaging.several.MOST`, none of them confidential.
            within_s: seconds in which the service is to answer.

        Returns:
            What came of each, in their order.

        Raises:
            AnswerableError: the service does not answer, or nothing of theirs is proved.
        """
        asked = tuple(
            Asked(name=query.query_name, question=query.model_dump_json(exclude_none=True))
            for query in queries
        )
        body = Several(questions=asked, within_s=within_s).model_dump_json().encode()
        told = " ".join(one.name for one in asked)
        answer = await self._ask(subjects.several_subject(queries[0].service), body, AllTold, None, told)
        if len(answer.told) != len(asked):
            subject = subjects.several_subject(queries[0].service)
            raise Corrupt(say("error.answer_damaged", subject=subject, answer=AllTold.__name__, count=1))
        return answer.told

    @staticmethod
    def read(query: Query[A], answer: str) -> A:
        """Read the answer to one of several questions.

        Arguments:
            query: the question.
            answer: the JSON of its answer.

        Raises:
            Corrupt: it is none.
        """
        return _read(subjects.query_subject(query.service, query.query_name), answer, _answer_of(query))

    async def _ask(
        self, subject: str, body: bytes, answer: type[A], headers: dict[str, str] | None, told: str = ""
    ) -> A:
        """Ask, and read the answer.

        Arguments:
            subject: where.
            body: what.
            answer: the answer's model.
            headers: beside the proof.
            told: what of the body may stand in an error; what a command says is nobody else's business.
        """
        proved = {AUTHORIZATION: self._credential(), **(headers or {})}
        try:
            reply = await self._client.request(
                subject, body, timeout=self._timeout_s, headers=with_context(proved)
            )
        except NoRespondersError as error:
            raise Unavailable(say("error.nobody_answers", subject=subject)) from error
        except MaxPayloadError as error:
            message = (
                f"a request of {len(body)} bytes on {subject}: the server takes {self._client.max_payload}"
            )
            raise TooLarge(message) from error
        except NatsTimeoutError as error:
            raise TooSlow(_unanswered(subject, told, self._timeout_s)) from error
        except NatsError as error:
            raise Unavailable(say("error.could_not_ask", subject=subject, reason=str(error))) from error
        if reply.headers is not None and ERROR_CODE in reply.headers:
            raise error_of(_read(subject, reply.data, Problem))
        return _read(subject, reply.data, answer)
