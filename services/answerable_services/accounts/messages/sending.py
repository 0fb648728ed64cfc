"""Sending: messages leave the outbox one by one, and what came of each is written down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from math import ceil
from typing import TYPE_CHECKING

import structlog

from answerable.clock import Clock
from answerable.errors import Refused, TooManyAttempts, Unavailable
from answerable.queries.accounts import MessageChannel, MessageState
from answerable.wording import say
from answerable_services.accounts.messages import outbox
from answerable_services.accounts.messages.mail import NotTakenError, RefusedError, UncertainError
from answerable_services.accounts.messages.outbox import Message
from answerable_services.accounts.messages.wording import subject_of, text_of, trial

if TYPE_CHECKING:
    from answerable_services.accounts.messages.hook import Hook
    from answerable_services.accounts.messages.mail import MailServer
    from answerable_services.accounts.storage import Storage

log = structlog.get_logger()

_EVERY_S = 1.0
_WHEN_AWAY_S = 5.0
_LONGEST_UNDER_WAY = timedelta(minutes=5)
"""Longer than any attempt takes: each of its steps ends within some twenty seconds."""
_TENDS_EVERY_S = 60.0
_BETWEEN_TRIALS = timedelta(minutes=1)
_AN_HOUR = timedelta(hours=1)
_TRIALS_AN_HOUR = 5
"""Messages to try that one person is sent in an hour: an address is anybody's, whoever has typed it."""
_KEPT = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Ways:
    """By what messages go.

    Arguments:
        mail: the server that takes mail; None where there is none.
        hook: the other system that takes reminders; None where there is none.
        pages: the address of the pages.
        zone_of: gives a site's zone.
    """

    mail: MailServer | None
    hook: Hook | None
    pages: str
    zone_of: Callable[[str], tzinfo]

    @property
    def channels(self) -> tuple[MessageChannel, ...]:
        """Those that there are."""
        there = ((MessageChannel.MAIL, self.mail), (MessageChannel.HOOK, self.hook))
        return tuple(channel for channel, way in there if way is not None)


class Sender:
    """Sends what is in the outbox.

    Arguments:
        storage: where the outbox is.
        ways: by what messages go.
        clock: the machine's.
    """

    def __init__(self, storage: Storage, ways: Ways, clock: Clock) -> None:
        self._storage = storage
        self._ways = ways
        self._clock = clock

    async def run(self) -> None:
        """Go on until cancelled."""
        loop = asyncio.get_running_loop()
        tended_at = -_TENDS_EVERY_S
        while True:
            pause = _EVERY_S
            try:
                if loop.time() - tended_at >= _TENDS_EVERY_S:
                    await asyncio.to_thread(self.tend)
                    tended_at = loop.time()
                while await asyncio.to_thread(self.send_next):
                    pass
            except Unavailable as error:
                log.warning("messages.postponed", reason=error.message)
                pause = _WHEN_AWAY_S
            await asyncio.sleep(pause)

    def tend(self) -> None:
        """Look at what a process that ended had under way, and forget what is long over.

        Raises:
            Unavailable: the store does not answer.
        """
        now = self._clock.now()
        with self._storage.writing() as connection:
            lost = outbox.give_up_what_was_under_way(connection, now - _LONGEST_UNDER_WAY)
            outbox.forget_old(connection, now - _KEPT)
        if lost:
            log.warning("messages.uncertain", count=lost)

    def send_next(self) -> bool:
        """Send the message whose turn it is.

        Returns:
            Whether there was one.

        Raises:
            Unavailable: the store does not answer.
        """
        now = self._clock.now()
        with self._storage.writing() as connection:
            message = outbox.next_due(connection, now)
            address = None if message is None else outbox.address_of(connection, message.person)
        if message is None:
            return False
        try:
            state, reason = self._send(message, address, now), None
        except NotTakenError as error:
            with self._storage.writing() as connection:
                state = outbox.put_off(connection, message, self._clock.now(), str(error))
            self._say(message, state, str(error))
            return True
        except RefusedError as error:
            state, reason = MessageState.FAILED, str(error)
        except UncertainError as error:
            state, reason = MessageState.UNCERTAIN, str(error)
        with self._storage.writing() as connection:
            outbox.end(connection, message.number, state, self._clock.now(), reason)
        self._say(message, state, reason)
        return True

    def _say(self, message: Message, state: MessageState, reason: str | None) -> None:
        told = {"message": message.event, "channel": message.channel.value, "state": state.value}
        log.info("messages.sent" if reason is None else "messages.not_sent", **told, reason=reason)

    def _send(self, message: Message, address: str | None, now: datetime) -> MessageState:
        """Send one message, and say where it stands then.

        Raises:
            NotTakenError: it was not taken this time.
            RefusedError: it never will be.
            UncertainError: nobody knows.
        """
        told, reminder = message.told, message.event.rpartition(".")[0]
        if message.channel is MessageChannel.HOOK and self._ways.hook is not None:
            of_it = {**told, "reminder": reminder, "site": message.site}
            self._ways.hook.send(message.event, "reminder.given", of_it, now)
            return MessageState.SENT
        if address is None or self._ways.mail is None:
            return MessageState.NO_ADDRESS
        text = text_of(told, reminder, self._ways.pages, self._ways.zone_of(message.site))
        self._ways.mail.send(address, subject_of(told), text, message.event, now)
        return MessageState.SENT

    def send_trial(self, person: str) -> None:
        """Send a message that only tries whether messages arrive, at once; it is written down as others are.

        Arguments:
            person: to whom.

        Raises:
            Refused: there is no address or no server, or the server did not take it.
            TooManyAttempts: they were sent one a moment ago, or several within the hour.
        """
        if self._ways.mail is None:
            raise Refused(say("refusal.message.no_mail_server"))
        now = self._clock.now()
        with self._storage.writing() as connection:
            address = outbox.address_of(connection, person)
            if address is None:
                raise Refused(say("refusal.message.no_address"))
            _check_trials(outbox.trials_of(connection, person, now - _AN_HOUR), now)
            number = outbox.put_trial(connection, person, now)
        state, reason = MessageState.UNCERTAIN, None
        try:
            self._ways.mail.send(address, *trial(), f"{outbox.TRIAL}{number}.{now.timestamp():.6f}", now)
            state = MessageState.SENT
        except (NotTakenError, RefusedError, UncertainError) as error:
            state = state if isinstance(error, UncertainError) else MessageState.FAILED
            reason = str(error)
            raise Refused(say("refusal.message.not_sent", reason=reason)) from error
        finally:
            with self._storage.writing() as connection:
                outbox.end(connection, number, state, self._clock.now(), reason)
            told = {"channel": MessageChannel.MAIL.value, "state": state.value, "reason": reason}
            log.info("messages.tried", message=number, **told)


def _check_trials(sent: list[datetime], now: datetime) -> None:
    """Let somebody be sent a message to try once a minute, and a few times an hour.

    Raises:
        TooManyAttempts: it is too soon; the message says for how long.
    """
    waits = [timedelta()]
    if sent:
        waits.append(sent[-1] + _BETWEEN_TRIALS - now)
    if len(sent) >= _TRIALS_AN_HOUR:
        waits.append(sent[-_TRIALS_AN_HOUR] + _AN_HOUR - now)
    if (wait := max(waits)) > timedelta():
        left = timedelta(seconds=ceil(wait.total_seconds()))
        raise TooManyAttempts(say("refusal.message.tried", length=left))
