"""Handover: the list is checked, both sides sign, the lead reviews; the incoming side may refuse (002-r4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from answerable.calendar.workdays import is_working_day
from answerable.deciding import (
    Matter,
    Stamp,
    World,
    evolves,
    needs,
    opens_or_continues,
    records,
    refuse,
    relates,
    wrong,
)
from answerable.events.base import Event
from answerable.streams.handover import commands, counting, events
from answerable.streams.handover.counting import Counting
from answerable.streams.handover.events import Book, Countable, Mark, Shift
from answerable.streams.handover.flow import CHECKS, COUNTS, REFUSAL, SIGNATURES, URGENT, HandoverStage
from answerable.wording import Sentence, listed, quoted, say

SHIFTS = "shift-of-the-day"
"""The rule that a shift is handed over when it ends."""

_DAY = timedelta(days=1)

_WITH_SECURITY = {
    Book.TO_SECURITY: (Shift.DAY, time(18), "002-r4-3.2"),
    Book.FROM_SECURITY: (Shift.NIGHT, time(8), "002-r4-3.1"),
}
"""Which shift ends when the work book goes to the monitoring room or comes back, when, and the article."""


@dataclass(frozen=True, slots=True)
class Handover:
    """A shift's handover.

    Arguments:
        outgoing: who hands over.
        incoming: who takes over.
        checklist: the items to be checked.
        stage: where it stands.
        checked: the items that were.
        is_reviewed: whether the lead signed.
        written_by: who wrote down for a side what that had begun, checked or carried over.
        book: which book it stands in.
        countings: what is handed over by number.
        reported_by: the sides that told their superiors of something urgent.
        is_upheld: whether a superior found its refusal right.
    """

    outgoing: str
    incoming: str
    checklist: tuple[str, ...]
    stage: HandoverStage = HandoverStage.STARTED
    checked: tuple[str, ...] = ()
    is_reviewed: bool = False
    written_by: tuple[str, ...] = ()
    book: Book = Book.SHIFT
    countings: tuple[Counting, ...] = ()
    reported_by: tuple[str, ...] = ()
    is_upheld: bool = False


@opens_or_continues(commands.Start)
def start(
    state: Handover | None, command: commands.Start, stamp: Stamp, world: World
) -> list[events.Started]:
    """Open the one handover of a site's day and shift; an annulled one is tried again.

    A refused one is once a superior has decided that it was refused rightly.
    """
    if state is not None and state.stage not in (HandoverStage.REFUSED, HandoverStage.ANNULLED):
        said = say("refusal.handover.begun", **_shift(command), handover=command.target)
        raise refuse(said, rule=SIGNATURES, field="shift")
    if state is not None and state.stage is HandoverStage.REFUSED and not state.is_upheld:
        said = say("refusal.handover.undecided", **_shift(command), handover=command.target)
        raise refuse(said, rule=REFUSAL, field="shift")
    _of_its_shift(command)
    _about_now(command, world.day_of(stamp.occurred_at))
    if command.outgoing == command.incoming:
        said = say("refusal.handover.to_oneself", staff=command.outgoing)
        raise refuse(said, rule=SIGNATURES, field="incoming")
    return [
        events.Started(
            **stamp.next(),
            on=command.on,
            shift=command.shift,
            outgoing=command.outgoing,
            incoming=command.incoming,
            checklist=command.checklist,
            book=command.book,
            due_at=_due_at(command, stamp, world),
        )
    ]


def _of_its_shift(command: commands.Start) -> None:
    """Let the work book go to security when the day ends, and come back when the night does."""
    if command.book not in _WITH_SECURITY:
        return
    shift, _, article = _WITH_SECURITY[command.book]
    if command.shift is not shift:
        said = say("refusal.handover.other_shift", shift=say(f"refusal.handover.shift.{shift.value}"))
        raise wrong("shift", said, rule=article)


def _due_at(command: commands.Start, stamp: Stamp, world: World) -> datetime | None:
    """Give the moment that is fixed on working days; a night ends on the morning behind its day."""
    if command.book not in _WITH_SECURITY:
        return None
    shift, hour, _ = _WITH_SECURITY[command.book]
    day = command.on + _DAY if shift is Shift.NIGHT else command.on
    return (
        datetime.combine(day, hour, world.zone)
        if is_working_day(day, stamp.consulting(world.holidays))
        else None
    )


def _about_now(command: commands.Start, today: date) -> None:
    """Let only today's shift be handed over, or tomorrow's; a night's also on the morning after it began."""
    earliest = today - _DAY if command.shift is Shift.NIGHT else today
    if not earliest <= command.on <= today + _DAY:
        said = say("refusal.handover.other_day", **_shift(command), today=str(today))
        raise wrong("on", said, rule=SHIFTS)


def _shift(command: commands.Start) -> dict[str, Sentence | str]:
    """Name a shift and its day."""
    return {"shift": say(f"refusal.handover.shift.{command.shift.value}"), "day": str(command.on)}


def _says_what_is_wrong(state: Handover, command: commands.CheckItem, _: Stamp, __: World) -> None:
    """Let × stand only with a note, and only on an item of the list."""
    if command.item not in state.checklist:
        said = say("refusal.handover.no_item", item=quoted(command.item), handover=command.handover)
        raise refuse(said, rule=CHECKS, field="item")
    if command.mark is Mark.ABNORMAL and command.note is None:
        raise wrong("note", say("refusal.handover.no_note", item=quoted(command.item)), rule=CHECKS)


def _with_all_checked(state: Handover, _: commands.SignOut, __: Stamp, ___: World) -> None:
    """Let it be signed out only with every item checked."""
    if missing := [item for item in state.checklist if item not in state.checked]:
        raise refuse(say("error.unchecked_items", items=", ".join(missing)), rule=CHECKS)
    if uncounted := counting.uncounted(state.countings, state.book):
        raise refuse(say("refusal.handover.uncounted", things=_things(uncounted)), rule=COUNTS)


def _things(things: list[Countable]) -> Sentence:
    return listed([say(f"refusal.handover.thing.{thing.value}") for thing in things])


def _is_counted(
    state: Handover, command: commands.ConfirmCount | commands.DisputeCount, _: Stamp, __: World
) -> None:
    """Let only a number be confirmed or disputed that the outgoing side gave; a dispute gives another."""
    given = counting.of(state.countings, command.thing)
    thing = say(f"refusal.handover.thing.{command.thing.value}")
    if given is None:
        raise refuse(say("refusal.handover.no_count", thing=thing), rule=COUNTS, field="thing")
    if isinstance(command, commands.DisputeCount) and command.found == given.number:
        raise refuse(say("refusal.handover.no_dispute", thing=thing), rule=COUNTS, field="found")


def _with_all_agreed(state: Handover, _: commands.SignIn, __: Stamp, ___: World) -> None:
    """Let the incoming side sign without doubt alone: each number is agreed, and urgent matters are known.

    Where the work book goes to security or comes back, both sides tell their own superiors (002-r4-3.3).
    """
    if doubted := [one.thing for one in state.countings if not one.is_agreed]:
        raise refuse(say("refusal.handover.not_agreed", things=_things(doubted)), rule=COUNTS)
    sides = (state.outgoing, state.incoming)
    silent = [side for side in sides if side not in state.reported_by]
    if state.book in _WITH_SECURITY and state.reported_by and silent:
        raise refuse(say("refusal.handover.one_reported", staff=silent[0]), rule=URGENT)


@needs(commands.UpholdRefusal, commands.OverruleRefusal)
def _decided_once(state: Handover, handover: str) -> None:
    """Let a refusal be decided on once."""
    if state.is_upheld:
        raise refuse(say("refusal.handover.decided", handover=handover), rule=REFUSAL)


@needs(commands.Review)
def _once(state: Handover, handover: str) -> None:
    """Let it be reviewed once."""
    if state.is_reviewed:
        raise refuse(say("refusal.handover.reviewed", handover=handover), rule=SIGNATURES)


def _sides(matter: Matter, command: commands.Start) -> tuple[str, ...]:
    """Give both sides: of a handover that begins, those who are said."""
    said = command if isinstance(command, commands.Start) else matter.state
    return () if said is None else (said.outgoing, said.incoming)


def _sides_and_writers(matter: Matter, command: commands.Start) -> tuple[str, ...]:
    """Give whom a handover concerns or comes from: both sides, and who wrote it down for one of them."""
    state: Handover | None = matter.state
    return (*_sides(matter, command), *(() if state is None else state.written_by))


relates("handover", own=_sides, oneself=_sides_and_writers)
records(commands.Annul, events.Annulled)
records(commands.CheckItem, events.ItemChecked, _says_what_is_wrong)
records(commands.CountItem, events.ItemCounted)
records(commands.ConfirmCount, events.CountConfirmed, _is_counted)
records(commands.DisputeCount, events.CountDisputed, _is_counted)
records(commands.ReportUrgent, events.UrgentReported)
records(commands.CarryOpenItem, events.OpenItemCarried)
records(commands.SignOut, events.SignedOut, _with_all_checked)
records(commands.SignIn, events.SignedIn, _with_all_agreed)
records(commands.Refuse, events.Refused)
records(commands.UpholdRefusal, events.RefusalUpheld)
records(commands.OverruleRefusal, events.RefusalOverruled)
records(commands.Review, events.Reviewed)


@evolves(events.Started)
def started(_: Handover | None, event: events.Started) -> Handover:
    """Begin the handover."""
    begun = Handover(event.outgoing, event.incoming, event.checklist, book=event.book)
    return _written(begun, event)


def _written(state: Handover, event: Event) -> Handover:
    """Remember who wrote something down for somebody else."""
    if event.entered_by is None or event.entered_by in state.written_by:
        return state
    return replace(state, written_by=(*state.written_by, event.entered_by))


@evolves(events.ItemChecked)
def item_checked(state: Handover, event: events.ItemChecked) -> Handover:
    """Remember the check."""
    state = _written(state, event)
    return state if event.item in state.checked else replace(state, checked=(*state.checked, event.item))


@evolves(events.ItemCounted)
def item_counted(state: Handover, event: events.ItemCounted) -> Handover:
    """Remember the number: the incoming side has to agree with it, also where it had with another."""
    one = Counting(event.thing, event.number)
    return replace(_written(state, event), countings=counting.counted(state.countings, one))


@evolves(events.CountConfirmed, events.CountDisputed)
def recounted(state: Handover, event: events.CountConfirmed | events.CountDisputed) -> Handover:
    """Remember what the incoming side found."""
    given = counting.of(state.countings, event.thing)
    if given is None:
        return state
    if isinstance(event, events.CountDisputed):
        one = replace(given, found=event.found, note=event.note)
    else:
        one = replace(given, found=given.number, note=None)
    return replace(state, countings=counting.counted(state.countings, one))


@evolves(events.UrgentReported)
def urgent_reported(state: Handover, event: events.UrgentReported) -> Handover:
    """Remember which side told its superior."""
    return replace(state, reported_by=(*state.reported_by, event.actor))


@evolves(events.RefusalUpheld)
def refusal_upheld(state: Handover, _: events.RefusalUpheld) -> Handover:
    """Remember that the shift may be handed over anew."""
    return replace(state, is_upheld=True)


@evolves(events.OpenItemCarried)
def open_item_carried(state: Handover, event: events.OpenItemCarried) -> Handover:
    """Remember who wrote it down."""
    return _written(state, event)


@evolves(events.Reviewed)
def reviewed(state: Handover, _: events.Reviewed) -> Handover:
    """Remember the review."""
    return replace(state, is_reviewed=True)
