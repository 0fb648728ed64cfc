"""Connections of the command line: to the running installation, for one question or several."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from answerable.importing.people import ACTOR
from answerable.ledger.server.accounts import User
from answerable.ledger.store.ledger import Ledger
from answerable.messaging.client import Caller
from answerable.service import connection_of, credential_of
from answerable.settings import Settings


@dataclass(frozen=True, slots=True)
class Connected:
    """The running installation, as the command line sees it.

    Arguments:
        ledger: for reading.
        caller: for questions, as the command line.
        importing: for commands, each of which names who did it: records that are brought along.
    """

    ledger: Ledger
    caller: Caller
    importing: Caller


@asynccontextmanager
async def connected(settings: Settings, *, timeout_s: float = 30.0) -> AsyncIterator[Connected]:
    """Connect to the running installation.

    Arguments:
        settings: which one.
        timeout_s: seconds to wait for an answer.

    Raises:
        NotFound: none runs.
        Unavailable: its server does not answer.
    """
    url, user, password = connection_of(settings, User.CLI)
    credential = credential_of(settings, User.CLI)
    importing = credential_of(settings, User.CLI, ACTOR)
    ledger = await Ledger.open(url, user=user, password=password, name="cli")
    try:
        yield Connected(
            ledger,
            Caller(ledger.client, credential, timeout_s=timeout_s),
            Caller(ledger.client, importing, timeout_s=timeout_s),
        )
    finally:
        await ledger.close()
