"""A mail server and another system that take messages: real ones, on this machine."""

from __future__ import annotations

import base64
import hmac
import mailbox
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from answerable.ledger.server.machine import free_port

_WITHIN_S = 30.0


@dataclass
class MailServer:
    """A mail server that keeps what it takes.

    Arguments:
        directory: where it keeps that.
        port: where it listens.
    """

    directory: Path
    port: int

    @property
    def url(self) -> str:
        """Its address, as the settings have it."""
        return f"smtp://127.0.0.1:{self.port}"

    def taken(self) -> list[tuple[str, str, str, str]]:
        """Give what it took: to whom, the subject, the id, the text."""
        if not self.directory.exists():
            return []
        box = mailbox.Maildir(self.directory, create=False)
        found = []
        for one in box:
            payload = one.get_payload(decode=True)
            assert isinstance(payload, bytes)
            subject = str(make_header(decode_header(one["Subject"])))
            found.append((one["To"], subject, one["Message-ID"], payload.decode()))
        return found


@contextmanager
def mail_server(directory: Path) -> Iterator[MailServer]:
    """Run a mail server as a process of its own."""
    server = MailServer(directory / "mail", free_port())
    process = subprocess.Popen(
        [
            *(sys.executable, "-W", "ignore", "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{server.port}"),
            *("-c", "aiosmtpd.handlers.Mailbox", str(server.directory)),
        ]
    )
    try:
        ends_at = time.monotonic() + _WITHIN_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", server.port)).close()
            except OSError:
                assert time.monotonic() < ends_at, "the mail server does not listen"
                time.sleep(0.05)
            else:
                break
        yield server
    finally:
        process.kill()
        process.wait()


class _Talks(socketserver.StreamRequestHandler):
    """Answers each command of SMTP with what is said for its word; hangs up where that is nothing."""

    answers: ClassVar[dict[str, bytes]] = {}

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        is_text = False
        for line in self.rfile:
            word = line.decode().strip().partition(" ")[0].upper()
            if is_text and word != ".":
                continue
            is_text = word == "DATA"
            usual = b"354 go on\r\n" if is_text else b"250 ok\r\n"
            said = self.answers.get(word, usual)
            if not said:
                return
            self.wfile.write(said)


@contextmanager
def answering(answers: dict[str, bytes]) -> Iterator[int]:
    """Run a mail server that answers as is said, and give its port."""
    talks = type("Talks", (_Talks,), {"answers": answers})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talks) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Receiver:
    """Another system that takes signed requests, and keeps those whose signature is right.

    Arguments:
        secret: shared with whoever sends.
        answers: the statuses that it answers with, one after another; then 204.
    """

    secret: bytes
    answers: list[int] = field(default_factory=list)
    url: str = ""
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    forged: int = 0

    def answer(self, headers: dict[str, str], body: bytes) -> int:
        at, message = headers["webhook-timestamp"], headers["webhook-id"]
        signed = hmac.digest(self.secret, f"{message}.{at}.".encode() + body, sha256)
        if headers["webhook-signature"] != f"v1,{base64.b64encode(signed).decode()}":
            self.forged += 1
            return 401
        status = self.answers.pop(0) if self.answers else 204
        if status < 300:
            self.taken.append((message, body))
        return status


@contextmanager
def receiver(secret: bytes, *answers: int) -> Iterator[Receiver]:
    """Run another system."""
    system = Receiver(secret, list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(
                system.answer({name.lower(): value for name, value in self.headers.items()}, body)
            )
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing of it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        system.url = f"http://127.0.0.1:{server.server_port}/reminders"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield system
        finally:
            server.shutdown()
            thread.join()
