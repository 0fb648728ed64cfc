"""An answer that tells of a failure is an answer: its connection holds for the next request."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class WholeAnswers:
    """Ends a request well whose failure was answered, and lets every other failure through.

    Starlette raises a failure again behind the answer that it made of it, and the server then cuts the
    connection: whatever the browser asks next on it is lost. What failed is in the log already.

    Arguments:
        app: what it stands in front of.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request.

        Raises:
            Exception: it failed before its answer was whole, so that only cutting the connection tells.
        """
        is_whole = False

        async def answer(message: Message) -> None:
            nonlocal is_whole
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                is_whole = True

        try:
            await self._app(scope, receive, answer)
        except Exception:
            if not is_whole:
                raise
