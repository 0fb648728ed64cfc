"""Files on their way between a browser and intake, which keeps them: as whoever is signed in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from pydantic import ValidationError

from answerable.attachments import Kept
from answerable.errors import AnswerableError, Unavailable
from answerable.messaging.border import authority
from answerable.messaging.problems import Problem, error_of
from answerable.settings import Settings
from answerable.wording import say

T = TypeVar("T")

PATH = "/v1/attachments"

_TIMEOUT_S = 30.0
_CHUNK = 256 * 1024
_OK = 200
_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # what is listened on, and not where to
_PASSED_ON = frozenset({"content-type", "content-length", "content-disposition"})


@dataclass(frozen=True, slots=True)
class GivenOut:
    """A file that is given out.

    Arguments:
        headers: what kind it is, how long and what it is called.
        chunks: its bytes; to be read to the end, or closed.
    """

    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


def address_of(settings: Settings) -> str:
    """Tell where intake takes files: what is set, or the port on this machine.

    Arguments:
        settings: how this process is set up.
    """
    host = _EVERY_ADDRESS.get(settings.http_host, settings.http_host)
    return settings.intake_url or f"http://{authority(host, settings.intake_port)}"


class Files:
    """Sends files to intake and fetches them.

    Arguments:
        url: where intake answers by HTTP.
    """

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    def _connection(self) -> HTTPConnection:
        kind = HTTPSConnection if self._url.scheme == "https" else HTTPConnection
        return kind(self._url.hostname or "127.0.0.1", self._url.port, timeout=_TIMEOUT_S)

    async def send(self, proof: str, chunks: AsyncIterator[bytes]) -> Kept:
        """Send a file as it comes; where it breaks off, nothing of it is kept.

        Arguments:
            proof: what proves who sends it.
            chunks: its bytes.

        Raises:
            AnswerableError: intake refuses it, or does not answer.
        """
        connection = self._connection()
        try:
            response = await self._sent(connection, proof, chunks)
            body = await _in_thread(response.read)
            if response.status != _OK:
                raise _error_in(body)
            return Kept.model_validate_json(body)
        finally:
            connection.close()

    async def _sent(
        self, connection: HTTPConnection, proof: str, chunks: AsyncIterator[bytes]
    ) -> HTTPResponse:
        headers = {"Authorization": proof, "Transfer-Encoding": "chunked"}
        await _in_thread(lambda: _begin(connection, headers))
        # Whoever is refused before the end is told so in the answer, which is read all the same.
        with suppress(_BrokenError):
            async for chunk in chunks:
                if chunk:
                    await _pushed(connection, b"%x\r\n%b\r\n" % (len(chunk), chunk))
            await _pushed(connection, b"0\r\n\r\n")
        return await _in_thread(connection.getresponse)

    async def get(self, proof: str, note: str, digest: str) -> GivenOut:
        """Fetch a file that a note names.

        Arguments:
            proof: what proves who asks.
            note: the note's id.
            digest: the file's.

        Raises:
            AnswerableError: intake refuses it, or does not answer.
        """
        connection = self._connection()
        path = f"{PATH}/{quote(digest, safe='')}?note={quote(note, safe='')}"

        def ask() -> HTTPResponse:
            connection.request("GET", path, headers={"Authorization": proof})
            return connection.getresponse()

        try:
            response = await _in_thread(ask)
            if response.status != _OK:
                raise _error_in(await _in_thread(response.read))
        except AnswerableError:
            connection.close()
            raise
        headers = {name: value for name, value in response.getheaders() if name.lower() in _PASSED_ON}
        return GivenOut(headers, _chunks(connection, response))


class _BrokenError(Exception):
    """Nobody takes what is sent any more."""


async def _pushed(connection: HTTPConnection, data: bytes) -> None:
    try:
        await asyncio.to_thread(connection.send, data)
    except OSError as error:
        raise _BrokenError from error


def _begin(connection: HTTPConnection, headers: Mapping[str, str]) -> None:
    connection.putrequest("POST", PATH, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()


async def _in_thread(work: Callable[[], T]) -> T:
    """Do a step of a conversation.

    Raises:
        Unavailable: the other side does not answer, or not in HTTP.
    """
    try:
        return await asyncio.to_thread(work)
    except (OSError, HTTPException) as error:
        raise Unavailable(say("error.kind.unavailable")) from error


def _error_in(body: bytes) -> AnswerableError:
    try:
        return error_of(Problem.model_validate_json(body))
    except ValidationError:
        return Unavailable(say("error.kind.unavailable"))


async def _chunks(connection: HTTPConnection, response: Any) -> AsyncIterator[bytes]:
    try:
        while chunk := await _in_thread(lambda: response.read(_CHUNK)):
            yield chunk
    finally:
        connection.close()
