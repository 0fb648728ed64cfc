"""A projection: a name, a version, tables, and a handler for each event it wants."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from answerable.errors import Corrupt, Invalid
from answerable.events.base import Event
from answerable.events.cloudevents import cut, open_envelope, type_in
from answerable.events.registry import REGISTRY
from answerable.events.subjects import filter_of, stream_at
from answerable.projection.writing.own_tables import WHOLE
from answerable.projection.writing.rows import SITE, Rows, key_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import MetaData

    from answerable.ledger.store.recorded import Recorded

_WANTS = "__answerable_wants__"


def on(*events: type[Event]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a method as the handler of one or more events.

    Arguments:
        events: the event models; the method gets the event and the rows.
    """

    def mark(handler: Callable[..., None]) -> Callable[..., None]:
        setattr(handler, _WANTS, events)
        return handler

    return mark


def forgotten(projection: type[Projection]) -> list[tuple[str, str]]:
    """List the corrections of what a projection wants that it neither handles nor explains.

    Arguments:
        projection: which.

    Returns:
        Pairs of what it wants and what corrects it, by their names in the code, such as ``case.Resolved``.
    """
    wanted = projection.wanted()
    seen = wanted | projection.unaffected_by.keys()
    return sorted(
        (_name(of), _name(correction))
        for correction in _all_events(Event)
        if correction not in seen
        for of in {*correction.revokes, *correction.corrects} & wanted
    )


def _all_events(base: type[Event]) -> Iterator[type[Event]]:
    for event in base.__subclasses__():
        yield event
        yield from _all_events(event)


def _name(event: type[Event]) -> str:
    return f"{event.stream}.{event.__name__}"


class Projection:
    """Turns events into rows; subclass it, give it tables, and mark handlers with `on`.

    Handlers are pure but for the rows: no clock, no network, nothing random, so that a rebuild
    gives the same rows. Change `version` when handlers or tables change: the runtime then builds
    the view anew.

    A projection `is_by_site` where each handler touches only rows of its event's site: every table then
    has a column ``site`` in its key, and several instances of a service may share the sites between them.

    What was entered wrongly is put right by another event. A projection that wants the one and not the other
    would keep what was taken back: it has a handler for each correction of what it wants, or says in
    `unaffected_by` why its rows stay as they are.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    tables: ClassVar[MetaData]
    is_by_site: ClassVar[bool] = False
    unaffected_by: ClassVar[Mapping[type[Event], str]] = {}
    _handlers: ClassVar[dict[type[Event], str]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Collect the handlers that were marked with `on`.

        Raises:
            Invalid: it says that it is by site, and a table's key has no site; or a handler has the name of
                another one, of other events, which it would take the place of.
        """
        super().__init_subclass__(**kwargs)
        handlers: dict[type[Event], str] = {}
        wanted: dict[str, tuple[type[Event], ...]] = {}
        for base in reversed(cls.__mro__):
            for attribute, value in vars(base).items():
                events = getattr(value, _WANTS, ())
                if wanted.get(attribute, events) != events:
                    message = f"{cls.__name__} has two handlers called {attribute}: give one another name"
                    raise Invalid(message)
                if events:
                    wanted[attribute] = events
                    handlers |= dict.fromkeys(events, attribute)
        cls._handlers = handlers
        tables = cls.tables.sorted_tables if cls.is_by_site else []
        if shared := [table.name for table in tables if SITE not in key_columns(table)]:
            message = f"{cls.__name__} is by site, and the key of {', '.join(shared)} has no column {SITE!r}"
            raise Invalid(message)

    def __init__(self) -> None:
        if left := forgotten(type(self)):
            named = "; ".join(f"{of} is corrected by {correction}" for of, correction in left)
            message = (
                f"{type(self).__name__} would keep what was taken back: {named}. Handle each with @on, or "
                "say in `unaffected_by` why it changes no row"
            )
            raise Invalid(message)
        self._bound = {event: getattr(self, name) for event, name in self._handlers.items()}
        self._streams = frozenset(self.streams)
        self._types = {event.event_type: handle for event, handle in self._bound.items()}

    @classmethod
    def wanted(cls) -> frozenset[type[Event]]:
        """The events that it has handlers for."""
        return frozenset(cls._handlers)

    @property
    def streams(self) -> tuple[str, ...]:
        """The streams that its events belong to, sorted."""
        return tuple(sorted({event.stream for event in self._handlers}))

    @property
    def filters(self) -> tuple[str, ...]:
        """The subject filters by which the server sends only what it may want; all is sent where none is.

        The server looks for the next message of several filters at once many times slower than it sends
        and the client drops what lies between (docs/decisions/0012): only a single stream is filtered there.
        """
        return tuple(filter_of(stream=stream) for stream in self.streams) if len(self.streams) == 1 else ()

    def filters_of(self, partition: str) -> tuple[str, ...]:
        """The subject filters of one partition: of the whole ledger, or of one site.

        Arguments:
            partition: a site, or nothing for the whole ledger.
        """
        if partition == WHOLE:
            return self.filters
        stream = self.streams[0] if len(self.streams) == 1 else None
        return (filter_of(site=partition, stream=stream),)

    def wants(self, message: Recorded) -> bool:
        """Tell whether a message is of a stream that its events belong to; its type is not looked at."""
        return stream_at(message.subject) in self._streams

    def handle(self, event: Event, rows: Rows) -> None:
        """Apply one event to the rows; events it does not want change nothing."""
        handler = self._bound.get(type(event))
        if handler is not None:
            handler(event, rows)

    def foresee(self, events: Sequence[Event], rows: Rows) -> None:
        """Read what the next events are about to get with `Rows.fetch`, in one question for all of them.

        It changes nothing: an event may be foreseen and not come, and may come without that. Nothing is
        read ahead where this is not overridden.
        """

    def settle(self, rows: Rows) -> None:
        """Work out what follows from many rows, when a batch has been handled and before it is committed.

        Handlers note with `Rows.touch` what they concern, so that only that is looked at again; nothing
        follows where this is not overridden. What comes out must not depend on where batches end.
        """

    def read_ahead(self, messages: Iterable[Recorded], rows: Rows) -> list[Event | None]:
        """Read the events of the next messages, and let them be foreseen.

        Arguments:
            messages: what comes next.
            rows: of the batch.

        Returns:
            The event of each; None of one that is not wanted, or cannot be read, and all behind that.
        """
        events: list[Event | None] = []
        if type(self).foresee is not Projection.foresee:
            with suppress(Exception):  # it is told of when it is that message's turn
                events.extend(self.read(one) if self.wants(one) else None for one in messages)
            if found := [event for event in events if event is not None]:
                self.foresee(found, rows)
        return events

    def read(self, message: Recorded) -> Event | None:
        """Read the event in a stored message; None where it is none that the projection wants.

        Raises:
            Corrupt: the message cannot be read, or is of a type this version does not know. It may
                be one that the projection should want, so it is not passed over.
        """
        kind = type_in(message.body)
        if kind is not None and kind not in self._types and REGISTRY.is_current(kind):
            return None
        parts = cut(message.body)
        if parts is not None:
            event = REGISTRY.parse(parts.type, parts.data)
            if event is not None and event.event_id == parts.id:
                return event
        envelope = open_envelope(message.body)
        if envelope.type not in self._types and REGISTRY.is_current(envelope.type):
            return None
        event = REGISTRY.build(envelope.type, envelope.data)
        if event.event_id != envelope.id:
            text = f"envelope {envelope.id} holds the data of {event.event_id}"
            raise Corrupt(text)
        return event

    def apply(self, message: Recorded, rows: Rows, event: Event | None = None) -> None:
        """Apply one stored message to the rows.

        Arguments:
            message: which.
            rows: to which.
            event: the event in it, where it was read already.

        Raises:
            Corrupt: the message cannot be read, see `read`.
        """
        event = event or self.read(message)
        if event is not None:
            rows.sequence = message.sequence
            rows.site = event.site if self.is_by_site else None
            self.handle(event, rows)
