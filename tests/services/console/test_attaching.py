"""The form of a note: files are chosen in it, sent on to intake as they come, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from hashlib import sha256

import httpx
import pytest

from answerable.attachments import Kept
from answerable.errors import TooLarge, UnsupportedMedia
from answerable.streams.note.commands import Write
from answerable.streams.note.papers import FileFormat
from answerable.wording import say
from answerable_services.console.attaching import GivenOut
from answerable_services.console.forgery import FIELD
from tests.services.console.entered import Entered, entered
from tests.services.console.sample import FakeCaller

PAGE = "/do/note/write?site=xm01&about=case-c1&lang=en"
HERE = {"origin": "http://localhost"}
PDF = b"%PDF-1.7 " + bytes(200_000)

DIGEST = "0" * 64
"""A file's."""


class Intake:
    """Stands in for intake: keeps what was sent, by whom, and takes nothing that is no PDF."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []

    async def send(self, proof: str, chunks: AsyncIterator[bytes]) -> Kept:
        content = b""
        async for chunk in chunks:
            content += chunk
            if len(content) > 300_000:
                raise TooLarge(say("error.file_too_large", most=300_000))
        if not content.startswith(b"%PDF-"):
            raise UnsupportedMedia(say("error.format_not_taken"))
        self.taken.append((proof, content))
        digest = sha256(content).hexdigest()
        return Kept(digest=digest, size=len(content), format=FileFormat.PDF)

    async def get(self, proof: str, note: str, digest: str) -> GivenOut:
        async def chunks() -> AsyncIterator[bytes]:
            yield f"{proof} {note} {digest}".encode()

        return GivenOut({"content-type": "text/plain", "content-disposition": "attachment"}, chunks())


@pytest.fixture
def intake() -> Intake:
    return Intake()


@pytest.fixture
def caller() -> FakeCaller:
    return FakeCaller()


@pytest.fixture
async def browser(intake: Intake, caller: FakeCaller) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is signed in."""
    app: Entered = entered(caller)
    app._app.state.console.files = intake  # type: ignore[attr-defined]  # the console below
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


def inputs(page: str) -> dict[str, str]:
    """Give what a browser would send of a page's form, but for what is chosen and typed."""
    found = dict(re.findall(r'<input type="(?:hidden|text)"[^>]* name="([^"]+)" value="([^"]*)"', page))
    return found | dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


async def test_the_form_asks_for_files(browser: httpx.AsyncClient) -> None:
    """It is sent in parts, and the token stands before the files."""
    page = (await browser.get(PAGE)).text
    assert 'enctype="multipart/form-data"' in page
    assert page.index(f'name="{FIELD}"') < page.index('type="file"')
    assert 'value="case-c1"' in page


async def test_files_are_sent_on_and_the_note_names_them(
    browser: httpx.AsyncClient, intake: Intake, caller: FakeCaller
) -> None:
    """Files first, then which paper each of them is: what was typed stands there meanwhile."""
    said = {**inputs((await browser.get(PAGE)).text), "content": "the form came"}
    files = [("files", ("../联络单.pdf", PDF, "text/html")), ("files", ("", b"", "application/octet-stream"))]
    again = await browser.post(PAGE, data={**said, "more": "attachments"}, files=files, headers=HERE)

    assert again.status_code == 200
    assert [content for _, content in intake.taken] == [PDF]
    assert all(proof.startswith("Bearer ") for proof, _ in intake.taken)
    assert "the form came" in again.text
    assert "联络单.pdf" in again.text
    said = {**inputs(again.text), "content": "the form came", "attachments.0.paper": "contact_form"}
    done = await browser.post(PAGE, data=said, files={"files": ("", b"")}, headers=HERE)
    assert done.status_code == 303, done.text
    ((command, _),) = caller.given
    assert isinstance(command, Write)
    assert command.matter == "case-c1"
    assert command.attachments is not None
    (paper,) = command.attachments
    assert (paper.digest, paper.name, paper.paper) == (sha256(PDF).hexdigest(), "联络单.pdf", "contact_form")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.html", b"<html>", "none of the formats"),
        ("a.pdf", bytes(400_000), "larger than"),
        ("run.exe", b"%PDF-1.7", "something that a computer would run"),
    ],
)
async def test_what_is_not_taken_is_said_in_the_form(
    browser: httpx.AsyncClient, caller: FakeCaller, name: str, content: bytes, why: str
) -> None:
    """The form is shown again with the reason and all that was typed; nothing was recorded."""
    said = {**inputs((await browser.get(PAGE)).text), "content": "the form came"}
    again = await browser.post(PAGE, data=said, files={"files": (name, content)}, headers=HERE)

    assert again.status_code == 422
    assert why in again.text
    assert name in again.text
    assert "the form came" in again.text
    assert caller.given == []


@pytest.mark.parametrize("said", [{}, {FIELD: "forged.forged"}])
async def test_no_file_is_read_without_the_forms_token(
    browser: httpx.AsyncClient, intake: Intake, said: dict[str, str]
) -> None:
    """Another page's form is refused before anything of a file is sent on."""
    refused = await browser.post(PAGE, data=said, files={"files": ("a.pdf", PDF)}, headers=HERE)
    assert refused.status_code == 403
    elsewhere = {"origin": "https://elsewhere.example"}
    said = inputs((await browser.get(PAGE)).text)
    refused = await browser.post(PAGE, data=said, files={"files": ("a.pdf", PDF)}, headers=elsewhere)
    assert refused.status_code == 403
    assert intake.taken == []


async def test_a_paper_is_saved_and_never_shown(browser: httpx.AsyncClient) -> None:
    """It is fetched as whoever is signed in, and may do nothing in the browser."""
    given = await browser.get(f"/attachments/note-1/{DIGEST}")
    assert given.status_code == 200
    assert given.text.endswith(f"note-1 {DIGEST}")
    assert given.headers["content-disposition"] == "attachment"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["content-security-policy"] == "sandbox; default-src 'none'"
