"""What all events of one decision share: where, when, by whom, and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from answerable.calendar import Consulted, Holidays
from answerable.calendar.holidays import not_known
from answerable.events.base import IMPORT_PREFIX


class Stamp:
    """Gives the fields that every event of one decision shares, and numbers the events.

    Arguments:
        originator_id: the aggregate.
        version: its version before the decision.
        site: where it happens.
        occurred_at: when it happened.
        recorded_at: the writer's clock.
        actor: who did it.
        entered_by: who has it recorded, where that is somebody else.
        causation_id: what made the writer record it.
        correlation_id: the matter it belongs to.
        ahead: how far the reporter's clock may be ahead of the writer's.
        counted_at: by when it is told what lies behind; the writer's clock where not given.
    """

    def __init__(  # noqa: PLR0913  # what an event says of itself, and the clock's tolerance
        self,
        *,
        originator_id: str,
        version: int,
        site: str,
        occurred_at: datetime,
        recorded_at: datetime,
        actor: str,
        causation_id: str,
        correlation_id: str,
        entered_by: str | None = None,
        ahead: timedelta = timedelta(),
        counted_at: datetime | None = None,
    ) -> None:
        self.occurred_at = occurred_at
        self._running_year = recorded_at.year
        self.latest = recorded_at + ahead
        self.is_import = causation_id.startswith(IMPORT_PREFIX)
        self.counted_at = counted_at or recorded_at
        is_taken_down = self.is_import or entered_by is not None
        self.told_at = occurred_at if is_taken_down else max(occurred_at, self.counted_at)
        self._version = version
        self._consulted: list[Consulted] = []
        self._told: list[str] = []
        self._shared: dict[str, Any] = {
            "originator_id": originator_id,
            "site": site,
            "occurred_at": occurred_at,
            "recorded_at": recorded_at,
            "actor": actor,
            "entered_by": entered_by,
            "causation_id": causation_id,
            "correlation_id": correlation_id,
        }

    def consulting(self, holidays: Holidays) -> Holidays:
        """Give a calendar to work the decision out with; what it does not know is told with the answer."""
        consulted = Consulted(holidays)
        self._consulted.append(consulted)
        return consulted

    def warn(self, what: str) -> None:
        """Tell the asker something with the answer, though what they ask is done."""
        self._told.append(what)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the asker has to know beside the events, such as years whose holidays are not known."""
        years = {(one.country, year) for one in self._consulted for year in one.unannounced}
        return *self._told, *(
            f"{not_known(country, year, has_begun=year <= self._running_year)}: what was worked out from its "
            "working days may still move"
            for country, year in sorted(years)
        )

    @property
    def is_first(self) -> bool:
        """Whether the aggregate has no event yet."""
        return self._version == 0

    def next(self) -> dict[str, Any]:
        """Give the shared fields of the next event."""
        self._version += 1
        return {**self._shared, "originator_version": self._version}
