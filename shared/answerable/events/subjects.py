"""The one place where ledger subjects are built and read.

``ledger.<site>.<stream>.<originator_id>``: consumers filter by site or stream on the server.
A sequence check whose subject lies outside the stream is silently accepted by the broker, so
nothing else may assemble a subject.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from answerable.errors import Invalid

PREFIX = "ledger"
EVERYTHING = f"{PREFIX}.>"

# An aggregate's events come close together, and both its subjects are asked for each time.
_KEPT = 4096

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,80}")


class Subject(NamedTuple):
    """The parts of a ledger subject."""

    site: str
    stream: str
    originator_id: str


def _token(value: str, what: str) -> str:
    if not _TOKEN.fullmatch(value):
        message = f"{what} {value!r} cannot stand in a subject: letters, digits, - and _ only"
        raise Invalid(message)
    return value


def stream_of(originator_id: str) -> str:
    """Tell the stream that an aggregate belongs to, from its id.

    Raises:
        Invalid: the id has no stream prefix.
    """
    stream, dash, rest = originator_id.partition("-")
    if not dash or not rest:
        message = f"aggregate id {originator_id!r} does not start with its stream's name and a dash"
        raise Invalid(message)
    return stream


@lru_cache(_KEPT)
def subject_of(site: str, originator_id: str) -> str:
    """Build the subject that an aggregate's events are written to.

    Raises:
        Invalid: a part cannot stand in a subject.
    """
    stream = stream_of(originator_id)
    return f"{PREFIX}.{_token(site, 'site')}.{stream}.{_token(originator_id, 'aggregate id')}"


@lru_cache(_KEPT)
def anywhere(originator_id: str) -> str:
    """Build the filter that finds an aggregate whatever its site: an id exists once in a company."""
    return f"{PREFIX}.*.{stream_of(originator_id)}.{_token(originator_id, 'aggregate id')}"


def filter_of(*, site: str | None = None, stream: str | None = None) -> str:
    """Build the filter for a site's events, a stream's, or both."""
    site_token = "*" if site is None else _token(site, "site")
    stream_token = "*" if stream is None else _token(stream, "stream")
    return f"{PREFIX}.{site_token}.{stream_token}.*"


OF_PEOPLE = frozenset({"staff", "duty"})
"""Streams whose aggregates are of a person each: they go with them, and have a subject at each of the sites.

Every other aggregate has one subject, which is how it is read; see docs/decisions/0030.
"""


def is_of_person(stream: str) -> bool:
    """Tell whether a stream's aggregates are of a person each, and may have events at several sites."""
    return stream in OF_PEOPLE


def may_change_site(subject: str) -> bool:
    """Tell whether an aggregate may have events under further subjects beside one of its own.

    Arguments:
        subject: a subject, or the filter that finds it.
    """
    stream = stream_at(subject)
    return stream is not None and is_of_person(stream)


def stream_at(subject: str) -> str | None:
    """Tell only the stream of a ledger subject; None where it is no such subject."""
    parts = subject.split(".")
    return parts[2] if len(parts) == len(Subject._fields) + 1 and parts[0] == PREFIX else None


def parse(subject: str) -> Subject:
    """Read a ledger subject.

    Raises:
        Invalid: it is not a ledger subject.
    """
    parts = subject.split(".")
    if len(parts) != len(Subject._fields) + 1 or parts[0] != PREFIX:
        message = f"{subject!r} is not a ledger subject (ledger.<site>.<stream>.<aggregate id>)"
        raise Invalid(message)
    return Subject(*parts[1:])
