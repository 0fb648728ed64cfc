"""A form's fields: what is typed into each, as the type of the command's field says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from answerable.events.base import FREE_TEXT, SITE, ArticleId, Identity, MemberOfStaff, MonthName
from answerable.streams.note.papers import Attachment

ANY_MATTER = "matter"
"""What a field searches that may name a matter of any kind."""

SITE_ITSELF = "site"
"""What a field searches that names a site, by the short name that is no id of an aggregate."""

ARTICLE = "article"
"""What a field searches that names an article of a rulebook."""

_OF_FILE = frozenset({"digest", "size", "format"})
"""What a file says of itself, so that nobody types it."""

_SHORT = 200
"""Characters of the longest text that stands on one line."""

_MONTH = get_args(MonthName)[1].pattern
_ARTICLE = get_args(ArticleId)[1].pattern


class Input(StrEnum):
    """What is typed into a field."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DECIMAL = "decimal"
    DAY = "day"
    MONTH = "month"
    MOMENT = "moment"
    YES_NO = "yes_no"
    CHOICE = "choice"
    REFERENCE = "reference"
    NEW_ID = "new_id"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form.

    Arguments:
        name: the command's own name of it.
        input: what is typed into it.
        is_required: whether something has to be said.
        default: what holds where nothing is said, as it would be typed; empty where nothing does.
        is_list: whether it takes several values of that kind, each in a row of its own.
        fewest: rows that have to be said, of a list.
        most: rows that can be said, of a list; None where nothing bounds them.
        least: the smallest number.
        greatest: the largest number.
        longest: characters of the longest text; None where nothing bounds it but its form.
        choices: the closed set that its value is of.
        searches: the stream in whose register it is searched, `ANY_MATTER`, `SITE_ITSELF` or `ARTICLE`.
        may_have_left: whether a person may be named who has left.
        is_free_text: whether a person writes it in words of their own, which may hold no personal data.
        parts: the fields of each row, where a row has several.
        may_be_emptied: whether a correction can say that nothing holds of it.
        is_hidden: whether the page knows it, so that it is sent along and nobody types it.
        takes_files: whether its rows come from files that are chosen.
    """

    name: str
    input: Input
    is_required: bool = True
    default: str = ""
    is_list: bool = False
    fewest: int = 0
    most: int | None = None
    least: int | Decimal | None = None
    greatest: int | Decimal | None = None
    longest: int | None = None
    choices: type[StrEnum] | None = None
    searches: str | None = None
    may_have_left: bool = False
    is_free_text: bool = False
    parts: tuple[FormField, ...] = ()
    may_be_emptied: bool = False
    is_hidden: bool = False
    takes_files: bool = False

    @property
    def is_unsaid(self) -> bool:
        """Whether nothing is said of it where it is left alone: neither required nor with a default."""
        return not self.is_required and not self.default


def field_of(name: str, info: FieldInfo, *, may_be_emptied: bool = False) -> FormField:
    """Make a form's field from a model's.

    Arguments:
        name: its name.
        info: what the model says of it.
        may_be_emptied: whether a correction can say that nothing holds of it.

    Raises:
        TypeError: no input is known for its type.
    """
    bare, marks = _unpacked(info.annotation, info.metadata)
    default = None if info.is_required() else info.default
    shared = {
        "is_required": info.is_required(),
        "default": "" if default is None else _typed_default(default),
        "may_be_emptied": may_be_emptied,
    }
    if get_origin(bare) is tuple:
        item, item_marks = _unpacked(get_args(bare)[0])
        kind = _kind(name, item, item_marks)
        rows = {
            "is_list": True,
            "fewest": _said(marks, "min_length") or 0,
            "most": _said(marks, "max_length"),
        }
        return FormField(name, **{**kind, **shared, **rows})
    return FormField(name, **{**_kind(name, bare, marks), **shared})


def _typed_default(value: Any) -> str:
    """Give a default as it would be typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _unpacked(annotation: Any, marks: Iterable[Any] = ()) -> tuple[Any, tuple[Any, ...]]:
    """Give a field's plain type, and the marks around it; that it may be None says nothing of it."""
    if get_origin(annotation) in (Union, UnionType):
        arm = next(arm for arm in get_args(annotation) if arm is not type(None))
        return _unpacked(arm, marks)
    if hasattr(annotation, "__metadata__"):
        return _unpacked(annotation.__origin__, (*marks, *annotation.__metadata__))
    return annotation, tuple(_flat(marks))


def _flat(marks: Iterable[Any]) -> Iterator[Any]:
    for mark in marks:
        if isinstance(mark, FieldInfo):
            yield from _flat(mark.metadata)
        else:
            yield mark


def _said(marks: Iterable[Any], limit: str) -> Any:
    """Give what the marks say of a limit, however pydantic keeps it; None where none does."""
    return next((found for mark in marks if (found := getattr(mark, limit, None)) is not None), None)


def _kind(name: str, bare: Any, marks: tuple[Any, ...]) -> dict[str, Any]:
    """Tell what is typed into a field of a type.

    Raises:
        TypeError: nothing is known of the type.
    """
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        parts = tuple(field_of(part, info) for part, info in bare.model_fields.items())
        if not issubclass(bare, Attachment):
            return {"input": Input.PARTS, "parts": parts}
        seen = tuple(replace(part, is_hidden=part.name in _OF_FILE) for part in parts)
        return {"input": Input.PARTS, "parts": seen, "takes_files": True}
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        return {"input": Input.CHOICE, "choices": bare}
    if bare is str:
        return _text(marks)
    if bare in (int, Decimal):
        # A bound that is excluded is told by whoever reads the command: no browser knows such.
        return {
            "input": Input.NUMBER if bare is int else Input.DECIMAL,
            "least": _first(_said(marks, "ge"), _said(marks, "gt")),
            "greatest": _first(_said(marks, "le"), _said(marks, "lt")),
        }
    plain = {bool: Input.YES_NO, date: Input.DAY, datetime: Input.MOMENT, AwareDatetime: Input.MOMENT}
    if bare in plain:
        return {"input": plain[bare]}
    message = f"no input is known for {name}, which is a {bare!r}: name one in console/forms/fields.py"
    raise TypeError(message)


def _first(*limits: Any) -> Any:
    return next((limit for limit in limits if limit is not None), None)


def _text(marks: tuple[Any, ...]) -> dict[str, Any]:
    person = next((mark for mark in marks if isinstance(mark, MemberOfStaff)), None)
    identity = next((mark for mark in marks if isinstance(mark, Identity)), None)
    pattern = _said(marks, "pattern")
    if person is not None:
        return {"input": Input.REFERENCE, "searches": "staff", "may_have_left": person.may_have_left}
    if identity is not None:
        return {"input": Input.REFERENCE, "searches": identity.stream or ANY_MATTER}
    if SITE in marks:
        return {"input": Input.REFERENCE, "searches": SITE_ITSELF, "longest": _said(marks, "max_length")}
    if pattern == _ARTICLE:
        return {"input": Input.REFERENCE, "searches": ARTICLE}
    if pattern == _MONTH:
        return {"input": Input.MONTH}
    longest = _said(marks, "max_length")
    is_long = longest is not None and longest > _SHORT
    return {
        "input": Input.LONG_TEXT if is_long else Input.TEXT,
        "longest": longest,
        "is_free_text": any(isinstance(mark, type(FREE_TEXT)) for mark in marks),
    }
