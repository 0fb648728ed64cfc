"""Commands by HTTP: one path a command, problems for whatever is wrong (RFC 9457)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Annotated, Any

import structlog
from fastapi import FastAPI, Header, Request, Response, Security
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from answerable.commands.base import Command, IdempotencyKey, Receipt
from answerable.commands.registry import COMMANDS
from answerable.errors import AnswerableError, Forbidden, Malformed, TooLarge
from answerable.identity import Principal, Verifier
from answerable.messaging.border import allowed_hosts, check_host, check_request
from answerable.messaging.client import AUTHORIZATION, IDEMPOTENCY_KEY
from answerable.messaging.denials import UNKNOWN, Attempt, Denials
from answerable.messaging.head_requests import HeadRequests
from answerable.messaging.problems import CONTENT_TYPE, Problem
from answerable.streams.account.events import Way
from answerable.telemetry.commands import GONE, Watched
from answerable.telemetry.commands import Way as Counted
from answerable_services.intake.attachments import AttachmentApi, describe_attachments
from answerable_services.intake.papers import Papers
from answerable_services.intake.problem_responses import PROBLEMS, problem_response
from answerable_services.intake.reading import check_key, read_command

CarryOut = Callable[[Command, Principal, str | None], Awaitable[Receipt]]
"""Carries out a command, as whoever was proved, with its idempotency key; the same behind HTTP and NATS."""

_KEY_HEADER = IDEMPOTENCY_KEY.lower().encode()

log = structlog.get_logger()


class CommandApi:
    """The command API: commands on the shortest path, everything else by the application that describes it.

    The application would need longer to find a route, read a body and check an answer than it takes to carry
    the command out (docs/decisions/0018).

    Arguments:
        carry_out: carries out a command.
        verifier: tells who asks.
        max_body_bytes: the largest body that is read.
        hosts: the names under which it may be asked.
        described: answers whatever is no command: the description, health, unknown paths.
        denials: counts who is refused.
    """

    def __init__(
        self,
        carry_out: CarryOut,
        verifier: Verifier,
        *,
        max_body_bytes: int,
        hosts: Sequence[str],
        described: ASGIApp,
        denials: Denials | None = None,
    ) -> None:
        self._carry_out = carry_out
        self._verifier = verifier
        self._hosts = hosts
        self._limit = max_body_bytes
        self._described = described
        self._denials = Denials("intake") if denials is None else denials
        self._describing = HeadRequests(self._describe)
        self._names = {_path(name): name for name in COMMANDS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        name = self._names.get(scope["path"]) if scope["type"] == "http" else None
        if name is None or scope["method"] != "POST":
            await self._describing(scope, receive, send)
            return
        try:
            answer = await self._answer(name, scope, receive)
        except AnswerableError as error:
            answer = problem_response(error)
        except Exception:
            log.exception("request.failed", command=name)
            answer = problem_response(AnswerableError("something failed inside; the service's log says what"))
        if answer is not None:
            await answer(scope, receive, send)

    async def _describe(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is no command, and that too only to who asks for this server by its name."""
        if scope["type"] in {"http", "websocket"}:
            try:
                check_host(dict(scope["headers"]), self._hosts)
            except Forbidden as error:
                self._denials.refused(error, UNKNOWN, Way.HTTP, address=_address(scope))
                await problem_response(error)(scope, receive, send)
                return
        await self._described(scope, receive, send)

    async def _answer(self, name: str, scope: Scope, receive: Receive) -> Response | None:
        headers = dict(scope["headers"])
        address = _address(scope)
        attempt = Attempt(self._denials, name, Way.HTTP, address)
        with Watched(name, Counted.HTTP, headers) as watched, attempt:
            check_request(headers, self._hosts)
            if len(headers) < len(scope["headers"]):
                _each_once(scope["headers"])
            attempt.who = asker = self._verifier.from_header(_authorization(headers))
            self._denials.saw(asker, address)
            body = await self._read(headers, receive)
            if body is None:
                watched.outcome = GONE
                return None
            key = headers.get(_KEY_HEADER)
            command = read_command(name, body, asker)
            attempt.at = command.site
            receipt = await self._carry_out(command, asker, check_key(key and key.decode("latin-1")))
        return Response(receipt.model_dump_json(), media_type="application/json")

    async def _read(self, headers: Mapping[bytes, bytes], receive: Receive) -> bytes | None:
        """Read a body whether its length is declared or not; None where its sender is gone.

        Raises:
            TooLarge: it is over the limit.
        """
        declared = headers.get(b"content-length", b"0")
        size = int(declared) if declared.isdigit() else 0
        chunks: list[bytes] = []
        is_more = True
        while is_more and size <= self._limit:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            chunks.append(message.get("body", b""))
            size = max(size, sum(map(len, chunks)))
            is_more = message.get("more_body", False)
        if size > self._limit:
            message_text = f"the body is over the limit of {self._limit} bytes"
            raise TooLarge(message_text)
        return b"".join(chunks)


def create_app(
    carry_out: CarryOut,
    verifier: Verifier,
    papers: Papers,
    *,
    max_body_bytes: int,
    host: str = "127.0.0.1",
    denials: Denials | None = None,
) -> CommandApi:
    """Make the command API.

    Arguments:
        carry_out: carries out a command.
        verifier: tells who asks.
        papers: takes the files that notes name, and gives them out.
        max_body_bytes: the largest body that is read.
        host: the address that it is going to listen on.
        denials: counts who is refused.
    """
    counting = Denials("intake") if denials is None else denials
    return CommandApi(
        carry_out,
        verifier,
        max_body_bytes=max_body_bytes,
        hosts=allowed_hosts(host),
        described=AttachmentApi(papers, verifier, described=Described(), denials=counting),
        denials=counting,
    )


def _each_once(headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Let no header be there twice that says who asks, or whether it is a repeat: which of them would count?

    Raises:
        Malformed: one is.
    """
    names = [name for name, _ in headers]
    for header in (AUTHORIZATION, IDEMPOTENCY_KEY):
        if names.count(header.lower().encode()) > 1:
            message = f"the header {header} is there more than once"
            raise Malformed(message)


def _address(scope: Scope) -> str:
    """Give where a request comes from, as far as the connection says."""
    client = scope.get("client")
    return client[0] if client else ""


def _authorization(headers: Mapping[bytes, bytes]) -> str | None:
    said = headers.get(b"authorization")
    return None if said is None else said.decode("latin-1")


_UP = JSONResponse({"status": "up"})


class Described:
    """Says that intake is up; whatever else is asked, the application answers that describes the commands.

    That is made when it is asked for the first time: it takes seconds, in which commands go on to be carried
    out, and an intake that nobody asks to describe itself starts without it.
    """

    def __init__(self) -> None:
        self._made: asyncio.Future[FastAPI] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"] == "/health" and scope["method"] == "GET":
            await _UP(scope, receive, send)
            return
        if self._made is None:
            self._made = asyncio.ensure_future(asyncio.to_thread(describe))
        application = await asyncio.shield(self._made)
        await application(scope, receive, send)


@cache
def describe() -> FastAPI:
    """Make the application that describes the commands (OpenAPI) and answers what is none: one a process."""
    app = FastAPI(
        title="Answerable: commands",
        version="1",
        description="Intake's commands. A repeat with the same Idempotency-Key gives the first answer.",
        redirect_slashes=False,
    )
    bearer = HTTPBearer(bearerFormat="JWT", description="A token of `answerable token create`.")
    for name, model in COMMANDS.items():
        _describe(app, name, model, Security(bearer))
    describe_attachments(app, Security(bearer))
    make = app.openapi

    def openapi() -> dict[str, Any]:
        return _with_problems(make())

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's own documentation extends it

    @app.exception_handler(HTTPException)
    async def on_http(_: Request, error: HTTPException) -> Response:
        problem = Problem(
            type="about:blank", title=str(error.detail), status=error.status_code, detail=str(error.detail)
        )
        document = problem.model_dump(mode="json", exclude_none=True)
        return JSONResponse(document, error.status_code, headers=error.headers, media_type=CONTENT_TYPE)

    @app.get("/health", include_in_schema=False)
    async def health() -> Response:
        """Stand there, so that another method is told which one is right."""
        return _UP

    return app


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Describe problems under their own content type; FastAPI knows one type for all answers of a path."""
    operations = (operation for path in document["paths"].values() for operation in path.values())
    for operation in operations:
        for status, response in operation["responses"].items():
            if status != "200":
                response["content"] = {CONTENT_TYPE: next(iter(response["content"].values()))}
    return document


def _path(name: str) -> str:
    """Give the path of a command: ``case.transfer`` is ``POST /v1/case/transfer``."""
    return f"/v1/{name.replace('.', '/', 1)}"


def _describe(app: FastAPI, name: str, model: type[Command], proof: Any) -> None:
    async def described(command: Any, idempotency_key: Any = None) -> Receipt:
        raise NotImplementedError  # `CommandApi` answers

    described.__annotations__ = {
        "command": model,
        "idempotency_key": Annotated[
            IdempotencyKey | None, Header(description="a repeat gives the first answer")
        ],
        "return": Receipt,
    }
    app.add_api_route(
        _path(name),
        described,
        methods=["POST"],
        name=name,
        summary=(model.__doc__ or name).partition("\n")[0],
        tags=[name.partition(".")[0]],
        responses=PROBLEMS,
        dependencies=[proof],
    )
