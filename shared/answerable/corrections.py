"""What a correction corrects: the fields that a fact said, and what holds of each since.

A correction that says what holds already corrects nothing, and would stand in the story for ever. Which
fields it may say anew is told where it is registered; what they say is kept in the matter's own state, in
the same way for every stream.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from hashlib import sha256
from typing import Any, TypeVar, get_args

from answerable.commands.base import Command
from answerable.errors import BrokenRule, Invalid, Refused
from answerable.events.base import Event
from answerable.wording import Sentence, say

S = TypeVar("S")

RULE = "nothing-to-correct"
"""The rule that a correction changes something."""

EMPTIES = "empties"
"""The field of a correction that names the fields of which nothing holds.

What a correction leaves out stays as it was, so that nothing can be emptied by leaving it out.
"""

_LONGEST_KEPT = 64
"""Characters of a text that are kept to compare it; a longer one is kept as its digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correctable:
    """A state of which something can be put right.

    Arguments:
        said: what holds of each field that a correction may say anew, as JSON.
        taken: who took the steps that somebody is barred from, as long as these stand, by the event's type.
    """

    said: Mapping[str, str | int | bool | None] = field(default_factory=dict)
    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a command puts right.

    Arguments:
        corrected: what it is recorded as.
        of: the fact that said the fields first.
        fields: those that it may say anew.
    """

    corrected: type[Event]
    of: type[Event]
    fields: tuple[str, ...]


_SAYS: dict[type[Event], Mapping[str, str]] = {}
_CORRECTIONS: dict[type[Command], Correction] = {}


def corrects(command: type[Command], corrected: type[Event], of: type[Event], **named: str) -> None:
    """Register which fact a correction puts right: the fields that both have.

    Arguments:
        command: the correction.
        corrected: what it is recorded as.
        of: the fact that said the fields first.
        named: what a field is called in that fact, where it has another name there.

    Raises:
        TypeError: the fact need not say some of the fields, and the correction cannot empty just these.
    """
    said = (command.model_fields.keys() & corrected.model_fields.keys()) - Event.model_fields.keys()
    of_first = {name: named.get(name, name) for name in sorted(said)}
    fields = {name: first for name, first in of_first.items() if first in of.model_fields}
    optional = {name for name, first in fields.items() if of.model_fields[first].default is None}
    if (emptied := _emptiable(command)) != optional or emptied != _emptiable(corrected):
        message = f"{command.command_name} empties {sorted(emptied)}, and could {sorted(optional)}"
        raise TypeError(message)
    _SAYS[of] = {**_SAYS.get(of, {}), **fields}
    _SAYS[corrected] = {name: name for name in fields}
    _CORRECTIONS[command] = Correction(corrected, of, tuple(fields))


def _emptiable(model: type[Command | Event]) -> set[str]:
    """Give the fields that a correction may say are empty, as the type of its field says."""
    field = model.model_fields.get(EMPTIES)
    if field is None:
        return set()
    listed = next(part for part in get_args(field.annotation) if part is not type(None))
    return set(get_args(get_args(listed)[0]))


def empties_of(said: Command | Event) -> tuple[str, ...]:
    """Give the fields that a correction empties; none of what is no correction."""
    return getattr(said, EMPTIES) or () if EMPTIES in type(said).model_fields else ()


def now_holds(correction: Event, name: str, before: S) -> S:
    """Give what holds of a field behind a correction: what it says, nothing if emptied, or what did before.

    Arguments:
        correction: what was recorded.
        name: the field's.
        before: what held of it.
    """
    said: Any = getattr(correction, name)
    if said is None and name not in empties_of(correction):
        return before
    return said  # type: ignore[no-any-return]  # of the field's own type


def check_empties(command: Command) -> None:
    """Refuse a correction that empties a field twice, or says of it what holds as well.

    Raises:
        Invalid: it does; the faults name the places.
    """
    emptied = empties_of(command)
    faults = [
        BrokenRule.of(f"/{EMPTIES}/{place}", rule, message)
        for place, name in enumerate(emptied)
        for rule, message in (
            ("unique", say("refusal.named_twice", field=name) if name in emptied[:place] else None),
            ("contradiction", _also_said(name) if getattr(command, name) is not None else None),
        )
        if message is not None
    ]
    if faults:
        told = "; ".join(f"{fault.pointer}: {fault.message}" for fault in faults)
        raise Invalid(told, rule=faults[0].rule, broken_rules=tuple(faults))


def _also_said(name: str) -> Sentence:
    return say("refusal.emptied_and_said", field=name)


def corrections() -> Mapping[type[Command], Correction]:
    """List the commands that say anew what a fact said, each with that fact and the fields."""
    return _CORRECTIONS


def said_by(event: type[Event]) -> Mapping[str, str]:
    """List the fields that a fact says and a correction may say anew, each with its name in that fact.

    Arguments:
        event: the fact's type.
    """
    return _SAYS.get(event, {})


def said_behind(state: Any, event: Event) -> Mapping[str, str | int | bool | None] | None:
    """Give what holds behind an event of the fields that can be corrected; None where it says none of them.

    What a correction leaves out stays.
    """
    fields = _SAYS.get(type(event))
    if fields is None or not isinstance(state, Correctable):
        return None
    said = dict(state.said)
    for name, of in fields.items():
        now = _plain(getattr(event, of))
        if now is not None:
            said[name] = now
    for name in empties_of(event):
        said[name] = None
    return said


def holds(state: Any, name: str, value: str | None) -> bool:
    """Tell whether a field that can be corrected says just this.

    Arguments:
        state: the matter's.
        name: the field's.
        value: what it may say.
    """
    return isinstance(state, Correctable) and state.said.get(name) == _plain(value)


def says_nothing_new(state: Any, command: Command) -> bool:
    """Tell whether all that a correction says holds already."""
    correction = _CORRECTIONS.get(type(command))
    if correction is None or not isinstance(state, Correctable):
        return False
    anew = {name: _plain(getattr(command, name)) for name in correction.fields}
    holds = all(state.said.get(name) == now for name, now in anew.items() if now is not None)
    return holds and all(state.said.get(name) is None for name in empties_of(command))


def nothing_to_correct(target: str | None) -> Refused:
    """Make the refusal of a correction that changes nothing."""
    return Refused(say("refusal.nothing_to_correct", matter=target), rule=RULE)


def _plain(value: Any) -> str | int | bool | None:
    """Give a value as a snapshot keeps it, so that both are compared alike."""
    if value is None:
        return None
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    if isinstance(value, bool | int):
        return value
    text = value if isinstance(value, str) else str(value.isoformat())
    return text if len(text) <= _LONGEST_KEPT else sha256(text.encode()).hexdigest()
