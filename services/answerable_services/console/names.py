"""What people are called on the pages: names live in the accounts' store, and are asked for again and again.

The ledger has ids. A name can be changed and forgotten, so what is kept here is thrown away as a whole as
soon as another list has come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import structlog

from answerable.errors import AnswerableError
from answerable.queries.accounts import AllNames

if TYPE_CHECKING:
    from answerable_services.console.asking import Asker

log = structlog.get_logger()

LOOKS_EVERY_S = 15.0
"""Seconds after which a name that was changed or forgotten is gone from the pages."""


class Names:
    """The names of everybody on the staff register.

    Arguments:
        asker: asks the accounts as a part of the system.
    """

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self._names: Mapping[str, str] = MappingProxyType({})

    @property
    def by_id(self) -> Mapping[str, str]:
        """What people are called; whoever is left out is shown by their id."""
        return self._names

    async def look(self) -> None:
        """Ask for all names anew; where the accounts do not answer, those that are known stay."""
        found: dict[str, str] = {}
        after: str | None = None
        try:
            while True:
                page = await self._asker.query(AllNames(after=after))
                found |= {one.person: one.name for one in page.names}
                after = page.after
                if after is None:
                    break
        except AnswerableError as error:
            log.info("names.not_told", reason=error.message)
            return
        self._names = MappingProxyType(found)

    async def keep_looking(self) -> None:
        """Ask again and again, until it is cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOKS_EVERY_S)
