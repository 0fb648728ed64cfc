"""Commands of every kind at random, from pools so small that they meet on the same aggregates."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.deciding import signing_fields
from answerable.streams.customerfile.commands import customerfile_id
from answerable.streams.saleday.commands import saleday_id
from tests.services.intake.scenario import FIRST, SECOND, SITE, TEN, THIRD

PEOPLE = (FIRST, SECOND, THIRD)

_PERSON = st.sampled_from(PEOPLE)
_ID = re.compile(r"\^([a-z]+)-\[A-Za-z0-9\]")
"""What the pattern of an id begins with: the kind of its matter."""
_POOLS: dict[str, st.SearchStrategy[Any]] = {
    "site": st.just(SITE),
    "occurred_at": st.none(),
    "correlation_id": st.none(),
    "acting_for": st.none(),
    "entered_by": st.none(),
    "item": st.sampled_from(("phones", "desk", "roof")),
    "checklist": st.just(("phones", "desk")),
    "evidence": st.just(("case-1",)),
    "timezone": st.sampled_from(("Asia/Shanghai", "Mars/Olympus")),
    "country": st.sampled_from((None, "CN", "DE-BE", "XX")),
    "rulebook": st.sampled_from(("call-centre-80", "unwritten")),
    "article": st.sampled_from(("001-m1", "001-B1", "001-m99")),
    "ordinal": st.integers(1, 2),
    "satisfaction": st.integers(1, 5),
    "matter": st.none(),
    "attachments": st.none(),
    "at": st.none() | st.just(SITE),
    "pauses": st.none()
    | st.integers(0, 40).map(
        lambda hours: ({"reason": "other", "starts_at": TEN, "ends_at": TEN + timedelta(hours=hours)},)
    ),
    "month": st.sampled_from(("2016-02", "2016-03")),
    "handover": st.just("handover-xm01-20160310-day"),
    "for_customer": st.none(),
    "left_by": st.none(),
    "wanted": st.just("keep"),
    "hazmat": st.just("hazmat-xm01-alcohol"),
    "hazmatbook": st.just("hazmatbook-xm01-alcohol-2016-03"),
    "substance": st.just("alcohol"),
    "on": st.just(date(2016, 3, 10)),
    "shift": st.just("day"),
    "application": st.just("note-1"),
    "keycount": st.just("keycount-xm01-20160310-early"),
    "code": st.just("KF009"),
    "edition": st.integers(1, 2),
    "document": st.sampled_from(("document-xm01-KF009-1", "document-xm01-KF009-2")),
    "annex_to": st.none(),
    "replaced_by": st.none() | st.just("document-xm01-KF009-2"),
    "form_name": st.just("liaison_note"),
    "entries": st.sampled_from(("problem", "to_department", "nonsense")).map(
        lambda cell: ({"cell": cell, "value": "t"},)
    ),
    "figures": st.integers(0, 60).map(lambda value: ({"figure": "contacts", "value": value},)),
    "lines": st.integers(0, 60).map(lambda fen: ({"product": "t", "price_fen": fen},)),
    "saleday": st.sampled_from([saleday_id(SITE, person, date(2016, 3, 10)) for person in PEOPLE]),
    "customerfile": st.just(customerfile_id(SITE, "customer-1")),
    "keys": st.integers(0, 60).map(lambda counted: ({"key": "key-1", "counted": counted},)),
}
_PEOPLE_FIELDS = frozenset(
    {"actor", "first_asked", "to", "asked", "about", "responsible", "staff"}
    | {"outgoing", "incoming", "custodian", "suspected", "reported_to"}
)


def _bare(annotation: Any) -> tuple[Any, bool]:
    """Give a field's plain type, and whether it may be left out."""
    if get_origin(annotation) in (Union, UnionType):
        arms = [arm for arm in get_args(annotation) if arm is not type(None)]
        return _bare(arms[0])[0], True
    if hasattr(annotation, "__metadata__"):
        return _bare(annotation.__origin__)
    return annotation, False


def _marks(annotation: Any) -> list[Any]:
    """Give what a field's type says of its values, that of a part that may be left out included."""
    if get_origin(annotation) in (Union, UnionType):
        return [mark for arm in get_args(annotation) for mark in _marks(arm)]
    if hasattr(annotation, "__metadata__"):
        return [*annotation.__metadata__, *_marks(annotation.__origin__)]
    return []


def _said(marks: list[Any], name: str) -> Any:
    """Find a bound or a pattern among what a type says; constraints stand alone or several in one mark."""
    for mark in marks:
        for part in (mark, *getattr(mark, "metadata", ())):
            if (found := getattr(part, name, None)) is not None:
                return found
    return None


def _texts(marks: list[Any]) -> st.SearchStrategy[Any]:
    """Give texts that a field's pattern allows: of an id the first of its kind."""
    pattern = _said(marks, "pattern")
    if pattern is None:
        return st.just("t")
    named = _ID.match(pattern)
    if named is None:
        return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)
    return _PERSON if named[1] == "staff" else st.just(f"{named[1]}-1")


def _numbers(marks: list[Any]) -> st.SearchStrategy[int]:
    """Give whole numbers within a field's bounds, the smallest sixty of them."""
    least, most = _said(marks, "ge"), _said(marks, "le")
    least = 1 if least is None else max(1, int(least))
    return st.integers(least, min(least + 59, least + 59 if most is None else int(most)))


def _tuples(name: str, kind: Any) -> st.SearchStrategy[Any]:
    """Give a few values in a row; hours are those of an office."""
    if name == "hours":
        return st.just(({"from_day": "monday", "to_day": "friday", "starts": "09:00", "ends": "18:00"},))
    one = get_args(kind)[0]
    if get_origin(one) is Literal:
        among: st.SearchStrategy[Any] = st.sampled_from(get_args(one))
    else:
        inner = _bare(one)[0]
        among = st.sampled_from(list(inner)) if issubclass(inner, Enum) else _texts(_marks(one))
    return st.lists(among, min_size=1, max_size=3, unique=True).map(tuple)


def _plain(kind: Any, marks: list[Any]) -> st.SearchStrategy[Any]:
    """Give single values of a field's type."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    if kind is int:
        return _numbers(marks)
    of_kinds: dict[Any, st.SearchStrategy[Any]] = {
        bool: st.booleans(),
        Decimal: st.integers(1, 5).map(Decimal),
        AwareDatetime: st.integers(-40, 40).map(lambda hours: TEN + timedelta(hours=hours)),
        date: st.integers(0, 60).map(lambda days: date(2016, 1, 12) + timedelta(days=days)),
    }
    return of_kinds[kind] if kind in of_kinds else _texts(marks)


def _values(stream: str, name: str, field: FieldInfo) -> st.SearchStrategy[Any]:
    kind, may_lack = _bare(field.annotation)
    if name == "matter" and not may_lack:
        return st.sampled_from(("case-1", "contact-1"))
    if name == "shift" and stream == "keycount":
        return st.just("early")
    if name in _POOLS:
        return _POOLS[name]
    if name in _PEOPLE_FIELDS:
        found: st.SearchStrategy[Any] = _PERSON
    elif name in ("case", "contact", "delivery", "customer", "record", "key", "lockchange") or name == stream:
        found = st.just(f"{name}-1")
        may_lack = may_lack and name != stream
    elif get_origin(kind) is tuple:
        found = _tuples(name, kind)
    else:
        found = _plain(kind, [*field.metadata, *_marks(field.annotation)])
    return st.none() | found if may_lack else found


def of(model: type[Command]) -> st.SearchStrategy[Command]:
    """Give commands of one kind."""
    stream = model.command_name.partition(".")[0]
    fields: type[BaseModel] = model
    return st.fixed_dictionaries(
        {name: _values(stream, name, field) for name, field in fields.model_fields.items()}
    ).map(lambda values: model.model_validate(_signed(model, values)))


def _signed(model: type[Command], values: dict[str, Any]) -> dict[str, Any]:
    """Give what is said, by whoever signs it: nobody signs for somebody else."""
    said = {name: value for name, value in values.items() if value is not None}
    by = next((said[name] for name in signing_fields(model) if name in said), said["actor"])
    return {**said, "actor": by}


OF_A_SERVICE = frozenset({"account"})
"""The streams of which no person gives a command: what the accounts tell is recorded by them alone."""


BY_THE_SYSTEM = frozenset(
    {
        "obligation.miss",
        "obligation.withdraw_miss",
        "questionnaire.answer",
        "reminder.give",
        "reminder.lapse",
        "report.state_figures",
    }
)
"""Commands of other streams that no person gives: what is found by the clock or counted, and what a customer
answers.
"""


def of_streams(*streams: str) -> st.SearchStrategy[Command]:
    """Give commands of some streams; of all that people give where none is named."""
    wanted = streams or {model.stream for model in COMMANDS.values()} - OF_A_SERVICE
    given = (one for name, one in COMMANDS.items() if one.stream in wanted and name not in BY_THE_SYSTEM)
    return st.one_of(*map(of, given))
