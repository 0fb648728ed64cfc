"""Whether whoever asks may give a command: the table of who may do what, asked where commands are decided.

By role and site it is asked at the door, before anything is loaded. How somebody stands to a matter is known
once that is loaded, and asked before anything else that would tell of it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache

from answerable.commands.base import NOBODY, Command
from answerable.deciding import (
    Matter,
    World,
    concerned_by,
    may_begin,
    relating_of,
    signing_fields,
)
from answerable.errors import AnswerableError, Forbidden, NotFound, Refused, Unauthenticated
from answerable.events.base import SITE
from answerable.identity import Kind, Principal
from answerable.identity.answers import Allowed, Denied, Why
from answerable.identity.permission import may
from answerable.identity.relations import Relation
from answerable.identity.table import table
from answerable.people import marks_of
from answerable.streams.staff.state import Staff
from answerable.wording import say
from answerable_services.intake.aggregate import Aggregate
from answerable_services.intake.reaching import may_give_the_role, may_see_to
from answerable_services.intake.request import CommandRequest

IN_PERSON = "acting-for"
"""The rule that people sign for themselves."""


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
    may_give_the_role(command, asker)
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
    if isinstance(aggregate.state, Staff):
        may_see_to(command, asker, aggregate.state)
    if asked.allowed is not None and not asked.allowed.row.not_oneself:
        return
    relations = relations_in(asked, aggregate, world, now)
    found = may(
        asker, command.command_name, command.site, relations, is_for_others=command.entered_by is not None
    )
    if isinstance(found, Denied):
        raise found.as_error()


def relations_in(
    asked: CommandRequest, aggregate: Aggregate, world: World, now: datetime
) -> Collection[Relation]:
    """Tell how whoever does something stands to its matter.

    Arguments:
        asked: the command, as it was let in.
        aggregate: its matter.
        world: what else may be known.
        now: the writer's clock.
    """
    return _relations(asked.command, aggregate, asked.asker, _team_of(asked.command, world, now))


def _team_of(command: Command, world: World, now: datetime) -> str | None:
    """Give the group of whoever does it; None of who was of another one when they say that they did."""
    known = world.people.get(command.actor)
    if not isinstance(known, Staff):
        return None
    team = known.on(world.day_of(counted_at(command, now))).team
    then = known.on(world.day_of(command.occurred_at or now)).team
    return team if team == then else None


def counted_at(command: Command, now: datetime) -> datetime:
    """Give the moment by which it is told who may: the writer's, whatever day the sender writes on a command.

    Else whoever might yesterday would date it back to then. Old records, which a part of the system brings
    along, are of the moment that they say: who did it could do so then.

    Arguments:
        command: what is asked.
        now: the writer's clock.
    """
    return (command.occurred_at or now) if is_brought_along(command) else now


def is_brought_along(command: Command) -> bool:
    """Tell whether a part of the system tells it, such as an import of old records."""
    return Kind.of(command.entered_by or command.actor) is Kind.SYSTEM


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
