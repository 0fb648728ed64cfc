"""``answerable run``: one service as a process of its own."""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated

import structlog
import typer

from answerable import loop
from answerable.errors import AnswerableError
from answerable.settings import LogFormat, Settings
from answerable.telemetry.logs import set_up_logging
from answerable_services.cli.loading import without_collecting
from answerable_services.cli.options import Data, settings_of
from answerable_services.cli.voice import Json, command

log = structlog.get_logger()


_INTERRUPTED = 130


class ServiceName(StrEnum):
    """The services."""

    INTAKE = "intake"
    DESK = "desk"
    SCORING = "scoring"
    CALLBACKS = "callbacks"
    AUDIT = "audit"
    CONSOLE = "console"
    ACCOUNTS = "accounts"


@command
def run(
    service: Annotated[ServiceName, typer.Argument(help="Which service.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Run one service until it is stopped; its server must be running.

    With --json its log on standard error is JSON lines. Example: answerable run scoring
    """
    if as_json or os.environ.get("ANSWERABLE_LOG_FORMAT") == LogFormat.JSON:
        # What is wrong with the settings themselves is a line of JSON too.
        set_up_logging(Settings.model_construct(log_format=LogFormat.JSON), service)
    settings = settings_of(data)
    if as_json:
        settings = settings.model_copy(update={"log_format": LogFormat.JSON})
    set_up_logging(settings, service)
    # Only the service that is asked for is loaded: the others' libraries cost memory.
    with without_collecting():
        serve: Callable[..., Awaitable[None]] = importlib.import_module(
            f"answerable_services.{service.value}.main"
        ).run

    _spare_the_collector()

    async def served() -> None:
        await serve(settings)

    try:
        loop.run(served())
    except KeyboardInterrupt:
        log.warning("service.interrupted")
        raise typer.Exit(_INTERRUPTED) from None
    except AnswerableError as error:
        if settings.log_format is LogFormat.JSON:
            log.error("service.failed", kind=type(error).__name__, reason=error.message)  # noqa: TRY400  (it says it)
        raise


def _spare_the_collector() -> None:
    """Take what was loaded out of the garbage collector's sight, and let it look less often.

    Models and libraries stay for as long as the process; walking them again and again cost intake about a
    fifth of its time for a command (decision 0012).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
