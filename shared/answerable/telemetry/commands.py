"""Watching commands: what became of each, how long it took, what it wrote, and where it belongs in a trace.

One process has one writer, so what is counted here is the process's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from time import perf_counter
from types import TracebackType
from typing import Self

from opentelemetry.trace import Span

from answerable.commands.registry import COMMANDS
from answerable.errors import AnswerableError, Invalid, Malformed, NotFound, Refused
from answerable.telemetry import figures, tracing
from answerable.telemetry.figures import Sample
from answerable.telemetry.tallies import Spread

BULK = "bulk"
"""What a request of many commands is counted as."""

UNKNOWN = "unknown"
"""What a command is counted as that does not exist: whoever asks must not be able to invent labels."""

OK = "ok"
REPEAT = "repeat"
FAILED = "failed"
GONE = "gone"

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_EVENTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_DONE = 200
_KINDS = {error.status: error.__name__.lower() for error in (Malformed, NotFound, Refused, Invalid)}


class Way(StrEnum):
    """How a command comes."""

    HTTP = "http"
    NATS = "nats"
    BULK = "bulk"


class Tally:
    """What was counted of commands and appends; written on one event loop."""

    def __init__(self) -> None:
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.seconds = {way: Spread(*_SECONDS) for way in Way}
        self.appended = Spread(*_EVENTS)
        self.append_seconds = Spread(*_SECONDS)

    def samples(self) -> list[Sample]:
        """Give everything that was counted."""
        return [
            *(figures.COMMANDS.of(count, *labels) for labels, count in self.outcomes.items()),
            *(figures.COMMAND_SECONDS.of(spread.buckets, way) for way, spread in self.seconds.items()),
            figures.APPENDED.of(self.appended.buckets),
            figures.APPEND_SECONDS.of(self.append_seconds.buckets),
        ]


TALLY = Tally()
"""What this process counted."""


class Watched:
    """A command while it is answered: counted and timed at the end, and a span of its trace.

    Arguments:
        name: the command's, as it is asked; `BULK` for many.
        way: how it came.
        headers: of the request, their names in small letters; looked at only where spans are made.
    """

    __slots__ = ("_began", "_name", "_span", "_way", "outcome")

    def __init__(self, name: str, way: Way, headers: tracing.Headers) -> None:
        self._name = name if name in COMMANDS or name == BULK else UNKNOWN
        self._way = way
        self._span = tracing.serving(self._name, way, headers) if tracing.is_on() else None
        self.outcome = OK

    def __enter__(self) -> Self:
        self._began = perf_counter()
        if self._span is not None:
            self._span.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Count it, by the kind of the problem where it ends in one."""
        if self._span is not None:
            self._span.__exit__(kind, error, traceback)
        if kind is not None:
            self.outcome = kind.__name__.lower() if issubclass(kind, AnswerableError) else FAILED
        TALLY.outcomes[self._name, self.outcome] += 1
        TALLY.seconds[self._way].add(perf_counter() - self._began)


class Append:
    """An append while it is under way.

    Arguments:
        events: how many are written; none counts for nothing.
    """

    __slots__ = ("_began", "_events", "_opened", "_span", "traceparent")

    def __init__(self, events: int) -> None:
        self._events = events
        self._span = tracing.appending(events) if events and tracing.is_on() else None
        self._opened: Span | None = None
        self.traceparent: str | None = None
        """What the events say of the trace they belong to; None where there is none."""

    def __enter__(self) -> Self:
        self._began = perf_counter()
        if self._span is not None:
            self._opened = self._span.__enter__()
            self.traceparent = tracing.traceparent(self._opened)
        return self

    def at(self, sequences: list[int]) -> list[int]:
        """Take note of the sequences that the events got, and give them back."""
        if self._opened is not None:
            tracing.written(self._opened, sequences)
        return sequences

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Count it, where it was acknowledged."""
        if self._span is not None:
            self._span.__exit__(kind, error, traceback)
        if kind is None and self._events:
            TALLY.appended.add(self._events)
            TALLY.append_seconds.add(perf_counter() - self._began)


def count_bulk(outcomes: Iterable[tuple[str, int, bool]]) -> None:
    """Count the commands of a request of many.

    Arguments:
        outcomes: of each command its name, its status, and whether it is a repeat.
    """
    TALLY.outcomes.update(
        (name, REPEAT if is_repeat else OK if status == _DONE else _KINDS.get(status, FAILED))
        for name, status, is_repeat in outcomes
    )
