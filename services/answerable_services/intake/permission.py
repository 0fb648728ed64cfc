"""Whether whoever asks may give a command: the table of who may do what, asked where commands are decided.

By role and site it is asked at the door, before anything is loaded. How somebody stands to a matter is known
once that is loaded, and asked before anything else that would tell of it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from answerable.commands.base import NOBODY, Command
from answerable.deciding import (
    Matter,
    World,
    concerned_by,
    may_begin,
    relating_of,
    signing_fields,
)
from answerable.errors import (
    AnswerableError,
    BrokenRule,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    Unauthenticated,
)
from answerable.events.base import MEMBER, SITE
from answerable.identity import Kind, Principal
from answerable.identity.answers import Allowed, Denied, Why, named
from answerable.identity.permission import may
from answerable.identity.relations import Relation
from answerable.identity.table import table
from answerable.people import marks_of, people_fields
from answerable.streams.staff.events import Role
from answerable.streams.staff.state import Staff
from answerable.wording import say
from answerable_services.intake.aggregate import Aggregate
from answerable_services.intake.request import CommandRequest

IN_PERSON = "acting-for"
"""The rule that people sign for themselves."""

AT_THE_SITE = "works-at-the-site"
"""The rule that a site gives work to its own people, judges them, and has recorded what they did."""

NAMED = "fitting-role"
"""The rule that whoever is named has a role that fits, where no article says so."""


class _Door:
    """What was found out about one proof, as long as it is in use: a command asks a dictionary.

    Arguments:
        asker: whose.
    """

    __slots__ = ("asker", "is_for_a_person", "known")

    def __init__(self, asker: Principal) -> None:
        self.asker = asker
        self.is_for_a_person = asker.kind is Kind.STAFF
        self.known: dict[tuple[type[Command], str, bool], Allowed | Denied] = {}

    def keep(self, key: tuple[type[Command], str, bool], found: Allowed | Denied) -> None:
        """Remember what was found out; the names of sites are whatever a sender writes, so not for ever."""
        if len(self.known) >= _ANSWERS:
            self.known.clear()
        self.known[key] = found


_ANSWERS, _PROOFS = 512, 1024
"""Answers kept of one proof, and proofs that answers are kept of."""

_DOORS: dict[int, _Door] = {}
"""By the proof's identity: whoever verifies proofs gives the same object for the same one."""


def _door_of(asker: Principal) -> _Door:
    door = _DOORS.get(id(asker))
    if door is None or door.asker is not asker:
        if len(_DOORS) >= _PROOFS:
            _DOORS.clear()
        door = _DOORS[id(asker)] = _Door(asker)
    return door


def at_the_door(command: Command, asker: Principal) -> Allowed | None:
    """Let a command in by role and site, before anything is loaded.

    Arguments:
        command: what is asked; of one that is yet to be typed only the site has to be known.
        asker: who asks, as it was proved.

    Returns:
        The cell of the table by which they may; None where that depends on how they stand to the matter.

    Raises:
        Unauthenticated: nothing proves who asks.
        Forbidden: they may not, whatever the matter.
    """
    if command.actor == NOBODY:
        raise Unauthenticated(say("error.token_missing"))
    model = type(command)
    is_for_others = command.entered_by is not None
    door = _door_of(asker)
    key = (model, command.site, is_for_others)
    if (found := door.known.get(key)) is None:
        found = may(asker, model.command_name, command.site, is_for_others=is_for_others)
        door.keep(key, found)
    if isinstance(found, Denied) and found.why is not Why.RELATION:
        raise found.as_error()
    if door.is_for_a_person:
        _in_person(command)
    if is_for_others and Kind.of(command.actor) is not Kind.STAFF:
        _by_a_person(command, asker)
    for name in _sites_of(model):
        _may_there_too(command, name, asker, is_for_others=is_for_others)
    if _gives_a_role(model):
        _may_give_the_role(command, asker, is_for_others=is_for_others)
    return found if isinstance(found, Allowed) else None


def _in_person(command: Command) -> None:
    """Let people sign for themselves: nobody is named as who did it but who asks, or for whom they act."""
    for name in signing_fields(type(command)):
        signed = getattr(command, name, None)
        if signed is not None and signed != command.actor:
            said = say("error.acting_for", principal=command.actor, other=signed)
            raise Forbidden(said, rule=IN_PERSON)


def _by_a_person(command: Command, asker: Principal) -> None:
    """Let nobody do in the name of a machine, or of a part of the system, what only people do.

    What people may do as well as these, only another part of the system does in their name.
    """
    if asker.kind is not Kind.SYSTEM:
        raise Forbidden(say("error.in_a_persons_name", actor=command.actor), rule=IN_PERSON)
    if _only_people_do(type(command)):
        said = say("error.only_people", action=command.command_name, actor=command.actor)
        raise Forbidden(said, rule=table().row(command.command_name).article or IN_PERSON)


@cache
def _only_people_do(model: type[Command]) -> bool:
    """Tell whether the table lets no machine and no part of the system do something by itself."""
    known = table()
    roles = {role for reached in known.row(model.command_name).who.values() for role in reached}
    return roles <= set(known.staff)


@cache
def _sites_of(model: type[Command]) -> tuple[str, ...]:
    """Give the fields in which a command names another site that it reaches into, beside its own."""
    fields = model.model_fields.items()
    return tuple(name for name, field in fields if name != "site" and SITE in marks_of(field))


def _may_there_too(command: Command, field: str, asker: Principal, *, is_for_others: bool) -> None:
    """Let nobody reach into a site, as by moving somebody there, where they may not do the same.

    Raises:
        Forbidden: they may at the command's own site only.
    """
    named = getattr(command, field, None)
    for site in (named,) if isinstance(named, str) else named or ():
        found = may(asker, command.command_name, site, is_for_others=is_for_others)
        if isinstance(found, Denied) and found.why is not Why.RELATION:
            raise found.as_error()


@cache
def _gives_a_role(model: type[Command]) -> bool:
    field = model.model_fields.get("role")
    return field is not None and Role in (field.annotation, *getattr(field.annotation, "__args__", ()))


def _may_give_the_role(command: Any, asker: Principal, *, is_for_others: bool) -> None:
    """Ask where a role counts that is given, taken or put right: some reach every site."""
    if (role := getattr(command, "role", None)) is None:
        return
    at = command.at if "at" in type(command).model_fields else command.site
    counts_at = None if at is None else table().counts_at(role.value, at)
    if counts_at == command.site:
        return
    found = may(asker, command.command_name, counts_at, is_for_others=is_for_others)
    if isinstance(found, Denied):
        raise found.as_error()


def in_the_matter(asked: CommandRequest, aggregate: Aggregate, world: World, now: datetime) -> None:
    """Let a command on by how whoever asks stands to its matter.

    Arguments:
        asked: the command, as it was let in.
        aggregate: its matter; an empty one where that is another site's.
        world: what else may be known.
        now: the writer's clock.

    Raises:
        Forbidden: they may not.
    """
    command, asker = asked.command, asked.asker
    action = command.command_name
    person, known = aggregate.state, world.people.get(command.actor)
    if isinstance(person, Staff):
        _may_see_to_whoever_reaches_far(command, asker, person, world.day_of(command.occurred_at or now))
    if asked.allowed is not None and not asked.allowed.row.not_oneself:
        return
    team = known.on(world.day_of(command.occurred_at or now)).team if isinstance(known, Staff) else None
    relations = _relations(command, aggregate, asker, team)
    found = may(asker, action, command.site, relations, is_for_others=command.entered_by is not None)
    if isinstance(found, Denied):
        raise found.as_error()


def _may_see_to_whoever_reaches_far(command: Command, asker: Principal, person: Staff, day: date) -> None:
    """Leave those whose roles reach every site to who may do the same everywhere.

    Else the manager of one site could promote an auditor to an agent, or take back what made them one.

    Raises:
        Forbidden: they may at single sites only.
    """
    roles = (held.role.value for held in person.roles_on(day))
    if all(table().counts_at(role, command.site) is not None for role in roles):
        return
    found = may(asker, command.command_name, None, is_for_others=command.entered_by is not None)
    if isinstance(found, Denied):
        raise found.as_error()


def in_general(command: Command, aggregate: Aggregate, asker: Principal) -> None:
    """Ask as `in_the_matter`, about a command whose fields are yet to be typed.

    Raises:
        Forbidden: they may not, whatever the fields say.
    """
    try:
        relations = _relations(command, aggregate, asker, None)
    except AttributeError:  # it also follows from a field that is yet to be typed
        return
    if isinstance(found := may(asker, command.command_name, command.site, relations), Denied):
        raise found.as_error()


def _relations(
    command: Command, aggregate: Aggregate, asker: Principal, team: str | None
) -> Collection[Relation]:
    matter = Matter(aggregate.state, aggregate.taken_down_by)
    relating = relating_of(command.stream)
    signing = (getattr(command, name, None) for name in signing_fields(type(command)))
    # A part of the system brings along what people did: it is nobody's own, and concerns no part of it.
    people = {one for one in (asker.id, command.actor, *signing) if one and Kind.of(one) is Kind.STAFF}
    found = set()
    if command.actor in relating.own(matter, command):
        found.add(Relation.OWN)
    teams = relating.asked_teams(matter, command)
    if command.actor in relating.asked(matter, command) or (team is not None and team in teams):
        found.add(Relation.ASKED)
    if not people.isdisjoint(concerned_by(matter, command)):
        found.add(Relation.ONESELF)
    return found


def of_another_site(
    command: Command, target: str, asker: Principal, site: str, since: str = ""
) -> AnswerableError:
    """Make the refusal of another site's matter, which tells of it only to who may do the same there.

    Arguments:
        command: what is asked.
        target: the matter.
        asker: who asks.
        site: where the matter belongs.
        since: since when, in words, where that is known.
    """
    is_for_others = command.entered_by is not None
    if may(asker, command.command_name, site, is_for_others=is_for_others):
        return Refused(f"{target} belongs to site {site}{since}, not to {command.site}")
    told: AnswerableError
    if may_begin(type(command)):
        told = Refused(f"{target} exists already")
    else:
        told = NotFound(f"{target} does not exist")
    told.is_elsewhere = True
    return told


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
    if Kind.of(command.entered_by or command.actor) is Kind.SYSTEM:
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
