"""Stories: a matter's events from the ledger, a page at a time, beside what its register keeps of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self

from pydantic_core import to_jsonable_python
from sqlalchemy import Connection, select

from answerable.errors import Invalid, NotFound
from answerable.events.base import Event
from answerable.events.cloudevents import decode
from answerable.events.subjects import parse
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Recorded
from answerable.projection.writing.rows import Row
from answerable.queries.base import Direction
from answerable.queries.desk import CaseTimeline, StoryOf
from answerable.queries.matters import TimelineEntry
from answerable.wording import say
from answerable_services.desk import people
from answerable_services.desk import tables as t
from answerable_services.desk.absences import days_of

_ENVELOPE = frozenset(Event.model_fields)

MOST_BYTES = 400_000
"""Events of a story in one answer, as they are stored: with what is said of them it fits into a message."""


class Told(NamedTuple):
    """A page of a story.

    Arguments:
        entries: in the order that was asked for.
        before: where the page begins; None where none is before it.
        after: where it ends; None where none follows.
    """

    entries: tuple[TimelineEntry, ...]
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Stretch:
    """The part of a story that is asked for.

    Arguments:
        order: which way round it is told.
        place: the place in the ledger where it begins; at the story's own beginning, or end, where None.
        is_back: whether it lies before the place.
        limit: events on a page.
    """

    order: Direction
    place: int | None
    is_back: bool
    limit: int

    @classmethod
    def of(cls, query: CaseTimeline | StoryOf) -> Self:
        """Read it from a question.

        Raises:
            Invalid: it names two places.
        """
        if query.before is not None and query.after is not None:
            raise Invalid(say("error.two_places"))
        is_back = query.before is not None
        return cls(query.order, (query.before if is_back else query.after) or None, is_back, query.limit)

    @property
    def is_descending(self) -> bool:
        """Whether events are looked for from the newest on."""
        return (self.order is Direction.DESCENDING) is not self.is_back

    async def read(self, ledger: Ledger, matter: str) -> list[Recorded]:
        """Read a matter's events of this part, and one more, which tells that there is more.

        Arguments:
            ledger: where they are.
            matter: whose.
        """
        if self.is_descending:
            return await ledger.page_before(matter, before=self.place, limit=self.limit + 1)
        return await ledger.page(matter, after=self.place or 0, limit=self.limit + 1)

    def told_of(self, histories: Sequence[Sequence[Recorded]]) -> Told:
        """Tell what happened in one or more matters, as much of it as one page holds.

        Arguments:
            histories: of each matter what `read` gives.
        """
        # What lies behind the end of a history that is cut off is not known to be the next.
        ends = [history[-1].sequence for history in histories if len(history) > self.limit]
        known = (max if self.is_descending else min)(ends, default=None)
        messages = sorted(
            (message for history in histories for message in history), reverse=self.is_descending
        )
        shown: list[Recorded] = []
        size = 0
        for message in messages:
            size += len(message.body)
            is_full = len(shown) == self.limit or (shown and size > MOST_BYTES)
            if is_full or (known is not None and self._is_beyond(message.sequence, known)):
                break
            shown.append(message)
        is_more = len(shown) < len(messages)
        if self.is_back:
            shown.reverse()
        has_before = is_more if self.is_back else self.place is not None
        return Told(
            tuple(entry_of(message) for message in shown),
            before=shown[0].sequence if shown and has_before else None,
            after=shown[-1].sequence if shown and (self.is_back or is_more) else None,
        )

    def _is_beyond(self, sequence: int, known: int) -> bool:
        return sequence < known if self.is_descending else sequence > known


def entry_of(message: Recorded) -> TimelineEntry:
    """Write a stored event as an entry of a story."""
    event = decode(message.body)
    return TimelineEntry(
        sequence=message.sequence,
        event=event.event_id,
        type=event.event_type,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        actor=event.actor,
        entered_by=event.entered_by,
        is_imported=event.is_imported,
        fields=event.model_dump(mode="json", exclude=set(_ENVELOPE), exclude_none=True),
    )


def row_of(connection: Connection, matter: str) -> dict[str, Any] | None:
    """Give what a register keeps of a matter; None where there is no row.

    Arguments:
        connection: reads the view.
        matter: which.
    """
    stream = matter.partition("-")[0]
    table = t.MATTERS.get(stream)
    if table is None:
        return None
    row = connection.execute(select(table).where(table.c[stream] == matter)).mappings().first()
    return None if row is None else dict(row)


_OF_EVERY_ROW = frozenset({"state", "site", "number"})
"""What rows have beside their register's columns, and pages show."""


def facts_of(connection: Connection, matter: str, row: Row | None, now: datetime) -> dict[str, Any]:
    """Give what a page shows of what a register keeps, as JSON values; nothing where there is no row.

    Arguments:
        connection: reads the view.
        matter: which.
        row: what is kept of it.
        now: the moment, on which it depends whether a person is there.
    """
    stream = matter.partition("-")[0]
    if row is None:
        return {}
    names = {column.name for column in t.REGISTERS[stream].columns if column.is_shown} | _OF_EVERY_ROW
    said = dict(row)
    if stream == "staff":
        said = dict(people.present_row(said, days_of(connection, now)))
    told: dict[str, Any] = to_jsonable_python({k: v for k, v in said.items() if k in names})
    return told


async def voided_by(ledger: Ledger, matter: str) -> TimelineEntry | None:
    """Give the event by which a whole matter was taken back; None where it stands, or was begun anew since.

    Arguments:
        ledger: where its events are; the newest of them is read.
        matter: its id.
    """
    newest = await ledger.page_before(matter, before=None, limit=1)
    return entry_of(newest[0]) if newest and decode(newest[0].body).voids else None


async def site_of(ledger: Ledger, matter: str, told: Sequence[Recorded]) -> str:
    """Tell at which site a matter is.

    Arguments:
        ledger: is asked where nothing is told.
        matter: its id.
        told: of its events those that were read.

    Raises:
        NotFound: nothing ever happened in it.
    """
    first = told or await ledger.page(matter, after=0, limit=1)
    if not first:
        raise NotFound(say("error.no_matter", matter=matter))
    return parse(first[0].subject).site
