"""The people whom a command names: each must be on the register of staff, and employed at the moment.

Which fields name people is said by their type, so that no decision has to look each of them up, and none can
be forgotten. `AtWorkHere`, `EmployedHere`, `EverHere` and those ending in `OrAbove` say besides that they
work at the command's site; of `StaffId`, `EverEmployed` and `OnRegister` the decision itself says where. Who
does it is no field: what is asked of them stands on the command's class, as its `doer`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple, Protocol, get_args

from pydantic.fields import FieldInfo

from answerable.commands.base import Command
from answerable.errors import BrokenRule, Invalid
from answerable.events.base import MEMBER, Event, MemberOfStaff
from answerable.wording import Sentence, one_or_several, say

RULE = "on-the-register"
"""The rule that whoever is named must be on the register of staff, and employed."""


class Stretch(NamedTuple):
    """A stretch of days, such as an employment or a leave.

    Arguments:
        first: the first day; None where it is not known.
        last: the last day; None where no end is known.
    """

    first: date | None
    last: date | None

    def covers(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.meets(day, day)

    def meets(self, first: date, last: date) -> bool:
        """Tell whether any of some days lies in it.

        Arguments:
            first: the first of the days.
            last: the last of them.
        """
        return (self.first is None or self.first <= last) and (self.last is None or self.last >= first)


class Employment(Protocol):
    """What the register says about a person."""

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The stretches of time in which they are employed, in order."""

    def leave_on(self, day: date) -> Stretch | None:
        """Give the leave that they are on on a day; None where they are on none."""


@cache
def people_fields(model: type[Command]) -> tuple[tuple[str, MemberOfStaff], ...]:
    """List the fields of a command that name people, each with its mark.

    The field that says whom the command is for is none of them: whether there is such a person is what the
    stream of staff itself decides.
    """
    found = []
    for name, field in model.model_fields.items():
        mark = next((mark for mark in marks_of(field) if isinstance(mark, MemberOfStaff)), None)
        if mark is not None and name != model.target_field:
            found.append((name, mark))
    return tuple(found)


def marks_of(field: FieldInfo) -> tuple[Any, ...]:
    """Give the marks of a field's type, also of the parts that it is made of."""
    return (*field.metadata, *_marks(field.annotation))


def _marks(annotation: Any) -> Iterator[Any]:
    """Give the marks inside a field's type."""
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        yield from _marks(part)


def people_in(command: Command) -> tuple[str, ...]:
    """Give the ids of the people whom a command names, its target left out, and of who does it."""
    fields, is_done_by_people = _naming(type(command))
    named = dict.fromkeys([getattr(command, name) for name in fields])
    if is_done_by_people and is_of_the_staff(command.actor):
        named[command.actor] = None
    named.pop(None, None)
    return tuple(named)


@cache
def _naming(model: type[Command]) -> tuple[tuple[str, ...], bool]:
    """Give the fields of a command that name people, and whether who does it has to be one of them."""
    return tuple(name for name, _ in people_fields(model)), model.doer is not None


def people_said(model: type[Command], body: Mapping[str, Any]) -> Iterator[str]:
    """Give the ids of the people whom a command names as it is sent, and of the one whom it acts for.

    Arguments:
        model: the command's.
        body: its fields.
    """
    fields = [name for name, _ in people_fields(model)]
    if model.doer is not None and is_of_the_staff(body.get("acting_for") or ""):
        fields.append("acting_for")
    yield from dict.fromkeys(body[name] for name in fields if body.get(name) is not None)


def is_of_the_staff(actor: str) -> bool:
    """Tell whether who did something is a member of staff, and no machine or part of the system."""
    return actor.startswith("staff-")


def doers_of(event: Event) -> tuple[str, ...]:
    """Give who did something and who had it recorded: people only, as an import brings in what several did.

    Arguments:
        event: what happened.
    """
    named = (event.actor, event.entered_by)
    return tuple(one for one in named if one is not None and is_of_the_staff(one))


def check_people(command: Command, day: date, known: Mapping[str, Employment | None]) -> None:
    """Refuse a command that names somebody who was not employed, or is done by them.

    Where they are employed is asked besides, see intake's `check_sites`.

    Arguments:
        command: what is asked.
        day: when it happens, as the site counts days.
        known: what the register says about each person whom it names; None where nobody hired them.

    Raises:
        Invalid: somebody is not on the register, or was not employed on that day; the faults name the fields.
    """
    faults: list[BrokenRule] = []
    told: list[Sentence] = []
    for name, mark in people_fields(type(command)):
        person = getattr(command, name)
        if person is None:
            continue
        what = employment_fault(person, known.get(person), day, mark)
        if what is not None:
            faults.append(BrokenRule.of(f"/{name}", RULE, what))
            told.append(say("error.broken_rule.at", pointer=f"/{name}", what=what))
    if (what := _fault_of_the_doer(command, day, known)) is not None:
        if command.acting_for is None:
            told.append(what)  # who asks for themselves named nobody: there is no field to point at
        else:
            faults.append(BrokenRule.of("/acting_for", RULE, what))
            told.append(say("error.broken_rule.at", pointer="/acting_for", what=what))
    if told:
        raise Invalid(one_or_several(told), rule=RULE, broken_rules=tuple(faults))


def _fault_of_the_doer(
    command: Command, day: date, known: Mapping[str, Employment | None]
) -> Sentence | None:
    """Say why who does it could not have done so on the day; None where they could."""
    mark = command.doer
    if mark is None or not is_of_the_staff(command.actor):
        return None
    return employment_fault(command.actor, known.get(command.actor), day, mark)


def must_have_been_employed(
    field: str, person: str, known: Employment | None, day: date, mark: MemberOfStaff = MEMBER
) -> None:
    """Refuse a correction by which somebody would have had a part in something before or after their time.

    Arguments:
        field: the one of the command that says so.
        person: who.
        known: what the register says about them.
        day: when it happened, as the site counts days.
        mark: whether they may have left by then.

    Raises:
        Invalid: they were not employed on that day.
    """
    if (what := employment_fault(person, known, day, mark)) is not None:
        broken = BrokenRule.of(f"/{field}", RULE, what)
        told = say("error.broken_rule.at", pointer=broken.pointer, what=what)
        raise Invalid(told, rule=RULE, broken_rules=(broken,))


def must_have_been_there(field: str, person: str, known: Employment | None, first: date, last: date) -> None:
    """Refuse what is about somebody in a time in none of whose days they were employed.

    Arguments:
        field: the one of the command that names the time.
        person: who.
        known: what the register says about them; None where it does not say.
        first: the first day of that time.
        last: the last one.

    Raises:
        Invalid: they were there on none of the days.
    """
    if known is None or any(one.meets(first, last) for one in known.stretches):
        return
    if (what := employment_fault(person, known, last)) is not None:
        broken = BrokenRule.of(f"/{field}", RULE, what)
        told = say("error.broken_rule.at", pointer=broken.pointer, what=what)
        raise Invalid(told, rule=RULE, broken_rules=(broken,))


def employment_fault(
    person: str, known: Employment | None, day: date, mark: MemberOfStaff = MEMBER
) -> Sentence | None:
    """Say why a person cannot be named for a day; None where they can.

    Arguments:
        person: their id.
        known: what the register says about them.
        day: when it happens.
        mark: whether they may have left by then, or come later.
    """
    if known is None:
        return say("refusal.staff.nowhere", staff=person)
    for first, last in known.stretches:
        if (first is None or first <= day) and (last is None or day <= last):
            leave = known.leave_on(day) if mark.is_given_work else None
            return None if leave is None else say("refusal.staff.away", staff=person, when=_told(leave))
    return _not_employed(person, known.stretches, day, mark)


def _told(leave: Stretch) -> Sentence:
    if leave.last is None:
        return say("refusal.staff.away_since", first=str(leave.first))
    return say("refusal.staff.away_between", first=str(leave.first), last=str(leave.last))


def _not_employed(
    person: str, stretches: tuple[Stretch, ...], day: date, mark: MemberOfStaff
) -> Sentence | None:
    """Say why somebody is not employed on a day; None where that does not matter."""
    left_on = max((one.last for one in stretches if one.last is not None and one.last < day), default=None)
    then = min((one.first for one in stretches if one.first is not None and one.first > day), default=None)
    if left_on is None:
        hired = say("refusal.staff.hired_after", staff=person, then=str(then), day=str(day))
        return None if mark.may_come else hired
    if mark.may_have_left:
        return None
    again = None if then is None else say("refusal.staff.again", then=str(then))
    return say("refusal.staff.left_before", staff=person, left_on=str(left_on), day=str(day), again=again)
