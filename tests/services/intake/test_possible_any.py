"""Which commands could be given now, after anything that can happen: what is ruled out is refused, always."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.commands.base import Command
from answerable.errors import AnswerableError
from answerable.events.registry import FLOWS
from answerable.identity import Principal
from answerable.queries.intake import Possibilities, Possible
from answerable_services.intake.admission import ask
from answerable_services.intake.aggregate import Aggregate
from answerable_services.intake.possible import possibilities
from answerable_services.intake.seeing import Seeing
from answerable_services.intake.trying import Trying
from tests.identity.proofs import asker_of
from tests.services.intake import any_command
from tests.services.intake.scenario import SITE, Scenario

HISTORY = 12
"""Commands that are tried, one after the other, before it is asked what is possible."""


class Held(Trying):
    """Looks at a scenario's aggregates, and tries decisions there.

    Arguments:
        desk: the scenario.
    """

    def __init__(self, desk: Scenario) -> None:
        self._desk = desk

    async def look(self, names: Iterable[str]) -> dict[str, Aggregate]:
        """Give aggregates as the scenario holds them."""
        return {name: self._desk.held.get(name, Aggregate()) for name in names}

    async def outcomes(
        self, commands: Sequence[Command], _: Principal, __: Mapping[str, Aggregate]
    ) -> list[AnswerableError | None]:
        """Try each command on a copy of the scenario."""
        return [refusal(self._desk, command) for command in commands]


def refusal(desk: Scenario, command: Command) -> AnswerableError | None:
    """Carry out a command on a copy of a scenario, and give how it was refused."""
    copied = replace(desk, held={name: held.copy() for name, held in desk.held.items()}, log=[])
    try:
        copied.carry_out(command)
    except AnswerableError as error:
        return error
    return None


def asked(desk: Scenario, command: Command, target: str) -> Possibilities:
    query = Possible(site=SITE, target=target)
    held = Held(desk)
    return asyncio.run(possibilities(query, asker_of(command), held, Seeing(held.look, lambda: desk.now)))


def personally(command: Command) -> Command:
    """Let who asks be who signs: that is all that is known before a form is filled in."""
    by = getattr(command, "by", None)
    return command if by is None else command.model_copy(update={"actor": by})


@settings(max_examples=60, deadline=None)
@given(data=st.data(), stream=st.sampled_from(sorted(FLOWS)))
def test_what_is_ruled_out_is_refused(data: st.DataObject, stream: str) -> None:
    """Nobody is kept from what intake would carry out, whatever is typed; what is decided holds."""
    desk = Scenario()
    of_stream = any_command.of_streams(stream).map(personally)
    for command in data.draw(st.lists(of_stream, max_size=HISTORY)):
        if refusal(desk, command) is None:
            desk.carry_out(command)
    command = data.draw(of_stream)
    target = ask(command, None, desk.now, asker_of(command)).target
    told = asked(desk, command, target)
    (one,) = [each for each in told.commands if each.command == command.command_name]
    refused = refusal(desk, command)

    assert one.is_possible or refused is not None
    if one.is_possible and one.is_decided:
        assert refused is None
    assert (one.why is None) == one.is_possible
    assert told.version == desk.held.get(target, Aggregate()).version
