"""A process of ours: when it is told to stop, and a web server that leaves that to us."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn


def stop_signal() -> asyncio.Event:
    """Give the event that SIGTERM and SIGINT set; call it from the running loop of the main thread."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    return stopped


class WebServer(uvicorn.Server):
    """A web server that leaves the process's signals to us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Catch none: the process has its own way to stop."""
        yield
