"""Rulebook: which one is bound to a site, from when, and with which numbers of the site's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from answerable.deciding import (
    Binding,
    Regulations,
    SiteNumber,
    Stamp,
    World,
    entered_in_any_order,
    evolves,
    must_follow,
    no_such,
    opens_or_continues,
    records,
    refuse,
    wrong,
)
from answerable.purposes import Purpose
from answerable.streams.rulebook import commands, events
from answerable.wording import listed, say

if TYPE_CHECKING:  # rulebooks read the streams' events, so a decision only gets them passed in
    from answerable.rulebook import Rulebook
    from answerable.rulebook.numbers import Assumed

LIMITS = "000-1.2"
"""Every problem is handled within a time limit; where the text gives no number, the site does."""

_AHEAD = timedelta(hours=1)
"""More than any reporter's clock is ahead: nothing on record happened on a day to come."""


entered_in_any_order(commands.Bind.stream, before_the_site=True)


@opens_or_continues(commands.Bind)
def bind(state: Regulations | None, command: commands.Bind, stamp: Stamp, world: World) -> list[events.Bound]:
    """Bind a rulebook that is installed for what it says something of, and of each purpose one from a day on.

    Raises:
        NotFound: it is not installed.
        Invalid: it says nothing of a purpose, or ends before it begins.
        Refused: another one is bound from that day on for the same.
    """
    if command.rulebook not in world.rulebooks:
        there = listed(sorted(world.rulebooks))
        raise no_such(
            "rulebook", say("refusal.rulebook.not_installed", rulebook=command.rulebook, there=there)
        )
    book, since = world.installed(command.rulebook), command.effective_from
    purposes = tuple(one for one in Purpose if one in (command.purposes or book.purposes))
    if strange := [purpose for purpose in purposes if purpose not in book.purposes]:
        what = say(f"purpose.{strange[0]}")
        said = say("refusal.rulebook.says_nothing_of", purpose=what, rulebook=command.rulebook)
        raise wrong("purposes", said, rule=LIMITS)
    if command.until is not None and command.until <= since:
        raise wrong("until", say("refusal.rulebook.ends_before", since=str(since)), rule=LIMITS)
    for binding in () if state is None else state.bindings:
        is_same = binding.rulebook == command.rulebook or set(binding.purposes) & set(purposes)
        if binding.effective_from == since and is_same:
            said = say("refusal.rulebook.bound_already", site=command.site, since=str(since))
            raise refuse(said, field="effective_from")
    return [
        events.Bound(
            **stamp.next(),
            rulebook=command.rulebook,
            edition=book.edition,
            digest=book.digest,
            purposes=purposes,
            effective_from=since,
            until=command.until,
        )
    ]


def _is_bound(state: Regulations, command: commands.Unbind, stamp: Stamp, __: World) -> None:
    """Let only a binding that is on record be taken back."""
    of = (command.rulebook, command.effective_from)
    bound = next((one for one in state.bindings if (one.rulebook, one.effective_from) == of), None)
    if bound is None:
        since = str(command.effective_from)
        raise refuse(
            say("refusal.rulebook.not_bound", site=command.site, rulebook=command.rulebook, since=since),
            field="effective_from",
        )
    if bound.bound_at is not None:
        must_follow(stamp, bound.bound_at, say("refusal.rulebook.was_bound", rulebook=bound.rulebook))


records(commands.Unbind, events.Unbound, _is_bound)


def _days_to_come(effective_from: date, stamp: Stamp, world: World) -> None:
    """Let a number change nothing that has begun: it holds from a day on that has not.

    Raises:
        Invalid: that day has begun.
    """
    if effective_from <= (today := world.day_of(stamp.latest + _AHEAD)):
        said = say("refusal.rulebook.number_not_ahead", since=str(effective_from), today=str(today))
        raise wrong("effective_from", said, rule=LIMITS)


_WITH_NUMBERS = (Purpose.LIMITS, Purpose.OBLIGATIONS)
"""What a rulebook may leave numbers of to the site."""


def _that_leaves(command: commands.SetNumber, world: World) -> tuple[Rulebook, Assumed]:
    """Find the rulebook that holds on that day and leaves the number to the site.

    Raises:
        Invalid: it gives that number itself, or has no such rule.
        Refused: none is bound that could.
    """
    day = command.effective_from
    bound = [one for one in _WITH_NUMBERS if world.regulations.binding_on(day, one) is not None]
    books = [world.rulebook_on(command.site, day, purpose) for purpose in bound or _WITH_NUMBERS[:1]]
    for book in books:
        if (found := book.assumed.get(command.rule)) is not None:
            return book, found
    left = listed(sorted({rule for book in books for rule in book.assumed}))
    names = listed(dict.fromkeys(book.name for book in books))
    said = say("refusal.rulebook.not_left_to_the_site", rule=command.rule, rulebook=names, left=left)
    raise wrong("rule", said, rule=LIMITS)


def _assumed(_: object, command: commands.SetNumber, __: Stamp, world: World) -> Assumed:
    """Find what the rulebook that holds on that day leaves to the site.

    Raises:
        Invalid: it gives that number itself, or has no such rule.
    """
    return _that_leaves(command, world)[1]


def _makes_sense(state: Regulations, command: commands.SetNumber, stamp: Stamp, world: World) -> None:
    """Let it be a number that the unit has, and another than holds by then."""
    _days_to_come(command.effective_from, stamp, world)
    assumed = _assumed(state, command, stamp, world)
    if not assumed.least <= command.number <= assumed.most:
        said = say("refusal.rulebook.number_out_of_range", least=assumed.least, most=assumed.most)
        raise wrong("number", said, rule=LIMITS)
    if command.number == assumed.number:
        said = say("refusal.rulebook.number_holds", rule=command.rule, number=command.number)
        raise wrong("number", said, rule=LIMITS)


def _not_set(state: Regulations, command: commands.SetNumber, _: Stamp, __: World) -> None:
    """Let one number hold from a day on."""
    if any((one.rule, one.effective_from) == (command.rule, command.effective_from) for one in state.numbers):
        since = str(command.effective_from)
        raise refuse(
            say("refusal.rulebook.number_set", rule=command.rule, since=since), field="effective_from"
        )


def _book(_: object, command: commands.SetNumber, __: Stamp, world: World) -> str:
    return _that_leaves(command, world)[0].rulebook


def _article(state: object, command: commands.SetNumber, stamp: Stamp, world: World) -> str:
    return _assumed(state, command, stamp, world).article


def _unit(state: object, command: commands.SetNumber, stamp: Stamp, world: World) -> str:
    return _assumed(state, command, stamp, world).unit.value


def _before(state: object, command: commands.SetNumber, stamp: Stamp, world: World) -> int:
    return _assumed(state, command, stamp, world).number


records(
    commands.SetNumber,
    events.NumberSet,
    _not_set,
    _makes_sense,
    works_out={"rulebook": _book, "article": _article, "unit": _unit, "before": _before},
)


def _ahead_yet(state: Regulations, command: commands.WithdrawNumber, stamp: Stamp, world: World) -> None:
    """Let only a number be taken back that is on record, and holds for nothing yet."""
    set_at = _number_of(state, command).set_at
    _days_to_come(command.effective_from, stamp, world)
    if set_at is not None:
        must_follow(stamp, set_at, say("refusal.rulebook.was_set", rule=command.rule))


def _number_of(state: Regulations, command: commands.WithdrawNumber) -> SiteNumber:
    for one in state.numbers:
        if (one.rule, one.effective_from) == (command.rule, command.effective_from):
            return one
    since = str(command.effective_from)
    raise refuse(
        say("refusal.rulebook.number_not_set", rule=command.rule, since=since), field="effective_from"
    )


def _its_book(state: Regulations, command: commands.WithdrawNumber, _: Stamp, __: World) -> str:
    return _number_of(state, command).rulebook


records(commands.WithdrawNumber, events.NumberWithdrawn, _ahead_yet, works_out={"rulebook": _its_book})


@evolves(events.Bound)
def bound(state: Regulations | None, event: events.Bound) -> Regulations:
    """Add the binding."""
    state = state or Regulations()
    added = Binding(event.rulebook, event.effective_from, event.purposes, event.until, event.occurred_at)
    return replace(state, bindings=(*state.bindings, added))


@evolves(events.Unbound)
def unbound(state: Regulations, event: events.Unbound) -> Regulations:
    """Leave the binding out."""
    gone = (event.rulebook, event.effective_from)
    left = tuple(one for one in state.bindings if (one.rulebook, one.effective_from) != gone)
    return replace(state, bindings=left)


@evolves(events.NumberSet)
def number_set(state: Regulations, event: events.NumberSet) -> Regulations:
    """Add the number."""
    added = SiteNumber(event.rulebook, event.rule, event.number, event.effective_from, event.occurred_at)
    return replace(state, numbers=(*state.numbers, added))


@evolves(events.NumberWithdrawn)
def number_withdrawn(state: Regulations, event: events.NumberWithdrawn) -> Regulations:
    """Leave the number out."""
    gone = (event.rule, event.effective_from)
    return replace(
        state, numbers=tuple(one for one in state.numbers if (one.rule, one.effective_from) != gone)
    )
