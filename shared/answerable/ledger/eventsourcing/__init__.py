"""The `eventsourcing` library on JetStream: ``PERSISTENCE_MODULE=answerable.ledger.eventsourcing``."""

from answerable.ledger.eventsourcing.cloudevents import CloudEventCodec, CloudEventMapper, SitedEvent
from answerable.ledger.eventsourcing.codec import Codec, FramedCodec
from answerable.ledger.eventsourcing.factory import Factory, Wire
from answerable.ledger.eventsourcing.log import EventLog
from answerable.ledger.eventsourcing.loop import LoopThread
from answerable.ledger.eventsourcing.recorders import (
    JetStreamAggregateRecorder,
    JetStreamApplicationRecorder,
)
from answerable.ledger.eventsourcing.subscription import JetStreamSubscription

__all__ = [
    "CloudEventCodec",
    "CloudEventMapper",
    "Codec",
    "EventLog",
    "Factory",
    "FramedCodec",
    "JetStreamAggregateRecorder",
    "JetStreamApplicationRecorder",
    "JetStreamSubscription",
    "LoopThread",
    "SitedEvent",
    "Wire",
]
