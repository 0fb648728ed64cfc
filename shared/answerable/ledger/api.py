"""Requests to the JetStream API, and what its refusals mean.

Source: NATS architecture decision records ADR-1, ADR-8, ADR-13, ADR-31, ADR-50.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from nats.errors import ConnectionClosedError, NoRespondersError
from nats.errors import TimeoutError as NatsTimeoutError
from pydantic_core import from_json, to_json

from answerable.errors import AnswerableError, Conflict, Corrupt, NotFound, TooLarge, Unavailable

if TYPE_CHECKING:
    from nats.aio.client import Client


class Code(IntEnum):
    """The server's error codes that we tell apart."""

    WRONG_LAST_SEQUENCE = 10071
    SEQUENCE_CHECK_IN_FLIGHT = 10164
    STREAM_NOT_FOUND = 10059
    MESSAGE_NOT_FOUND = 10037
    CONSUMER_NOT_FOUND = 10014
    STREAM_NAME_IN_USE = 10058
    INSUFFICIENT_RESOURCES = 10023
    STORE_FAILED = 10077
    BATCH_TOO_LARGE = 10199
    MESSAGE_TOO_LARGE = 10054


def refusal(error: dict[str, Any], what: str) -> AnswerableError:
    """Turn an error of the JetStream API into ours.

    Arguments:
        error: the ``error`` member of a reply.
        what: what was being done, to what.
    """
    code = error.get("err_code", 0)
    text = f"{what}: {error.get('description', 'refused')} ({code})"
    match code:
        case Code.WRONG_LAST_SEQUENCE | Code.SEQUENCE_CHECK_IN_FLIGHT:
            return Conflict(f"{text}; load again and decide anew")
        case Code.STREAM_NOT_FOUND:
            return Unavailable(
                f"{text}; the ledger is not installed here, or the server was started with another key"
            )
        case Code.MESSAGE_NOT_FOUND | Code.CONSUMER_NOT_FOUND:
            return NotFound(text)
        case Code.BATCH_TOO_LARGE | Code.MESSAGE_TOO_LARGE:
            return TooLarge(text)
        case Code.INSUFFICIENT_RESOURCES | Code.STORE_FAILED:
            return Unavailable(f"{text}; the server cannot store more: look at its disk")
        case _:
            return Unavailable(text)


def parse_reply(body: bytes, what: str) -> dict[str, Any]:
    """Read a reply of the JetStream API.

    Raises:
        AnswerableError: the server refused.
    """
    try:
        document: dict[str, Any] = from_json(body)
    except ValueError as error:
        message = f"{what}: the server's reply is not JSON"
        raise Corrupt(message) from error
    if "error" in document:
        raise refusal(document["error"], what)
    return document


async def ask(
    client: Client, operation: str, request: dict[str, Any] | None, *, what: str, timeout_s: float = 5.0
) -> dict[str, Any]:
    """Send one request to the JetStream API and read the reply.

    Arguments:
        client: the connection.
        operation: what stands behind ``$JS.API.``, for example ``STREAM.INFO.LEDGER``.
        request: the request's JSON document, where it has one.
        what: what is being done, for the error.
        timeout_s: seconds to wait.

    Raises:
        Unavailable: no answer came.
        AnswerableError: the server refused.
    """
    payload = b"" if request is None else to_json(request)
    try:
        reply = await client.request(f"$JS.API.{operation}", payload, timeout=timeout_s)
    except NoRespondersError as error:
        message = f"{what}: JetStream does not answer for this user; is it enabled and permitted?"
        raise Unavailable(message) from error
    except (NatsTimeoutError, ConnectionClosedError) as error:
        message = f"{what}: no answer from the server within {timeout_s:g} s"
        raise Unavailable(message) from error
    return parse_reply(reply.data, what)
