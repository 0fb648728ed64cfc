"""Where a thing that is named by its id can be read, and what people call it."""

from __future__ import annotations

from answerable.discovery import streams
from answerable.ids import cited_by
from answerable.queries.registers import REGISTERS
from answerable_services.console.views.format import Speaks

_BY_HAND = {
    "case": "/cases/{id}{anchor}",
    "handover": "/handovers/{id}{anchor}",
    "customer": "/search?text={id}",
}
"""The pages that no register makes, by stream; a customer is found wherever a register names one."""

_SYSTEM = "system"
_PEOPLE = ("staff", "customer", "machine", _SYSTEM)


def originator_of(event_id: str) -> str:
    """Give the aggregate that an event id belongs to: ``case-7`` of ``case-7.3``."""
    named = cited_by(event_id)
    return event_id if named is None else named.matter


def link_of(reference: str) -> str | None:
    """Give the address of the page that shows an aggregate, an event or what is known of a customer.

    Arguments:
        reference: the id of an aggregate (``case-7``) or of one of its events (``case-7.3``).
    """
    named = cited_by(reference)
    if named is None:
        return None
    originator = named.matter
    stream, _, _ = originator.partition("-")
    anchor = "" if named.version is None else f"#{reference}"
    if stream in REGISTERS and REGISTERS[stream].register.has_pages:
        return f"/{REGISTERS[stream].register.name}/{originator}{anchor}"
    written = _BY_HAND.get(stream) or ("/matters/{id}{anchor}" if stream in streams() else None)
    return None if written is None else written.format(id=originator, anchor=anchor)


def name_of(person: str, words: Speaks, label: str = "") -> str:
    """Write an id of a person, a customer or a part of the system as people say it: by name where it has one.

    Arguments:
        person: the id.
        words: the language.
        label: what stands before it or above it, and so need not be said again.
    """
    if (called := words.called(person)) is not None:
        return called
    kind, dash, rest = person.partition("-")
    if not dash or kind not in _PEOPLE:
        return person
    if kind == _SYSTEM and (part := words.get(f"part.{rest}", "")):
        return part
    return rest if words(f"person.{kind}", id="").strip() == label else words(f"person.{kind}", id=rest)
