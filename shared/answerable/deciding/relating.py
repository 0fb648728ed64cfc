"""How people stand to a matter: whose it is, who was asked, and whom it concerns or comes from.

The table of who may do what (`answerable.identity.table`) says what each of these lets somebody do. Here each
stream says who they are, by the state of its matters; whom its flow bars from a step is known without that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from typing import Any, NamedTuple

from answerable.commands.base import Command
from answerable.deciding.declaring import recorded_as
from answerable.events.base import CONCERNS
from answerable.events.registry import FLOWS
from answerable.people import marks_of


class Matter(NamedTuple):
    """A matter, as somebody stands to it.

    Arguments:
        state: folded from its events; None where there is none.
        taken_down_by: who took it down: whoever did so, and who had it recorded for them.
    """

    state: Any = None
    taken_down_by: tuple[str, ...] = ()


People = Callable[[Matter, Any], Collection[str | None]]
"""Gives people by a matter and what is asked; its state is None where the command begins it."""


class Relating(NamedTuple):
    """Who stands how to the matters of a stream.

    Arguments:
        own: whose they are.
        asked: who was asked or told by name.
        asked_teams: the groups that were asked, where no person was named.
        oneself: whom what is asked concerns, or from whom comes what it is done to.
    """

    own: People
    asked: People
    asked_teams: People
    oneself: People


RELATING: dict[str, Relating] = {}


def _nobody(_: Matter, __: Any) -> tuple[str, ...]:
    return ()


def took_it_down(matter: Matter, _: Any) -> tuple[str, ...]:
    """Give who took a matter down: it belongs to them, where it belongs to nobody else."""
    return matter.taken_down_by


def relates(
    stream: str,
    *,
    own: People = _nobody,
    asked: People = _nobody,
    asked_teams: People = _nobody,
    oneself: People = _nobody,
) -> None:
    """Register who stands how to the matters of a stream.

    Arguments:
        stream: its name.
        own: gives whose a matter is.
        asked: gives who was asked or told by name.
        asked_teams: gives the groups that were asked, where no person was named.
        oneself: gives whom a command concerns, or from whom comes what it is done to, beside those whom the
            flow bars from the step and whom the event is marked to concern.
    """
    RELATING[stream] = Relating(own, asked, asked_teams, oneself)


_NONE = Relating(_nobody, _nobody, _nobody, _nobody)


def relating_of(stream: str) -> Relating:
    """Give who stands how to the matters of a stream; nobody where it does not say."""
    return RELATING.get(stream, _NONE)


def concerned_by(matter: Matter, command: Command) -> set[str]:
    """Give whom a command concerns, or from whom comes what it is done to.

    Arguments:
        matter: the one that it is for.
        command: what is asked.
    """
    model = type(command)
    found: set[str | None] = set(relating_of(model.stream).oneself(matter, command))
    found.update(getattr(command, name) for name in _concerned_fields(model))
    flow, event = FLOWS.get(model.stream), recorded_as(model)
    party = None if flow is None or event is None else flow.party(event)
    if party is not None and party.is_barred and party.people is not None and matter.state is not None:
        found.update(party.people(matter.state, command) or ())
    return {person for person in found if person is not None}


@cache
def _concerned_fields(model: type[Command]) -> tuple[str, ...]:
    """Give the fields of a command that its event is marked to concern."""
    event = recorded_as(model)
    if event is None:
        return ()
    return tuple(
        name
        for name, field in event.model_fields.items()
        if CONCERNS in marks_of(field) and name in model.model_fields
    )


@cache
def signing_fields(model: type[Command]) -> tuple[str, ...]:
    """Give the fields of a command that name who does it, beside the proof: a person signs for themselves."""
    flow, event = FLOWS.get(model.stream), recorded_as(model)
    party = None if flow is None or event is None else flow.party(event)
    if party is None or party.is_barred or party.people is None:
        return ()
    return tuple(name for name in party.named_in if name != "actor" and name in model.model_fields)
