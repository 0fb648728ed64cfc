"""An event of these tests only, which changed its shape twice; and the command, decision and view around it.

A pause of a member of staff was first told in minutes, then in seconds, and at last with its kind.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Column, Integer, MetaData, String, Table

from answerable.commands.base import Command
from answerable.deciding import Stamp, World
from answerable.events.base import Event, OriginatorId
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Rows

TABLES = MetaData()
PAUSES = Table(
    "pauses",
    TABLES,
    Column("pause", String, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("seconds", Integer, nullable=False),
    Column("kind", String, nullable=False),
)


class Kind(StrEnum):
    """Whether a pause is paid."""

    PAID = "paid"
    UNPAID = "unpaid"


class Taken(Event):
    """A pause was taken."""

    schema_version: ClassVar[int] = 3

    seconds: int
    kind: Kind


def seconds_for_minutes(data: dict[str, Any]) -> dict[str, Any]:
    """Give what the second version says: the same time, in seconds."""
    return {
        **{name: value for name, value in data.items() if name != "minutes"},
        "seconds": data["minutes"] * 60,
    }


def kind_was_paid(data: dict[str, Any]) -> dict[str, Any]:
    """Give what the third version says: every pause was paid until then."""
    return {**data, "kind": Kind.PAID.value}


UPCASTERS = (("v1", "v2", seconds_for_minutes), ("v2", "v3", kind_was_paid))


class Take(Command):
    """Take another pause, as long as all before it."""

    doer = None  # nobody of these tests is on a register

    pause: OriginatorId


def take(state: int, _: Take, stamp: Stamp, __: World) -> list[Event]:
    """Decide on it: the state is the seconds of all pauses so far."""
    return [Taken(**stamp.next(), seconds=state, kind=Kind.UNPAID)]


def taken(state: int | None, event: Taken) -> int:
    """Add up."""
    return (state or 0) + event.seconds


class Pauses(Projection):
    """Lists all pauses."""

    name: ClassVar[str] = "pauses"
    version: ClassVar[int] = 1
    tables: ClassVar[MetaData] = TABLES

    @on(Taken)
    def listed(self, event: Taken, rows: Rows) -> None:
        """Keep it in the present shape."""
        rows.put(
            PAUSES,
            pause=event.originator_id,
            version=event.originator_version,
            seconds=event.seconds,
            kind=event.kind.value,
        )
