"""Commands by NATS request and reply: one subject a command, and one for many at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from faststream.nats import NatsBroker
from nats.aio.client import Client

from answerable.commands.base import BulkReport, BulkRequest, Command, Receipt
from answerable.commands.registry import COMMANDS
from answerable.identity import Principal, Verifier
from answerable.messaging.client import AUTHORIZATION, IDEMPOTENCY_KEY
from answerable.messaging.denials import UNKNOWN as UNKNOWN_COMMAND
from answerable.messaging.denials import Attempt, Denials
from answerable.messaging.responder import Responder
from answerable.messaging.subjects import BULK, EVERY_COMMAND, command_subject
from answerable.streams.account.events import Way
from answerable.telemetry.commands import BULK as MANY
from answerable.telemetry.commands import UNKNOWN, Watched, count_bulk
from answerable.telemetry.commands import Way as Counted
from answerable_services.intake.http import CarryOut
from answerable_services.intake.reading import Read, check_key, read_bulk, read_command

CarryOutAll = Callable[[Sequence[Read], Principal], Awaitable[BulkReport]]
"""Carries out many commands, as whoever was proved."""

_QUEUE = "intake"
_NAME_AT = len(command_subject(""))


def commands_responder(
    client: Client,
    verifier: Verifier,
    carry_out: CarryOut,
    carry_out_all: CarryOutAll,
    denials: Denials | None = None,
) -> Responder:
    """Make what answers every command on its subject; several instances share them.

    Arguments:
        client: where to answer; not the connection that writes the ledger.
        verifier: tells who asks.
        carry_out: carries out a command, the same as behind HTTP.
        carry_out_all: carries out many; each that it refuses it counts itself.
        denials: counts who is refused.
    """
    counting = Denials("intake") if denials is None else denials

    async def answer(subject: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        if subject == BULK:
            attempt = Attempt(counting, UNKNOWN_COMMAND, Way.NATS)
            with Watched(MANY, Counted.BULK, headers), attempt:
                attempt.who = asker = verifier.from_header(headers.get(AUTHORIZATION))
                commands = read_bulk(body, asker)
                report = await carry_out_all(commands, asker)
            _count(commands, report)
            return report.model_dump_json().encode()
        name = subject[_NAME_AT:]
        attempt = Attempt(counting, name if name in COMMANDS else UNKNOWN_COMMAND, Way.NATS)
        with Watched(name, Counted.NATS, headers), attempt:
            attempt.who = asker = verifier.from_header(headers.get(AUTHORIZATION))
            command = read_command(name, body, asker)
            attempt.at = command.site
            receipt = await carry_out(command, asker, check_key(headers.get(IDEMPOTENCY_KEY)))
        return receipt.model_dump_json().encode()

    return Responder(client, EVERY_COMMAND, _QUEUE, answer)


def _count(commands: Sequence[Read], report: BulkReport) -> None:
    """Count each command of many by what became of it."""
    count_bulk(
        (
            read.command.command_name if isinstance(read.command, Command) else UNKNOWN,
            one.status,
            one.is_repeat,
        )
        for read, one in zip(commands, report.outcomes, strict=True)
    )


def describe_commands(broker: NatsBroker) -> None:
    """Describe every command's subject, request and answer, for the AsyncAPI document."""
    for name, model in COMMANDS.items():
        _describe(broker, command_subject(name), name, model, Receipt, model.__doc__ or name)
    _describe(broker, BULK, "bulk", BulkRequest, BulkReport, "Carry out many commands in order.")


def _describe(
    broker: NatsBroker,
    subject: str,
    title: str,
    asked: type[Command | BulkRequest],
    answered: type[Receipt | BulkReport],
    description: str,
) -> None:
    async def reply(body: Any) -> Any:
        raise NotImplementedError(body)

    reply.__annotations__ = {"body": asked, "return": answered}
    broker.subscriber(subject, queue=_QUEUE, title=title, description=description)(reply)
