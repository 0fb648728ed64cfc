"""Rulebook: which one is bound to a site, from when."""

from __future__ import annotations

from answerable.deciding import Binding, Stamp, World, evolves, opens_or_continues, records, refuse
from answerable.events.base import Event
from answerable.streams.rulebook import commands, events

Bindings = tuple[Binding, ...]
"""What is bound to a site, in the order it was bound."""


@opens_or_continues(commands.Bind)
def bind(state: Bindings | None, command: commands.Bind, stamp: Stamp, world: World) -> list[Event]:
    """Bind an installed rulebook, naming the words that were bound by their digest."""
    book = world.installed(command.rulebook)
    if any(binding.effective_from == command.effective_from for binding in state or ()):
        message = f"a rulebook is bound to site {command.site} from {command.effective_from} already"
        raise refuse(message)
    return [
        events.Bound(
            **stamp.next(),
            rulebook=book.rulebook,
            edition=book.edition,
            digest=book.digest,
            effective_from=command.effective_from,
        )
    ]


def _is_bound(state: Bindings, command: commands.Unbind, _: Stamp, __: World) -> None:
    """Let only a binding that is on record be taken back."""
    if all(binding.effective_from != command.effective_from for binding in state):
        message = f"no rulebook is bound to site {command.site} from {command.effective_from} on"
        raise refuse(message)


records(commands.Unbind, events.Unbound, _is_bound)


@evolves(events.Unbound)
def unbound(state: Bindings, event: events.Unbound) -> Bindings:
    """Leave the binding out."""
    return tuple(binding for binding in state if binding.effective_from != event.effective_from)


@evolves(events.Bound)
def bound(state: Bindings | None, event: events.Bound) -> Bindings:
    """Add the binding."""
    return (*(state or ()), Binding(event.rulebook, event.effective_from))
