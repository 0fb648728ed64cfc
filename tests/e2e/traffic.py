"""Commands that flow while something is killed, each repeated until it is answered, and every answer kept."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice

from answerable.commands.base import BulkItem, BulkOutcome, BulkRequest, EventRef
from answerable.commands.registry import COMMANDS
from answerable.errors import AnswerableError, Busy, Conflict, Unavailable
from answerable.messaging.client import Caller
from answerable.sample.centre import Volume
from answerable.sample.generator import simulate

_SITES_AT_MOST = 10_000
_SMALL = Volume(agents=3, contacts=1, deliveries_percent=1)
_IMPORT = "import:"
_OF_IMPORTS = {"rulebook.bind", "case.miss_limit"}
_IN_ONE_REQUEST = 12
_AGAIN_AFTER_S = 0.02


@dataclass(frozen=True, slots=True)
class Answer:
    """What one command was answered in the end.

    Arguments:
        key: the command's idempotency key.
        recorded: how many events it has caused; None where only that it was carried out is known.
        events: which, where the answer says so.
    """

    key: str
    recorded: int | None
    events: tuple[EventRef, ...] = ()


def _sites() -> Iterator[list[BulkItem]]:
    """Give the commands of one invented centre after another; missed callbacks are left to the service.

    Their keys are those of an import, which may say what only an import can, and come in bulk, for the few
    that need it.
    """
    commands = (one for one in simulate(_SITES_AT_MOST, 1, volume=_SMALL) if one.name != "callback.miss")
    for _, of_site in groupby(commands, key=lambda item: item.body["site"]):
        yield [
            item
            if item.name in _OF_IMPORTS
            else item.model_copy(update={"key": item.key.removeprefix(_IMPORT)})
            for item in of_site
        ]


@dataclass
class Traffic:
    """Several clients, each of which sends one centre's commands in order, and then another's.

    A client sends the next command when the one before is answered, alone or with some others in one request.

    Arguments:
        caller: asks intake.
        chances: decide how many commands go together.
        clients: how many there are.
    """

    caller: Caller
    chances: random.Random
    clients: int = 4
    answers: list[list[Answer]] = field(default_factory=list)
    repeats: int = 0
    _is_over: bool = False

    @property
    def answered(self) -> int:
        """How many commands were answered so far."""
        return sum(map(len, self.answers))

    @property
    def refused(self) -> int:
        """How many of them were refused, which next to none of an invented centre's is."""
        return sum(answer.recorded == 0 for answers in self.answers for answer in answers)

    async def flow(self) -> None:
        """Send commands until `end` is called and the last of them are answered."""
        sites = _sites()
        self.answers = [[] for _ in range(self.clients)]
        async with asyncio.TaskGroup() as clients:
            for answers in self.answers:
                clients.create_task(self._client(sites, answers))

    def end(self) -> None:
        """Begin no more commands."""
        self._is_over = True

    async def _client(self, sites: Iterator[list[BulkItem]], answers: list[Answer]) -> None:
        for commands in sites:
            coming = iter(commands)
            while part := list(islice(coming, self.chances.randint(1, _IN_ONE_REQUEST))):
                if self._is_over:
                    return
                answers += await self._answered(part)

    async def _answered(self, items: list[BulkItem]) -> list[Answer]:
        """Ask until there is an answer; the keys make that safe."""
        while True:
            try:
                if len(items) > 1 or items[0].key.startswith(_IMPORT):
                    return await self._many(items)
                return await self._one(items[0])
            except (Unavailable, Busy, Conflict):
                self.repeats += 1
                await asyncio.sleep(_AGAIN_AFTER_S)

    async def _many(self, items: list[BulkItem]) -> list[Answer]:
        report = await self.caller.bulk(BulkRequest(items=tuple(items)))
        return [Answer(outcome.key, _recorded(outcome)) for outcome in report.outcomes]

    async def _one(self, item: BulkItem) -> list[Answer]:
        command = COMMANDS[item.name].model_validate(item.body)
        try:
            receipt = await self.caller.command(command, key=item.key)
        except (Unavailable, Busy, Conflict):
            raise
        except AnswerableError:
            return [Answer(item.key, 0)]
        return [Answer(item.key, len(receipt.events), receipt.events)]


def _recorded(outcome: BulkOutcome) -> int | None:
    return None if outcome.is_repeat else outcome.recorded
