"""Turns: deciding is alone, looking is shared, the order of asking holds, and nobody waits for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from answerable.commands.base import Command
from answerable.errors import AnswerableError
from answerable.streams.duty import commands as duty
from answerable.streams.staff import commands as staff
from answerable_services.intake.turns import Turns
from tests.identity.proofs import asker_of
from tests.services.intake.conftest import Open
from tests.services.intake.scenario import LEAD, make


class Room:
    """Notes who is inside at the same time."""

    def __init__(self) -> None:
        self.turns = Turns()
        self.inside: set[str] = set()
        self.met: list[frozenset[str]] = []

    async def visit(self, who: str, decided: Iterable[str], looked_at: Iterable[str] = ()) -> None:
        async with self.turns.of(decided, looked_at):
            self.inside.add(who)
            self.met.append(frozenset(self.inside))
            await asyncio.sleep(0)
            self.inside.remove(who)


async def test_who_decides_is_alone_and_who_looks_is_not() -> None:
    """Two who look at one aggregate are there together; who decides on it waits for both."""
    room = Room()
    await asyncio.gather(
        room.visit("a", ["case-1"], ["staff-1"]),
        room.visit("b", ["case-2"], ["staff-1"]),
        room.visit("leaves", ["staff-1"]),
        room.visit("c", ["case-3"], ["staff-1"]),
    )
    assert room.met == [frozenset("a"), frozenset("ab"), frozenset({"leaves"}), frozenset("c")]
    assert not room.turns._turns
    assert "case-1" not in room.turns


async def test_who_looks_at_each_others_do_not_wait_in_a_circle() -> None:
    """Two that each decide on what the other looks at come one after the other."""
    room = Room()
    async with asyncio.timeout(5):
        await asyncio.gather(
            room.visit("march", ["duty-3"], ["duty-4"]), room.visit("april", ["duty-4"], ["duty-3"])
        )
    assert {len(met) for met in room.met} == {1}


async def test_who_gives_up_leaves_no_trace() -> None:
    """A caller who is cancelled while waiting, or in the moment of being let in, holds nobody up."""
    room = Room()
    async with asyncio.timeout(5):
        async with room.turns.of(["case-1"]):
            waiting = [asyncio.create_task(room.visit(str(n), ["case-1"])) for n in range(3)]
            await asyncio.sleep(0)
            waiting[0].cancel()
        waiting[1].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    assert not room.turns._turns
    await room.visit("later", ["case-1"])


@pytest.mark.server
def test_a_rule_that_looks_at_another_aggregate_holds_at_once(open_intake: Open, fresh: str) -> None:
    """Two duties over a month's end that are asked for at once do not overlap."""
    intake = open_intake()
    person = f"staff-{fresh}"
    intake.carry_out(make(staff.Hire, staff=person, role="agent", team="one", hired_on="2016-01-01"))
    ask = intake.application.carry_out

    async def together(*commands: Command) -> list[object]:
        return await asyncio.gather(*(ask(one, asker_of(one)) for one in commands), return_exceptions=True)

    def rostered(month: str, starts: str, ends: str) -> Command:
        moments = {"starts_at": f"2016-{starts}:00+08:00", "ends_at": f"2016-{ends}:00+08:00"}
        return make(duty.Roster, actor=LEAD, staff=person, month=month, **moments)

    for _ in range(5):
        pair = intake.application.wait(
            together(
                rostered("2016-06", "06-30T20:00", "07-01T03:00"),
                rostered("2016-07", "07-01T00:30", "07-01T04:00"),
            )
        )
        assert sum(isinstance(one, AnswerableError) for one in pair) >= 1
