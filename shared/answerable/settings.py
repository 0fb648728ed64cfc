"""The one settings object, read from ``ANSWERABLE_*`` variables of the environment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from answerable.moments import Instant

_PREFIX = "ANSWERABLE_"
READ_ELSEWHERE = frozenset({"ANSWERABLE_SOAK", "ANSWERABLE_SEED"})
"""Variables of the project's own tests, which are set where programs run."""

_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_WHOLE = re.compile(r"0|[1-9]\d{0,17}", re.ASCII)


def _as_whole(value: Any) -> Any:
    """Read a number from digits alone: what else Python takes for one is more likely a slip.

    Raises:
        ValueError: it is no whole number, or written in another way.
    """
    if isinstance(value, str) and _WHOLE.fullmatch(value) is None:
        message = "a whole number is written in digits alone, such as 60"
        raise ValueError(message)
    return value


def _as_directory(value: Any) -> Any:
    """Read a directory that is named: no name at all would be the one that somebody happens to stand in.

    Raises:
        ValueError: nothing is named.
    """
    if isinstance(value, str) and not value.strip():
        message = "no directory is named; leave the variable out to have .answerable, or write . for this one"
        raise ValueError(message)
    return value


def _as_address(said: str) -> str:
    """Read an address of pages: a scheme, a host, nothing behind it.

    Raises:
        ValueError: it is none.
    """
    parts = urlsplit(said.strip())
    is_bare = parts.path in {"", "/"} and not (parts.query or parts.fragment or parts.username)
    if said.strip() and not (parts.scheme in {"http", "https"} and parts.hostname and is_bare):
        message = "an address of pages is written as https://answerable.example, with nothing behind it"
        raise ValueError(message)
    return said.strip()


def _as_issuer(said: str) -> str:
    """Read an identity provider's name, which is an address with TLS, or one of this very machine.

    Raises:
        ValueError: it is none.
    """
    parts = urlsplit(said)
    if not said or (parts.scheme == "https" and parts.hostname and not (parts.query or parts.fragment)):
        return said
    if parts.scheme == "http" and _is_loopback(parts.hostname or "") and not (parts.query or parts.fragment):
        return said
    message = "an identity provider is written as it calls itself, such as https://login.example/realms/staff"
    raise ValueError(message)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _as_scopes(said: str) -> str:
    """Read what is asked of an identity provider; without ``openid`` it would not say who somebody is.

    Raises:
        ValueError: it is not asked for.
    """
    if "openid" not in said.split():
        message = "openid has to be among them"
        raise ValueError(message)
    return " ".join(said.split())


def _as_hours(said: str) -> str:
    """Look whether hours are written as such.

    Raises:
        ValueError: they are not.
    """
    if said.strip() and _HOURS.fullmatch(said.strip()) is None:
        message = "hours are written as 21:00-07:00; nothing means none"
        raise ValueError(message)
    return said.strip()


def _as_networks(said: str) -> str:
    """Look whether addresses and networks are written as such: a slip would believe nobody.

    Raises:
        ValueError: one of them is neither.
    """
    for one in said.split(",") if said.strip() else ():
        ip_network(one.strip())
    return said.strip()


Whole = Annotated[int, BeforeValidator(_as_whole)]
"""A number of things or seconds."""

Port = Annotated[Whole, Field(ge=0, le=65535)]
"""A port; 0 for any, or for none."""


class PersonalData(StrEnum):
    """What becomes of a command that seems to hold personal data."""

    REFUSE = "refuse"
    WARN = "warn"


class LogFormat(StrEnum):
    """Who reads what is logged: people, or machines."""

    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    """The least severity that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Settings(BaseSettings):
    """How this process is set up.

    Arguments:
        data: the installation's directory: ledger, views, passwords, keys.
        identity: the directory of the keys that prove who asks: the public ones of all parts, and the
            private one of this part; empty for the one in `data`.
        nats_url: the server's address; empty to use the embedded server of `data`.
        nats_passwords: where `nats_url` is set, the password of each user that this part connects as;
            none for a server without users.
        views_url: the PostgreSQL database that views are kept in, as
            ``postgresql://user:password@host:port/database``; empty to keep them as SQLite files of `data`.
        accounts_url: the PostgreSQL database that accounts are kept in, written alike; empty to keep them
            in an SQLite file of `data`.
        attachments: the directory of the files that notes name; empty for the one in `data`.
        max_attachment_bytes: the largest file that is taken.
        clock_start: the moment the clock starts at; the machine's time where not set. Only the
            sample centre sets it: its records are of another year.
        http_host: the address that pages and the command API listen on.
        console_port: the port of the pages.
        intake_port: the port of the command API.
        pages_url: the address under which people reach the pages, such as ``https://answerable.example``,
            where it is not `http_host` and `console_port`; identity providers send them back to it.
        local_passwords: whether people sign in with a password that is kept here.
        provider_issuer: the identity provider that people sign in by (OpenID Connect), as it calls itself;
            none where empty.
        provider_client_id: what the provider calls this installation.
        provider_client_secret: by which the installation proves itself there.
        provider_client_secret_file: the file that holds the secret, instead.
        provider_title: what the provider is called on the page of sign-in; its host where empty.
        provider_scopes: what is asked of it, with blanks between.
        provider_person_claim: the claim that says the id of a member of staff.
        provider_name_claim: the claim that says what they are called; empty to keep names here alone.
        provider_group_claim: the claim in which `provider_group` has to stand.
        provider_group: without which nobody is let in; empty to let in all of the provider's who work here.
        trusted_proxies: the addresses or networks of proxies in front of the pages and the command API, with
            commas between, whose headers ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed; nobody's
            where empty.
        smtp_url: the server that mail is handed in at, as ``smtps://user@host:465``; no mail where empty.
        smtp_password: of the user there.
        smtp_password_file: the file that holds it, instead.
        smtp_from: the address that mail comes from.
        hook_url: the address of another system that takes reminders, with TLS; none does where empty.
        hook_secret: by which requests to it are signed: ``whsec_`` and at least 24 bytes in base64.
        hook_secret_file: the file that holds it, instead.
        quiet_hours: when only what is urgent is sent, by each site's clock; never quiet where empty.
        intake_url: where the pages send files to, as ``http://127.0.0.1:8081``; empty for the port of this
            machine.
        max_body_bytes: the largest request body that is read.
        personal_data: what becomes of a command whose texts, ids or key seem to hold personal data:
            ``refuse``, or ``warn`` to take it and note field and kind in the log.
        clock_tolerance_s: seconds by which the writer's clock may differ from the server's, and be behind
            the last recorded event.
        occurred_ahead_s: seconds by which what is reported may lie ahead of the writer's clock.
        page_wait_s: seconds that a page waits for a service; what has not answered by then is left out of it.
        backdated_after_s: seconds between an event and its report after which the report counts
            as back-dated.
        metrics_host: the address that the figures for Prometheus are served on.
        metrics_port: the port of the figures for Prometheus, of this process alone; 0 to serve none.
        otlp_endpoint: the collector that spans are sent to, as ``http://127.0.0.1:4318``; empty to make none.
        log_level: the least severity that is logged.
        log_format: ``console`` for people, ``json`` for machines.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="ignore")

    data: Annotated[Path, BeforeValidator(_as_directory)] = Path(".answerable")
    identity: Path | None = None
    nats_url: str = ""
    nats_passwords: dict[str, SecretStr] = Field(default_factory=dict)
    views_url: SecretStr = SecretStr("")
    accounts_url: SecretStr = SecretStr("")
    attachments: Path | None = None
    max_attachment_bytes: Whole = Field(default=20 * 1024 * 1024, ge=1024)
    clock_start: Instant | None = None
    http_host: str = Field(default="127.0.0.1", min_length=1)
    console_port: Port = 8080
    intake_port: Port = 8081
    pages_url: Annotated[str, AfterValidator(_as_address)] = ""
    local_passwords: bool = True
    provider_issuer: Annotated[str, AfterValidator(_as_issuer)] = ""
    provider_client_id: str = ""
    provider_client_secret: SecretStr = SecretStr("")
    provider_client_secret_file: Path | None = None
    provider_title: Annotated[str, Field(max_length=64)] = ""
    provider_scopes: Annotated[str, AfterValidator(_as_scopes)] = "openid profile"
    provider_person_claim: str = Field(default="preferred_username", min_length=1)
    provider_name_claim: str = "name"
    provider_group_claim: str = Field(default="groups", min_length=1)
    provider_group: str = ""
    smtp_url: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_password_file: Path | None = None
    smtp_from: str = ""
    hook_url: str = ""
    hook_secret: SecretStr = SecretStr("")
    hook_secret_file: Path | None = None
    quiet_hours: Annotated[str, AfterValidator(_as_hours)] = "21:00-07:00"
    intake_url: str = ""
    trusted_proxies: Annotated[str, AfterValidator(_as_networks)] = ""
    max_body_bytes: Whole = Field(default=256 * 1024, ge=1024)
    personal_data: PersonalData = PersonalData.REFUSE
    clock_tolerance_s: Whole = Field(default=60, ge=0)
    occurred_ahead_s: Whole = Field(default=300, ge=0)
    page_wait_s: Whole = Field(default=2, ge=1)
    backdated_after_s: Whole = Field(default=24 * 3600, ge=0)
    metrics_host: str = Field(default="127.0.0.1", min_length=1)
    metrics_port: Port = 0
    otlp_endpoint: str = ""
    log_level: LogLevel = LogLevel.INFO
    log_format: LogFormat = LogFormat.CONSOLE

    @property
    def keys(self) -> Path:
        """Where the keys are that prove who asks."""
        return self.identity or self.data / "identity"

    @property
    def pages(self) -> str:
        """The address under which people reach the pages, without a slash at its end."""
        host = f"[{self.http_host}]" if ":" in self.http_host else self.http_host
        return self.pages_url.rstrip("/") or f"http://{host}:{self.console_port}"

    @property
    def papers(self) -> Path:
        """Where the files are that notes name."""
        return self.attachments or self.data / "attachments"

    @property
    def views(self) -> Path | SecretStr:
        """Where the consumers' views are kept: the address of a database, or a directory."""
        return self.views_url if self.views_url.get_secret_value() else self.data / "views"

    @property
    def accounts(self) -> Path | SecretStr:
        """Where accounts are kept: the address of a database, or a directory."""
        return self.accounts_url if self.accounts_url.get_secret_value() else self.data / "accounts"


def strangers(variables: Iterable[str]) -> dict[str, str | None]:
    """Find variables that look like settings and are none, each with the setting it is nearest to.

    Arguments:
        variables: the names of the environment's.
    """
    known = [name.upper() for name in Settings.model_fields]
    found: dict[str, str | None] = {}
    for name in sorted(variables):
        called = name.removeprefix(_PREFIX)
        if called != name and called not in known and name not in READ_ELSEWHERE:
            nearest = get_close_matches(called, known, 1)
            found[name] = _PREFIX + nearest[0] if nearest else None
    return found
