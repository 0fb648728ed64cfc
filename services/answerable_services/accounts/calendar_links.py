"""Calendar links: made and revoked by whoever reads by them, and shown by programs that cannot sign in.

A link proves its person for one thing: that what is due is read. It is slowed as every other proof is, and
ends by itself: when its time is over, with its account, and when its person works here no more.
"""

from __future__ import annotations

from datetime import timedelta

from pydantic import SecretStr

from answerable.errors import NotFound, Refused
from answerable.queries.accounts import CALENDAR_LINK_DAYS, LONGEST_LINK_NAME, MOST_CALENDAR_LINKS
from answerable.wording import say
from answerable_services.accounts import attempts, kept_calendar_links, refusals
from answerable_services.accounts.kept_calendar_links import CalendarLink
from answerable_services.accounts.office import Office, Where
from answerable_services.accounts.people import cleaned
from answerable_services.accounts.places import shortened_address
from answerable_services.accounts.slowing import of_address
from answerable_services.accounts.tellings import CalendarLinkMade, CalendarLinkRevoked, SlowedDown
from answerable_services.accounts.untold import tell

_LASTS = timedelta(days=CALENDAR_LINK_DAYS)


class CalendarLinks(Office):
    """The part of the service that knows calendar links."""

    def calendar_links_of(self, person: str) -> list[CalendarLink]:
        """List a person's links that are good, the oldest first."""
        with self._storage.reading() as connection:
            return kept_calendar_links.links_of(connection, person, self._clock.now())

    def make_calendar_link(
        self, secret: SecretStr, name: str, *, is_of_sites: bool
    ) -> tuple[CalendarLink, SecretStr]:
        """Make a link for whoever is signed in.

        Arguments:
            secret: the session's id.
            name: what they call it.
            is_of_sites: whether it tells all that they may see, and not their own alone.

        Returns:
            What is kept of it, and what is secret in it, which is kept nowhere.

        Raises:
            Unauthenticated: the session is over.
            Invalid: nothing can be called so.
            Refused: they have as many as one can have.
        """
        refusal = say("error.account.calendar_link_name", most=LONGEST_LINK_NAME)
        called = cleaned(name, "name", refusal, most=LONGEST_LINK_NAME)
        now, made = self._clock.now(), self._secret()
        with self._storage.writing() as connection:
            person = self._still(connection, secret).person
            if len(kept_calendar_links.links_of(connection, person, now)) >= MOST_CALENDAR_LINKS:
                said = say("error.account.too_many_calendar_links", most=MOST_CALENDAR_LINKS)
                raise Refused(said, rule="too_many_calendar_links")
            link = kept_calendar_links.keep(
                connection, made, person, called, is_of_sites=is_of_sites, now=now, lasts=_LASTS
            )
            tell(connection, CalendarLinkMade(person, now, is_of_sites, link.expires_at))
        return link, made

    def revoke_calendar_link(self, secret: SecretStr, handle: str) -> None:
        """Let a link of one's own be worth nothing any more.

        Arguments:
            secret: the session's id.
            handle: the link's.

        Raises:
            Unauthenticated: the session is over.
            NotFound: whoever asks has no such link.
        """
        with self._storage.writing() as connection:
            person = self._still(connection, secret).person
            if not kept_calendar_links.forget(connection, person, handle):
                raise NotFound(say("error.account.no_calendar_link"), rule="no_calendar_link")
            tell(connection, CalendarLinkRevoked(person, self._clock.now(), person))
        self._storage.tidy()

    def forget_calendar_links(self, person: str, *, by: str) -> int:
        """Let all links of a person be worth nothing any more, and tell how many there were.

        Arguments:
            person: whose.
            by: who asks for it.
        """
        now = self._clock.now()
        with self._storage.writing() as connection:
            links = kept_calendar_links.forget_all(connection, person)
            for _ in range(links):
                tell(connection, CalendarLinkRevoked(person, now, by))
        return links

    def calendar_link(self, secret: SecretStr, where: Where) -> CalendarLink:
        """Give the link that a program shows, which counts as an attempt where there is none.

        Arguments:
            secret: what is secret in it.
            where: where the program is.

        Raises:
            NotFound: there is none, or it is good no more.
            TooManyAttempts: it is not looked at yet, right or wrong.
        """
        now, counted = self._clock.now(), (of_address(self._keys, where.address),)
        with self._storage.writing() as connection:
            until = attempts.count(connection, counted, now)
            if until is None:
                link = kept_calendar_links.link_of(connection, secret, now)
                if link is not None:
                    attempts.take_back(connection, counted)
                    kept_calendar_links.note_use(connection, link, now)
            else:
                tell(connection, SlowedDown(None, now, shortened_address(where.address), until))
        if until is not None:
            raise refusals.wait(until, now)
        if link is None:
            raise NotFound(say("error.account.no_calendar_link"), rule="no_calendar_link")
        return link
