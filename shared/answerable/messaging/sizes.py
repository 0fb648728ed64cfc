"""How large an answer may be: one that the server would not take is told, to who asked and in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from answerable.errors import AnswerTooLarge

if TYPE_CHECKING:
    from nats.aio.client import Client

log = structlog.get_logger()

_FOR_HEADERS = 4096
"""Bytes that are left for headers, which the server counts and the client library does not."""


def most_bytes(client: Client) -> int:
    """Tell how large an answer may be, in bytes.

    Arguments:
        client: where to answer; its server has told how much it takes.
    """
    return client.max_payload - _FOR_HEADERS


def too_large(client: Client, subject: str, size: int) -> AnswerTooLarge | None:
    """Give the error to answer with where an answer is too large, and log it; None where it is not.

    Arguments:
        client: where to answer; its server has told how much it takes.
        subject: what was asked.
        size: of the answer, in bytes.
    """
    limit = most_bytes(client)
    if size <= limit:
        return None
    log.error("answer.too_large", subject=subject, size_bytes=size, limit_bytes=limit)
    return AnswerTooLarge(
        f"the answer to {subject} has {size:,} bytes, and the server takes {limit:,}: "
        "ask for less, as a smaller page, one site, or a shorter time"
    )
