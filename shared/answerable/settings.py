"""The one settings object, read from ``ANSWERABLE_*`` variables of the environment."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import AwareDatetime, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class PersonalData(StrEnum):
    """What becomes of a command that seems to hold personal data."""

    REFUSE = "refuse"
    WARN = "warn"


class LogFormat(StrEnum):
    """Who reads what is logged: people, or machines."""

    CONSOLE = "console"
    JSON = "json"


class Settings(BaseSettings):
    """How this process is set up.

    Arguments:
        data: the installation's directory: ledger, views, passwords.
        nats_url: the server's address; empty to use the embedded server of `data`.
        nats_passwords: where `nats_url` is set, the password of each user that this part connects as;
            none for a server without users.
        views_url: the PostgreSQL database that views are kept in, as
            ``postgresql://user:password@host:port/database``; empty to keep them as SQLite files of `data`.
        clock_start: the moment the clock starts at; the machine's time where not set. Only the
            sample centre sets it: its records are of another year.
        http_host: the address that pages and the command API listen on.
        console_port: the port of the pages.
        intake_port: the port of the command API.
        max_body_bytes: the largest request body that is read.
        personal_data: what becomes of a command whose texts, ids or key seem to hold personal data:
            ``refuse``, or ``warn`` to take it and note field and kind in the log.
        clock_tolerance_s: seconds by which the writer's clock may differ from the server's, and be behind
            the last recorded event.
        occurred_ahead_s: seconds by which what is reported may lie ahead of the writer's clock.
        backdated_after_s: seconds between an event and its report after which the report counts
            as back-dated.
        metrics_host: the address that the figures for Prometheus are served on.
        metrics_port: the port of the figures for Prometheus, of this process alone; 0 to serve none.
        otlp_endpoint: the collector that spans are sent to, as ``http://127.0.0.1:4318``; empty to make none.
        log_level: the least severity that is logged.
        log_format: ``console`` for people, ``json`` for machines.
    """

    model_config = SettingsConfigDict(env_prefix="ANSWERABLE_", frozen=True, extra="ignore")

    data: Path = Path(".answerable")
    nats_url: str = ""
    nats_passwords: dict[str, SecretStr] = Field(default_factory=dict)
    views_url: SecretStr = SecretStr("")
    clock_start: AwareDatetime | None = None
    http_host: str = Field(default="127.0.0.1", min_length=1)
    console_port: int = Field(default=8080, ge=0, le=65535)
    intake_port: int = Field(default=8081, ge=0, le=65535)
    max_body_bytes: int = Field(default=256 * 1024, ge=1024)
    personal_data: PersonalData = PersonalData.REFUSE
    clock_tolerance_s: int = Field(default=60, ge=0)
    occurred_ahead_s: int = Field(default=300, ge=0)
    backdated_after_s: int = Field(default=24 * 3600, ge=0)
    metrics_host: str = Field(default="127.0.0.1", min_length=1)
    metrics_port: int = Field(default=0, ge=0, le=65535)
    otlp_endpoint: str = ""
    log_level: str = "info"
    log_format: LogFormat = LogFormat.CONSOLE

    @property
    def views(self) -> Path | SecretStr:
        """Where the consumers' views are kept: the address of a database, or a directory."""
        return self.views_url if self.views_url.get_secret_value() else self.data / "views"
