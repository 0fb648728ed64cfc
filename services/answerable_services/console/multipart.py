"""Forms with files, read as they come (RFC 7578, RFC 2046, section 5.1).

Only what browsers send is read: parts with a name. A file is handed on in pieces, so that none is ever in
memory as a whole.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from typing import Final

from answerable.errors import Malformed, TooLarge
from answerable.wording import say

KIND: Final = "multipart/form-data"

_BOUNDARY: Final = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))(?:\s*;|\s*$)', re.IGNORECASE)
_PARAMETER: Final = re.compile(r'\b(name|filename)="((?:[^"\\]|\\.)*)"')
_ESCAPED: Final = {"%22": '"', "%0D": "", "%0A": ""}
_MOST_HEAD = 4096
_MOST_PARTS = 5000


def boundary_of(content_type: str) -> bytes:
    """Give what stands between the parts.

    Arguments:
        content_type: the header of the request.

    Raises:
        Malformed: it does not say.
    """
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise Malformed(say("error.form_unreadable"))
    return (found[1] or found[2]).encode("latin-1")


class Part:
    """One input of a form.

    Arguments:
        name: the input's.
        filename: what a chosen file is called; None where it is none.
        reader: has its bytes.
    """

    def __init__(self, name: str, filename: str | None, reader: FormReader) -> None:
        self.name = name
        self.filename = filename
        self._reader = reader

    async def chunks(self) -> AsyncIterator[bytes]:
        """Give its bytes as they come.

        Raises:
            Malformed: they end too soon.
        """
        async for chunk in self._reader.content():
            yield chunk

    async def text(self, most_bytes: int) -> str:
        """Give it as a text.

        Arguments:
            most_bytes: the longest that is read.

        Raises:
            TooLarge: it is longer.
            Malformed: it is no text.
        """
        found = bytearray()
        async for chunk in self.chunks():
            found += chunk
            if len(found) > most_bytes:
                raise TooLarge(say("error.form_too_large", most=most_bytes))
        try:
            return found.decode()
        except UnicodeDecodeError as error:
            raise Malformed(say("error.form_unreadable")) from error


class FormReader:
    """Reads a form part by part.

    Arguments:
        coming: the body as it comes.
        boundary: what stands between the parts.
    """

    def __init__(self, coming: AsyncIterator[bytes], boundary: bytes) -> None:
        self._coming = coming
        self._between = b"\r\n--" + boundary
        # The first boundary stands at the beginning, where no line end is before it.
        self._buffer = bytearray(b"\r\n")
        self._is_in_a_part = True  # what stands before the first boundary is no part, and read like one

    async def parts(self) -> AsyncIterator[Part]:
        """Give the parts in order; what is not read of one is passed over.

        Raises:
            Malformed: it is not what a browser sends.
        """
        await self._until_boundary()
        for _ in range(_MOST_PARTS):
            if await self._taken(2) == b"--":
                return
            name, filename = _names_in(await self._head())
            self._is_in_a_part = True
            yield Part(name, filename, self)
            await self._until_boundary()
        raise Malformed(say("error.form_unreadable"))

    async def content(self) -> AsyncIterator[bytes]:
        """Give what is left of the part that is being read."""
        while self._is_in_a_part:
            place = self._buffer.find(self._between)
            # What may be the beginning of a boundary is kept back until it is known.
            ready = place if place >= 0 else max(0, len(self._buffer) - len(self._between) + 1)
            if ready:
                chunk = bytes(self._buffer[:ready])
                del self._buffer[:ready]
                yield chunk
            if place >= 0:
                del self._buffer[: len(self._between)]
                self._is_in_a_part = False
            elif not ready:
                await self._more()

    async def _until_boundary(self) -> None:
        async for _ in self.content():
            pass

    async def _more(self) -> None:
        async for chunk in self._coming:
            if chunk:
                self._buffer += chunk
                return
        raise Malformed(say("error.form_unreadable"))

    async def _taken(self, size: int) -> bytes:
        while len(self._buffer) < size:
            await self._more()
        return bytes(self._buffer[:size])

    async def _head(self) -> str:
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            if len(self._buffer) > _MOST_HEAD:
                raise Malformed(say("error.form_unreadable"))
            await self._more()
        head = bytes(self._buffer[:end])
        del self._buffer[: end + 4]
        try:
            return head.decode()
        except UnicodeDecodeError as error:
            raise Malformed(say("error.form_unreadable")) from error


def _names_in(head: str) -> tuple[str, str | None]:
    """Read the name of an input, and of the file in it, from the lines before its content.

    Raises:
        Malformed: it has no name.
    """
    line = next((one for one in head.split("\r\n") if one.lower().startswith("content-disposition:")), "")
    found: Mapping[str, str] = {name: _plain(value) for name, value in _PARAMETER.findall(line)}
    if "form-data" not in line.lower() or not found.get("name"):
        raise Malformed(say("error.form_unreadable"))
    return found["name"], found.get("filename")


def _plain(value: str) -> str:
    for escaped, plain in _ESCAPED.items():
        value = value.replace(escaped, plain)
    return value
