"""The matters that a command names: each must be in the ledger, and have begun by then.

Which fields name matters is said by their type: an id made with `identity` names what that stream records,
`OriginatorId` what any stream does, and evidence, beside what is no id, a matter or one of its events. So no
decision has to look each of them up, and none is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.deciding import Begun, may_begin
from answerable.errors import BrokenRule, Invalid
from answerable.events.base import ANY_TIME, MAY_CITE, TAKEN_BACK_TOO, Identity
from answerable.events.registry import REGISTRY
from answerable.events.subjects import is_of_person
from answerable.ids import Cited, cited_by
from answerable.people import marks_of, people_fields
from answerable.wording import Sentence, listed, one_or_several, say

RULE = "in-the-ledger"
"""The rule that whatever is named must be in the ledger."""

ORDER = "order-of-times"
"""The rule that nothing is about what had not begun."""


class MatterField(NamedTuple):
    """A field of a command that names matters.

    Arguments:
        name: the field's.
        is_any_time: whether the matter may have begun behind the fact that names it.
        is_taken_back_too: whether it may have been taken back since.
        is_evidence: whether it may hold other texts too, and events; what it names is the own site's.
    """

    name: str
    is_any_time: bool
    is_taken_back_too: bool
    is_evidence: bool = False


@cache
def matter_fields(model: type[Command]) -> tuple[MatterField, ...]:
    """List the fields of a command that name matters.

    The field that says what the command is for is none of them: whether there is such a matter is what its
    own stream decides. Neither are ids of what no stream records, as of customers.
    """
    people = {name for name, _ in people_fields(model)}
    found = []
    for name, field in model.model_fields.items():
        marks = marks_of(field)
        if MAY_CITE in marks:
            found.append(MatterField(name, is_any_time=True, is_taken_back_too=False, is_evidence=True))
            continue
        identity = next((mark for mark in marks if isinstance(mark, Identity)), None)
        if identity is None or name == model.target_field or name in people:
            continue
        if identity.stream is None or identity.stream in _streams():
            found.append(MatterField(name, ANY_TIME in marks, TAKEN_BACK_TOO in marks))
    return tuple(found)


@cache
def _streams() -> frozenset[str]:
    """Give the streams that something is recorded in."""
    return frozenset(model.stream for model in REGISTRY)


def matters_in(command: Command) -> tuple[str, ...]:
    """Give the ids of the matters that a command names, its target left out."""
    if not matter_fields(type(command)):
        return ()
    return tuple(named.matter for _, _, named in _named(command))


def _named(command: Command) -> Iterator[tuple[str, MatterField, Cited]]:
    """Give each matter that a command names, with its place and field."""
    for field in matter_fields(type(command)):
        value = getattr(command, field.name)
        is_one = isinstance(value, str)
        for number, said in enumerate((value,) if is_one else value or ()):
            named = _read(field, said)
            if named is not None:
                yield f"/{field.name}" if is_one else f"/{field.name}/{number}", field, named


def _read(field: MatterField, said: str) -> Cited | None:
    """Read what a field names; None where it is evidence of another kind, as a number on a paper."""
    if not field.is_evidence:
        return Cited(said, None)
    named = cited_by(said)
    return None if named is None or named.matter.partition("-")[0] not in _streams() else named


def check_matters(
    command: Command,
    occurred_at: datetime,
    known: Mapping[str, Begun | None],
    is_told_of: Callable[[str], bool] = lambda _: True,
) -> tuple[str, ...]:
    """Refuse a command that names what is not in the ledger, or had not begun.

    A matter belongs to one site. What a decision rests on, evidence too, has to be its own site's; what is
    only named may be another's, as a case that two centres work on, and the sender is told.

    Arguments:
        command: what is asked.
        occurred_at: when it happens.
        known: what the ledger says about each matter that it names; None where it is not there.
        is_told_of: tells whether the sender may know what there is at another site; who may not is told of
            what a decision would rest on as if it were not there, and of anything else not where it is.

    Returns:
        What the sender has to know, where a matter is another site's.

    Raises:
        Invalid: it does; the faults name the fields.
    """
    faults: list[BrokenRule] = []
    told: list[Sentence] = []
    warnings: list[str] = []
    for pointer, field, (matter, version) in _named(command):
        begun = known.get(matter)
        goes_along = field.is_evidence and is_of_person(
            matter.partition("-")[0]
        )  # with a person, to any site
        is_elsewhere = begun is not None and begun.site != command.site and not goes_along
        is_told = not is_elsewhere or begun is None or is_told_of(str(begun.site))
        is_rested_on = field.is_evidence or matter in command.depends_on
        if is_elsewhere and not is_told and is_rested_on:
            begun = None
        is_none = begun is not None and (begun.is_taken_back or begun.void_until is not None)
        if begun is None or (is_none and not field.is_taken_back_too):
            said = _not_there(matter, begun if is_told else None)
            faults.append(BrokenRule.of(pointer, RULE, said))
            told.append(said)
            continue
        if is_elsewhere:
            elsewhere = _elsewhere(matter, begun if is_told else None, command.site)
            if is_rested_on:
                faults.append(BrokenRule.of(pointer, RULE, elsewhere))
                told.append(elsewhere)
                continue
            warnings.append(f"{pointer}: {elsewhere.en}")
        if version is not None and begun.version < version:
            said = say("refusal.matter.no_event", matter=matter, version=str(version))
            faults.append(BrokenRule.of(pointer, RULE, said))
            told.append(said)
        if begun.at is not None and occurred_at < begun.at and not field.is_any_time:
            at, then = begun.at.isoformat(), occurred_at.isoformat()
            said = say("refusal.matter.began_behind", matter=matter, at=at, then=then)
            faults.append(BrokenRule.of(pointer, ORDER, said))
            told.append(said)
    if faults:
        each = [
            say("error.broken_rule.at", pointer=fault.pointer, what=what)
            for fault, what in zip(faults, told, strict=True)
        ]
        raise Invalid(one_or_several(each), rule=faults[0].rule, broken_rules=tuple(faults))
    return tuple(warnings)


def _elsewhere(matter: str, begun: Begun | None, site: str) -> Sentence:
    """Say that a matter is another site's, and whose where the sender may know."""
    if begun is None:
        return say("refusal.matter.of_another_site", matter=matter, site=site)
    return say("refusal.matter.of_site", matter=matter, of=begun.site, site=site)


def _not_there(matter: str, begun: Begun | None) -> Sentence:
    """Say that a matter is not in the ledger, or none any more, and which command begins one."""
    stream = matter.partition("-")[0]
    first = [name for name, model in COMMANDS.items() if model.stream == stream and may_begin(model)]
    commands = listed(sorted(first), by="or")
    if begun is not None and begun.void_until is not None:
        return say("refusal.matter.voided", matter=matter, command=begun.void_until)
    if begun is not None:
        return say("refusal.matter.taken_back", matter=matter, commands=commands)
    if not first:
        return say("refusal.matter.no_kind", matter=matter, stream=stream)
    return say("refusal.matter.not_there", matter=matter, commands=commands)
