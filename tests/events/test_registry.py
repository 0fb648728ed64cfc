"""From a wire type to its model: older versions are lifted, and every type means one thing."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, ClassVar

import pytest

from answerable.discovery import parts
from answerable.errors import Corrupt
from answerable.events.base import Event
from answerable.events.registry import Registry, registry_of

RUNG = "answerable.test_registry.rung"
BASE: dict[str, Any] = {
    "originator_id": "rung-1",
    "originator_version": 1,
    "site": "xm01",
    "occurred_at": "2016-03-10T02:00:00Z",
    "recorded_at": "2016-03-10T02:00:01Z",
    "actor": "staff-first",
    "causation_id": "test",
    "correlation_id": "rung-1",
}


class Rung(Event):
    schema_version: ClassVar[int] = 3

    times: int


def same(data: dict[str, Any]) -> dict[str, Any]:
    return data


def known() -> Registry:
    registry = Registry((Rung,))
    registry.upcast(f"{RUNG}.v1", f"{RUNG}.v2", lambda data: {**data, "count": 1})
    registry.upcast(f"{RUNG}.v2", f"{RUNG}.v3", lambda data: {**BASE, "times": data["count"]})
    return registry


def test_every_older_version_is_lifted() -> None:
    """An event of the first version goes through the second to the third."""
    built = [known().build(f"{RUNG}.v{version}", {**BASE, **said}) for version, said in SAID]

    assert built == [Rung(**BASE, times=1), Rung(**BASE, times=2), Rung(**BASE, times=3)]


SAID: tuple[tuple[int, dict[str, Any]], ...] = ((1, {}), (2, {"count": 2}), (3, {"times": 3}))


def test_an_upcaster_that_fails() -> None:
    """What goes wrong in an upcaster is told as damaged data, with both types."""
    with pytest.raises(Corrupt, match=rf"{RUNG}\.v2 cannot become {RUNG}\.v3: KeyError\('count'\)"):
        known().build(f"{RUNG}.v2", BASE)


def test_a_type_without_model_or_upcaster() -> None:
    """A version that nobody lifts is not known."""
    with pytest.raises(Corrupt, match=rf"'{RUNG}\.v4' is not known"):
        known().build(f"{RUNG}.v4", BASE)


@pytest.mark.parametrize(
    ("old", "new"),
    [("v1", "v3"), ("v2", "v1"), ("v3", "v4"), ("v1", "v2"), ("one", "two")],
    ids=["a step left out", "backwards", "of a current type", "twice", "no versions"],
)
def test_upcasters_that_are_refused(old: str, new: str) -> None:
    """Each version has one meaning: its model, or one way to the very next version."""
    with pytest.raises(Corrupt):
        known().upcast(f"{RUNG}.{old}", f"{RUNG}.{new}", same)


def test_a_model_of_a_type_that_is_lifted() -> None:
    """No model may claim a type whose events are read as a newer one."""
    registry = Registry()
    registry.upcast(f"{RUNG}.v3", f"{RUNG}.v4", same)

    with pytest.raises(Corrupt, match=rf"{RUNG}\.v3 became {RUNG}\.v4"):
        registry.add(Rung)


def module(name: str, **content: object) -> ModuleType:
    made = ModuleType(name)
    made.__spec__ = ModuleSpec(name, None)
    vars(made).update(content)
    return made


def test_upcasters_are_found_beside_their_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module `upcasts` in a stream's folder is part of the language, and is listed nowhere."""
    name = "answerable.streams.site.upcasts"
    monkeypatch.setitem(sys.modules, name, module(name, UPCASTS={"rung.v1": same}))

    assert parts("upcasts").keys() == {"site"}


def test_upcasters_are_named_as_in_their_stream() -> None:
    """The folder says the stream, the key the older type: both versions are read as the present one."""
    events = {"test_registry": module("events", Rung=Rung, Event=Event)}
    lifts = {
        "rung.v1": lambda data: {**data, "count": 1},
        "rung.v2": lambda data: {**BASE, "times": data["count"]},
    }
    registry = registry_of(events, {"test_registry": module("upcasts", UPCASTS=lifts)})

    assert registry.build(f"{RUNG}.v1", BASE) == Rung(**BASE, times=1)


@pytest.mark.parametrize(
    "name", ["rung.v1", "rung.v3", "rung"], ids=["ends nowhere", "current", "no version"]
)
def test_an_upcaster_that_does_not_fit_its_stream(name: str) -> None:
    """One that leads to no model, starts from a present type or has no version is refused at the start."""
    events = {"test_registry": module("events", Rung=Rung)}

    with pytest.raises(Corrupt, match="rung"):
        registry_of(events, {"test_registry": module("upcasts", UPCASTS={name: same})})
