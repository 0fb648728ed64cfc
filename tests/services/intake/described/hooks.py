"""What schemathesis is told of the command API beside its description: what is there, and one check more.

Loaded by schemathesis itself (``SCHEMATHESIS_HOOKS``), in a process of its own.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import schemathesis
from hypothesis import strategies

from answerable.discovery import streams

SITE = "xm01"
_SITE = re.compile(r"[a-z][a-z0-9-]{1,31}")
_ID = re.compile(r"([a-z]+)-[A-Za-z0-9_-]{1,50}")
_SOME = 3
_MET = frozenset({*streams(), "customer"})
"""What ids begin with that commands have in common."""

# JSON Schema has no first and last day; the fields say theirs in words.
_DAYS = strategies.dates(date(1971, 1, 1), date(2198, 12, 31))
_MOMENTS = strategies.datetimes(datetime(1971, 1, 1), datetime(2198, 12, 31), timezones=strategies.just(UTC))  # noqa: DTZ001  (hypothesis adds the zone)
schemathesis.openapi.format("date", _DAYS.map(date.isoformat))
schemathesis.openapi.format("date-time", _MOMENTS.map(datetime.isoformat))

# What pydantic calls the rules that a schema says; the description promises that they hold. Reading is
# stricter in one thing: 3.0 is an integer for JSON Schema and none here.
_OF_SCHEMAS = re.compile(
    r"extra_forbidden|enum|literal_error|model_type|(greater|less)_than\w*|"
    r"(?!int_type)(string|int|float|bool|list|tuple|dict|too)_\w+"
)


def _near(value: Any) -> Any:
    """Give a site that is open, and one of few ids, so that commands meet each other's aggregates.

    What is no matter, person or customer, such as a token's name, has a form of its own and stays.
    """
    if isinstance(value, str) and (found := _ID.fullmatch(value)) and found[1] in _MET:
        return f"{found[1]}-{len(value) % _SOME}"
    return value


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Let commands that could be carried out be for matters that can exist."""
    if not isinstance(body, dict):
        return body
    near = {name: _near(value) for name, value in body.items() if name != "correlation_id"}
    if isinstance(body.get("site"), str) and _SITE.fullmatch(body["site"]):
        near["site"] = SITE
    return {name: near.get(name, value) for name, value in body.items()}


def _is_number_as_text(broken: Any, body: Any) -> bool:
    """Tell whether a fault is of the size of a number sent as text, which JSON Schema has no words for."""
    value = body.get(broken["pointer"].removeprefix("/")) if isinstance(body, dict) else None
    return isinstance(value, str) and broken["rule"].startswith(("less_than", "greater_than"))


@schemathesis.check
def what_fits_its_schema_breaks_no_rule_of_one(ctx: Any, response: Any, case: Any) -> None:
    """A command that fits its schema may break a rule between fields, never one that a schema says."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive or response.status_code != 422:
        return
    broken_rules = json.loads(response.content)["errors"]
    rules = {broken["rule"] for broken in broken_rules if not _is_number_as_text(broken, case.body)}
    if said := sorted(rule for rule in rules if _OF_SCHEMAS.fullmatch(rule)):
        raise AssertionError(f"fits its schema, and breaks {said}: {response.content!r}")
