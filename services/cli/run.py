"""``answerable run``: one service as a process of its own."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated

import typer

from services.cli.options import Data, settings_of
from services.cli.voice import Json, command, set_up_logging


class ServiceName(StrEnum):
    """The services."""

    INTAKE = "intake"
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

    async def served() -> None:
        await serve(settings)

    asyncio.run(served())
