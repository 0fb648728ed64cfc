"""Who is employed today and in which roles, from the facts of the ledger.

It is kept in memory: a service centre's people are few, and reading all that was ever said of them takes less
than a start. Nothing of it is written down here, so there is nothing that could fall behind.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import date, datetime
from typing import TYPE_CHECKING

import structlog

from answerable.calendar.zones import zone_of
from answerable.clock import Clock
from answerable.errors import Corrupt, Unavailable
from answerable.events.cloudevents import decode
from answerable.events.subjects import filter_of, parse
from answerable.identity import Grant
from answerable.streams.site.events import Opened
from answerable.streams.staff.folding import after
from answerable.streams.staff.standing import EntryKind, Standing
from answerable.streams.staff.state import Presence, Staff
from answerable.wording import say
from answerable_services.accounts import refusals

if TYPE_CHECKING:
    from answerable.events.base import Event
    from answerable.ledger.store.ledger import Ledger
    from answerable.ledger.store.recorded import Recorded

log = structlog.get_logger()

_FILTERS = (filter_of(stream="staff"), filter_of(stream="site"))


class Register:
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
            log.error("register.unreadable", **said)  # noqa: TRY400  (it says it)
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

    def ever_held(self, person: str) -> list[tuple[str, str | None]]:
        """Give every role on record of somebody, of whatever days, with where it counts from today on.

        What somebody is employed as goes with them to where they work, and to where they will.

        Arguments:
            person: their id.

        Returns:
            Each role with its site, every site where None; none for nobody.
        """
        state = self._staff.get(person)
        if state is None:
            return []
        today = self._today(state)
        moves = state.of_kind(EntryKind.HIRED, EntryKind.MOVED)
        homes = [state.on(today).site, *(one.at for one in moves if one.since > today and one.at is not None)]
        found = [
            (one.role.value, at)
            for one in state.entries
            if one.role is not None and one.kind is not EntryKind.WITHDRAWN
            for at in ([one.at] if one.kind is EntryKind.GRANTED else homes)
        ]
        return list(dict.fromkeys(found)) or [("", homes[0])]

    def admit(self, person: str) -> None:
        """Refuse whoever is not employed today.

        Arguments:
            person: their id.

        Raises:
            Forbidden: they are not.
            Corrupt: it is not known.
            Unavailable: it is not known yet.
        """
        self.grants_of(person)

    def grants_of(self, person: str) -> tuple[Grant, ...]:
        """Give the roles that somebody has today.

        Arguments:
            person: their id.

        Raises:
            Forbidden: they are not employed today.
            Corrupt: it is not known.
            Unavailable: it is not known yet.
        """
        self.check_read()
        if person in self._unreadable:
            raise Corrupt(say("error.account.not_readable", person=person))
        state = self._staff.get(person)
        if state is None or not self.is_employed(person):
            raise refusals.not_employed(person)
        held = state.roles_on(self._today(state))
        return tuple(dict.fromkeys(Grant(role=one.role, site=one.at) for one in held))

    def _today(self, state: Staff) -> date:
        """Give the day by the clock of the site where somebody works."""
        now = self._clock.now()
        site = state.on(now.astimezone(zone_of(None)).date()).site
        return now.astimezone(zone_of(self._zones.get(site or ""))).date()
