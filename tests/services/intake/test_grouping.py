"""Single commands written together: each gets its own answer, and none suffers for another."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from answerable.commands.base import Receipt
from answerable.errors import Conflict, NotFound, Unavailable
from answerable.ledger.store.sending import Sender
from answerable.streams.case import commands as case
from answerable.streams.contact import commands as contact
from answerable_services.intake import grouping
from answerable_services.intake.lane import Lane, Outcome
from answerable_services.intake.request import CommandRequest
from answerable_services.intake.worlds import Worlds
from tests.identity.proofs import principal
from tests.services.intake.conftest import Open
from tests.services.intake.scenario import FIRST, make
from tests.services.intake.waiting import Waiting

pytestmark = pytest.mark.server


@pytest.fixture
def grouped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody be written alone."""
    monkeypatch.setattr(grouping, "_ALONE", 0)


def received(fresh: str, number: int) -> contact.Receive:
    command = make(contact.Receive, contact=f"contact-{fresh}x{number}", channel="call", topic="t")
    assert isinstance(command, contact.Receive)
    return command


async def all_at_once(intake: Waiting, fresh: str, count: int) -> list[Receipt]:
    carry_out = intake.application.carry_out
    return list(
        await asyncio.gather(
            *(carry_out(received(fresh, number), principal(FIRST)) for number in range(count))
        )
    )


def test_many_at_once_are_few_saves(intake: Waiting, fresh: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred commands that come together reach the server as eight events and a few batches."""
    saves: list[int] = []
    send = Sender.send

    async def counted(self: Sender, entries: Sequence[Any]) -> list[int]:
        saves.append(len(entries))
        return await send(self, entries)

    monkeypatch.setattr(Sender, "send", counted)
    receipts = intake.application.wait(all_at_once(intake, fresh, 100))

    assert [one.id for one in receipts] == [f"contact-{fresh}x{number}" for number in range(100)]
    assert len({one.events[0].sequence for one in receipts}) == 100
    assert sum(saves) == 100
    assert len(saves) <= 20
    for receipt in receipts[::25]:
        (event,) = intake.history(receipt.id)
        assert event.event_id == receipt.events[0].id


@pytest.mark.usefixtures("grouped")
def test_a_refused_one_does_not_hold_up_the_others(intake: Waiting, fresh: str) -> None:
    """In one group, a refusal is told to whoever asked, and what the others asked is carried out."""

    async def together() -> list[Any]:
        carry_out = intake.application.carry_out
        commands = (
            received(fresh, 1),
            make(case.NoteProgress, case="case-nowhere", note="n"),
            received(fresh, 2),
        )
        return await asyncio.gather(
            *(carry_out(command, principal(FIRST)) for command in commands), return_exceptions=True
        )

    first, refused, second = intake.application.wait(together())
    assert isinstance(refused, NotFound)
    assert (first.version, second.version) == (1, 1)


@pytest.mark.usefixtures("grouped")
def test_one_after_the_other_on_one_case(intake: Waiting, fresh: str) -> None:
    """Commands on one aggregate that come together see each other, in the order of asking."""

    async def together() -> list[Receipt]:
        carry_out = intake.application.carry_out
        # Whose question has the clock compared is admitted behind the others; nobody has, from here on.
        await intake.application.admit()
        begin = make(case.Open, case=f"case-{fresh}", topic="t", first_asked=FIRST)
        notes = [make(case.NoteProgress, case=f"case-{fresh}", note=str(number)) for number in range(5)]
        return list(
            await asyncio.gather(*(carry_out(command, principal(FIRST)) for command in [begin, *notes]))
        )

    assert [one.version for one in intake.application.wait(together())] == [1, 2, 3, 4, 5, 6]


@pytest.mark.usefixtures("grouped")
def test_one_key_twice_at_once(open_intake: Open, fresh: str) -> None:
    """Of two equal commands with one key that come together, the second gets the answer of the first."""
    intake = open_intake()

    async def together() -> list[Receipt]:
        carry_out = intake.application.carry_out
        return list(
            await asyncio.gather(*(carry_out(received(fresh, 1), principal(FIRST), fresh) for _ in range(2)))
        )

    first, second = intake.application.wait(together())
    assert first == second
    assert len(intake.history(first.id)) == 1


@pytest.mark.usefixtures("grouped")
def test_what_one_meets_alone_is_not_the_others_fault(
    intake: Waiting, fresh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A group that meets a conflict is carried out one by one: only whose aggregate it is learns of it."""
    carry_out = Lane.carry_out

    async def contended(self: Lane, request: Sequence[CommandRequest]) -> list[Outcome]:
        if any(one.target == f"contact-{fresh}x1" for one in request):
            message = "somebody else"
            raise Conflict(message)
        return await carry_out(self, request)

    async def together() -> list[Any]:
        ask = intake.application.carry_out
        return await asyncio.gather(
            *(ask(received(fresh, n), principal(FIRST)) for n in range(3)), return_exceptions=True
        )

    monkeypatch.setattr(Lane, "carry_out", contended)
    first, met, third = intake.application.wait(together())
    assert isinstance(met, Conflict)
    assert (first.version, third.version) == (1, 1)


@pytest.mark.usefixtures("grouped")
def test_all_learn_that_the_ledger_is_away(
    intake: Waiting, fresh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing could be written, each of a group is told so, and asking again succeeds."""

    async def unplugged(*_: object) -> None:
        message = "unplugged"
        raise Unavailable(message)

    async def together() -> list[Any]:
        ask = intake.application.carry_out
        return await asyncio.gather(
            *(ask(received(fresh, n), principal(FIRST)) for n in range(3)), return_exceptions=True
        )

    with monkeypatch.context() as fault:
        fault.setattr(intake.application.lane, "_record", unplugged)
        assert {type(one) for one in intake.application.wait(together())} == {Unavailable}
    assert len(intake.application.wait(all_at_once(intake, fresh, 3))) == 3


@pytest.mark.usefixtures("grouped")
def test_who_leaves_does_not_take_the_others_along(intake: Waiting, fresh: str) -> None:
    """A caller who is cancelled while the group is written changes nothing for the rest of it."""

    async def together() -> Receipt:
        carry_out = intake.application.carry_out
        leaving = asyncio.create_task(carry_out(received(fresh, 1), principal(FIRST)))
        staying = asyncio.create_task(carry_out(received(fresh, 2), principal(FIRST)))
        while not intake.application._grouping._writers:
            await asyncio.sleep(0)
        leaving.cancel()
        return await staying

    assert intake.application.wait(together()).version == 1


@pytest.mark.usefixtures("grouped")
def test_a_fault_of_our_own_meets_one_and_stops_nobody(
    intake: Waiting, fresh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where deciding on one command breaks, the others of its group and those behind it are carried out."""
    of = Worlds.of

    def breaks(self: Worlds, command: Any, look: Any, cited: Any) -> Any:
        if command.target == f"contact-{fresh}x1":
            message = "a bug"
            raise RuntimeError(message)
        return of(self, command, look, cited)

    async def together() -> list[Any]:
        ask = intake.application.carry_out
        return await asyncio.gather(
            *(ask(received(fresh, n), principal(FIRST)) for n in range(3)), return_exceptions=True
        )

    monkeypatch.setattr(Worlds, "of", breaks)
    first, met, third = intake.application.wait(together())
    assert isinstance(met, RuntimeError)
    assert (first.version, third.version) == (1, 1)
    assert (
        intake.application.wait(intake.application.carry_out(received(fresh, 7), principal(FIRST))).version
        == 1
    )
