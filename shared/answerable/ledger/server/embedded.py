"""The embedded nats-server: one child process on one data directory, and how clients find it."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from pydantic_core import from_json, to_json

from answerable.errors import AnswerableError, Busy, Refused, Unavailable
from answerable.ledger import programs
from answerable.ledger.programs import CONFIGURATION, Programs
from answerable.ledger.server import machine
from answerable.ledger.server.accounts import User, access
from answerable.ledger.server.endpoint import Endpoint
from answerable.private import private_directory
from answerable.retries import again

__all__ = ["EmbeddedServer", "Endpoint"]

READY_WITHIN_S = 30.0
# A server whose parent was killed needs a moment to end; a supervisor that restarts at once should not fail.
LOCK_WITHIN_S = 2.0
log = structlog.get_logger()

_POLL_S = 0.02
_START_ATTEMPTS = 3
_AGAIN_AFTER_S = 0.2
_LONGEST_PAUSE_S = 5.0

_MEBIBYTE = 1024 * 1024
_MAX_PAYLOAD = 8 * _MEBIBYTE
_MAX_PENDING = 64 * _MEBIBYTE
_LOG_SIZE = 16 * _MEBIBYTE
MOST_CONNECTIONS = 4096
"""Connections that the server takes, where the machine gives it twice as many files."""
# Unset, the server takes three quarters of the disk space free at its start, as if its own files were not
# there already: a large ledger would refuse to grow after a restart. A full disk refuses writes by itself.
_MAX_STORE = 1 << 50


class _PortTaken(Unavailable):
    """Somebody took the port between its choice and its use."""


def _may_start_later(error: Exception) -> bool:
    """Tell whether another try may help: the machine may have no room, file or process left for a while."""
    if not isinstance(error, (AnswerableError, OSError)):
        return False
    log.error("server.not_started", reason=str(error))
    return True


class EmbeddedServer:
    """A nats-server with JetStream, on this machine only, that keeps everything in one directory.

    Its port and its passwords are chosen at the first start and kept, so that clients find it again after
    a restart. It holds the directory's lock for as long as it lives, even when the process that started it
    is gone. On Linux it ends with that process, if it was started from the main thread: the kernel counts
    the end of the *thread* that forked as the parent's end, so from any other thread this is left off, and
    the caller has to `stop` it.

    Arguments:
        data: the directory; made, for its owner only, where it is missing.
        port: a fixed port, or 0 for one of its own choice.
        name: the server's name in its log and to its clients.
        monitor: whether to serve ``/jsz`` and the like over HTTP, on a port of 127.0.0.1; anyone on this
            machine can read it.
        open_access: a single user, ``operator``, who may do everything: for tests and for library users
            with streams of their own. The ledger's protection is off.
        most_connections: how many it takes at once; others are refused. One that does not say who it is
            within two seconds loses its place.
    """

    def __init__(
        self,
        data: Path,
        *,
        port: int = 0,
        name: str = "answerable",
        monitor: bool = False,
        open_access: bool = False,
        most_connections: int = MOST_CONNECTIONS,
    ) -> None:
        # The child would resolve a relative path against the directory it was started in.
        self._data = data.absolute()
        self._port = port
        self._name = name
        self._has_monitor = monitor
        self._is_open = open_access
        self._most_connections = most_connections
        self._process: asyncio.subprocess.Process | None = None
        self._endpoint: Endpoint | None = None

    @property
    def data(self) -> Path:
        """The directory that it keeps everything in."""
        return self._data

    @property
    def pid(self) -> int | None:
        """The server's process, or None while there is none."""
        process = self._process
        return None if process is None or process.returncode is not None else process.pid

    async def start(self) -> Endpoint:
        """Start the server and wait until clients can connect and JetStream answers.

        Raises:
            Busy: another server runs on the directory, or the fixed port is taken.
            Unavailable: the server did not become ready; the message ends with its log.
            Corrupt: the kept passwords, or who else is let in, cannot be read.
        """
        private_directory(self._data)
        lock = await self._lock()
        try:
            for _ in range(_START_ATTEMPTS - 1):
                # Between the choice of a port and its use somebody else may take it.
                with contextlib.suppress(_PortTaken):
                    return await self._launch(lock)
            return await self._launch(lock)
        finally:
            # The child has its own copy, so the lock lives exactly as long as the child.
            os.close(lock)

    async def stop(self) -> None:
        """End the server: ask it, wait, and kill it after a deadline; does nothing when it has ended."""
        if self._process is None or self._endpoint is None:
            return
        self._endpoint.withdraw(self._data)
        await machine.end(self._process)

    async def wait(self) -> int:
        """Wait until the server ends, and give its exit status (negative: the signal that ended it).

        Raises:
            Refused: it was never started.
        """
        if self._process is None:
            raise Refused(f"the server on {self._data} was not started: call start first")
        return await self._process.wait()

    async def keep(self) -> None:
        """Start the server again whenever it ends by itself, on the port that it had; until cancelled.

        Whoever is connected finds it again there. What it had acknowledged is on its disk.

        Raises:
            Refused: it was never started.
        """
        while True:
            status = await self.wait()
            log.error("server.ended", status=status, again_in_s=_AGAIN_AFTER_S)
            # Somebody else's child may hold the lock for a moment longer than the server lived.
            await asyncio.sleep(_AGAIN_AFTER_S)
            endpoint = await again(
                self._start_again, on=_may_start_later, first_s=_AGAIN_AFTER_S, longest_s=_LONGEST_PAUSE_S
            )
            log.warning("server.started_again", url=endpoint.url, pid=endpoint.pid)

    async def _start_again(self) -> Endpoint:
        """Start the server on the port of its last start."""
        chosen = self._port
        if self._endpoint is not None:
            self._port = int(self._endpoint.url.rpartition(":")[2])
        try:
            return await self.start()
        finally:
            self._port = chosen

    async def __aenter__(self) -> Endpoint:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()

    async def _lock(self) -> int:
        """Take the directory's lock and give the descriptor that holds it.

        Raises:
            Busy: another server has it.
        """
        descriptor = os.open(self._data / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            async with asyncio.timeout(LOCK_WITHIN_S):
                while not machine.has_locked(descriptor):  # noqa: ASYNC110 - another process holds it
                    await asyncio.sleep(_POLL_S)
        except BaseException as error:
            os.close(descriptor)
            if not isinstance(error, TimeoutError):
                raise
            try:
                owner = f"process {Endpoint.read(self._data).pid}"
            except AnswerableError:
                owner = "a process that is just starting or ending"
            raise Busy(
                f"another server runs on {self._data} ({owner}): "
                "connect to it, stop it first, or choose another directory"
            ) from error
        return descriptor

    async def _launch(self, lock: int) -> Endpoint:
        passwords = programs.passwords(self._data, Programs.read(self._data))
        if self._is_open:
            passwords = {User.OPERATOR.value: passwords[User.OPERATOR]}
        configuration = self._configure(passwords)
        log = self._data / "nats-server.log"
        # Errors before the log is open, and a panic's stacks, come on standard error.
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            start = log.stat().st_size
            process = await asyncio.create_subprocess_exec(
                machine.binary(),
                "--config",
                str(self._data / CONFIGURATION),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(lock,),
                # Ctrl-C reaches the parent alone, which ends the server after those who still write to it.
                start_new_session=True,
                preexec_fn=machine.death_with_parent(),
            )
        except OSError as error:
            raise Unavailable(f"nats-server cannot be started: {error}") from error
        finally:
            os.close(output)
        try:
            monitor = configuration.get("http")
            endpoint = Endpoint(
                url=f"nats://127.0.0.1:{configuration['port']}",
                monitor_url=None if monitor is None else f"http://{monitor}",
                pid=process.pid,
                passwords=passwords,
            )
            if not await _becomes_ready(process, endpoint, log, start):
                raise self._failure(machine.tail(log, start))  # noqa: TRY301 - what follows ends the child
            endpoint.publish(self._data)
        except BaseException:
            await machine.end(process)
            raise
        self._process, self._endpoint = process, endpoint
        return endpoint

    def _failure(self, text: str) -> Unavailable:
        if self._port == 0 and "address already in use" in text:
            return _PortTaken(text)
        return Unavailable(f"nats-server on {self._data} did not become ready; its log ends:\n{text}")

    def _configure(self, passwords: Mapping[str, str]) -> dict[str, Any]:
        """Write the server's configuration: JSON, which its own format includes."""
        configuration: dict[str, Any] = {
            "server_name": self._name,
            "host": "127.0.0.1",
            "port": self._choose_port(),
            "max_payload": _MAX_PAYLOAD,
            "max_pending": _MAX_PENDING,
            "max_connections": min(self._most_connections, machine.most_files() // 2),
            "logfile": str(self._data / "nats-server.log"),
            "logfile_size_limit": _LOG_SIZE,
            "logfile_max_num": 4,
            "jetstream": {
                "store_dir": str(self._data / "nats"),
                # The default, two minutes, can lose acknowledged writes with the machine.
                "sync_interval": "always",
                "strict": True,
                "max_file_store": _MAX_STORE,
            },
            **self._rights(passwords),
        }
        if self._has_monitor:
            configuration["http"] = f"127.0.0.1:{machine.free_port()}"
        machine.write_private(self._data / CONFIGURATION, to_json(configuration, indent=2))
        return configuration

    def _rights(self, known: Mapping[str, str]) -> dict[str, Any]:
        """Say who may do what."""
        if self._is_open:
            return access(known, open_access=True)
        return programs.rights(Programs.read(self._data), known)

    def _choose_port(self) -> int:
        """Give the fixed port, else the one of the last start if it is free, else a new one.

        Raises:
            Busy: the fixed port is taken.
        """
        if self._port:
            if not machine.is_free(self._port):
                raise Busy(f"port {self._port} of 127.0.0.1 is taken: free it, or choose another")
            return self._port
        with contextlib.suppress(FileNotFoundError, ValueError, KeyError, TypeError):
            kept = int(from_json((self._data / CONFIGURATION).read_bytes())["port"])
            if machine.is_free(kept):
                return kept
        return machine.free_port()


async def _becomes_ready(
    process: asyncio.subprocess.Process, endpoint: Endpoint, log: Path, start: int
) -> bool:
    """Wait until the server answers, it ends, or `READY_WITHIN_S` have passed; tell whether it answers.

    Its log is asked first: on its port somebody else may be listening.
    """
    try:
        async with asyncio.timeout(READY_WITHIN_S):
            while process.returncode is None:
                if "Server is ready" in machine.tail(log, start) and await endpoint.is_answering():
                    return True
                await asyncio.sleep(_POLL_S)
    except TimeoutError:
        pass
    return False
