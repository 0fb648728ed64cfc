"""What can be asked of messages: where one gets mail, and what was sent to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from pydantic import SecretStr

from answerable.clock import Clock
from answerable.streams.reminder.events import Given
from answerable_services.accounts.messages import outbox
from answerable_services.accounts.messages.mail import checked
from answerable_services.accounts.messages.quiet import Quiet
from answerable_services.accounts.messages.sending import Sender, Ways
from answerable_services.accounts.office import Office

_TOLD = {"trigger", "what", "article", "rule", "matter", "owed_by", "due_at", "reminded", "is_urgent"}


class Messages(Office):
    """The part of the service that knows where mail goes, and what was sent."""

    def mail_of(self, secret: SecretStr) -> str | None:
        """Give where whoever is signed in gets mail; None where they did not say.

        Arguments:
            secret: the session's id.

        Raises:
            Unauthenticated: the session is over.
        """
        person = self._session(secret).person
        with self._storage.reading() as connection:
            return outbox.address_of(connection, person)

    def set_mail(self, secret: SecretStr, address: str) -> None:
        """Say where whoever is signed in gets mail from now on; nowhere where nothing is said.

        Arguments:
            secret: the session's id.
            address: where.

        Raises:
            Unauthenticated: the session is over.
            Invalid: it is no mail address.
        """
        said = checked(address) if address.strip() else None
        with self._storage.writing() as connection:
            person = self._still(connection, secret).person
            outbox.set_address(connection, person, said, self._clock.now())
        self._storage.tidy()

    def try_mail(self, secret: SecretStr, sender: Sender) -> None:
        """Send whoever is signed in a message that only tries whether messages arrive.

        Arguments:
            secret: the session's id.
            sender: sends it.

        Raises:
            Unauthenticated: the session is over.
            Refused: it could not be sent.
            TooManyAttempts: they were sent one a moment ago.
        """
        sender.send_trial(self._session(secret).person)

    def put_reminder(self, event: Given, ways: Ways, quiet: Quiet | None) -> int:
        """Put what a reminder tells into the outbox, once.

        Arguments:
            event: the reminder.
            ways: by what messages go.
            quiet: when only what is urgent is sent.
        """
        now = self._clock.now()
        zone: tzinfo = ways.zone_of(event.site)
        not_before = now if quiet is None or event.is_urgent else quiet.over_at(now, zone)
        with self._storage.writing() as connection:
            return outbox.put(
                connection,
                event.event_id,
                ways.channels,
                person=event.reminded,
                site=event.site,
                told=event.model_dump(mode="json", include=_TOLD),
                now=now,
                not_before=not_before,
            )

    def messages(self, *, after: int | None, limit: int) -> list[Mapping[Any, Any]]:
        """List what was sent to whom, the newest first.

        Arguments:
            after: the number that the list goes on behind; from the newest where None.
            limit: how many, at most.
        """
        with self._storage.reading() as connection:
            return outbox.newest(connection, after=after, limit=limit)

    def sender(self, ways: Ways, clock: Clock) -> Sender:
        """Make what sends the messages of the outbox.

        Arguments:
            ways: by what they go.
            clock: the machine's.
        """
        return Sender(self._storage, ways, clock)
