"""Reminders, as they are given: a durable consumer of the ledger puts each into the outbox, once.

It is FastStream's, and says itself what the server is told: an event counts as taken when it stands in the
outbox, and is taken again a second later where it could not be put there. What is sent from the outbox is no
matter of the consumer: a mail server that is away holds up nothing. What was given more than a day ago, while
nobody listened, is news to nobody, and is not sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, NatsMessage, PullSub
from faststream.security import SASLPlaintext
from nats.js.api import ConsumerConfig, DeliverPolicy

from answerable.errors import AnswerableError
from answerable.events.cloudevents import decode
from answerable.events.subjects import filter_of
from answerable.ledger.server.accounts import MESSAGES_CONSUMER, User, inbox_prefix
from answerable.messaging.answering import end
from answerable.service.reaching import connection_of
from answerable.streams.reminder.events import Given

if TYPE_CHECKING:
    from answerable.settings import Settings

log = structlog.get_logger()

_AGAIN_AFTER_S = 1.0
_ACK_WAIT_S = 10.0
_OLD = timedelta(days=1)

Puts = Callable[[Given], int]
"""Puts what an event tells into the outbox, once, and gives how many messages are new."""


class Reminders:
    """Hears of reminders from start to stop.

    Arguments:
        settings: of the installation.
        puts: takes each.
    """

    def __init__(self, settings: Settings, puts: Puts) -> None:
        url, user, password = connection_of(settings, User.ACCOUNTS)
        self._puts = puts
        self._broker = NatsBroker(
            url.split(","),
            security=SASLPlaintext(user, password or "", use_ssl=False) if user else None,
            inbox_prefix=inbox_prefix(user),
            max_reconnect_attempts=-1,
            name="accounts-messages",
            logger=None,
        )
        self._broker.subscriber(
            filter_of(stream="reminder"),
            stream=JStream("LEDGER", declare=False),
            durable=MESSAGES_CONSUMER,
            pull_sub=PullSub(batch_size=1, timeout=1),
            ack_policy=AckPolicy.MANUAL,
            inbox_prefix=f"{inbox_prefix(user)}.".encode(),
            config=ConsumerConfig(
                deliver_policy=DeliverPolicy.NEW,
                ack_wait=_ACK_WAIT_S,
                max_deliver=-1,
                max_ack_pending=1,
            ),
        )(self._on_event)

    async def run(self) -> None:
        """Go on until cancelled."""
        await self._broker.start()
        try:
            await asyncio.Event().wait()
        finally:
            await end(self._broker)

    async def _on_event(self, message: NatsMessage) -> None:
        metadata = message.raw_message.metadata
        try:
            event = decode(message.body)
            is_old = datetime.now(UTC) - metadata.timestamp.astimezone(UTC) > _OLD
            if isinstance(event, Given) and not is_old:
                await asyncio.to_thread(self._puts, event)
        except AnswerableError as error:
            log.warning("messages.taken_again", sequence=metadata.sequence.stream, reason=error.message)
            await message.nack(delay=_AGAIN_AFTER_S)
        else:
            await message.ack_sync()
