"""Mail, by SMTP: a message goes once, or nobody knows; it never goes twice.

Source: RFC 5321 (SMTP), RFC 5322 (messages), RFC 8314 (TLS for submission), RFC 3834 (automatic mail).
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from answerable.errors import Invalid, Misconfigured
from answerable.wording import say

if TYPE_CHECKING:
    from datetime import datetime

    from answerable.settings import Settings

_TIMEOUT_S = 20.0
_PORTS = {"smtp": 587, "smtps": 465}
_LONGEST = 254
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+")
"""What an input of the type ``email`` takes (HTML Standard), with a point in the domain."""
_NOT_NOW, _PERMANENT = 400, 500
"""From where on a reply is a failure of this moment, and one for good (RFC 5321, 4.2.1)."""


class NotTakenError(Exception):
    """The server did not take the message: another attempt does no harm."""


class RefusedError(Exception):
    """The server will never take the message."""


class UncertainError(Exception):
    """The connection ended after the message was sent, and before the server said that it has it."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in.

    Arguments:
        host: the server's name.
        port: its port.
        is_tls: whether the connection begins with TLS; else it is changed to (STARTTLS), but on this machine.
        user: whoever hands in; nobody where empty.
        password: theirs.
        sender: whom mail comes from.
    """

    host: str
    port: int
    is_tls: bool
    user: str
    password: str
    sender: str

    def send(self, to: str, subject: str, text: str, message_id: str, now: datetime) -> None:
        """Hand a message in.

        Arguments:
            to: whom it is for.
            subject: its subject.
            text: its text.
            message_id: its id, the same whenever it is sent.
            now: the moment.

        Raises:
            NotTakenError: it was not taken this time.
            RefusedError: it never will be.
            UncertainError: nobody knows.
        """
        message = self._message(to, subject, text, message_id, now)
        try:
            with self._connected() as server:
                _check(*server.mail(self.sender))
                _check(*server.rcpt(to))
                self._data(server, message)
                # The server has it: however this ends, the message is sent.
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()
        except (smtplib.SMTPException, OSError) as error:
            raise NotTakenError(_reason(error)) from error

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        if self.is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=_TIMEOUT_S)
        with closing(server):
            server.ehlo_or_helo_if_needed()
            if not self.is_tls and not _is_here(self.host):
                server.starttls(context=context)
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
            yield server

    def _data(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        answer: tuple[int, bytes | str]
        try:
            answer = server.data(message.as_bytes(policy=SMTP))
        except smtplib.SMTPDataError as error:
            answer = error.smtp_code, error.smtp_error
        except (smtplib.SMTPException, OSError) as error:
            raise UncertainError(_reason(error)) from error
        _check(*answer)

    def _message(self, to: str, subject: str, text: str, message_id: str, now: datetime) -> EmailMessage:
        message = EmailMessage()
        message["From"] = Address("Answerable", addr_spec=self.sender)
        message["To"] = Address(addr_spec=to)
        message["Subject"] = subject
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{message_id}@{self.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message


def mail_server(settings: Settings) -> MailServer | None:
    """Read where mail is handed in; None where nobody said.

    Arguments:
        settings: of the installation.

    Raises:
        Misconfigured: it cannot be read.
    """
    if not settings.smtp_url:
        return None
    parts = urlsplit(settings.smtp_url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.password is not None:
        raise Misconfigured(
            "ANSWERABLE_SMTP_URL is written as smtp://user@host:587 or smtps://user@host:465; the password "
            "stands in ANSWERABLE_SMTP_PASSWORD_FILE or ANSWERABLE_SMTP_PASSWORD"
        )
    password = settings.smtp_password.get_secret_value()
    if settings.smtp_password_file is not None:
        try:
            password = settings.smtp_password_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Misconfigured(f"ANSWERABLE_SMTP_PASSWORD_FILE cannot be read: {error.strerror}") from error
    sender = settings.smtp_from or f"answerable@{parts.hostname}"
    return MailServer(
        parts.hostname,
        parts.port or _PORTS[parts.scheme],
        parts.scheme == "smtps",
        unquote(parts.username or ""),
        password,
        checked(sender),
    )


def checked(address: str) -> str:
    """Look whether something is a mail address.

    Arguments:
        address: as it was typed.

    Returns:
        The same without blanks around it.

    Raises:
        Invalid: it is none.
    """
    said = address.strip()
    if len(said) > _LONGEST or _ADDRESS.fullmatch(said) is None:
        raise Invalid(say("refusal.message.not_an_address"), rule="mail-address")
    return said


def _check(code: int, said: bytes | str) -> None:
    """Look at what a server answered to a step.

    Raises:
        NotTakenError: it was not taken this time.
        RefusedError: it never will be.
    """
    if code >= _PERMANENT:
        raise RefusedError(_plain(code, said))
    if code >= _NOT_NOW:
        raise NotTakenError(_plain(code, said))


def _is_here(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


def _plain(code: int, said: bytes | str) -> str:
    """Give a server's reply without what it may say of an address."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    words = (word for word in text.split() if "@" not in word)
    return f"{code} {' '.join(words)}"[:200]


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _plain(error.smtp_code, error.smtp_error)
    return (
        type(error).__name__ if not isinstance(error, OSError) else (error.strerror or type(error).__name__)
    )
