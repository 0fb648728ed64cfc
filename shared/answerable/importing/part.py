"""What every part of a mapping has in common: immutable, and without any key that is not known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""What a mapping calls a value, or something it remembers."""

Tag = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
"""What a mapping calls itself, a rule, or a step."""

Column = Annotated[str, StringConstraints(min_length=1, max_length=120)]
"""A column's heading, as it stands in the file."""

Datum = str | int | bool | date | datetime
"""A value that was read."""


class Part(BaseModel):
    """A part of a mapping."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def kind_by_key(*keys: str) -> Callable[[Any], str | None]:
    """Tell the kinds of a part apart by the one key that only one of them has.

    Arguments:
        keys: each kind's own key, which is also its tag.
    """

    def kind(value: Any) -> str | None:
        if isinstance(value, dict):
            return next((key for key in keys if key in value), None)
        return next((key for key in keys if key in value.model_fields_set), None)

    return kind


def as_json(value: Datum | None) -> str | int | bool | None:
    """Write a value as a command's body holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return value
