"""Rulebook: which one is bound to a site, from when."""

from __future__ import annotations

from answerable.deciding import (
    Binding,
    Stamp,
    World,
    entered_in_any_order,
    evolves,
    must_follow,
    no_such,
    records,
    refuse,
)
from answerable.streams.rulebook import commands, events
from answerable.wording import listed, say

Bindings = tuple[Binding, ...]
"""What is bound to a site, in the order it was bound."""


def _installed_and_alone(state: Bindings | None, command: commands.Bind, _: Stamp, world: World) -> None:
    """Let a rulebook be bound that is installed, and one from a day on."""
    if command.rulebook not in world.rulebooks:
        there = listed(sorted(world.rulebooks))
        raise no_such(
            "rulebook", say("refusal.rulebook.not_installed", rulebook=command.rulebook, there=there)
        )
    if any(binding.effective_from == command.effective_from for binding in state or ()):
        since = str(command.effective_from)
        said = say("refusal.rulebook.bound_already", site=command.site, since=since)
        raise refuse(said, field="effective_from")


def _edition(_: Bindings | None, command: commands.Bind, __: Stamp, world: World) -> str:
    return world.installed(command.rulebook).edition


def _digest(_: Bindings | None, command: commands.Bind, __: Stamp, world: World) -> str:
    """Name the words that are bound."""
    return world.installed(command.rulebook).digest


entered_in_any_order(commands.Bind.stream, before_the_site=True)
records(
    commands.Bind,
    events.Bound,
    _installed_and_alone,
    works_out={"edition": _edition, "digest": _digest},
    may_begin=True,
)


def _is_bound(state: Bindings, command: commands.Unbind, stamp: Stamp, __: World) -> None:
    """Let only a binding that is on record be taken back."""
    bound = next((one for one in state if one.effective_from == command.effective_from), None)
    if bound is None:
        since = str(command.effective_from)
        raise refuse(
            say("refusal.rulebook.not_bound", site=command.site, since=since), field="effective_from"
        )
    if bound.bound_at is not None:
        must_follow(stamp, bound.bound_at, say("refusal.rulebook.was_bound", rulebook=bound.rulebook))


records(commands.Unbind, events.Unbound, _is_bound)


@evolves(events.Unbound)
def unbound(state: Bindings, event: events.Unbound) -> Bindings:
    """Leave the binding out."""
    return tuple(binding for binding in state if binding.effective_from != event.effective_from)


@evolves(events.Bound)
def bound(state: Bindings | None, event: events.Bound) -> Bindings:
    """Add the binding."""
    return (*(state or ()), Binding(event.rulebook, event.effective_from, event.occurred_at))
