"""What is remembered of a callback beside its last call: a text in its row, empty for nearly all of them.

Whoever corrects a delivery's day and corrects it back must find again what was recorded by either day, so
nothing that was recorded is written over. Texts rather than tables: they are read and written with the row.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Call(NamedTuple):
    """A call that reached the customer.

    Arguments:
        version: of the event.
        on: the day at the site.
        due_on: the due day that it was made for.
        nominal_on: the anniversary that this day belongs to.
        satisfaction: the customer's answer.
    """

    version: int
    on: date
    due_on: date
    nominal_on: date
    satisfaction: int


class Miss(NamedTuple):
    """A miss, also one that was taken back.

    Arguments:
        on: the day on which it was written off, at the site.
        due_on: the due day that was missed.
        nominal_on: the anniversary that this day belonged to; None where no plan has it.
    """

    on: date
    due_on: date
    nominal_on: date | None


def write(entries: Iterable[Call | Miss]) -> str | None:
    """Write entries, in their order; None where there are none."""
    texts = ("/".join("" if value is None else str(value) for value in entry) for entry in entries)
    return " ".join(texts) or None


def calls_in(text: str | None) -> tuple[Call, ...]:
    """Read calls as they were written."""
    return tuple(_call(*entry.split("/")) for entry in (text or "").split())


def _call(version: str, on: str, due_on: str, nominal_on: str, satisfaction: str) -> Call:
    day = date.fromisoformat
    return Call(int(version), day(on), day(due_on), day(nominal_on), int(satisfaction))


def misses_in(text: str | None) -> tuple[Miss, ...]:
    """Read misses as they were written."""
    return tuple(_miss(*entry.split("/")) for entry in (text or "").split())


def _miss(on: str, due_on: str, nominal_on: str) -> Miss:
    anniversary = date.fromisoformat(nominal_on) if nominal_on else None
    return Miss(date.fromisoformat(on), date.fromisoformat(due_on), anniversary)
