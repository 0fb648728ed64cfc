"""Commands by HTTP: one path a command, problems for whatever is wrong (RFC 9457)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from answerable.commands.base import Command, IdempotencyKey, Receipt
from answerable.commands.registry import COMMANDS
from answerable.errors import AnswerableError, TooLarge
from answerable.messaging.problems import CONTENT_TYPE, Problem, from_validation, invalid, problem_of

CarryOut = Callable[[Command, str | None], Awaitable[Receipt]]
"""Carries out a command with its idempotency key; the same behind HTTP and NATS."""

_KEY: TypeAdapter[str] = TypeAdapter(IdempotencyKey)

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": description}
    for status, description in (
        (400, "The body cannot be read"),
        (404, "What the command is for does not exist"),
        (409, "The present state does not allow it"),
        (413, "The body is too large"),
        (422, "A field breaks a rule"),
        (503, "The ledger does not answer"),
    )
}


def check_key(key: str | None) -> str | None:
    """Check an idempotency key.

    Raises:
        Invalid: it is too long, or not visible ASCII.
    """
    if key is None:
        return None
    try:
        return _KEY.validate_python(key)
    except ValidationError as error:
        raise from_validation(error, "the header Idempotency-Key") from error


class BodyLimit:
    """Refuses bodies over a limit, whether their length is declared or not.

    Arguments:
        app: what is protected.
        limit: bytes.
    """

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting what comes in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > self._limit:
            await self._refusal()(scope, receive, send)
            return
        chunks: list[bytes] = []
        size = 0
        is_more = True
        while is_more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            size += len(message.get("body", b""))
            if size > self._limit:
                await self._refusal()(scope, receive, send)
                return
            chunks.append(message.get("body", b""))
            is_more = message.get("more_body", False)
        pending: list[Message] = [{"type": "http.request", "body": b"".join(chunks), "more_body": False}]

        async def replay() -> Message:
            return pending.pop(0) if pending else await receive()

        await self._app(scope, replay, send)

    def _refusal(self) -> Response:
        return problem_response(TooLarge(f"the body is over the limit of {self._limit} bytes"))


def problem_response(error: AnswerableError) -> Response:
    """Give the response that tells an error."""
    problem = problem_of(error)
    return JSONResponse(
        problem.model_dump(mode="json", exclude_none=True), problem.status, media_type=CONTENT_TYPE
    )


def create_app(carry_out: CarryOut, *, max_body_bytes: int) -> FastAPI:
    """Make the command API.

    Arguments:
        carry_out: carries out a command.
        max_body_bytes: the largest body that is read.
    """
    app = FastAPI(
        title="Answerable: commands",
        version="1",
        description="Intake's commands. A repeat with the same Idempotency-Key gives the first answer.",
    )
    app.add_middleware(BodyLimit, limit=max_body_bytes)
    router = APIRouter(prefix="/v1")
    for name, model in COMMANDS.items():
        _add(router, name, model, carry_out)
    app.include_router(router)

    @app.exception_handler(AnswerableError)
    async def on_refusal(_: Request, error: AnswerableError) -> Response:
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(_: Request, error: RequestValidationError) -> Response:
        return problem_response(invalid(error.errors(), "the request", skip=1))

    @app.exception_handler(HTTPException)
    async def on_http(_: Request, error: HTTPException) -> Response:
        problem = Problem(
            type="about:blank", title=str(error.detail), status=error.status_code, detail=str(error.detail)
        )
        document = problem.model_dump(mode="json", exclude_none=True)
        return JSONResponse(document, error.status_code, headers=error.headers, media_type=CONTENT_TYPE)

    @app.exception_handler(Exception)
    async def on_failure(_: Request, __: Exception) -> Response:
        return problem_response(AnswerableError("something failed inside; the service's log says what"))

    @app.get("/health", include_in_schema=False)
    async def health() -> dict[str, str]:
        return {"status": "up"}

    return app


def _add(router: APIRouter, name: str, model: type[Command], carry_out: CarryOut) -> None:
    """Add the path of one command: ``case.transfer`` is ``POST /v1/case/transfer``."""
    stream, _, verb = name.partition(".")

    async def endpoint(command: Any, idempotency_key: Any = None) -> Receipt:
        return await carry_out(command, check_key(idempotency_key))

    endpoint.__annotations__ = {
        "command": model,
        "idempotency_key": Annotated[str | None, Header(description="a repeat gives the first answer")],
        "return": Receipt,
    }
    router.add_api_route(
        f"/{stream}/{verb}",
        endpoint,
        methods=["POST"],
        name=name,
        summary=(model.__doc__ or name).partition("\n")[0],
        tags=[stream],
        responses=PROBLEMS,
    )
