"""Finding the streams' modules: a folder that is there is part of the language, and is listed nowhere."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

_PACKAGE = "answerable.streams"
_FOLDER = Path(__file__).parent / "streams"


@cache
def streams() -> tuple[str, ...]:
    """Name the streams, sorted."""
    return tuple(sorted(found.name for found in iter_modules([str(_FOLDER)]) if found.ispkg))


def parts(part: str) -> dict[str, ModuleType]:
    """Give one module of every stream that has it, by the stream's name.

    Arguments:
        part: which: ``events``, ``upcasts``, ``flow``, ``commands``, ``decisions`` or ``register``.
    """
    places = {stream: f"{_PACKAGE}.{stream}.{part}" for stream in streams()}
    return {stream: import_module(place) for stream, place in places.items() if find_spec(place) is not None}
