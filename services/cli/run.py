"""``answerable run``: one service as a process of its own."""

from __future__ import annotations

import asyncio
import gc
import importlib
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated

import typer

from answerable.process import set_up_logging
from services.cli.options import Data, settings_of
from services.cli.voice import Json, command


class ServiceName(StrEnum):
    """The services."""

    INTAKE = "intake"
    DESK = "desk"
    SCORING = "scoring"
    CALLBACKS = "callbacks"
    AUDIT = "audit"
    CONSOLE = "console"


@command
def run(
    service: Annotated[ServiceName, typer.Argument(help="Which service.")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Run one service until it is stopped; its server must be running.

    With --json its log on standard error is JSON lines. Example: answerable run scoring
    """
    settings = settings_of(data)
    if as_json:
        settings = settings.model_copy(update={"log_format": "json"})
    set_up_logging(settings)
    # Only the service that is asked for is loaded: the others' libraries cost memory.
    serve: Callable[..., Awaitable[None]] = importlib.import_module(f"services.{service.value}.main").run

    _spare_the_collector()

    async def served() -> None:
        await serve(settings)

    asyncio.run(served())


def _spare_the_collector() -> None:
    """Take what was loaded out of the garbage collector's sight, and let it look less often.

    Models and libraries stay for as long as the process; walking them again and again cost intake about a
    fifth of its time for a command (decision 0012).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
