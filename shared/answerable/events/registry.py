"""From a wire type to its model, across schema versions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from answerable.discovery import parts
from answerable.errors import Corrupt
from answerable.events.base import Event
from answerable.flow import Flow

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
"""Takes the data of one schema version and gives the data of the next."""

_VERSIONED = re.compile(r"(.+\.v)([1-9][0-9]*)")


class Registry:
    """Knows every event model by its wire type, and how to lift older versions.

    Arguments:
        models: the current models; two of one wire type are refused.
    """

    def __init__(self, models: Iterator[type[Event]] | tuple[type[Event], ...] = ()) -> None:
        self._models: dict[str, type[Event]] = {}
        self._upcasters: dict[str, tuple[str, Upcaster]] = {}
        for model in models:
            self.add(model)

    def add(self, model: type[Event]) -> None:
        """Make a model known under its wire type.

        Raises:
            Corrupt: another model claims it, or stored events of it are lifted to a newer one.
        """
        if model.event_type in self._upcasters:
            message = (
                f"{model.event_type} became {self._upcasters[model.event_type][0]}; no model may claim it"
            )
            raise Corrupt(message)
        known = self._models.setdefault(model.event_type, model)
        if known is not model:
            message = f"two models claim the event type {model.event_type}: {known!r} and {model!r}"
            raise Corrupt(message)

    def upcast(self, old_type: str, new_type: str, lift: Upcaster) -> None:
        """Say how the data of an older type becomes the data of the next.

        Arguments:
            old_type: the wire type that is still in the log, ending in ``.vN``.
            new_type: the type it becomes, ending in ``.vN+1``.
            lift: takes the old data, gives the new; pure.

        Raises:
            Corrupt: the new type is not the old one's next version, or the old type has a model or an
                upcaster already: stored events of it would then mean two things.
        """
        if _next_version(old_type) != new_type:
            message = f"{old_type} can only become its own next version, not {new_type}"
            raise Corrupt(message)
        if old_type in self._models or old_type in self._upcasters:
            message = f"{old_type} is already known: one type has a model or one upcaster, never both or two"
            raise Corrupt(message)
        self._upcasters[old_type] = (new_type, lift)

    def check(self) -> None:
        """Make sure that every older type is lifted to one that is read.

        Raises:
            Corrupt: one is lifted to a type without a model.
        """
        for old_type, (new_type, _) in self._upcasters.items():
            if new_type not in self._models and new_type not in self._upcasters:
                message = (
                    f"{old_type} becomes {new_type}, which has no model: set its schema_version, or lift "
                    "that type too"
                )
                raise Corrupt(message)

    def __iter__(self) -> Iterator[type[Event]]:
        return iter(sorted(self._models.values(), key=lambda model: model.event_type))

    def model(self, event_type: str) -> type[Event]:
        """Give the model of a current wire type.

        Raises:
            Corrupt: no model of that type is known.
        """
        try:
            return self._models[event_type]
        except KeyError:
            message = (
                f"event type {event_type!r} is not known to this version: upgrade it, or register the type"
            )
            raise Corrupt(message) from None

    def is_current(self, event_type: str) -> bool:
        """Tell whether this is the present wire type of a known model."""
        return event_type in self._models

    def build(self, event_type: str, data: dict[str, Any]) -> Event:
        """Make the event of a wire type from its data, lifting older versions first.

        Raises:
            Corrupt: the type is unknown, or the data do not fit it.
        """
        while event_type in self._upcasters:
            event_type, data = self._lift(event_type, data)
        try:
            return self.model(event_type).model_validate(data)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            message = f"data of {event_type} do not fit: {'.'.join(map(str, first['loc']))}: {first['msg']}"
            raise Corrupt(message) from error

    def parse(self, event_type: str, data: bytes) -> Event | None:
        """Make an event of a present wire type from its data as JSON, in two thirds of the time of `build`.

        Arguments:
            event_type: the wire type.
            data: as JSON.

        Returns:
            The event; None where it is of an older version, or where `build` has to say what is wrong.
        """
        model = self._models.get(event_type)
        try:
            return None if model is None else model.model_validate_json(data)
        except ValidationError:
            return None

    def _lift(self, event_type: str, data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Give the next version's type and data."""
        new_type, lift = self._upcasters[event_type]
        try:
            return new_type, lift(data)
        except Exception as error:
            message = f"data of {event_type} cannot become {new_type}: {error!r}"
            raise Corrupt(message) from error


def _next_version(event_type: str) -> str | None:
    found = _VERSIONED.fullmatch(event_type)
    return None if found is None else f"{found[1]}{int(found[2]) + 1}"


def _models_of(module: object) -> Iterator[type[Event]]:
    for value in vars(module).values():
        if isinstance(value, type) and issubclass(value, Event) and value is not Event:
            yield value


def registry_of(events: Mapping[str, object], upcasts: Mapping[str, object]) -> Registry:
    """Make the registry of the streams' modules.

    Arguments:
        events: the module of each stream's event models, by the stream's name.
        upcasts: the module of each stream that has stored events of older versions: its ``UPCASTS`` gives
            the upcaster of each older type, named as in the stream, ``opened.v1``.

    Raises:
        Corrupt: a type has two meanings, or an older one ends in a version that nobody reads.
    """
    registry = Registry(model for module in events.values() for model in _models_of(module))
    for stream, module in upcasts.items():
        lifts: Mapping[str, Upcaster] = vars(module)["UPCASTS"]
        for name, lift in lifts.items():
            old_type = f"answerable.{stream}.{name}"
            registry.upcast(old_type, _next_version(old_type) or f"the next version of {name}", lift)
    registry.check()
    return registry


FLOWS: dict[str, Flow[Any]] = {stream: module.FLOW for stream, module in parts("flow").items()}
"""The flow of each stream whose aggregates go through stages, by the stream's name."""

REGISTRY = registry_of(parts("events"), parts("upcasts"))
"""Every event of the published language, and how its older versions are read."""
