"""Forms with files are read part by part, however they come, and nothing of a file is kept in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.errors import Malformed, TooLarge
from answerable_services.console.multipart import FormReader, boundary_of

BOUNDARY = b"--x-42"
HINTS = st.sampled_from([b"\r\n", b"--", b"\r\n----x-42", b"\r\n----x-4", b"\r", BOUNDARY])
CONTENT = (
    st.lists(st.binary(max_size=20) | HINTS, max_size=8)
    .map(b"".join)
    .filter(lambda one: b"\r\n--" + BOUNDARY not in b"\r\n" + one + b"\r\n")
)


def written(parts: list[tuple[str, str | None, bytes]]) -> bytes:
    """Write a form as a browser does."""
    body = b""
    for name, filename, content in parts:
        file = "" if filename is None else f'; filename="{filename}"\r\nContent-Type: application/pdf'
        body += b"--" + BOUNDARY + f'\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode()
        body += content + b"\r\n"
    return body + b"--" + BOUNDARY + b"--\r\n"


async def in_pieces(body: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(body), size):
        yield body[at : at + size]


async def read(body: bytes, size: int) -> list[tuple[str, str | None, bytes]]:
    """Read a form that comes in pieces."""
    return [
        (part.name, part.filename, b"".join([chunk async for chunk in part.chunks()]))
        async for part in FormReader(in_pieces(body, size), BOUNDARY).parts()
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "files"]), st.sampled_from([None, "", "联络单.pdf"]), CONTENT),
        max_size=4,
    ),
    st.integers(1, 60),
)
async def test_what_was_sent_is_read(parts: list[tuple[str, str | None, bytes]], size: int) -> None:
    """Names, files and every byte come out as they were put in, whatever pieces they come in."""
    assert await read(written(parts), size) == parts


@given(st.binary(max_size=200), st.integers(1, 30))
async def test_anything_else_is_refused(body: bytes, size: int) -> None:
    """What no browser sends is told, and nothing else happens."""
    for sent in (body, written([("a", None, b"1")])[: len(body)]):
        with suppress(Malformed):
            await read(sent, size)


async def test_a_part_that_is_not_read_is_passed_over() -> None:
    """Whoever does not want a file goes on with the next input."""
    body = written([("files", "a.pdf", bytes(100_000)), ("a", None, b"1")])
    names = [part.name async for part in FormReader(in_pieces(body, 1000), BOUNDARY).parts()]
    assert names == ["files", "a"]


async def test_a_text_has_a_limit() -> None:
    """What is typed is kept in memory, so that it is not read without end."""
    async for part in FormReader(in_pieces(written([("a", None, bytes(2000))]), 100), BOUNDARY).parts():
        with pytest.raises(TooLarge):
            await part.text(1000)


@pytest.mark.parametrize(
    ("said", "found"),
    [("multipart/form-data; boundary=abc", b"abc"), ('multipart/form-data; boundary="a b"; x=1', b"a b")],
)
def test_the_boundary(said: str, found: bytes) -> None:
    """It stands in the header, with quotes or without."""
    assert boundary_of(said) == found
    with pytest.raises(Malformed):
        boundary_of("multipart/form-data")
