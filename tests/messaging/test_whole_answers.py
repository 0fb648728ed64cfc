"""A failure that was answered does not cut the connection; one that was not, does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from answerable.messaging.whole_answers import WholeAnswers

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send


def failing(*, is_more: bool) -> WholeAnswers:
    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b"sorry", "more_body": is_more})
        message = "inside"
        raise RuntimeError(message)

    return WholeAnswers(app)


async def _receive() -> Message:
    return {"type": "http.request"}


async def test_a_failure_behind_a_whole_answer_goes_no_further() -> None:
    """The server has nothing to cut: the next request of the same browser is answered."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await failing(is_more=False)({"type": "http"}, _receive, send)
    assert [one["type"] for one in sent] == ["http.response.start", "http.response.body"]


async def test_a_failure_within_an_answer_is_told_to_the_server() -> None:
    """Nothing else tells the browser that what it has is not all of it."""

    async def send(_: Message) -> None: ...

    with pytest.raises(RuntimeError, match="inside"):
        await failing(is_more=True)({"type": "http"}, _receive, send)
