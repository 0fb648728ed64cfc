"""Telling: what happens to credentials, and what was denied, becomes events, each exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from answerable.clock import Clock
from answerable.commands.base import Command
from answerable.errors import AnswerableError
from answerable.service.rounds import Asks
from answerable_services.accounts.commanding import command_for

if TYPE_CHECKING:
    from answerable_services.accounts.register import Register
    from answerable_services.accounts.service import Accounts
    from answerable_services.accounts.untold import Untold

log = structlog.get_logger()

_EVERY_S = 0.5
_WHEN_AWAY_S = 2.0
_FAILED_INSIDE = 500


class Teller:
    """Has everything recorded that is to be told.

    Arguments:
        accounts: whose.
        register: says where people work, and which sites there are.
        sites_clock: the clock that records are dated by.
        machine: the clock that the accounts go by.
        caller: gives what carries commands to intake, as the accounts service, while it runs.
    """

    def __init__(
        self,
        accounts: Accounts,
        register: Register,
        *,
        sites_clock: Clock,
        machine: Clock,
        caller: Callable[[], Asks],
    ) -> None:
        self._accounts = accounts
        self._register = register
        self._sites_clock = sites_clock
        self._machine = machine
        self._caller = caller
        self._refused: set[str] = set()

    async def run(self) -> None:
        """Go on until cancelled; while intake is away, everything waits."""
        while True:
            pause = _EVERY_S
            if self._register.is_whole():
                try:
                    await self.tell()
                except AnswerableError as error:
                    log.info("accounts.not_recorded", reason=error.message)
                    pause = _WHEN_AWAY_S
            await asyncio.sleep(pause)

    async def tell(self) -> int:
        """Take over what is due and have it recorded, with what an earlier start had left.

        Returns:
            How much was recorded.

        Raises:
            AnswerableError: intake or the store does not answer; what is left is recorded later.
        """
        await asyncio.to_thread(self._accounts.take, self._command)
        recorded: list[str] = []
        caller = self._caller()
        try:
            for one in await asyncio.to_thread(self._accounts.taken):
                if one.key in self._refused:
                    continue
                try:
                    await caller.command(one.command, key=one.key)
                except AnswerableError as error:
                    if error.status >= _FAILED_INSIDE:
                        raise
                    # It holds up nothing else, and is tried again by the next start.
                    log.error(  # noqa: TRY400  (it says it)
                        "accounts.fact_refused",
                        key=one.key,
                        command=one.command.command_name,
                        reason=error.message,
                    )
                    self._refused.add(one.key)
                else:
                    recorded.append(one.key)
        finally:
            if recorded:
                await asyncio.to_thread(self._accounts.recorded, recorded)
        return len(recorded)

    def _command(self, one: Untold) -> Command | None:
        """Make the command that records something; None as long as there is no site."""
        telling = one.telling
        person = getattr(telling, "person", None)
        site = None if person is None else self._register.site_of(person)
        site = site or self._register.first_site
        opened_at = None if site is None else self._register.opened_at(site)
        if site is None or opened_at is None:
            return None
        # It happened so long ago by the machine's clock, and so by that of the sites.
        ago = self._machine.now() - telling.at
        occurred_at = max(self._sites_clock.now() - ago, opened_at)
        return command_for(
            telling,
            one.times,
            site=site,
            occurred_at=occurred_at,
            is_site=lambda name: self._register.opened_at(name) is not None,
        )
