"""Whether those whom a command names fit what it says of them: by where they work, and by their roles.

They are asked about as they were on the day that the command says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from answerable.commands.base import Command
from answerable.errors import BrokenRule, Forbidden, Invalid
from answerable.events.base import MEMBER
from answerable.identity.answers import Allowed, named
from answerable.identity.relations import At, Relation
from answerable.identity.table import table
from answerable.people import people_fields
from answerable.streams.staff.state import Staff
from answerable.wording import say
from answerable_services.intake.permission import is_brought_along

AT_THE_SITE = "works-at-the-site"
"""The rule that a site gives work to its own people, judges them, and has recorded what they did."""

NAMED = "fitting-role"
"""The rule that whoever is named has a role that fits, where no article says so."""


def check_sites(command: Command, day: date, people: Mapping[str, Any]) -> None:
    """Refuse a command that gives work to another site's people, judges them, or says that they did it.

    Whoever asks is at the site already: that they may act there was proved. What a part of the system brings
    along, such as old records, is taken as it was.

    Arguments:
        command: what is asked.
        day: when it happens, as the site counts days.
        people: what the register says about each person whom it names.

    Raises:
        Invalid: it does; the fault names the field.
    """
    is_for_others = command.entered_by is not None
    if is_brought_along(command):
        return
    named = [(name, mark) for name, mark in people_fields(type(command)) if mark.is_here]
    if is_for_others:
        named.insert(0, ("acting_for", MEMBER))
    for name, mark in named:
        person = getattr(command, name)
        known = None if person is None else people.get(person)
        if not isinstance(known, Staff) or (person == command.actor and not is_for_others):
            continue
        if known.works_at(command.site, day, or_did=mark.may_have_left):
            continue
        roles = (held.role.value for held in known.roles_on(day))
        if mark.may_be_above and any(table().counts_at(role, command.site) is None for role in roles):
            continue
        said = say("error.not_at_the_site", staff=person, site=command.site, day=str(day))
        broken = BrokenRule(pointer=f"/{name}", rule=AT_THE_SITE, message=said.en)
        raise Invalid(said, rule=AT_THE_SITE, broken_rules=(broken,))


def check_roles(command: Command, day: date, people: Mapping[str, Any]) -> None:
    """Refuse a command that names somebody who has none of the roles for it on the day.

    Of whom the register says no role, none is asked for: so it is of those brought along by old records.

    Arguments:
        command: what is asked.
        day: when it happens.
        people: what the register says about each person whom it names.

    Raises:
        Invalid: it does; the fault names the field.
    """
    action = command.command_name
    row = table().row(action)
    for field, fitting in row.named.items():
        person = getattr(command, field, None)
        known = people.get(person) if person is not None else None
        if not isinstance(known, Staff) or not known.is_employed_on(day):
            continue
        held = known.roles_on(day)
        here = {one.role.value for one in held if not one.is_granted or one.at in (None, command.site)}
        if held and not table().fits(action, field, here):
            said = say("permission.named", person=person, roles=named(here), who=named(fitting))
            broken = BrokenRule(pointer=f"/{field}", rule=row.article or NAMED, message=said.en)
            raise Invalid(said, rule=broken.rule, broken_rules=(broken,))


def check_doer(
    command: Command,
    day: date,
    today: date,
    people: Mapping[str, Any],
    relations: Callable[[], Collection[Relation]],
) -> None:
    """Refuse what somebody is said to have done who could not do it on the day, by the roles of the register.

    Of whoever asks for themselves the proof says what they may today: the register is asked about another
    day only. Of whom it says no role, none is asked for, and what a part of the system brings along is taken
    as it was.

    Arguments:
        command: what is asked.
        day: when it happens, as the site counts days.
        today: the day by the writer's clock.
        people: what the register says about each person whom it names, and who does it.
        relations: tells how who does it stands to the matter; asked only where that counts.

    Raises:
        Invalid: it is said of somebody else; the fault names the field.
        Forbidden: it is said of whoever asks.
    """
    is_for_others = command.entered_by is not None
    if is_brought_along(command) or (day == today and not is_for_others):
        return
    known = people.get(command.actor)
    if not isinstance(known, Staff):
        return
    held = [At(one.role.value, one.at) for one in known.roles_on(day)]
    if not held:
        return
    found = table().may(held, command.command_name, command.site, relations())
    if isinstance(found, Allowed):
        return
    said = say("permission.doer", person=command.actor, day=str(day), why=found.reason)
    if not is_for_others:
        raise Forbidden(said, rule=found.article)
    broken = BrokenRule(pointer="/acting_for", rule=found.article or NAMED, message=said.en)
    raise Invalid(said, rule=broken.rule, broken_rules=(broken,))
