"""The view of callbacks: deliveries and what was recorded about their callbacks, and no clock."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, MetaData, String, Table

from answerable.calendar import country_of
from answerable.errors import Corrupt
from answerable.events.base import Event
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Rows
from answerable.projection.writing.types import Moment
from answerable.streams.callback import events as callback
from answerable.streams.delivery import events as delivery
from answerable.streams.site import events as site

TABLES = MetaData()

SITES = Table(
    "sites",
    TABLES,
    Column("site", String, primary_key=True),
    Column("timezone", String, nullable=False),
    Column("country", String, nullable=False),
)

DELIVERIES = Table(
    "deliveries",
    TABLES,
    Column("delivery", String, primary_key=True),
    Column("site", String, nullable=False, index=True),
    Column("customer", String, nullable=False),
    Column("project", String, nullable=False),
    Column("accepted_on", Date, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    Column("correlation_id", String, nullable=False),
    Column("is_cancelled", Boolean, nullable=False),
)

OUTCOMES = Table(
    "outcomes",
    TABLES,
    Column("delivery", String, primary_key=True),
    Column("ordinal", BigInteger, primary_key=True),
    Column("due_on", Date, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("missed_at", Moment),
    Column("completed_at", Moment),
    Column("satisfaction", Integer),
)

_Any = callback.Attempted | callback.Completed | callback.Missed


class CallbacksProjection(Projection):
    """Keeps deliveries and the outcomes of callbacks; what is due is reckoned when somebody asks."""

    name: ClassVar[str] = "callbacks"
    version: ClassVar[int] = 3
    tables: ClassVar[MetaData] = TABLES

    @on(site.Opened)
    def opened(self, event: site.Opened, rows: Rows) -> None:
        """Learn the site's zone and country."""
        country = country_of(event.country, event.timezone)
        rows.put(SITES, site=event.site, timezone=event.timezone, country=country)

    @on(delivery.Accepted)
    def accepted(self, event: delivery.Accepted, rows: Rows) -> None:
        """Begin a delivery's callbacks."""
        rows.put(
            DELIVERIES,
            delivery=event.originator_id,
            site=event.site,
            customer=event.customer,
            project=event.project,
            accepted_on=event.accepted_on,
            recorded_at=event.recorded_at,
            correlation_id=event.correlation_id,
            is_cancelled=False,
        )

    @on(delivery.AcceptanceCorrected)
    def corrected(self, event: delivery.AcceptanceCorrected, rows: Rows) -> None:
        """Count from the right day on."""
        key = {"delivery": event.originator_id}
        _must_be_known(rows.change(DELIVERIES, key, accepted_on=event.accepted_on), event)

    @on(delivery.Cancelled)
    def cancelled(self, event: delivery.Cancelled, rows: Rows) -> None:
        """Owe no callback any more."""
        _must_be_known(rows.change(DELIVERIES, {"delivery": event.originator_id}, is_cancelled=True), event)

    @on(callback.Attempted)
    def attempted(self, event: callback.Attempted, rows: Rows) -> None:
        """Count a call that did not reach the customer."""
        known = self._known(event, rows)
        rows.put(OUTCOMES, **{**known, "attempts": known["attempts"] + 1})

    @on(callback.Completed)
    def completed(self, event: callback.Completed, rows: Rows) -> None:
        """End a callback well; one that was missed is made up for, and stays missed beside that."""
        self._end(event, rows, completed_at=event.occurred_at, satisfaction=event.satisfaction)

    @on(callback.Missed)
    def missed(self, event: callback.Missed, rows: Rows) -> None:
        """End a callback that nobody made."""
        self._end(event, rows, missed_at=event.occurred_at)

    def _end(self, event: _Any, rows: Rows, **end: Any) -> None:
        """Write down how it ended, with the due day that was recorded last."""
        rows.put(OUTCOMES, **{**self._known(event, rows), "due_on": event.due_on, **end})

    @staticmethod
    def _known(event: _Any, rows: Rows) -> dict[str, Any]:
        found = rows.get(OUTCOMES, delivery=event.delivery, ordinal=event.ordinal)
        return found or {
            "delivery": event.delivery,
            "ordinal": event.ordinal,
            "due_on": event.due_on,
            "attempts": 0,
        }


def _must_be_known(is_known: bool, event: Event) -> None:  # noqa: FBT001  (a truth value is all it takes)
    """Refuse to go on without the delivery that an event changes.

    Raises:
        Corrupt: the event before it is missing from the view.
    """
    if not is_known:
        message = f"{event.event_type} for {event.originator_id} comes before what it changes"
        raise Corrupt(message)
