"""Commands by NATS request and reply: one subject a command, and one for many at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from faststream.nats import NatsBroker

from answerable.commands.base import BulkReport, BulkRequest, Command, Receipt
from answerable.commands.registry import COMMANDS
from answerable.messaging.client import IDEMPOTENCY_KEY
from answerable.messaging.subjects import BULK, command_subject
from services.intake.http import CarryOut, check_key

CarryOutAll = Callable[[BulkRequest], Awaitable[BulkReport]]
"""Carries out many commands."""

_QUEUE = "intake"
_AT_ONCE = 64


def answer_commands(broker: NatsBroker, carry_out: CarryOut, carry_out_all: CarryOutAll) -> None:
    """Answer every command on its subject; several instances share them.

    Arguments:
        broker: where to answer.
        carry_out: carries out a command, the same as behind HTTP.
        carry_out_all: carries out many.
    """
    for name, model in COMMANDS.items():
        _add(broker, name, model, carry_out)

    @broker.subscriber(BULK, queue=_QUEUE, title="bulk", description="Carry out many commands in order.")
    async def bulk(body: BulkRequest) -> BulkReport:
        return await carry_out_all(body)


def _add(broker: NatsBroker, name: str, model: type[Command], carry_out: CarryOut) -> None:
    async def reply(body: Any) -> Any:
        # As a parameter with FastStream's Context, they would be fetched in another thread for every command.
        headers = broker.context.resolve("message.headers")
        return await carry_out(body, check_key(headers.get(IDEMPOTENCY_KEY)))

    reply.__annotations__ = {"body": model, "return": Receipt}
    broker.subscriber(
        command_subject(name), queue=_QUEUE, title=name, description=model.__doc__, max_workers=_AT_ONCE
    )(reply)
