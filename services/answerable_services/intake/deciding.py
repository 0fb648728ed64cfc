"""Deciding on one command: whether it was carried out before, whether it may be, and what it causes."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from answerable.days import check_days
from answerable.deciding import (
    Stamp,
    World,
    decide,
    home_of,
    is_named_by_sender,
    may_begin,
    may_precede_the_site,
    wrong,
)
from answerable.errors import Invalid
from answerable.events.base import Event
from answerable.events.subjects import is_of_person
from answerable.identity.permission import may
from answerable.ids import id_from_key, is_worked_out
from answerable.matters import check_matters
from answerable.people import check_people
from answerable.repeats import check_repeats
from answerable_services.intake.admission import not_from_the_future
from answerable_services.intake.aggregate import Aggregate, causation
from answerable_services.intake.fitting import check_doer, check_roles, check_sites
from answerable_services.intake.permission import counted_at, in_the_matter, of_another_site, relations_in
from answerable_services.intake.request import CommandRequest

WORKED_OUT = "worked-out-id"
"""The rule that nobody chooses an id of the form that intake works out."""


class Decision(NamedTuple):
    """What a command comes to, before it is written.

    Arguments:
        events: what happened; empty for a repeat.
        is_repeat: whether the key was carried out before.
        warnings: what the asker has to know beside.
    """

    events: tuple[Event, ...]
    is_repeat: bool = False
    warnings: tuple[str, ...] = ()


def decide_on(
    asked: CommandRequest, aggregate: Aggregate, world: World, now: datetime, ahead: timedelta
) -> Decision:
    """Decide on a command without writing anything.

    Whether whoever asks may is decided before anything that would tell them of a matter: by role and site
    when the command was let in, and by how they stand to the matter here. Only what they were answered before
    is answered again first: by then they may stand to it otherwise.

    Arguments:
        asked: the command.
        aggregate: the one it is for.
        world: what else may be known.
        now: the writer's clock.
        ahead: how far the reporter's clock may be ahead of it.

    Raises:
        AnswerableError: the command is refused.
    """
    command = asked.command
    digest = None if asked.key is None else aggregate.digest_of(asked.key)
    if digest == asked.digest:
        return Decision((), is_repeat=True)
    site, since = _home(asked, aggregate, world, now)
    is_here = site is None or site == command.site
    in_the_matter(asked, aggregate if is_here else Aggregate(), world, now)
    if not is_here:
        raise of_another_site(command, asked.target, asked.asker, str(site), since)
    if digest is not None:
        message = f"the idempotency key {asked.key!r} was used for another command on {asked.target}"
        raise Invalid(message, rule="idempotency-key")
    if not aggregate.version and may_begin(type(command)):
        _not_under_an_id_of_ours(asked)
    occurred_at = not_from_the_future(command.occurred_at, now, ahead)
    stamp = Stamp(
        originator_id=asked.target,
        version=aggregate.version,
        site=command.site,
        occurred_at=occurred_at,
        recorded_at=now,
        actor=command.actor,
        causation_id=causation(command.command_name, asked.key, asked.digest),
        correlation_id=command.correlation_id or aggregate.correlation_id or asked.target,
        entered_by=command.entered_by,
        ahead=ahead,
        counted_at=counted_at(command, now),
    )
    if not stamp.is_import and not may_precede_the_site(command.stream):
        _not_before_the_site(command.site, occurred_at, world)
    check_days(command, occurred_at, now, world, is_import=stamp.is_import)
    if world.people:
        day = world.day_of(occurred_at)
        check_people(command, day, world.people)
        check_sites(command, day, world.people)
        check_roles(command, day, world.people)
        relations = partial(relations_in, asked, aggregate, world, now)
        check_doer(command, day, world.day_of(now), world.people, relations)
    check_repeats(command)
    warnings: tuple[str, ...] = ()
    if world.matters:
        warnings = check_matters(command, occurred_at, world.matters, partial(_may_there, asked))
    events = tuple(decide(aggregate.state, command, stamp, world))
    for event in events:
        _not_before_its_predecessor(event, aggregate)
    return Decision(events, warnings=(*warnings, *stamp.warnings))


def _may_there(asked: CommandRequest, site: str) -> bool:
    """Tell whether who asks may do the same at another site, and so be told of what is there."""
    command = asked.command
    is_for_others = command.entered_by is not None
    return bool(may(asked.asker, command.command_name, site, is_for_others=is_for_others))


def _home(asked: CommandRequest, aggregate: Aggregate, world: World, now: datetime) -> tuple[str | None, str]:
    """Give the site that takes commands of an aggregate, and since when; None where any may.

    What is of a person belongs to where they work.
    """
    command = asked.command
    if not is_of_person(command.stream):
        return aggregate.site, ""
    home = home_of(command, aggregate.state, world.day_of(counted_at(command, now)))
    since = "" if home is None or home.since is None else f" since {home.since}"
    return None if home is None else home.site, since


def _not_under_an_id_of_ours(asked: CommandRequest) -> None:
    """Refuse to begin an aggregate under an id of the form that intake works out, where a sender chose it.

    Such an id is another's: that of an exam, of a month's rating, or of what somebody asks for under a key.

    Raises:
        Invalid: it was chosen.
    """
    command = asked.command
    said: str | None = getattr(command, command.target_field, None)
    if not is_named_by_sender(type(command)) or said is None or not is_worked_out(said):
        return
    if asked.key is not None and asked.target == id_from_key(command.stream, command.site, asked.key):
        return
    message = (
        f"{asked.target} has the form of the ids that are worked out here, which nobody chooses: leave it "
        "out, or take another"
    )
    raise wrong(command.target_field, message, rule=WORKED_OUT)


def _not_before_the_site(site: str, occurred_at: datetime, world: World) -> None:
    """Refuse what would have happened at a site before it was opened; another system's records may be older.

    Raises:
        Invalid: it would.
    """
    if world.opened_at is not None and occurred_at < world.opened_at:
        message = (
            f"{occurred_at.isoformat()} lies before {world.opened_at.isoformat()}, when {site} was opened"
        )
        raise wrong("occurred_at", message, rule="order-of-times")


def _not_before_its_predecessor(event: Event, aggregate: Aggregate) -> None:
    """Refuse what would have happened before the matter began, or a step before the one it follows.

    Raises:
        Invalid: it does.
    """
    earliest = aggregate.earliest(event)
    if earliest is not None and event.occurred_at < earliest:
        message = (
            f"{event.occurred_at.isoformat()} lies before {earliest.isoformat()}, when "
            f"{event.originator_id} took the step before this one"
        )
        raise wrong("occurred_at", message, rule="order-of-times")
