"""What an event says beside who and when, field by field, for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from answerable.corrections import EMPTIES
from answerable.wording import numbers
from answerable.wording.numbers import NONE
from answerable_services.console.language import Words
from answerable_services.console.views.actions import (
    ACTION,
    SCOPE,
    action_told,
    called_by_programs,
    scope_told,
)
from answerable_services.console.views.cells import by_its_form
from answerable_services.console.views.format import duration, moment
from answerable_services.console.views.links import link_of, name_of

NOTHING: Mapping[str, str] = MappingProxyType({})
"""Where no matter that is named was taken back."""

_AREAS: Mapping[str, str] = MappingProxyType(
    {EMPTIES: "field", "paused_for": "reason", "covers": "pledged", "unchecked": "area"}
)
"""Where the words of a closed set are called otherwise than what holds one of it.

What is emptied is a field of the event itself; a case's column of why it waits says the reason of its pause.
What somebody pledges to keep secret, and where nobody patrolled, are several of a set each.
"""

_MINUTES = "_minutes"
_SECONDS = "_s"


@dataclass(frozen=True, slots=True)
class Field:
    """One field in words.

    Arguments:
        name: its name.
        value: what it says.
        href: where that can be read, if it names something.
        fate: what became of the matter that it names, where that counts for nothing any more.
        beside: what programs call what it says, where people call it otherwise.
    """

    name: str
    value: str
    href: str | None = None
    fate: str = ""
    beside: str = ""


def fate_of(value: Any, taken_back: Mapping[str, str], words: Words) -> str:
    """Say what became of a matter that is named, where it counts for nothing any more; else nothing.

    Arguments:
        value: what names it.
        taken_back: the stages of those that count for nothing, as the desk tells them.
        words: the language.
    """
    stage = taken_back.get(value) if isinstance(value, str) else None
    return "" if stage is None else words(f"state.{stage}")


def _moment(value: str) -> datetime | None:
    try:
        told = datetime.fromisoformat(value) if "T" in value else None
    except ValueError:
        return None
    return told if told is not None and told.tzinfo is not None else None


def written(name: str, value: Any, words: Words, zone: ZoneInfo) -> str:
    """Write one value for people: a word of a closed set, a moment, a length of time, a person's name.

    Arguments:
        name: the field's.
        value: as JSON has it.
        words: the language.
        zone: whose clock moments are written by.
    """
    if isinstance(value, bool):
        return words("yes" if value else "no")
    if isinstance(value, int) and name.endswith(_MINUTES):
        return duration(timedelta(minutes=value), words)
    if isinstance(value, int) and name.endswith(_SECONDS):
        return numbers.duration(timedelta(seconds=value), words.language)
    if isinstance(value, list | tuple | Mapping):
        return _several(name, value, words, zone)
    if not isinstance(value, str):
        return NONE if value is None else str(value)
    return _text(name, value, words, zone)


def _text(name: str, value: str, words: Words, zone: ZoneInfo) -> str:
    """Write what JSON has as text: a moment, what was asked for, a word of a closed set, a name."""
    if (told := _moment(value)) is not None:
        return moment(told, zone)
    if name == ACTION:
        return action_told(value, words)
    if name == SCOPE:
        return scope_told(value, words)
    return words.get(
        f"{_AREAS.get(name, name)}.{value}", name_of(value, words, words.get(f"field.{name}", name))
    )


def _several(name: str, value: Any, words: Words, zone: ZoneInfo) -> str:
    """Write what has several parts: one behind the other, but a file as a person names it.

    Where each has parts of its own, as the items of a checklist, it is seen where the next begins.
    """
    if isinstance(value, Mapping) and "digest" in value:
        return _file(value, words)
    if not isinstance(value, Mapping):
        told = [written(name, item, words, zone) for item in value if item is not None]
        has_parts = any(isinstance(item, Mapping) for item in value)
        return words("list_semicolon" if has_parts else "list_comma").join(told) or NONE
    parts = (written(key, item, words, zone) for key, item in value.items() if item is not None)
    return words("list_comma").join(parts) or NONE


def _file(said: Mapping[str, Any], words: Words) -> str:
    """Write a file that is named: what it is called and which paper it is; its digest is for machines."""
    paper = words(f"paper.{said['paper']}")
    return words("notes.file", name=said["name"], paper=paper)


def fields_of(
    fields: Mapping[str, Any],
    words: Words,
    zone: ZoneInfo,
    taken_back: Mapping[str, str] = NOTHING,
    link: Callable[[str], str | None] = link_of,
) -> tuple[Field, ...]:
    """Write an event's fields in their own order; what holds nothing is left out.

    Arguments:
        fields: JSON values by name.
        words: the language; a name that it does not know is shown as it is.
        zone: whose clock moments are written by.
        taken_back: of the matters that are named, those that count for nothing any more.
        link: gives the address of what is named, where it leads somewhere.
    """
    return tuple(
        Field(
            words.get(f"field.{name}", name),
            written(name, value, words, zone),
            link(value) if isinstance(value, str) else None,
            fate_of(value, taken_back, words),
            called_by_programs(name, value),
        )
        for name, value in by_its_form(fields, words).items()
        if value is not None and value not in ("", [], ())
    )
