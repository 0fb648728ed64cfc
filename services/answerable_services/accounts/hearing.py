"""Hearing what the services denied, and from where tokens of machines are used."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from pydantic import ValidationError

from answerable.identity import Kind, MachineTokens
from answerable.messaging.denials import Report
from answerable.messaging.subjects import EVERY_DENIAL, denied_subject

if TYPE_CHECKING:
    from pathlib import Path

    from nats.aio.client import Client
    from nats.aio.msg import Msg

    from answerable_services.accounts.service import Accounts

log = structlog.get_logger()

_PART_AT = len(denied_subject(""))
_QUEUE = "accounts"
_TOKENS_EVERY_S = 2.0


async def hear(client: Client, accounts: Accounts) -> None:
    """Put down what services say that they denied, until cancelled.

    Arguments:
        client: an open connection of the accounts service's own user: nobody else hears it, and each part can
            say only what itself denied.
        accounts: where it is put down.
    """

    async def on_report(message: Msg) -> None:
        part = message.subject[_PART_AT:]
        try:
            report = Report.model_validate_json(message.data)
        except ValidationError as error:
            log.warning("denials.unreadable", part=part, faults=error.error_count())
            return
        await asyncio.to_thread(accounts.take_down, part, report)

    await client.subscribe(EVERY_DENIAL, queue=_QUEUE, cb=on_report)
    await asyncio.Event().wait()


async def watch_tokens(keys: Path, accounts: Accounts) -> None:
    """Put down which tokens of machines were made and revoked, however that was done, until cancelled.

    Arguments:
        keys: the directory in which it stands what is kept of them.
        accounts: where it is put down.
    """
    tokens = MachineTokens(keys)
    while True:
        known = [one for one in tokens.all() if Kind.of(one.principal) is Kind.MACHINE]
        await asyncio.to_thread(accounts.compare_tokens, known)
        await asyncio.sleep(_TOKENS_EVERY_S)
