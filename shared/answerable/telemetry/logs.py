"""Logging: one line for each thing on standard error, whoever says it, for people or as JSON.

What other libraries say through `logging`, warnings, and exceptions that nobody caught go the same way, so
that a machine that reads the lines never meets one that it cannot read.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import warnings
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import stamina.instrumentation
import structlog
from opentelemetry.trace import format_span_id, format_trace_id, get_current_span
from structlog.stdlib import ProcessorFormatter
from structlog.tracebacks import ExceptionDictTransformer

from answerable.errors import Corrupt
from answerable.events.cloudevents import open_envelope
from answerable.settings import LogFormat, strangers

if TYPE_CHECKING:
    from types import TracebackType

    from answerable.ledger.store.recorded import Recorded
    from answerable.settings import Settings

log = structlog.get_logger()

Said = MutableMapping[str, Any]
"""What one line says, by name."""

_correlation: ContextVar[str | None] = ContextVar("correlation", default=None)
_trace: ContextVar[str | None] = ContextVar("trace", default=None)
_state: dict[str, LogFormat] = {}
_told: set[str] = set()


def correlate(correlation_id: str | None) -> None:
    """Say which matter the lines of this task are about from here on.

    Arguments:
        correlation_id: the matter's; None for none.
    """
    _correlation.set(correlation_id)


def trace(trace_id: str) -> None:
    """Say which trace the lines of this task belong to, also behind the end of its span.

    Arguments:
        trace_id: the trace's, in hexadecimal.
    """
    _trace.set(trace_id)


def origin_of(message: Recorded) -> Mapping[str, str]:
    """Give what a line about an event says of its origin: its matter, and its trace where there is one.

    Arguments:
        message: the event; one that cannot be read has no origin.
    """
    try:
        envelope = open_envelope(message.body)
        correlation_id = str(envelope.data["correlation_id"])
    except (Corrupt, KeyError, TypeError):
        return {}
    _, _, rest = (envelope.traceparent or "").partition("-")
    trace_id = rest.partition("-")[0]
    return {"correlation_id": correlation_id, **({"trace_id": trace_id} if trace_id else {})}


def are_json() -> bool:
    """Tell whether standard error is read by a machine."""
    return _state.get("format") is LogFormat.JSON


class _StandardError:
    """Standard error, whatever that is at the moment; a line is one write, so that no two get mixed."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


class _FromElsewhere(logging.StreamHandler[Any]):
    """Takes what others say through `logging`."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (the library's name)
        """Say that a line could not be written as it was meant; the library would print a traceback."""
        log.error("log.unreadable", logger=record.name, meant=str(record.msg), exc_info=sys.exc_info())


def name_strangers() -> None:
    """Say once in a process which ``ANSWERABLE_`` variables are no settings, and so change nothing."""
    for name, nearest in strangers(os.environ).items():
        if name not in _told:
            _told.add(name)
            log.warning("setting.unknown", variable=name, **({"nearest": nearest} if nearest else {}))


def plain(*, colors: bool) -> structlog.dev.ConsoleRenderer:
    """Make what writes a line for people; of an error it writes what Python itself would, and no more.

    Of itself it would draw the values of all variables around it, which takes seconds for each error.

    Arguments:
        colors: whether a terminal shows it.
    """
    return structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)


def set_up_logging(settings: Settings, service: str = "") -> None:
    """Log to standard error, for people or for machines, as the settings say.

    Arguments:
        settings: from which severity on, and for whom.
        service: what the process is; every line says so.
    """
    level = getattr(logging, settings.log_level.upper(), logging.INFO)
    _state["format"] = settings.log_format

    def of_this_service(_: Any, __: str, said: Said) -> Said:
        if service:
            said.setdefault("service", service)
        return said

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        of_this_service,
        _belonging,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Any] = (
        # For both without the values of variables: they may hold passwords, and names of people.
        [
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ]
        if are_json()
        else [plain(colors=sys.stderr.isatty())]
    )
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(_StandardError()),  # type: ignore[arg-type]  # all it needs
        cache_logger_on_first_use=True,
    )
    _take_from_elsewhere(shared, last)
    # Who waits says so in its own words; what the library would say names arguments, and loads its figures.
    stamina.instrumentation.set_on_retry_hooks([])
    name_strangers()


def _take_from_elsewhere(shared: list[Any], last: list[Any]) -> None:
    """Take what is said by `logging`, by warnings, and by exceptions that nobody caught."""
    handler = _FromElsewhere(_StandardError())
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers = [*(one for one in root.handlers if not isinstance(one, _FromElsewhere)), handler]
    root.setLevel(logging.WARNING)
    warnings.showwarning = _on_warning
    sys.excepthook = _on_uncaught
    # Who watches over threads and finalizers already, as a test runner does, goes on doing so.
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _on_thread_failed
    if sys.unraisablehook is sys.__unraisablehook__:
        sys.unraisablehook = _on_unraisable


def _belonging(_: Any, __: str, said: Said) -> Said:
    """Add the matter and the trace that the line belongs to, where they are known."""
    context = get_current_span().get_span_context()
    if context.is_valid:
        said.setdefault("trace_id", format_trace_id(context.trace_id))
        said.setdefault("span_id", format_span_id(context.span_id))
    elif (trace_id := _trace.get()) is not None:
        said.setdefault("trace_id", trace_id)
    if (correlation_id := _correlation.get()) is not None:
        said.setdefault("correlation_id", correlation_id)
    return said


def _on_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: Any = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    log.warning("python.warning", kind=category.__name__, reason=str(message), at=f"{filename}:{lineno}")


def _on_uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        log.warning("process.interrupted")
        return
    log.critical("process.failed", exc_info=(kind, error, traceback))


def _on_thread_failed(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and not issubclass(failed.exc_type, SystemExit):
        name = failed.thread.name if failed.thread else ""
        log.error(
            "thread.failed", thread=name, exc_info=(failed.exc_type, failed.exc_value, failed.exc_traceback)
        )


def _on_unraisable(failed: sys.UnraisableHookArgs) -> None:
    error = failed.exc_value
    log.error(
        "python.unraisable",
        reason=failed.err_msg or "",
        of=repr(failed.object),
        exc_info=None if error is None else (failed.exc_type, error, failed.exc_traceback),
    )
