"""Rounds: what a service finds missing in the ledger, it asks intake to write, again and again.

It looks once its view has caught up, and from then on whenever the view moves or a minute is over. Where
intake is away, what is missing is missing at the next look too: that comes after longer and longer pauses.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from answerable.commands.base import Command, Receipt
from answerable.errors import Busy, Unavailable

log = structlog.get_logger()

EVERY_S = 60.0
"""Seconds between two looks that went well, where the view does not move."""

SOON_S = 1.0
"""Seconds until the view is looked at again while it catches up, and the first pause when intake is away."""


class Asks(Protocol):
    """Carries commands to intake, as `answerable.messaging.client.Caller` does."""

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        """Ask intake to carry out a command under an idempotency key."""
        ...


async def rounds(
    look: Callable[[], Awaitable[object]],
    is_caught_up: Callable[[], Awaitable[bool]],
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    *,
    of: str,
) -> None:
    """Look for ever.

    Arguments:
        look: finds what is missing, and has it written.
        is_caught_up: tells whether the view has everything that is in the ledger.
        pause: waits until the view has moved, or so many seconds.
        of: what is looked for, for the log.
    """
    away_s = SOON_S
    while True:
        pause_s = SOON_S
        try:
            if await is_caught_up():
                await look()
                pause_s, away_s = EVERY_S, SOON_S
        except (Unavailable, Busy) as error:
            log.warning("round.postponed", of=of, reason=error.message, retry_in_s=away_s)
            pause_s, away_s = away_s, min(away_s * 2, EVERY_S)
        await pause(pause_s)
