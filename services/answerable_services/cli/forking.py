"""Forking a process that does one thing and never goes on as a copy of what it was forked from."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Callable

_FAILED = 1


def forked(work: Callable[[], int], arrange: Callable[[], None] | None) -> int:
    """Fork a process that does something, in a session of its own: Ctrl-C reaches the supervisor alone.

    Arguments:
        work: what it does; gives its exit status.
        arrange: what it runs first, so that it ends when this process does; from `death_with_parent`.

    Returns:
        The process; the new one does not come back from here.
    """
    if pid := os.fork():
        return pid
    status = _FAILED
    try:
        os.setsid()
        if arrange is not None:
            arrange()
        status = work()
    except BaseException:  # noqa: BLE001 - nothing of it may go on in this copy of the program
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def speak_to(log: str | bytes) -> None:
    """Have what is printed, and what goes wrong, written to the end of a file.

    Arguments:
        log: its path.
    """
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)
