"""Attachments by HTTP: sent whole or not at all, named by notes, given out to who may see them."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from answerable.errors import NotFound, TooLarge, Unavailable, UnsupportedMedia
from answerable.identity import Grant, Keys, MachineTokens, Owner, Principal
from answerable.identity.tokens import sign
from answerable.ledger.server.machine import free_port
from answerable.streams.note.papers import FileFormat
from answerable.streams.staff.events import Role
from answerable_services.cli.attachments import amiss, in_words
from answerable_services.console.attaching import Files
from answerable_services.intake.attachments import GIVEN_OUT, disposition
from answerable_services.intake.main import run
from tests.services.conftest import Installation
from tests.services.intake.http_given import problem
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN

pytestmark = pytest.mark.server

LIMIT = 1024 * 1024
PDF = b"%PDF-1.7\n" + os.urandom(300_000)
DIGEST = sha256(PDF).hexdigest()
ELSEWHERE = "xm02"


@cache
def _keys(folder: Path) -> Keys:
    made = Keys(folder)
    made.make()
    return made


def proof(keys: Path, who: str, role: Role = Role.AGENT, site: str = "xm01") -> dict[str, str]:
    """Give the header that proves somebody of a role at a site."""
    principal = Principal(id=who, grants=(Grant(role=role, site=site),))
    return {"Authorization": f"Bearer {sign(principal, _keys(keys).of(Owner.ACCOUNTS), time.time())}"}


@dataclass(frozen=True)
class Desk:
    """Intake, asked by HTTP."""

    http: httpx.AsyncClient
    keys: Path
    folder: Path
    port: int

    def agent(self) -> dict[str, str]:
        return proof(self.keys, FIRST)

    async def send(self, content: Any, **headers: str) -> httpx.Response:
        return await self.http.post("/v1/attachments", content=content, headers={**self.agent(), **headers})

    async def do(self, name: str, who: Mapping[str, str] | None = None, **fields: Any) -> httpx.Response:
        body = json.dumps({"site": "xm01", **fields})
        headers = {"content-type": "application/json", **(who or self.agent())}
        return await self.http.post(f"/v1/{name.replace('.', '/')}", content=body, headers=headers)

    async def note(self, case: str, *attachments: dict[str, Any]) -> httpx.Response:
        """Open a case, where there is none yet, and write a note about it."""
        opened = await self.do("case.open", case=case, topic="t", first_asked=FIRST)
        assert opened.status_code in (200, 409), opened.text
        return await self.do(
            "note.write", matter=case, content="the form", attachments=list(attachments), note=f"note-{case}"
        )

    async def get(self, case: str, who: dict[str, str] | None = None, digest: str = DIGEST) -> httpx.Response:
        headers = self.agent() if who is None else who
        return await self.http.get(f"/v1/attachments/{digest}?note=note-{case}", headers=headers)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())


@asynccontextmanager
async def running(installation: Installation) -> AsyncIterator[Desk]:
    port, stop = free_port(), asyncio.Event()
    settings = installation.settings(intake_port=port, clock_start=TEN, max_attachment_bytes=LIMIT)
    service = asyncio.create_task(run(settings, stop))
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
            desk = Desk(http, settings.keys, settings.papers, port)
            async with asyncio.timeout(60):
                while not service.done():
                    with suppress(httpx.ConnectError):
                        if (await http.get("/health")).status_code == 200:
                            break
                    await asyncio.sleep(0.05)
            yield desk
    finally:
        stop.set()
        await service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(ruled: Installation) -> AsyncIterator[Desk]:
    async with running(ruled) as opened:
        yield opened


def named(**more: Any) -> dict[str, Any]:
    """Give what a note says of the file."""
    said = {
        "digest": DIGEST,
        "size": len(PDF),
        "format": "pdf",
        "name": "联络单.pdf",
        "paper": "contact_form",
    }
    return {**said, **more}


@pytest.mark.asyncio(loop_scope="module")
class TestSent:
    async def test_what_it_is_is_told(self, desk: Desk) -> None:
        """The answer has digest, size and format; the same again has the same answer."""
        first, again = await desk.send(PDF), await desk.send(PDF)
        assert first.status_code == again.status_code == 200
        assert first.json() == again.json() == {"digest": DIGEST, "size": len(PDF), "format": "pdf"}

    async def test_at_once(self, desk: Desk) -> None:
        """Many send the same file at the same moment: one file, one answer."""
        content = b"%PDF-1.4 " + os.urandom(100_000)
        answers = await asyncio.gather(*(desk.send(content) for _ in range(12)))
        assert {one.status_code for one in answers} == {200}
        assert desk.files().count(sha256(content).hexdigest()) == 1

    async def test_too_large_while_it_comes(self, desk: Desk) -> None:
        """25 times the limit is refused when it is reached, and not read to its end."""
        sent = 0

        async def without_end() -> AsyncIterator[bytes]:
            nonlocal sent
            for _ in range(25 * 16):
                sent += 65_536
                yield b"%PDF-" + bytes(65_531)

        with suppress(httpx.TransportError):  # the server may have hung up before the client heard of it
            assert problem(await desk.send(without_end()))["status"] == 413
        assert sent < 25 * LIMIT

    async def test_a_little_too_large(self, desk: Desk) -> None:
        """Whoever does not say how long a file is hears of it when it is too long."""

        async def half_as_much_again() -> AsyncIterator[bytes]:
            for _ in range(24):
                yield b"%PDF-" + bytes(65_531)

        assert problem(await desk.send(half_as_much_again()))["status"] == 413

    async def test_too_large_by_its_own_word(self, desk: Desk) -> None:
        """What says that it is too large is not read at all."""
        refused = await desk.send(bytes(LIMIT + 1))
        assert problem(refused)["status"] == 413

    @pytest.mark.parametrize(
        ("content", "status"),
        [
            (b"<html><script>alert(1)</script>", 415),
            (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 415),
            (b"\x7fELF\x02\x01\x01", 415),
            (b"", 422),
        ],
    )
    async def test_what_is_not_taken(self, desk: Desk, content: bytes, status: int) -> None:
        """A page, a drawing with a script, a program, and nothing at all are refused, whatever they claim."""
        before = desk.files()
        refused = await desk.send(content, **{"content-type": "application/pdf"})
        assert problem(refused)["status"] == status
        assert desk.files() == before

    async def test_who_may_not(self, desk: Desk) -> None:
        """Nobody, an auditor, and a page of elsewhere send no file."""
        for headers, status in (
            ({}, 401),
            (proof(desk.keys, "staff-audits", Role.AUDITOR), 403),
            ({**desk.agent(), "origin": "https://elsewhere.example"}, 403),
            ({**desk.agent(), "host": "elsewhere.example"}, 403),
        ):
            refused = await desk.http.post("/v1/attachments", content=PDF, headers=headers)
            assert problem(refused)["status"] == status

    async def test_gone_in_the_middle(self, desk: Desk) -> None:
        """Whoever hangs up before the end leaves nothing."""
        before = desk.files()
        reader, writer = await asyncio.open_connection("127.0.0.1", desk.port)
        head = f"POST /v1/attachments HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(PDF)}\r\n"
        writer.write(f"{head}Authorization: {desk.agent()['Authorization']}\r\n\r\n".encode() + PDF[:70_000])
        await writer.drain()
        async with asyncio.timeout(20):
            while desk.files() == before:
                await asyncio.sleep(0.01)
        writer.close()
        async with asyncio.timeout(20):
            while desk.files() != before:
                await asyncio.sleep(0.01)
        assert await reader.read() == b""


@pytest.mark.asyncio(loop_scope="module")
class TestNamed:
    async def test_only_what_was_sent(self, desk: Desk, fresh: str) -> None:
        """A note names files that are here, as they are; the fault stands at the file."""
        await desk.send(PDF)
        for wrong in ({"digest": "0" * 64}, {"size": 7}, {"format": "png"}):
            refused = problem(await desk.note(f"case-{fresh}", named(**wrong)))
            assert (refused["status"], refused["rule"]) == (422, "attachment-sent")
            assert refused["errors"][0]["pointer"] == "/attachments/0/digest"

    async def test_a_name_is_looked_through(self, desk: Desk, fresh: str) -> None:
        """A file's name holds no personal data."""
        await desk.send(PDF)
        for name in ("13812345678.pdf", "rec_20160310_13812345678.pdf", "a@example.com.pdf"):
            refused = problem(await desk.note(f"case-{fresh}", named(name=name)))
            assert refused["rule"] == "personal-data"
            assert [one["pointer"] for one in refused["errors"]] == ["/attachments/0/name"]


@pytest.mark.asyncio(loop_scope="module")
class TestGivenOut:
    async def test_to_be_saved_and_never_shown(self, desk: Desk, fresh: str) -> None:
        """It comes byte for byte, under its name, with headers that let nothing in it run."""
        await desk.send(PDF)
        written = await desk.note(f"case-{fresh}", named(name="../../联络单.pdf"))
        assert written.status_code == 200, written.text
        given = await desk.get(f"case-{fresh}")

        assert (given.status_code, given.content) == (200, PDF)
        assert given.headers["content-type"] == "application/pdf"
        assert given.headers["content-length"] == str(len(PDF))
        assert given.headers["content-disposition"] == disposition("联络单.pdf")
        assert {name: given.headers[name] for name in GIVEN_OUT} == GIVEN_OUT
        head = await desk.http.head(f"/v1/attachments/{DIGEST}?note=note-case-{fresh}", headers=desk.agent())
        assert (head.status_code, head.content) == (200, b"")

    async def test_to_whom(self, desk: Desk, fresh: str) -> None:
        """Who sees the matter, or all notes; nobody of another site, and nobody without a proof."""
        await desk.send(PDF)
        await desk.note(f"case-{fresh}", named())
        keys = desk.keys
        for who, status in (
            (proof(keys, SECOND), 200),
            (proof(keys, LEAD, Role.LEAD), 200),
            (proof(keys, "staff-audits", Role.AUDITOR, ELSEWHERE), 200),
            (proof(keys, SECOND, Role.AGENT, ELSEWHERE), 404),
            (proof(keys, LEAD, Role.MANAGER, ELSEWHERE), 404),
            (proof(keys, SECOND, Role.DATA_PROTECTION_OFFICER), 403),
            ({}, 401),
        ):
            assert (await desk.get(f"case-{fresh}", who)).status_code == status

    async def test_own(self, desk: Desk, fresh: str) -> None:
        """Who sees only their own cases writes about these, and gets the papers of these."""
        await desk.send(PDF)
        sells = proof(desk.keys, FIRST, Role.SALESPERSON)
        other = proof(desk.keys, SECOND, Role.SALESPERSON)
        await desk.note(f"case-{fresh}", named())
        assert (await desk.get(f"case-{fresh}", sells)).status_code == 200
        assert (await desk.get(f"case-{fresh}", other)).status_code == 403

        about: dict[str, Any] = {"matter": f"case-{fresh}", "content": "seen on site"}
        assert (await desk.do("note.write", sells, **about)).status_code == 200
        assert problem(await desk.do("note.write", other, **about))["status"] == 403

    async def test_a_complaint_is_for_who_sees_it(self, desk: Desk, fresh: str) -> None:
        """An agent writes about the complaint that she has filed, and not about a colleague's."""
        filed: dict[str, Any] = {
            "complaint": f"complaint-{fresh}",
            "channel": "call",
            "topic": "t",
            "text": "t",
        }
        assert (await desk.do("complaint.file", **filed)).status_code == 200
        about: dict[str, Any] = {"matter": f"complaint-{fresh}", "content": "the customer's letter"}
        assert (await desk.do("note.write", **about)).status_code == 200
        assert problem(await desk.do("note.write", proof(desk.keys, SECOND), **about))["status"] == 403

    async def test_a_machine_writes_about_what_systems_see(self, desk: Desk, fresh: str) -> None:
        """About a case, whatever else its token names; about a complaint, which no system sees, never."""
        filed: dict[str, Any] = {"channel": "call", "topic": "t", "text": "t"}
        assert (await desk.do("complaint.file", complaint=f"complaint-{fresh}", **filed)).is_success
        assert (await desk.do("case.open", case=f"case-{fresh}", topic="t", first_asked=FIRST)).is_success
        _, token = MachineTokens(desk.keys).create("exchange", ("note.write",), ("xm01",), 1)
        machine = {"Authorization": f"Bearer {token}"}

        said = await desk.do("note.write", machine, matter=f"complaint-{fresh}", content="a fax came")
        assert problem(said)["status"] == 403
        assert (await desk.do("note.write", machine, matter=f"case-{fresh}", content="a fax came")).is_success

    async def test_on_its_way_through_the_pages(self, desk: Desk, fresh: str) -> None:
        """The console sends a file on as it comes and fetches it again; a refusal comes with its reason."""
        files = Files(str(desk.http.base_url))
        mine, theirs = (proof(desk.keys, who)["Authorization"] for who in (FIRST, SECOND))

        async def pieces(content: bytes) -> AsyncIterator[bytes]:
            for at in range(0, len(content), 10_000):
                yield content[at : at + 10_000]

        assert (await files.send(mine, pieces(PDF))).digest == DIGEST
        with pytest.raises(UnsupportedMedia):
            await files.send(mine, pieces(b"<html>"))
        with pytest.raises(TooLarge):
            await files.send(mine, pieces(bytes(LIMIT + 50_000)))
        await desk.note(f"case-{fresh}", named())
        given = await files.get(theirs, f"note-case-{fresh}", DIGEST)
        assert b"".join([chunk async for chunk in given.chunks]) == PDF
        assert {name.lower() for name in given.headers} == {
            "content-type",
            "content-length",
            "content-disposition",
        }
        with pytest.raises(NotFound):
            await files.get(theirs, f"note-case-{fresh}", "0" * 64)
        with pytest.raises(Unavailable):
            await Files(f"http://127.0.0.1:{free_port()}").get(theirs, "note-1", DIGEST)

    @pytest.mark.parametrize(
        "path",
        [
            f"{DIGEST}?note=note-nothing",
            f"{'0' * 64}?note=note-case-{{fresh}}",
            "..%2F..%2Fledger-head.key?note=note-case-{fresh}",
            f"{DIGEST}%2F..%2F{DIGEST}?note=note-case-{{fresh}}",
        ],
        ids=["no such note", "no such file", "another file", "the same by a way round"],
    )
    async def test_nothing_else(self, desk: Desk, fresh: str, path: str) -> None:
        """What no note names is not found, and no path leads out of the directory."""
        await desk.send(PDF)
        await desk.note(f"case-{fresh}", named())
        refused = await desk.http.get(f"/v1/attachments/{path.format(fresh=fresh)}", headers=desk.agent())
        assert problem(refused)["status"] == 404

    async def test_the_note_is_named(self, desk: Desk) -> None:
        """A digest alone opens nothing."""
        for query in ("", "?note=", "?note=case-1", "?note=note-1&note=note-2"):
            refused = await desk.http.get(f"/v1/attachments/{DIGEST}{query}", headers=desk.agent())
            assert problem(refused)["status"] == 422

    async def test_not_once_it_was_taken_back(self, desk: Desk, fresh: str) -> None:
        """The papers of a note that counts for nothing are given out no more, and stay on the disk."""
        await desk.send(PDF)
        await desk.note(f"case-{fresh}", named())
        lead = proof(desk.keys, LEAD, Role.LEAD)
        taken = await desk.do("note.withdraw", lead, note=f"note-case-{fresh}", reason="wrong case")
        assert taken.status_code == 200, taken.text
        assert problem(await desk.get(f"case-{fresh}"))["status"] == 409
        assert DIGEST in desk.files()

    async def test_damage_is_told_and_nothing_given(self, desk: Desk, fresh: str) -> None:
        """Where the bytes on the disk are others, the answer is 503 with a word; sent again, it is mended."""
        content = b"%PDF-1.5 " + os.urandom(2_000)
        digest = sha256(content).hexdigest()
        await desk.send(content)
        await desk.note(f"case-{fresh}", named(digest=digest, size=len(content)))
        (desk.folder / digest[:2] / digest).write_bytes(content[:-1] + b"!")

        told = problem(await desk.get(f"case-{fresh}", digest=digest))
        assert told["status"] == 503
        assert digest in told["detail"]
        await desk.send(content)
        assert (await desk.get(f"case-{fresh}", digest=digest)).content == content


async def test_the_doctor_names_what_is_not_there(ruled: Installation, fresh: str) -> None:
    """Every file that an event names is read: which is missing, of which note, is said."""
    content = b"%PDF-1.3 " + os.urandom(400)
    digest = sha256(content).hexdigest()
    settings = ruled.settings()
    async with running(ruled) as desk:
        await desk.send(content)
        await desk.note(f"case-{fresh}", named(digest=digest, size=len(content)))
    ledger = await ruled.ledger()
    try:
        assert f"{digest} of note-case-{fresh}" not in (await amiss(settings, ledger))[1]
        (settings.papers / digest[:2] / digest).unlink()
        total, faults = await amiss(settings, ledger)
    finally:
        await ledger.close()
    assert f"{digest} of note-case-{fresh}" in faults
    assert digest in in_words(total, [f"{digest} of a note"], settings)


async def test_killed_in_the_middle(ruled: Installation) -> None:
    """Where intake is killed while a file comes, nothing half has its digest; the next start clears up."""
    port = free_port()
    settings = ruled.settings()
    said = {"DATA": str(ruled.data), "INTAKE_PORT": str(port), "CLOCK_START": TEN.isoformat()}
    environment = {**os.environ, **{f"ANSWERABLE_{name}": value for name, value in said.items()}}
    command = [sys.executable, "-m", "answerable_services.cli", "run", "intake"]
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    incoming = settings.papers / "incoming"
    try:
        async with asyncio.timeout(60), httpx.AsyncClient() as http:
            while True:
                with suppress(httpx.TransportError):
                    await http.get(f"http://127.0.0.1:{port}/health")
                    break
                await asyncio.sleep(0.05)
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST /v1/attachments HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(PDF)}\r\n"
        proved = proof(settings.keys, FIRST)["Authorization"]
        content = b"%PDF-1.2 " + os.urandom(70_000)
        writer.write(f"{head}Authorization: {proved}\r\n\r\n".encode() + content)
        await writer.drain()
        async with asyncio.timeout(20):
            while not list(incoming.glob("*")):
                await asyncio.sleep(0.01)
    finally:
        process.kill()
        await process.wait()
    writer.close()
    assert len(list(incoming.glob("*"))) == 1
    assert not list(settings.papers.glob(f"*/{sha256(content).hexdigest()}"))
    async with running(ruled), asyncio.timeout(20):
        while list(incoming.glob("*")):
            await asyncio.sleep(0.02)


async def test_a_sweep_keeps_what_is_named(ruled: Installation, fresh: str) -> None:
    """When intake starts, what nobody named for a day goes; what a note names stays."""
    named_one, other = (b"%PDF-1.6 " + os.urandom(500) for _ in range(2))
    digests = [sha256(content).hexdigest() for content in (named_one, other)]
    async with running(ruled) as desk:
        for content in (named_one, other):
            await desk.send(content)
        written = await desk.note(f"case-{fresh}", named(digest=digests[0], size=len(named_one)))
        assert written.status_code == 200, written.text
    for digest in digests:
        os.utime(desk.folder / digest[:2] / digest, (1, 1))
    async with running(ruled) as desk, asyncio.timeout(20):
        while digests[1] in desk.files():
            await asyncio.sleep(0.02)
        assert digests[0] in desk.files()
        assert (await desk.get(f"case-{fresh}", digest=digests[0])).content == named_one


def test_names_in_a_header() -> None:
    """A name is written for every browser: plain, and as it is; nothing in it ends the header."""
    assert disposition('单 "a".pdf') == (
        "attachment; filename=\"_ _a_.pdf\"; filename*=UTF-8''%E5%8D%95%20%22a%22.pdf"
    )


def test_every_format_has_a_media_type() -> None:
    """No file is given out as what a browser would run."""
    types = {one.media_type for one in FileFormat}
    assert len(types) == len(FileFormat)
    assert not types & {"text/html", "image/svg+xml", "text/javascript", "application/xhtml+xml"}
