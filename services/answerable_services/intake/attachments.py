"""Attachments by HTTP: files come in as they are and go out to be saved, and none is ever shown or run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO
from urllib.parse import parse_qs, quote

import structlog
from fastapi import FastAPI, Path, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import TypeAdapter, ValidationError

from answerable.attachments import Kept
from answerable.errors import AnswerableError, Invalid, Malformed, TooLarge
from answerable.identity import Verifier
from answerable.messaging.border import check_origin
from answerable.messaging.client import AUTHORIZATION
from answerable.messaging.denials import Attempt, Denials
from answerable.streams.account.events import Way
from answerable.streams.note.commands import NoteId
from answerable.streams.note.papers import Attachment, Digest
from answerable.wording import say
from answerable_services.intake.papers import Papers
from answerable_services.intake.problem_responses import PROBLEMS, problem_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

log = structlog.get_logger()

PATH = "/v1/attachments"

_CHUNK = 256 * 1024
_SILENT_FOR_S = 60.0
"""Seconds without a byte after which a sender counts as gone."""

_LINGERS_S = 5.0
"""Seconds for which what is behind the limit of a file is let come and go."""

_NOTE: TypeAdapter[str] = TypeAdapter(NoteId)

GIVEN_OUT: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "cache-control": "private, no-store",
}
"""What every file is given out with, whatever it holds."""


class _GoneError(Exception):
    """Whoever sends is there no more."""


def disposition(name: str) -> str:
    """Write the header that has a browser save a file under its name (RFC 6266, RFC 8187).

    Arguments:
        name: the file's.
    """
    plain = "".join(one if one.isascii() and one not in '"\\%' else "_" for one in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


class AttachmentApi:
    """Takes files and gives them out; everything else is for the application behind it.

    Arguments:
        papers: the files.
        verifier: tells who asks.
        described: answers whatever is no attachment.
        denials: counts who is refused.
    """

    def __init__(
        self, papers: Papers, verifier: Verifier, *, described: ASGIApp, denials: Denials | None = None
    ) -> None:
        self._papers = papers
        self._verifier = verifier
        self._described = described
        self._denials = Denials("intake") if denials is None else denials

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "")
        method = scope.get("method")
        is_sent = path == PATH and method == "POST"
        is_asked_for = path.startswith(f"{PATH}/") and method == "GET"
        if scope["type"] != "http" or not (is_sent or is_asked_for):
            await self._described(scope, receive, send)
            return
        client = scope.get("client")
        action = "note.send_file" if is_sent else "note.read_file"
        attempt = Attempt(self._denials, action, Way.HTTP, client[0] if client else "")
        try:
            with attempt:
                if is_sent:
                    answer = await self._take(scope, receive, attempt)
                else:
                    answer = await self._give(scope, path.removeprefix(f"{PATH}/"), attempt)
        except AnswerableError as error:
            answer = problem_response(error)
            answer.headers["connection"] = "close"  # what is still coming of a file is not read
        except Exception:
            log.exception("request.failed", path=path)
            answer = problem_response(AnswerableError("something failed inside; the service's log says what"))
        if answer is not None:
            await answer(scope, receive, send)

    def _asker(self, scope: Scope, attempt: Attempt) -> Any:
        headers = scope["headers"]
        check_origin(dict(headers))
        proofs = [value for name, value in headers if name == AUTHORIZATION.lower().encode()]
        if len(proofs) > 1:
            message = f"the header {AUTHORIZATION} is there more than once"
            raise Malformed(message)
        attempt.who = asker = self._verifier.from_header(proofs[0].decode("latin-1") if proofs else None)
        return asker

    async def _take(self, scope: Scope, receive: Receive, attempt: Attempt) -> Response | None:
        """Take a file; None where its sender is gone before its end."""
        asker = self._asker(scope, attempt)
        declared = dict(scope["headers"]).get(b"content-length", b"")
        if declared.isdigit() and int(declared) > self._papers.most_bytes:
            raise TooLarge(say("error.file_too_large", most=self._papers.most_bytes))
        with await self._papers.begin(asker) as upload:
            try:
                async for chunk in _body(receive):
                    upload.write(chunk)
            except _GoneError:
                return None
            except TooLarge:
                await self._pass_over(receive)
                raise
            kept = await asyncio.to_thread(upload.finish)
        return Response(kept.model_dump_json(), media_type="application/json")

    async def _pass_over(self, receive: Receive) -> None:
        """Let some more come and go: whoever still sends does not hear an answer before they are through."""
        passed = 0
        with suppress(_GoneError, TimeoutError):
            async with asyncio.timeout(_LINGERS_S):
                async for chunk in _body(receive):
                    passed += len(chunk)
                    if passed > self._papers.most_bytes:
                        return

    async def _give(self, scope: Scope, digest: str, attempt: Attempt) -> Response:
        asker = self._asker(scope, attempt)
        notes = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True).get("note", [])
        try:
            (note,) = map(_NOTE.validate_python, notes)
        except (ValueError, ValidationError) as error:
            message = "the address has to name one note that has the file: ?note=note-…"
            raise Invalid(message, rule="note") from error
        paper, file = await self._papers.paper_of(note, digest, asker)
        return _as_a_download(paper, file)


async def _body(receive: Receive) -> AsyncIterator[bytes]:
    """Give a body as it comes.

    Raises:
        _GoneError: its sender is gone, or silent for too long.
    """
    is_more = True
    while is_more:
        try:
            async with asyncio.timeout(_SILENT_FOR_S):
                message = await receive()
        except TimeoutError as error:
            raise _GoneError from error
        if message["type"] == "http.disconnect":
            raise _GoneError
        yield message.get("body", b"")
        is_more = message.get("more_body", False)


def _as_a_download(paper: Attachment, file: BinaryIO) -> Response:
    headers = {
        **GIVEN_OUT,
        "content-disposition": disposition(paper.name),
        "content-length": str(paper.size),
        "content-type": paper.format.media_type,
    }
    return _Download(file, headers)


class _Download(StreamingResponse):
    """A file that is given out, and closed also where only its headers were asked for."""

    def __init__(self, file: BinaryIO, headers: Mapping[str, str]) -> None:
        super().__init__(_chunks(file), headers=headers)
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._file:
            await super().__call__(scope, receive, send)


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    while chunk := await asyncio.to_thread(file.read, _CHUNK):
        yield chunk


def _problems(statuses: Iterable[int]) -> dict[int | str, dict[str, Any]]:
    return {status: PROBLEMS[status] for status in statuses}


def describe_attachments(app: FastAPI, proof: Any) -> None:
    """Describe both requests beside the commands (OpenAPI).

    Arguments:
        app: the application that describes.
        proof: what proves who asks, as a dependency.
    """

    async def send() -> Kept:
        raise NotImplementedError  # `AttachmentApi` answers

    async def give(digest: Annotated[Digest, Path()], note: Annotated[NoteId, Query()]) -> Response:
        raise NotImplementedError(digest, note)

    app.add_api_route(
        PATH,
        send,
        methods=["POST"],
        name="attachments.send",
        summary="Send a file that a note will name; the same bytes give the same answer.",
        tags=["attachments"],
        responses=_problems((400, 401, 403, 413, 415, 422, 500, 503)),
        dependencies=[proof],
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        },
    )
    app.add_api_route(
        f"{PATH}/{{digest}}",
        give,
        methods=["GET"],
        name="attachments.give",
        summary="Get a file that a note names, to be saved.",
        tags=["attachments"],
        response_class=Response,
        responses={
            200: {"description": "The file", "content": {"application/octet-stream": {}}},
            **_problems((401, 403, 404, 409, 422, 500, 503)),
        },
        dependencies=[proof],
    )
