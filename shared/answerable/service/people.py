"""Who is employed today, where and in which roles, from the facts of the ledger.

It is kept in memory: a service centre's people are few, and reading all that was ever said of them takes less
than a start. Nothing of it is written down here, so there is nothing that could fall behind.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

import structlog

from answerable.calendar.zones import zone_of
from answerable.clock import Clock
from answerable.errors import Corrupt, Unavailable
from answerable.events.cloudevents import decode
from answerable.events.subjects import filter_of, parse
from answerable.streams.site.events import Opened
from answerable.streams.staff.events import Role
from answerable.streams.staff.folding import after
from answerable.streams.staff.standing import Standing
from answerable.streams.staff.state import Presence, Staff
from answerable.wording import say

if TYPE_CHECKING:
    from answerable.events.base import Event
    from answerable.ledger.store.ledger import Ledger
    from answerable.ledger.store.recorded import Recorded

log = structlog.get_logger()

_FILTERS = (filter_of(stream="staff"), filter_of(stream="site"))


class People:
    """What the ledger says of the people today. Any thread may ask.

    Arguments:
        clock: the sites' clock.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._staff: dict[str, Staff] = {}
        self._zones: dict[str, str] = {}
        self._opened: dict[str, datetime] = {}
        self._unreadable: set[str] = set()
        self._is_whole = asyncio.Event()

    async def follow(self, ledger: Ledger) -> None:
        """Read what there is, and go on reading until cancelled.

        Arguments:
            ledger: where from.
        """
        feed = ledger.follow(filters=_FILTERS)
        async with feed, aclosing(feed.batches(idle_s=0.5)) as batches:
            async for batch in batches:
                for message in batch:
                    self._take(message)
                if feed.unread == 0:
                    self._is_whole.set()

    def _take(self, message: Recorded) -> None:
        """Take one event; of whom one cannot be read, nobody is told anything: it may have been the last."""
        try:
            event = decode(message.body)
        except Corrupt as error:
            who = parse(message.subject).originator_id
            said = {"person": who, "sequence": message.sequence, "reason": error.message}
            log.error("people.unreadable", **said)  # noqa: TRY400  (it says it)
            self._unreadable.add(who)
            return
        self.take(event)

    def take(self, event: Event) -> None:
        """Take one event of a person or of a site.

        Arguments:
            event: which.
        """
        if isinstance(event, Opened):
            self._zones[event.site] = event.timezone
            self._opened.setdefault(event.site, event.occurred_at)
            return
        state = after(event, self._staff.get(event.originator_id))
        if state is None:
            self._staff.pop(event.originator_id, None)
        else:
            self._staff[event.originator_id] = state

    def is_whole(self) -> bool:
        """Tell whether everything was read that there was at the start."""
        return self._is_whole.is_set()

    def check_read(self) -> None:
        """Refuse to answer before everything was read.

        Raises:
            Unavailable: it was not.
        """
        if not self.is_whole():
            raise Unavailable(say("error.account.not_read"))

    @property
    def first_site(self) -> str | None:
        """The site that was opened first, by the order of the ledger; None as long as there is none."""
        return next(iter(self._opened), None)

    def opened_at(self, site: str) -> datetime | None:
        """Tell since when there is a site; None where there is none of the name."""
        return self._opened.get(site)

    def zone_of(self, site: str) -> tzinfo:
        """Give a site's zone; the default one where there is none of the name."""
        return zone_of(self._zones.get(site))

    def people(self) -> list[str]:
        """List everybody who ever was on the register."""
        return sorted(self._staff)

    def site_of(self, person: str) -> str | None:
        """Tell where somebody works, or worked last; None of whom nobody knows."""
        state = self._staff.get(person)
        return None if state is None else state.on(self._today(state)).site

    def standing_of(self, person: str) -> tuple[Standing, Presence] | None:
        """Tell what somebody is today, and whether they are there; None of whom nobody knows."""
        state = self._staff.get(person)
        if state is None:
            return None
        today = self._today(state)
        return state.on(today), state.presence_on(today)

    def is_employed(self, person: str) -> bool:
        """Tell whether somebody is employed today, by the clock of the site where they work."""
        state = self._staff.get(person)
        return state is not None and state.on(self._today(state)).is_employed

    def is_there(self, person: str) -> bool:
        """Tell whether somebody is employed today, and not away."""
        standing = self.standing_of(person)
        return self.is_employed(person) and standing is not None and standing[1] is Presence.EMPLOYED

    def holders(self, role: str, site: str) -> list[str]:
        """Give who has a role at a site today and is there; whoever works elsewhere only by a granted role.

        Arguments:
            role: which.
            site: where.
        """
        return [one for one in self.people() if self._holds(one, Role(role), site) and self.is_there(one)]

    def _holds(self, person: str, role: Role, site: str) -> bool:
        state = self._staff[person]
        today = self._today(state)
        is_everywhere = role is Role.GENERAL_MANAGER
        return any(
            held.role is role
            and (
                held.at in (None, site) if held.is_granted else is_everywhere or state.on(today).site == site
            )
            for held in state.roles_on(today)
        )

    def _today(self, state: Staff) -> date:
        """Give the day by the clock of the site where somebody works."""
        now = self._clock.now()
        site = state.on(now.astimezone(zone_of(None)).date()).site
        return now.astimezone(zone_of(self._zones.get(site or ""))).date()
