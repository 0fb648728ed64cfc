"""Programs of one's own on the embedded server: each is let in as a user of its own.

The file ``programs.json`` of the data directory says who they are. A running server is told at once; a later
one reads it when it starts.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nats.aio.client import Client
from nats.errors import Error as NatsError
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from answerable.errors import Busy, Corrupt, NotFound, Unavailable
from answerable.ledger.server import machine
from answerable.ledger.server.accounts import User, access, check_program, inbox_prefix
from answerable.ledger.server.endpoint import Endpoint

CONFIGURATION = "nats-server.conf"
_PROGRAMS = "programs.json"
_CREDENTIALS = "credentials.json"
_PASSWORDS = TypeAdapter(dict[str, str])
_KNOWN_WITHIN_S = 10.0
_POLL_S = 0.05


class Programs(BaseModel):
    """Who is let in beside the users that every installation has.

    Arguments:
        services: those that read everything and answer questions of their own.
        consumers: the filters of those that read through one durable consumer, by name.
    """

    model_config = ConfigDict(frozen=True)

    services: tuple[str, ...] = ()
    consumers: Mapping[str, str] = {}

    @classmethod
    def read(cls, data: Path) -> Programs:
        """Read who is let in.

        Raises:
            Corrupt: the file cannot be understood.
        """
        path = data / _PROGRAMS
        try:
            return cls.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return cls()
        except ValidationError as error:
            raise Corrupt(f"{path} cannot be read: restore it, or delete it and admit each anew") from error

    def with_one(self, name: str, reads: str | None) -> Programs:
        """Give the same and one more.

        Raises:
            Invalid: it cannot be called so, or reads what is no filter of the ledger.
            Busy: the name is another one's, or that of the same one with another filter.
        """
        check_program(name, reads)
        if name in self.services if reads is None else self.consumers.get(name) == reads:
            return self
        if name in self.services or name in self.consumers:
            raise Busy(f"{name} is let in already, to read something else: choose another name")
        if reads is None:
            return Programs(services=(*self.services, name), consumers=self.consumers)
        return Programs(services=self.services, consumers={**self.consumers, name: reads})


def passwords(data: Path, programs: Programs) -> dict[str, str]:
    """Give the installation's passwords; those that are missing are made.

    Raises:
        Corrupt: they cannot be read.
    """
    path = data / _CREDENTIALS
    try:
        kept = _PASSWORDS.validate_json(path.read_bytes())
    except FileNotFoundError:
        kept = {}
    except ValidationError as error:
        raise Corrupt(
            f"{path} cannot be read: restore it, or delete it to have new passwords made"
        ) from error
    users = [*(user.value for user in User), *programs.services, *programs.consumers]
    found = {user: kept.get(user) or secrets.token_urlsafe(32) for user in users}
    if found != kept:
        machine.write_private(path, to_json(found, indent=2))
    return found


def rights(programs: Programs, known: Mapping[str, str]) -> dict[str, Any]:
    """Give the part of the server's configuration that says who may do what."""
    return access(known, services=programs.services, consumers=programs.consumers)


async def admit(data: Path, name: str, reads: str | None = None) -> bool:
    """Let a program in as a user of its own, and tell a server that runs; gives whether one runs.

    Arguments:
        data: the installation's directory.
        name: the user's name.
        reads: the filter of its one durable consumer; None for a service.

    Raises:
        Invalid: it cannot be called so, or reads what is no filter of the ledger.
        Busy: the name is somebody else's.
        NotFound: the directory is no installation.
        Unavailable: the server runs, and does not take the new user.
    """
    changed = _write(data, name, reads)
    if changed is None:
        return False
    os.kill(changed.pid, signal.SIGHUP)
    try:
        async with asyncio.timeout(_KNOWN_WITHIN_S):
            while not await _is_known(changed, name):  # noqa: ASYNC110 - another process is to know it
                await asyncio.sleep(_POLL_S)
    except TimeoutError:
        message = f"the server on {data} does not know {name} yet: start it again, or see nats-server.log"
        raise Unavailable(message) from None
    changed.publish(data)
    return True


def _write(data: Path, name: str, reads: str | None) -> Endpoint | None:
    """Write a program down everywhere; gives the running server with all passwords, where one runs.

    Raises:
        Invalid: it cannot be called so, or reads what is no filter of the ledger.
        Busy: the name is somebody else's.
        NotFound: the directory is no installation.
    """
    if not data.is_dir():
        raise NotFound(f"{data} is no installation: start one with `answerable up --data {data}`")
    programs = Programs.read(data).with_one(name, reads)
    machine.write_private(data / _PROGRAMS, programs.model_dump_json(indent=2).encode())
    known = passwords(data, programs)
    try:
        endpoint = Endpoint.read(data)
    except NotFound:
        return None
    configuration = from_json((data / CONFIGURATION).read_bytes()) | rights(programs, known)
    machine.write_private(data / CONFIGURATION, to_json(configuration, indent=2))
    return Endpoint(endpoint.url, endpoint.monitor_url, endpoint.pid, known)


async def _is_known(endpoint: Endpoint, name: str) -> bool:
    """Tell whether the server lets a user in."""

    async def ignore(error: Exception) -> None:
        """Failing is what an attempt is for."""

    client = Client()
    try:
        await client.connect(
            endpoint.url,
            user=name,
            password=endpoint.passwords[name],
            name="admission",
            inbox_prefix=inbox_prefix(name),
            allow_reconnect=False,
            connect_timeout=2,
            error_cb=ignore,
        )
    except (NatsError, OSError):
        return False
    else:
        return True
    finally:
        # One that was refused is open, too, until it is closed.
        with contextlib.suppress(NatsError, OSError):
            await client.close()
