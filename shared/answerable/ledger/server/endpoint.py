"""How clients find the embedded server of a data directory."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nats
from nats.errors import Error as NatsError
from pydantic import TypeAdapter, ValidationError

from answerable.errors import AnswerableError, Corrupt, NotFound
from answerable.ledger.server import machine
from answerable.ledger.server.accounts import User, inbox_prefix
from answerable.ledger.store.api import ask

_FILE = "endpoint.json"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What a client needs to reach a running server; kept as ``endpoint.json``, for its owner only.

    Arguments:
        url: ``nats://127.0.0.1:port``.
        monitor_url: the HTTP monitoring's address, where it is on.
        pid: the server's process.
        passwords: each user's password; never printed.
    """

    url: str
    monitor_url: str | None
    pid: int
    passwords: Mapping[str, str] = field(repr=False)

    @classmethod
    def read(cls, data: Path) -> Endpoint:
        """Find the server that runs on a data directory.

        Raises:
            NotFound: there is no installation, or its server does not run.
            Corrupt: the file cannot be understood.
        """
        path = data / _FILE
        hint = f"start one with `answerable up --data {data}`"
        try:
            endpoint = _ENDPOINT.validate_json(path.read_bytes())
        except FileNotFoundError as error:
            raise NotFound(f"no server runs on {data}: {hint}") from error
        except ValidationError as error:
            raise Corrupt(f"{path} cannot be read: stop the server, delete the file, and {hint}") from error
        if not machine.is_alive(endpoint.pid):
            raise NotFound(f"the server on {data} (process {endpoint.pid}) has ended: {hint}")
        return endpoint

    def publish(self, data: Path) -> None:
        """Let the clients of a data directory find this server."""
        machine.write_private(data / _FILE, _ENDPOINT.dump_json(self))

    def withdraw(self, data: Path) -> None:
        """Let nobody find this server any more; a later server's entry stays."""
        with contextlib.suppress(AnswerableError):
            if Endpoint.read(data).pid == self.pid:
                (data / _FILE).unlink(missing_ok=True)

    async def is_answering(self) -> bool:
        """Tell whether a client can connect and JetStream answers it."""

        async def ignore(error: Exception) -> None:
            """Failing is what an attempt is for."""

        try:
            client = await nats.connect(
                self.url,
                user=User.OPERATOR.value,
                password=self.passwords[User.OPERATOR],
                name="readiness",
                inbox_prefix=inbox_prefix(User.OPERATOR.value),
                allow_reconnect=False,
                connect_timeout=2,
                reconnect_time_wait=0,
                error_cb=ignore,
            )
        except (NatsError, OSError):
            return False
        try:
            await ask(client, "INFO", None, what="waiting for JetStream", timeout_s=2)
        except AnswerableError:
            return False
        else:
            return True
        finally:
            await client.close()


_ENDPOINT = TypeAdapter(Endpoint)
