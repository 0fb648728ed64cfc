"""Services as processes that are forked, with nothing running yet, as `answerable run` has them."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Mapping
from pathlib import Path

from answerable_services.cli.services import SERVICES

_WITHIN_S = 60.0
_LOOKS_EVERY_S = 0.005

# Loading Python's modules is nearly all of a start. They are loaded once for all tests of this process, by a
# process that every service is forked from.
_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(
    [
        "answerable_services.cli.main",
        "answerable_services.cli.run",
        "tests.services.forked",
        *(f"answerable_services.{name}.main" for name in SERVICES),
    ]
)


def _serve(words: tuple[str, ...], log: str, variables: dict[str, str]) -> None:
    """Be a service until the end; everything that it says goes to its log."""
    from answerable_services.cli.main import app

    with Path(log).open("ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    os.environ.clear()
    os.environ.update(variables)
    app(["run", *words], prog_name="answerable")


class Forked:
    """One process of a service.

    Arguments:
        service: which.
        log: the file that it writes to, behind what is there.
        variables: its environment, all of it.
        options: of `answerable run`.
    """

    def __init__(self, service: str, log: Path, variables: Mapping[str, str], *options: str) -> None:
        log.touch()
        words = (service, *options)
        self._process = _FORKING.Process(
            target=_serve, args=(words, str(log), dict(variables)), name=service, daemon=True
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """Its id."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Its exit status, negative for the signal that ended it; None while it runs."""
        return self._process.exitcode

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it without a word."""
        self._process.kill()

    async def wait(self) -> int:
        """Wait until it has ended, and give its exit status.

        It is asked for in the thread that starts processes, and nowhere else: a start looks at all children,
        and of two threads that read one child's status together one finds nothing and calls it 255.
        """
        async with asyncio.timeout(_WITHIN_S):
            while (status := self.returncode) is None:
                await asyncio.sleep(_LOOKS_EVERY_S)
        return status

    def end(self) -> None:
        """Leave no process behind, whatever happened."""
        if self._process.is_alive():
            self._process.kill()
        self._process.join(_WITHIN_S)
