"""What is asked about calendar links, as the pages and calendar programs pass it on."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import SecretStr

from answerable.errors import Forbidden, NotFound
from answerable.identity import Principal, SigningKey, sign
from answerable.identity.sight import Sight
from answerable.queries import accounts as q
from answerable.wording import say
from answerable_services.accounts.answering import Handler, Work, place
from answerable_services.accounts.kept_calendar_links import CalendarLink
from answerable_services.accounts.register import Register
from answerable_services.accounts.service import Accounts

LIFETIME_S = 60
"""Seconds that what is signed for a calendar program holds: as long as one answer takes."""

_BY_ITSELF = "system-accounts"


class CalendarAnswers:
    """Answers what is asked about calendar links.

    Arguments:
        accounts: the store.
        register: who is employed today, and as what.
        key: gives the one that speaks for people.
        work: does it outside of the event loop.
        now: gives the time in seconds since 1970.
    """

    def __init__(
        self,
        accounts: Accounts,
        register: Register,
        key: Callable[[], SigningKey],
        work: Work,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._accounts = accounts
        self._register = register
        self._key = key
        self._work = work
        self._now = now

    @property
    def handlers(self) -> tuple[Handler, ...]:
        """What is answered, and how."""
        return (
            (q.MakeCalendarLink, self.make),
            (q.RevokeCalendarLink, self.revoke),
            (q.ProveCalendarLink, self.prove),
        )

    async def make(self, query: q.MakeCalendarLink, _: Sight) -> q.MadeCalendarLink:
        """Make a link, and show it once."""
        link, secret = await self._work.read(
            lambda: self._accounts.make_calendar_link(
                query.session, query.name, is_of_sites=query.is_of_sites
            )
        )
        return q.MadeCalendarLink(kept=kept_calendar_link(link), link=secret)

    async def revoke(self, query: q.RevokeCalendarLink, _: Sight) -> q.Done:
        """Revoke a link of one's own."""
        await self._work.read(lambda: self._accounts.revoke_calendar_link(query.session, query.handle))
        return q.Done()

    async def prove(self, query: q.ProveCalendarLink, _: Sight) -> q.ProvedCalendarLink:
        """Say whose a link is, and sign for them: for reading what is due, and nothing else.

        Raises:
            NotFound: there is none that is good; nor is one whose person works here no more, and it ends.
            TooManyAttempts: it is not looked at yet.
        """
        where = place(query.where)
        link = await self._work.read(lambda: self._accounts.calendar_link(query.link, where))
        try:
            grants = self._register.grants_of(link.person)
        except Forbidden:
            await self._work.read(lambda: self._accounts.forget_calendar_links(link.person, by=_BY_ITSELF))
            raise NotFound(say("error.account.no_calendar_link"), rule="no_calendar_link") from None
        named = (await self._work.read(lambda: self._accounts.names_of([link.person]))).get(link.person)
        now = self._now()
        principal = Principal(
            id=link.person, grants=grants, scope=q.CALENDAR_QUESTIONS, proof=f"calendar-{link.handle}"
        )
        token = sign(principal, await self._work.read(self._key), now, lifetime_s=LIFETIME_S)
        return q.ProvedCalendarLink(
            person=link.person,
            language=None if named is None else named.language,
            grants=grants,
            is_of_sites=link.is_of_sites,
            token=SecretStr(f"Bearer {token}"),
            until=datetime.fromtimestamp(int(now + LIFETIME_S), UTC),
        )


def kept_calendar_link(link: CalendarLink) -> q.KeptCalendarLink:
    """Tell what is kept of a link.

    Arguments:
        link: which.
    """
    return q.KeptCalendarLink(
        handle=link.handle,
        name=link.name,
        is_of_sites=link.is_of_sites,
        made_at=link.made_at,
        expires_at=link.expires_at,
        used_at=link.used_at,
    )
