"""Assessment: entries for and against a person, and their revocation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from answerable.calendar import Month
from answerable.commands.base import Command
from answerable.deciding import (
    Matter,
    Stamp,
    World,
    entered_in_any_order,
    evolves,
    must_follow,
    needs,
    records,
    refuse,
    relates,
    wrong,
)
from answerable.errors import Forbidden
from answerable.events.base import Event
from answerable.people import employment_fault
from answerable.purposes import JUDGING, Purpose
from answerable.streams.assessment import commands, events
from answerable.streams.case.state import Case, Miss
from answerable.streams.complaint.decisions import Complaint
from answerable.streams.handover.decisions import Handover
from answerable.streams.staff.state import Staff
from answerable.wording import say

if TYPE_CHECKING:  # rulebooks read the streams' events, so a decision only gets them passed in
    from answerable.rulebook import Rulebook

MONTHLY_EXAM = "001-3.6"
ONCE_A_MONTH = "001-X1"
OF_OTHERS = "001-3.4"
"""Superiors score their people, and nobody themselves."""


class Entry(NamedTuple):
    """What was entered, as long as it stands.

    Arguments:
        at: when.
        held_on: the day of the exam, where it is one.
        by: who made it: whoever did so, and who had it recorded for them.
    """

    at: datetime
    held_on: date | None = None
    by: tuple[str, ...] = ()


def _made_by(event: Event) -> tuple[str, ...]:
    return (event.actor,) if event.entered_by is None else (event.actor, event.entered_by)


@dataclass(frozen=True, slots=True)
class Assessment:
    """One entry, and those that it stands in the place of.

    Arguments:
        staff: whom it concerns; None of what was set aside.
        entries: what was not taken back, in order: the last one counts, and those before it hold again in
            turn when it is revoked, as the exam behind its resit.
        begun_by: the kind of event that began it; None where it was taken back, or nobody said.
    """

    staff: str | None
    entries: tuple[Entry, ...] = ()
    begun_by: str | None = None

    @property
    def is_revoked(self) -> bool:
        """Whether nothing of it counts any more."""
        return not self.entries


def _employed_on(field: str, day: date, command: commands.OnPerson, world: World) -> None:
    """Refuse an entry about a day on which the person was not employed."""
    known: Staff = world.people[command.staff]
    if (fault := employment_fault(command.staff, known, day)) is not None:
        raise wrong(field, fault, rule="order-of-times")


def _at_their_own_site(rule: str, month_of: Callable[[Any], Month]) -> Callable[..., None]:
    """Make the guard that what a person has once a month is entered at the site where that month is scored.

    Sites share their people: entered wherever they were seen, it would count once at each.

    Arguments:
        rule: the article behind it.
        month_of: gives the month of such a command.
    """

    def guard(_: Any, command: commands.OnPerson, __: Stamp, world: World) -> None:
        known: Staff = world.people[command.staff]
        month = month_of(command)
        home = known.home_in(month)
        site = known.on(month.last_day).site if home is None else home.site
        if site is not None and site != command.site:
            said = say(
                "refusal.assessment.of_another_site",
                staff=command.staff,
                of=site,
                month=str(month),
                site=command.site,
            )
            raise wrong("staff", said, rule=rule)

    return guard


class _Entry(NamedTuple):
    """What a command enters, as rulebooks name it."""

    event: str
    is_violation: bool


_ENTRIES: Mapping[type[Command], _Entry] = {
    commands.RecordViolation: _Entry("assessment.ViolationRecorded", is_violation=True),
    commands.RecordBonus: _Entry("assessment.BonusRecorded", is_violation=False),
}


def _judging(world: World, site: str, day: date) -> Iterator[Rulebook]:
    """Give the rulebooks by which an act of that day is judged."""
    for purpose in JUDGING:
        if world.regulations.binding_on(day, purpose) is not None:
            yield world.rulebook_on(site, day, purpose)


def _an_article_in_force(
    _: Assessment | None,
    command: commands.RecordViolation | commands.RecordBonus,
    stamp: Stamp,
    world: World,
) -> None:
    """Refuse an article that the rulebook does not have, or that it finds by itself: neither could count."""
    day = world.day_of(stamp.occurred_at)
    book = world.rulebook_on(command.site, day, Purpose.SCORING)
    article = next(
        (found for one in _judging(world, command.site, day) if (found := one.article(command.article, day))),
        None,
    )
    if article is None:
        named = {"article": command.article, "rulebook": book.name, "day": str(day)}
        raise wrong("article", say("refusal.assessment.no_article", **named), rule="known-article")
    entry = _ENTRIES[type(command)]
    is_said_by_people = article.uses_rank and article.severity.is_violation == entry.is_violation
    if article.event != entry.event and not is_said_by_people:
        said = say(
            "refusal.assessment.found_otherwise",
            rulebook=book.name,
            article=command.article,
            source=say("refusal.assessment.whole_month") if article.event is None else article.event,
            entry=entry.event,
        )
        raise wrong("article", said, rule="known-article")


def _standing(entry: str, world: World) -> Assessment | None:
    """Give an entry that a decision depends on; None where there is none, or it was revoked."""
    known: Assessment | None = world.others.get(entry)
    return None if known is None or known.is_revoked else known


def _shown_once(
    _: Assessment | None,
    command: commands.RecordViolation | commands.RecordBonus,
    __: Stamp,
    world: World,
) -> None:
    """Let one event count once for or against a person under an article.

    So what an event shows is entered under the id that follows from it, and under no other.
    """
    entries = commands.shown_ids(command)
    if entries and command.assessment not in {None, entries[0]}:
        said = say("refusal.assessment.id_follows", entry=entries[0])
        raise wrong("assessment", said, rule="worked-out-id")
    for entry in entries:
        if _standing(entry, world) is not None:
            raise refuse(say("refusal.recorded_already", entry=entry), rule=OF_OTHERS)


def _not_set_aside(_: Assessment | None, command: commands.RecordViolation, __: Stamp, world: World) -> None:
    """Let nothing be a violation that was found to be none, unless that was taken back."""
    for entry in command.asides:
        if _standing(entry, world) is not None:
            raise refuse(say("refusal.set_aside_already", entry=entry), rule=OF_OTHERS)


records(
    commands.RecordViolation,
    events.ViolationRecorded,
    _an_article_in_force,
    _shown_once,
    _not_set_aside,
    may_begin=True,
)
records(commands.RecordBonus, events.BonusRecorded, _an_article_in_force, _shown_once, may_begin=True)


def _rated_once(state: Assessment | None, command: commands.RecordExtra, _: Stamp, world: World) -> None:
    """Let a month that has begun be rated once (001-X1), unless that was taken back."""
    if state is not None and not state.is_revoked:
        of = {"month": command.month, "staff": command.staff, "entry": command.target}
        raise refuse(say("refusal.assessment.rated", **of), rule=ONCE_A_MONTH, field="month")
    month = Month.parse(command.month)
    known: Staff = world.people[command.staff]
    first = known.stretches[0].first
    if first is not None and first > month.last_day:
        of = {"staff": command.staff, "then": str(first), "day": command.month}
        raise wrong("month", say("refusal.staff.hired_after", **of), rule="order-of-times")


def _marked_once(state: Assessment | None, command: commands.ScoreExam, _: Stamp, world: World) -> None:
    """Let the month's exam be marked once (001-3.6), and a resit on a later day stand in its place."""
    held_on = state.entries[-1].held_on if state is not None and state.entries else None
    if held_on is not None and command.held_on <= held_on:
        said = say("refusal.assessment.marked", held_on=str(held_on), entry=command.target)
        raise refuse(said, rule=MONTHLY_EXAM, field="held_on")
    if command.score > command.full_marks:
        of = {"score": str(command.score), "full": str(command.full_marks)}
        raise wrong("score", say("refusal.assessment.more_than_full", **of), rule=MONTHLY_EXAM)
    _employed_on("held_on", command.held_on, command, world)


records(
    commands.RecordExtra,
    events.ExtraRecorded,
    _at_their_own_site(ONCE_A_MONTH, lambda command: Month.parse(command.month)),
    _rated_once,
    may_begin=True,
)
records(
    commands.ScoreExam,
    events.ExamScored,
    _at_their_own_site(MONTHLY_EXAM, lambda command: Month.of(command.held_on)),
    _marked_once,
    may_begin=True,
)


def _is_there(command: commands.SetAside, world: World) -> None:
    """Refuse to set aside what no event shows."""
    known = world.matters[command.matter]
    if known is None or known.version < command.version:
        of = {"matter": command.matter, "version": str(command.version)}
        raise wrong("version", say("refusal.matter.no_event", **of), rule="in-the-ledger")


def _against_whom(state: object) -> tuple[str, ...]:
    """Give whom what happened in a matter may count against."""
    match state:
        case Case(miss=Miss(owner=owner)):
            return (owner,)
        case Complaint(concerned=concerned):
            return concerned
        case Handover(outgoing=outgoing, incoming=incoming):
            return (outgoing, incoming)
    return ()


def _of_somebody_else_once(
    state: Assessment | None, command: commands.SetAside, _: Stamp, world: World
) -> None:
    """Let it be set aside once, unless that was taken back, and not by whom it may count against."""
    if state is not None and not state.is_revoked:
        raise refuse(say("refusal.set_aside_already", entry=command.target), rule=OF_OTHERS)
    _is_there(command, world)
    concerned = _against_whom(world.others.get(command.matter))
    if command.actor in concerned:
        raise Forbidden(say("refusal.set_aside_own", matter=command.matter), rule=OF_OTHERS)


@needs(commands.Revoke)
def _stands(state: Assessment, entry: str) -> None:
    """Let an entry be taken back once."""
    if state.is_revoked:
        raise refuse(say("refusal.assessment.revoked", entry=entry))


def _revocable(state: Assessment, command: commands.Revoke, stamp: Stamp, __: World) -> None:
    """Let an entry not be taken back before it was made."""
    entered = say("refusal.assessment.was_entered", entry=command.assessment)
    must_follow(stamp, state.entries[-1].at, entered)


def _whom_it_is_about(matter: Matter, command: Command) -> tuple[str, ...]:
    """Give whom an entry concerns, and who made it: what is taken back comes from them."""
    if isinstance(command, commands.OnPerson):
        return (command.staff,)
    state: Assessment | None = matter.state
    if state is None:
        return ()
    by = state.entries[-1].by if state.entries else ()
    return by if state.staff is None else (state.staff, *by)


records(commands.SetAside, events.SetAside, _of_somebody_else_once, may_begin=True)
relates("assessment", oneself=_whom_it_is_about)
entered_in_any_order(commands.Revoke.stream)
records(commands.Revoke, events.Revoked, _revocable)


@evolves(events.ViolationRecorded, events.BonusRecorded, events.ExtraRecorded)
def recorded(
    _: Assessment | None,
    event: events.ViolationRecorded | events.BonusRecorded | events.ExtraRecorded,
) -> Assessment:
    """Begin the entry."""
    return Assessment(event.staff, (Entry(event.occurred_at, by=_made_by(event)),), type(event).__name__)


@evolves(events.SetAside)
def set_aside(_: Assessment | None, event: events.SetAside) -> Assessment:
    """Remember that it was."""
    return Assessment(None, (Entry(event.occurred_at, by=_made_by(event)),), type(event).__name__)


@evolves(events.ExamScored)
def marked(state: Assessment | None, event: events.ExamScored) -> Assessment:
    """Begin the entry, or put the resit in the exam's place."""
    before = () if state is None else state.entries
    entry = Entry(event.occurred_at, event.held_on, _made_by(event))
    return Assessment(event.staff, (*before, entry), type(event).__name__)


@evolves(events.Revoked)
def revoked(state: Assessment, _: events.Revoked) -> Assessment:
    """Take it back; what it stood in the place of holds again."""
    left = state.entries[:-1]
    return replace(state, entries=left, begun_by=state.begun_by if left else None)
