"""The factory that the library finds by ``PERSISTENCE_MODULE``, and the variables it reads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    InfrastructureFactoryError,
    Mapper,
    NotSupportedError,
    ProcessRecorder,
    TrackingRecorder,
    Transcoder,
)
from eventsourcing.utils import Environment, EnvType, strtobool
from nats.aio.client import Client

from answerable.errors import Conflict
from answerable.events.subjects import PREFIX
from answerable.ledger.eventsourcing.cloudevents import CloudEventCodec, CloudEventMapper
from answerable.ledger.eventsourcing.codec import Codec, FramedCodec
from answerable.ledger.eventsourcing.faults import as_persistence_errors
from answerable.ledger.eventsourcing.log import EventLog
from answerable.ledger.eventsourcing.loop import LoopThread
from answerable.ledger.eventsourcing.recorders import (
    JetStreamAggregateRecorder,
    JetStreamApplicationRecorder,
)
from answerable.ledger.ledger import DESIGN, Ledger, connect, disconnect
from answerable.ledger.stream import StreamDesign

T = TypeVar("T")

_OPEN_WITHIN_S = 60.0


class Wire(StrEnum):
    """What events look like in the stream."""

    FRAMED = "framed"
    CLOUDEVENTS = "cloudevents"


class Factory(InfrastructureFactory[TrackingRecorder]):
    """Makes recorders that keep an application's events in one JetStream stream.

    Variables, each of which may carry the application's name as prefix:

    - ``NATS_URL``: ``nats://host:port``, several with commas. Mandatory.
    - ``NATS_USER``, ``NATS_PASSWORD``: who connects.
    - ``NATS_CONNECT_WITHIN_S``: seconds to try to connect for; 10 where not set.
    - ``LEDGER_CODEC``: ``framed`` (any application, the default) or ``cloudevents`` (answerable's own).
    - ``LEDGER_STREAM``: the stream's name; ``EVENTS`` where not set, ``LEDGER`` for ``cloudevents``.
    - ``LEDGER_SUBJECT_PREFIX``: the first token of the subjects; ``events`` where not set.
    - ``LEDGER_REPLICAS``: 1 or 3, where the stream is made.
    - ``LEDGER_INSTALL``: ``y`` makes the stream where it is missing. Set it once, for a new installation:
      a stream that is missing later is a fault that must be seen.

    Snapshots, where they are enabled, go to a stream of their own: ``<LEDGER_STREAM>-SNAPSHOTS``.

    Arguments:
        env: the variables.
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

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        self._wire = self._read(self.LEDGER_CODEC, Wire.FRAMED, Wire)
        is_ours = self._wire is Wire.CLOUDEVENTS
        self._stream = self.env.get(self.LEDGER_STREAM, DESIGN.name if is_ours else "EVENTS")
        self._prefix = self.env.get(self.LEDGER_SUBJECT_PREFIX, PREFIX if is_ours else "events")
        if is_ours and self._prefix != PREFIX:
            raise InfrastructureFactoryError(
                f"{self.LEDGER_SUBJECT_PREFIX} is always {PREFIX} for {self._wire}"
            )
        self._replicas = self._read(self.LEDGER_REPLICAS, "1", int)
        self._may_install = self._read(self.LEDGER_INSTALL, "n", strtobool)
        self._connect_within_s = self._read(self.NATS_CONNECT_WITHIN_S, "10", float)
        self._is_used = False
        self._opening = threading.Lock()
        self._thread: LoopThread | None = None
        self._client: Client | None = None

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
            NotSupportedError: snapshots of our own events, which `CloudEventMapper` could not write.
            OperationalError: the server does not answer, or the stream is missing.
        """
        if purpose == "events":
            log, thread = self._open(self._design(), self._codec())
            return JetStreamAggregateRecorder(log, thread)
        if self._wire is Wire.CLOUDEVENTS:
            raise NotSupportedError(
                "snapshots are not published events: fold the events, or use the framed codec"
            )
        codec = FramedCodec(f"{self._prefix}-{purpose}")
        design = self._design(f"{self._stream}-{purpose.upper()}", codec.everything)
        log, thread = self._open(design, codec, may_skip=True)
        return JetStreamAggregateRecorder(log, thread)

    def application_recorder(self) -> ApplicationRecorder:
        """Make the recorder of an application's events.

        Raises:
            InfrastructureFactoryError: the variables do not say where to connect.
            OperationalError: the server does not answer, or the stream is missing.
            InternalError: the stream is not what it must be.
        """
        log, thread = self._open(self._design(), self._codec())
        return JetStreamApplicationRecorder(log, thread)

    def tracking_recorder(
        self, tracking_recorder_class: type[TrackingRecorder] | None = None
    ) -> TrackingRecorder:
        """Refuse: a position belongs to the view it speaks of, in the view's own database.

        Raises:
            NotSupportedError: always.
        """
        self._refuse("tracking" if tracking_recorder_class is None else tracking_recorder_class.__qualname__)

    def process_recorder(self) -> ProcessRecorder:
        """Refuse: it would need a tracking recorder.

        Raises:
            NotSupportedError: always.
        """
        self._refuse("process")

    @staticmethod
    def _refuse(kind: str) -> NoReturn:
        raise NotSupportedError(
            f"{kind}: no such recorder on JetStream in this version: keep positions with the views, "
            "in the database that holds them"
        )

    def close(self) -> None:
        """End the connection and the thread; recorders and subscriptions of this factory end with it."""
        with self._opening:
            thread, client = self._thread, self._client
            self._thread = self._client = None
            self._is_used = False
        if thread is None or client is None:
            return
        thread.close(disconnect(client))

    def _codec(self) -> Codec:
        return CloudEventCodec() if self._wire is Wire.CLOUDEVENTS else FramedCodec(self._prefix)

    def _design(self, name: str | None = None, subjects: str | None = None) -> StreamDesign:
        return StreamDesign(
            name=name or self._stream,
            subjects=(subjects or self._codec().everything,),
            replicas=self._replicas,
        )

    def _open(
        self, design: StreamDesign, codec: Codec, *, may_skip: bool = False
    ) -> tuple[EventLog, LoopThread]:
        """Connect where that was not done yet, and give the log on a stream that is what it must be."""
        with as_persistence_errors():
            thread, client = self._connection()
            ledger = Ledger(client, design)
            try:
                thread.run(_prepare(ledger, may_install=self._may_install), _OPEN_WITHIN_S)
            except BaseException:
                if not self._is_used:
                    # An application that fails to start leaves nobody who could close this.
                    self.close()
                raise
            self._is_used = True
            return EventLog(ledger, codec, may_skip=may_skip), thread

    def _connection(self) -> tuple[LoopThread, Client]:
        """Give the one connection of this factory and the thread it lives in; made at first use."""
        with self._opening:
            if self._thread is None or self._client is None:
                thread = LoopThread(f"ledger-{self.env.name or self._stream}")
                try:
                    client = thread.run(self._connect(), _OPEN_WITHIN_S)
                except BaseException:
                    thread.close()
                    raise
                self._thread, self._client = thread, client
            return self._thread, self._client

    async def _connect(self) -> Client:
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


async def _prepare(ledger: Ledger, *, may_install: bool) -> None:
    """Make the stream where that is allowed and it is missing; otherwise check it."""
    if may_install:
        try:
            await ledger.install()
        except Conflict:
            pass
        else:
            return
    await ledger.verify()
