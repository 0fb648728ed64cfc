"""Requests to the JetStream API, and what its refusals mean.

Source: NATS architecture decision records ADR-1, ADR-8, ADR-13, ADR-31, ADR-50.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any

from nats.errors import ConnectionClosedError, NoRespondersError
from nats.errors import TimeoutError as NatsTimeoutError
from pydantic_core import from_json, to_json

from answerable.errors import (
    AnswerableError,
    Busy,
    Conflict,
    Corrupt,
    Misconfigured,
    NotFound,
    NotInstalled,
    StorageFailed,
    TooLarge,
    Unavailable,
)

if TYPE_CHECKING:
    from nats.aio.client import Client


class Code(IntEnum):
    """The server's error codes that we tell apart."""

    WRONG_LAST_SEQUENCE = 10071
    SEQUENCE_CHECK_IN_FLIGHT = 10164
    STREAM_NOT_FOUND = 10059
    MESSAGE_NOT_FOUND = 10037
    CONSUMER_NOT_FOUND = 10014
    CONSUMER_EXISTS = 10148
    ACCOUNT_RESOURCES_EXCEEDED = 10002
    INSUFFICIENT_RESOURCES = 10023
    STORE_FAILED = 10077
    BATCH_DISABLED = 10174
    BATCH_INCOMPLETE = 10176
    BATCH_TOO_LARGE = 10199
    MESSAGE_TOO_LARGE = 10054


# What the server says where a stream has a limit of its own: of messages, of bytes, of messages a subject.
_LIMIT_OF_STREAM = "maximum "


def refusal(error: dict[str, Any], what: str) -> AnswerableError:  # noqa: PLR0911 - one for each meaning
    """Turn an error of the JetStream API into ours.

    Arguments:
        error: the ``error`` member of a reply.
        what: what was being done, to what.
    """
    code = error.get("err_code", 0)
    text = f"{what}: {error.get('description', 'refused')} ({code})"
    match code:
        case Code.WRONG_LAST_SEQUENCE:
            return Conflict(f"{text}; load again and decide anew")
        case Code.SEQUENCE_CHECK_IN_FLIGHT:
            # In a cluster: whether that write succeeds decides between a conflict and none.
            return Unavailable(f"{text}; another write behind the same sequence is under way")
        case Code.STREAM_NOT_FOUND:
            return NotInstalled(
                f"{text}; the ledger is not installed here, or the server was started with another key"
            )
        case Code.MESSAGE_NOT_FOUND | Code.CONSUMER_NOT_FOUND:
            return NotFound(text)
        case Code.CONSUMER_EXISTS:
            return Busy(f"{text}; another process of the same user reads under that name")
        case Code.BATCH_TOO_LARGE | Code.MESSAGE_TOO_LARGE:
            return TooLarge(text)
        case Code.BATCH_DISABLED:
            return Misconfigured(f"{text}; nothing was written: a ledger's stream must have allow_atomic")
        case Code.STORE_FAILED if str(error.get("description")).startswith(_LIMIT_OF_STREAM):
            return Misconfigured(f"{text}; nothing was written: a ledger's stream must have no limits")
        case Code.ACCOUNT_RESOURCES_EXCEEDED | Code.INSUFFICIENT_RESOURCES | Code.STORE_FAILED:
            return StorageFailed(
                f"{text}; nothing was written: make room on the server's disk, or raise its limit "
                "(max_file_store, or the account's), and write again"
            )
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
