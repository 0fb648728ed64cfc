"""The process that services are forked from: it has loaded what they need, so each is there in a moment.

Started for itself, a service spends more than a second loading libraries and models, and six of them keep a
small machine busy for that long six times. The supervisor has one process instead that loads everything
once (`early` forks it, or where that one has ended this module is started as a program), and tells it
which services to start; it tells back when one has ended.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import os
import select
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from answerable.ledger.server.machine import death_with_parent
from answerable_services.cli.forking import forked, speak_to
from answerable_services.cli.loading import without_collecting
from answerable_services.cli.services import SERVICES

_CHUNK = 1 << 16
_PR_SET_NAME = 15


class Assignment(BaseModel):
    """One service to start.

    Arguments:
        number: by which the answer is known.
        service: which.
        log: the file that it writes its log to.
        variables: its environment, all of it.
    """

    number: int
    service: str
    log: str
    variables: Mapping[str, str]


class News(BaseModel):
    """What became of a service.

    Arguments:
        number: the assignment's.
        pid: its process.
        status: how it ended, negative for the signal that ended it; None where it was just started.
    """

    number: int
    pid: int
    status: int | None = None


@dataclass(frozen=True)
class _Wires:
    """What the program hears and speaks through, none of which is a service's business."""

    assignments: int
    news: int
    bell: int
    clapper: int

    def close(self) -> None:
        for descriptor in (self.assignments, self.news, self.bell, self.clapper):
            os.close(descriptor)


def main(*, is_told_its_log: bool = False) -> None:
    """Start services as they are ordered on standard input, until it ends; end them then.

    Arguments:
        is_told_its_log: whether the first line there is the path of a file for what is said here.
    """
    wires = _wired()
    _load()
    if is_told_its_log and not _speaks_to(_line_of(wires.assignments)):
        return
    arrange = death_with_parent()
    numbers: dict[int, int] = {}
    heard = b""
    while True:
        ready, _, _ = select.select([wires.assignments, wires.bell], [], [])
        if wires.bell in ready:
            os.read(wires.bell, _CHUNK)
            _bury(numbers, wires.news)
        if wires.assignments in ready:
            chunk = os.read(wires.assignments, _CHUNK)
            if not chunk:
                break
            *lines, heard = (heard + chunk).split(b"\n")
            for line in lines:
                assignment = Assignment.model_validate_json(line)
                pid = _fork(assignment, wires, arrange)
                numbers[pid] = assignment.number
                _tell(wires.news, News(number=assignment.number, pid=pid))
    for pid in numbers:
        os.kill(pid, signal.SIGTERM)
    for pid in numbers:
        os.waitpid(pid, 0)


def _line_of(descriptor: int) -> bytes:
    """Read a line, and nothing behind it."""
    line = b""
    while (found := os.read(descriptor, 1)) not in (b"", b"\n"):
        line += found
    return line


def _speaks_to(log: bytes) -> bool:
    """Have a log of one's own; none is told where whoever would tell it has ended."""
    if not log:
        return False
    speak_to(log)
    return True


def _wired() -> _Wires:
    """Keep the pipes for ourselves: what a library prints is no news."""
    assignments, news = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    bell, clapper = os.pipe()
    os.set_blocking(clapper, False)
    signal.set_wakeup_fd(clapper)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return _Wires(assignments, news, bell, clapper)


def _load() -> None:
    """Load what the services need, where the garbage collector does not touch it: they share its memory."""
    with without_collecting():
        for module in (
            "answerable_services.cli.main",
            "answerable_services.cli.run",
            *(f"answerable_services.{name}.main" for name in SERVICES),
        ):
            # What cannot be loaded is for the service to say, in its own log.
            with contextlib.suppress(Exception):
                importlib.import_module(module)
    gc.collect()
    gc.freeze()


def _bury(numbers: dict[int, int], news: int) -> None:
    """Tell of every service that has ended."""
    while numbers:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        _tell(news, News(number=numbers.pop(pid), pid=pid, status=os.waitstatus_to_exitcode(status)))


def _tell(news: int, what: News) -> None:
    # Shorter than a pipe takes in one piece; whoever listens no more will end this process too.
    with contextlib.suppress(BrokenPipeError):
        os.write(news, what.model_dump_json().encode() + b"\n")


def _fork(assignment: Assignment, wires: _Wires, arrange: Callable[[], None] | None) -> int:
    """Start a service, and give its process; the service itself does not come back from here."""

    def be_it() -> int:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        wires.close()
        return _serve(assignment)

    return forked(be_it, arrange)


def _serve(assignment: Assignment) -> int:
    """Be the service, as a process of its own would be, and give its exit status."""
    speak_to(assignment.log)
    os.environ.clear()
    os.environ.update(assignment.variables)
    if sys.platform == "linux":
        # What `ps -e` and `top` show.
        ctypes.CDLL(None).prctl(_PR_SET_NAME, assignment.service.encode(), 0, 0, 0)
    app = importlib.import_module("answerable_services.cli.main").app
    try:
        app(["run", assignment.service], prog_name="answerable")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    main()
