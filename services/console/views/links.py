"""Where a thing that is named by its id can be read, and what people call it."""

from __future__ import annotations

from services.console.views.format import Speaks

_PAGES = {"complaint": "/complaints", "fault": "/faults"}
_PEOPLE = ("staff", "customer", "system")


def originator_of(event_id: str) -> str:
    """Give the aggregate that an event id belongs to: ``case-7`` of ``case-7.3``."""
    head, dot, version = event_id.rpartition(".")
    return head if dot and version.isdigit() else event_id


def link_of(reference: str) -> str | None:
    """Give the address of an aggregate or an event, where a page shows it.

    Arguments:
        reference: the id of an aggregate (``case-7``) or of one of its events (``case-7.3``).
    """
    originator = originator_of(reference)
    stream = originator.partition("-")[0]
    anchor = f"#{reference}" if reference != originator else ""
    if stream == "case":
        return f"/cases/{originator}{anchor}"
    if stream == "handover":
        return f"/handovers?handover={originator}#{originator}"
    if stream == "record":
        return f"/access?record={originator}"
    page = _PAGES.get(stream)
    return None if page is None else f"{page}#{originator}"


def name_of(person: str, words: Speaks, label: str = "") -> str:
    """Write an id of a person, a customer or a part of the system as people say it.

    Arguments:
        person: the id.
        words: the language.
        label: what stands before it or above it, and so need not be said again.
    """
    kind, dash, rest = person.partition("-")
    if not dash or kind not in _PEOPLE:
        return person
    return rest if words(f"person.{kind}", id="").strip() == label else words(f"person.{kind}", id=rest)
