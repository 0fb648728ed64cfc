"""Stored examples of every event, as the ledger keeps them, and what the code must read in them.

``golden/<type>.jsonl`` holds an event with everything that may be in it, one without what may be left out,
and one for each further value of a closed set; each line is the whole body of a ledger message. It is never
changed, for the ledger cannot be. ``golden/<type>.expected.json`` holds the events that the present code must
build from these lines; it is changed by hand, when an upcaster gives old events a new shape on purpose.

``python -m tests.events.golden`` writes the files of types that have none, and touches no other.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import to_json

from answerable.events.base import Event
from answerable.events.cloudevents import encode
from answerable.events.registry import REGISTRY

FOLDER = Path(__file__).with_name("golden")

_AT = datetime(2016, 3, 10, 9, 30, 15, 250000, tzinfo=UTC)
_VERSION = re.compile(r"(.+\.v)([0-9]+)")

_BY_NAME: Mapping[str, Any] = {
    "originator_version": 3,
    "site": "xm01",
    "at": "xm02",
    "occurred_at": _AT,
    "recorded_at": _AT + timedelta(seconds=2),
    "actor": "staff-first",
    "entered_by": "system-import",
    "correlation_id": "contact-7",
    "evidence": ("case-7.4", "contact-7.1"),
    "timezone": "Asia/Shanghai",
    "country": "CN",
    "ordinal": 2,
    "satisfaction": 4,
    "month": "2016-03",
    "who": "staff-first",
    "done_by": "staff-second",
    "action": "case.open",
    "part": "intake",
    "address": "203.0.113.*",
    "program": "Firefox 140, Linux",
    "token": "token-0123456789abcdef",
    "scope": ("contact.*", "desk.cases"),
    "customers": ("customer-7", "customer-8"),
    "tracking_no": "SD0000000042",
    "sites": ("xm01", "xm02"),
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "matter": "case-7",
    "assistants": ("staff-first", "staff-second"),
    "guards": ("staff-guard",),
    "attended": ("staff-first", "staff-second"),
    "credited": ("staff-first",),
    "code": "KF009",
}
_BY_PATTERN: Mapping[str, str] = {
    "staff-": "staff-{name}",
    "(staff|machine": "staff-lead",
    "customer-": "customer-42",
    "case-": "case-7",
    "[a-z]+-": "{name}-7",
    "\\d{3}-": "001-m7",
    "(([01]": "09:00",
    "(?:[0-9]{15}|[A-Z]": "GT06A0001",
    "8986": "89860012345678901235",
    "[A-Z]{1,8}": "XQ-20160310-7",
    "[0-9]{8}": "00112233",
    "[a-z][a-z0-9_]{0,39}": "talk",
}
_BY_TYPE: Mapping[Any, Any] = {
    bool: True,
    int: 4,
    Decimal: Decimal("1.5"),
    date: date(2016, 3, 10),
    AwareDatetime: _AT + timedelta(hours=4),
}


def name_of(event_type: str) -> str:
    """Give the name that the files of a wire type begin with."""
    return event_type.removeprefix("answerable.")


def stored(event_type: str) -> Path:
    """Name the file of a type's stored examples."""
    return FOLDER / f"{name_of(event_type)}.jsonl"


def expected(event_type: str) -> Path:
    """Name the file of what must be read in them."""
    return FOLDER / f"{name_of(event_type)}.expected.json"


def versions(model: type[Event]) -> Iterator[str]:
    """Give the wire types of a model's events in the ledger: its own, and all older ones."""
    found = _VERSION.fullmatch(model.event_type)
    assert found is not None
    return (f"{found[1]}{version}" for version in range(1, int(found[2]) + 1))


def document(event: Event) -> dict[str, Any]:
    """Write an event field by field; a field without a value is left out, so that one may be added."""
    return {"type": event.event_type, "fields": event.model_dump(mode="json", exclude_none=True)}


def examples(model: type[Event]) -> list[Event]:
    """Make events of a model: with everything, with the least, and with each value of its closed sets."""
    fields = model.model_fields
    whole = {name: _example(model, name, field) for name, field in fields.items()}
    needed = {name: value for name, value in whole.items() if fields[name].is_required()}
    others = [
        {**whole, name: other}
        for name, value in whole.items()
        if isinstance(value, Enum)
        for other in type(value)
        if other is not value
    ]
    made = [model.model_validate(one) for one in (whole, needed, *others)]
    return [event for number, event in enumerate(made) if event not in made[:number]]


def _example(model: type[Event], name: str, field: FieldInfo) -> Any:
    by_name = {
        **_BY_NAME,
        "originator_id": f"{model.stream}-7",
        "causation_id": f"import:incident-log:row-12#{model.stream}",
    }
    if name in by_name:
        return by_name[name]
    kind, constraints = _bare(field.annotation, tuple(field.metadata))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return list(kind)[-1]
    part: Any = get_args(kind)[0] if get_origin(kind) is tuple else None
    if isinstance(part, type) and issubclass(part, BaseModel):
        return ({name: _example(model, name, field) for name, field in part.model_fields.items()},)
    if get_origin(part) is Literal:
        return get_args(part)
    if get_origin(kind) is tuple:
        is_of_set = isinstance(part, type) and issubclass(part, Enum)
        return tuple(list(part)[:2] if is_of_set else (f"{name} {number}" for number in (1, 2)))
    pattern = next((p for one in constraints if (p := getattr(one, "pattern", None))), "").lstrip("^")
    text = next((text for start, text in _BY_PATTERN.items() if pattern.startswith(start)), "{name} 示例")
    return _BY_TYPE.get(kind, text.format(name=name.replace("_", "-")))


def _bare(annotation: Any, constraints: tuple[Any, ...] = ()) -> tuple[Any, tuple[Any, ...]]:
    """Give a field's plain type, and what it is held to."""
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(arm for arm in get_args(annotation) if arm is not type(None)), constraints)
    if hasattr(annotation, "__metadata__"):
        return _bare(annotation.__origin__, annotation.__metadata__)
    return annotation, constraints


def make() -> list[str]:
    """Write the files of every type that has none, and give their types; never touch one that exists."""
    made = []
    for model in REGISTRY:
        if stored(model.event_type).exists():
            continue
        found = examples(model)
        with stored(model.event_type).open("xb") as file:
            file.writelines(encode(event) + b"\n" for event in found)
        with expected(model.event_type).open("xb") as file:
            file.write(to_json([document(event) for event in found], indent=2) + b"\n")
        made.append(model.event_type)
    return made


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for event_type in make():
        sys.stdout.write(f"made {stored(event_type).name}\n")
