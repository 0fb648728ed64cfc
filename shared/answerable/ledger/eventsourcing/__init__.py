"""The `eventsourcing` library on JetStream: ``PERSISTENCE_MODULE=answerable.ledger.eventsourcing``."""

from answerable.ledger.eventsourcing.cloudevents import CloudEventCodec, CloudEventMapper, SitedEvent
from answerable.ledger.eventsourcing.codec import Codec, FramedCodec
from answerable.ledger.eventsourcing.factory import Factory, Wire
from answerable.ledger.eventsourcing.log import EventLog
from answerable.ledger.eventsourcing.loop import BorrowedLoop, LoopThread
from answerable.ledger.eventsourcing.recorders import (
    JetStreamAggregateRecorder,
    JetStreamApplicationRecorder,
)
from answerable.ledger.eventsourcing.subscription import JetStreamSubscription
from answerable.ledger.eventsourcing.tracking import JetStreamProcessRecorder, JetStreamTrackingRecorder

__all__ = [
    "BorrowedLoop",
    "CloudEventCodec",
    "CloudEventMapper",
    "Codec",
    "EventLog",
    "Factory",
    "FramedCodec",
    "JetStreamAggregateRecorder",
    "JetStreamApplicationRecorder",
    "JetStreamProcessRecorder",
    "JetStreamSubscription",
    "JetStreamTrackingRecorder",
    "LoopThread",
    "SitedEvent",
    "Wire",
]
