"""The factory that the library finds by ``PERSISTENCE_MODULE``, and the variables it reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Any, TypeVar

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    InfrastructureFactoryError,
    Mapper,
    NotSupportedError,
    Recorder,
    Transcoder,
)
from eventsourcing.utils import Environment, EnvType, resolve_topic, strtobool

from answerable.events.subjects import PREFIX
from answerable.ledger.eventsourcing.cloudevents import CloudEventCodec, CloudEventMapper
from answerable.ledger.eventsourcing.codec import Codec, FramedCodec
from answerable.ledger.eventsourcing.connection import Connection
from answerable.ledger.eventsourcing.library_errors import as_persistence_errors
from answerable.ledger.eventsourcing.log import EventLog
from answerable.ledger.eventsourcing.loop import LoopThread
from answerable.ledger.eventsourcing.positions import Positions
from answerable.ledger.eventsourcing.recorders import (
    JetStreamAggregateRecorder,
    JetStreamApplicationRecorder,
)
from answerable.ledger.eventsourcing.tracking import JetStreamProcessRecorder, JetStreamTrackingRecorder
from answerable.ledger.store.client import LedgerClient
from answerable.ledger.store.ledger import DESIGN, Ledger, connect
from answerable.ledger.store.stream import StreamDesign

T = TypeVar("T")

R = TypeVar("R", bound=Recorder)

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]+")


class Wire(StrEnum):
    """What events look like in the stream."""

    FRAMED = "framed"
    CLOUDEVENTS = "cloudevents"


def _plain(name: str) -> str:
    """Check a name that stands in streams and subjects."""
    if not _PLAIN_NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot be used: letters of ASCII, digits, - and _ only")
    return name


class Factory(InfrastructureFactory[JetStreamTrackingRecorder]):
    """Makes recorders that keep an application's events in one JetStream stream.

    Variables, each of which may carry the application's name as prefix:

    - ``NATS_URL``: ``nats://host:port``, several with commas. Mandatory.
    - ``NATS_USER``, ``NATS_PASSWORD``: who connects.
    - ``NATS_CONNECT_WITHIN_S``: seconds to try to connect for; 10 where not set.
    - ``LEDGER_CODEC``: ``framed`` (any application, the default) or ``cloudevents`` (answerable's own).
    - ``LEDGER_STREAM``: the stream's name; where not set, the application's name in capitals, ``EVENTS``
      where it has none, ``LEDGER`` for ``cloudevents``.
    - ``LEDGER_SUBJECT_PREFIX``: the first token of the subjects; where not set, the application's name in
      small letters, ``events`` where it has none.
    - ``LEDGER_REPLICAS``: 1 or 3, where the stream is made.
    - ``LEDGER_INSTALL``: ``y`` makes the stream where it is missing. Set it once, for a new installation:
      a stream that is missing later is a fault that must be seen.

    Snapshots, where they are enabled, go to a stream of their own, ``<LEDGER_STREAM>-SNAPSHOTS``; so do the
    positions of views without events, ``<LEDGER_STREAM>-VIEW``. A process's positions stand among its events.

    Classes of one's own can be named as ``APPLICATION_RECORDER_TOPIC``, ``TRACKING_RECORDER_TOPIC`` and
    ``PROCESS_RECORDER_TOPIC``: subclasses of those in this module.

    Arguments:
        env: the variables.
        thread: the event loop that the connection lives in; one in a thread of its own where not given.
    """

    NATS_URL = "NATS_URL"
    NATS_USER = "NATS_USER"
    NATS_PASSWORD = "NATS_PASSWORD"  # noqa: S105 - a variable's name
    NATS_CONNECT_WITHIN_S = "NATS_CONNECT_WITHIN_S"
    LEDGER_CODEC = "LEDGER_CODEC"
    LEDGER_STREAM = "LEDGER_STREAM"
    LEDGER_SUBJECT_PREFIX = "LEDGER_SUBJECT_PREFIX"
    LEDGER_REPLICAS = "LEDGER_REPLICAS"
    LEDGER_INSTALL = "LEDGER_INSTALL"

    def __init__(self, env: Environment | EnvType | None, thread: LoopThread | None = None) -> None:
        super().__init__(env)
        self._wire = self._read(self.LEDGER_CODEC, Wire.FRAMED, Wire)
        is_ours = self._wire is Wire.CLOUDEVENTS
        name = self.env.name or "events"
        self._stream = self._read(self.LEDGER_STREAM, DESIGN.name if is_ours else name.upper(), _plain)
        self._prefix = self._read(self.LEDGER_SUBJECT_PREFIX, PREFIX if is_ours else name.lower(), _plain)
        if is_ours and self._prefix != PREFIX:
            raise InfrastructureFactoryError(
                f"{self.LEDGER_SUBJECT_PREFIX} is always {PREFIX} for {self._wire}"
            )
        self._replicas = self._read(self.LEDGER_REPLICAS, "1", int)
        may_install = self._read(self.LEDGER_INSTALL, "n", strtobool)
        self._connect_within_s = self._read(self.NATS_CONNECT_WITHIN_S, "10", float)
        self._connection = Connection(
            self._connect, f"ledger-{self.env.name or self._stream}", may_install=may_install, thread=thread
        )

    def _read(self, key: str, default: str, as_type: Callable[[str], T]) -> T:
        """Read a variable.

        Raises:
            InfrastructureFactoryError: its value is not understood.
        """
        try:
            return as_type(self.env.get(key, default))
        except ValueError as error:
            raise InfrastructureFactoryError(f"{key}: {error}") from error

    def mapper(
        self, transcoder: Transcoder | None = None, mapper_class: type[Mapper[Any]] | None = None
    ) -> Mapper[Any]:
        """Give the mapper: the configured one, or `CloudEventMapper` for our own events."""
        if mapper_class is None and self._wire is Wire.CLOUDEVENTS and not self.env.get(self.MAPPER_TOPIC):
            mapper_class = CloudEventMapper
        with as_persistence_errors():
            return super().mapper(transcoder, mapper_class)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Make a recorder of aggregates' events, or of their snapshots.

        Arguments:
            purpose: ``events`` or ``snapshots``.

        Raises:
            OperationalError: the server does not answer, or the stream is missing.
        """
        if purpose == "events":
            ledger, thread = self._connection.open(self._design())
            return JetStreamAggregateRecorder(self._log(ledger), thread)
        codec = FramedCodec(f"{self._prefix}-{purpose}")
        design = self._design(f"{self._stream}-{purpose.upper()}", codec.everything)
        ledger, thread = self._connection.open(design)
        return JetStreamAggregateRecorder(EventLog(ledger, codec, may_skip=True), thread)

    def application_recorder(self) -> ApplicationRecorder:
        """Make the recorder of an application's events.

        Raises:
            InfrastructureFactoryError: the variables do not say where to connect, or the class of
                ``APPLICATION_RECORDER_TOPIC`` is not one of this module.
            OperationalError: the server does not answer, or the stream is missing.
            InternalError: the stream is not what it must be.
        """
        made = self._class(self.APPLICATION_RECORDER_TOPIC, JetStreamApplicationRecorder)
        ledger, thread = self._connection.open(self._design())
        return made(self._log(ledger), thread)

    def tracking_recorder(
        self, tracking_recorder_class: type[JetStreamTrackingRecorder] | None = None
    ) -> JetStreamTrackingRecorder:
        """Make a recorder of positions alone, such as a view that keeps its state with them.

        Arguments:
            tracking_recorder_class: a subclass to be made; where not given, that of
                ``TRACKING_RECORDER_TOPIC``.

        Raises:
            NotSupportedError: the codec is ``cloudevents``.
            InfrastructureFactoryError: the class is not one of this module.
            OperationalError: the server does not answer, or the stream is missing.
        """
        self._refuse_positions()
        made = self._class(self.TRACKING_RECORDER_TOPIC, JetStreamTrackingRecorder, tracking_recorder_class)
        prefix = f"{self._prefix}-view"
        design = self._design(f"{self._stream}-VIEW", f"{prefix}.*")
        ledger, thread = self._connection.open(replace(design, last_only=True))
        return made(Positions(ledger, prefix), thread)

    def process_recorder(self) -> JetStreamProcessRecorder:
        """Make the recorder of an application that follows another one.

        Raises:
            NotSupportedError: the codec is ``cloudevents``.
            InfrastructureFactoryError: the class of ``PROCESS_RECORDER_TOPIC`` is not one of this module.
            OperationalError: the server does not answer, or the stream is missing.
        """
        self._refuse_positions()
        made = self._class(self.PROCESS_RECORDER_TOPIC, JetStreamProcessRecorder)
        ledger, thread = self._connection.open(self._design())
        log = self._log(ledger)
        return made(log, Positions(ledger, self._tracking_prefix, log), thread)

    def close(self) -> None:
        """End the connection and the thread; recorders and subscriptions of this factory end with it."""
        self._connection.close()

    @property
    def _tracking_prefix(self) -> str:
        return f"{self._prefix}-tracking"

    def _refuse_positions(self) -> None:
        if self._wire is Wire.CLOUDEVENTS:
            raise NotSupportedError(
                "the ledger holds published events and nothing else, so that every message in it can be read "
                "and verified by anybody: record a position in the database of the view it belongs to, or in "
                f"a stream of your own with {self.LEDGER_CODEC}={Wire.FRAMED}"
            )

    def _class(self, key: str, base: type[R], given: type[R] | None = None) -> type[R]:
        """Choose a recorder's class: the given one, else the configured one, else the base itself."""
        topic = self.env.get(key)
        chosen = given or (resolve_topic(topic) if topic else base)
        if not (isinstance(chosen, type) and issubclass(chosen, base)):
            raise InfrastructureFactoryError(
                f"{chosen} is not a {base.__qualname__}: where it is kept by another persistence module, "
                f"name that in one of {', '.join(self.env.create_keys(self.PERSISTENCE_MODULE))}"
            )
        return chosen

    def _codec(self) -> Codec:
        return CloudEventCodec() if self._wire is Wire.CLOUDEVENTS else FramedCodec(self._prefix)

    def _log(self, ledger: Ledger) -> EventLog:
        beside = None if self._wire is Wire.CLOUDEVENTS else f"{self._tracking_prefix}."
        return EventLog(ledger, self._codec(), beside=beside)

    def _design(self, name: str | None = None, *subjects: str) -> StreamDesign:
        """Describe a stream; where no subjects are named, that of the events and of positions with them."""
        if not subjects:
            subjects = (self._codec().everything,)
            if self._wire is Wire.FRAMED:
                subjects += (f"{self._tracking_prefix}.*",)
        return StreamDesign(name=name or self._stream, subjects=subjects, replicas=self._replicas)

    async def _connect(self) -> LedgerClient:
        url = self.env.get(self.NATS_URL)
        if not url:
            raise InfrastructureFactoryError(
                f"no server is named: set one of {', '.join(self.env.create_keys(self.NATS_URL))}"
            )
        return await connect(
            url,
            user=self.env.get(self.NATS_USER) or None,
            password=self.env.get(self.NATS_PASSWORD) or None,
            name=self.env.name or "eventsourcing",
            within_s=self._connect_within_s,
        )
