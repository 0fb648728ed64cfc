"""A service in which everything goes wrong that can go wrong beside its own log; run as a program of its own.

Arguments: the service, its data directory, and ``crash`` to end by an exception that nobody catches.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import sys
import threading
import warnings

from answerable_services.cli.main import main

TOO_FEW = "too few arguments: %s %s"


class _Unraisable:
    def __del__(self) -> None:
        raise ValueError("nobody\ncan catch this")


async def _forgotten() -> None:
    raise LookupError("in a task that nobody waits for")


def _in_a_thread() -> None:
    raise ZeroDivisionError("in a thread")


async def _go_wrong() -> None:
    warnings.warn("said\nin two lines", UserWarning, stacklevel=1)
    logging.getLogger("uvicorn.error").error(TOO_FEW, 1)
    error = OSError("of the\nnetwork")
    logging.getLogger("nats.aio.client").error("nats: encountered error", exc_info=error)
    thread = threading.Thread(target=_in_a_thread, name="worker")
    thread.start()
    thread.join()
    _Unraisable()
    forgotten = asyncio.ensure_future(_forgotten())
    await asyncio.wait([forgotten])
    del forgotten
    gc.collect()


if __name__ == "__main__":
    service, data, *how = sys.argv[1:]
    module = importlib.import_module(f"answerable_services.{service}.main")
    original = module.run

    async def run(settings: object, stopped: asyncio.Event | None = None) -> None:
        await _go_wrong()
        if "crash" in how:
            raise RuntimeError("nobody caught\nthis")
        await original(settings, stopped)

    module.run = run  # type: ignore[attr-defined]  # the fault is put into the real service
    sys.argv = ["answerable", "run", service, "--data", data]
    main()
