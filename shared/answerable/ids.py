"""Ids of new aggregates: readable, sortable by time, or following from an idempotency key."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import NamedTuple

from ulid import ULID

from answerable.spelling import composed

_RANDOM_BITS = 80

_CITED = re.compile(r"([a-z]+-[A-Za-z0-9][A-Za-z0-9_-]{0,63})(?:\.([1-9][0-9]{0,6}))?", re.ASCII)

_WORKED_OUT = re.compile(r"[a-z]+-[0-7][0-9A-HJKMNP-TV-Z]{25}", re.ASCII)


def new_id(stream: str, at_ms: int, randomness: int) -> str:
    """Make the id of a new aggregate, later ones sorting behind earlier ones.

    Time and chance are passed in, so the library's own clock and its own random bits are not asked.

    Arguments:
        stream: which stream it belongs to.
        at_ms: milliseconds since 1970.
        randomness: 80 random bits.
    """
    return f"{stream}-{ULID.from_int(at_ms << _RANDOM_BITS | randomness % (1 << _RANDOM_BITS))}"


def id_from_key(stream: str, site: str, key: str) -> str:
    """Make the id that follows from an idempotency key: a repeat names the same aggregate.

    Arguments:
        stream: which stream it belongs to.
        site: where; keys are the caller's own within a site.
        key: the idempotency key.
    """
    digest = sha256(f"{stream}\n{site}\n{composed(key)}".encode()).digest()
    return f"{stream}-{ULID.from_bytes(digest[:16])}"


def is_worked_out(name: str) -> bool:
    """Tell whether an id has the form of those that are worked out here, which nobody chooses.

    Arguments:
        name: the id.
    """
    return _WORKED_OUT.fullmatch(name) is not None


class Cited(NamedTuple):
    """What a reference names.

    Arguments:
        matter: the id of an aggregate.
        version: which of its events; None where it names the whole.
    """

    matter: str
    version: int | None


def cited_by(reference: str) -> Cited | None:
    """Read a reference that has the form of an aggregate's id, or of one of its events'.

    Arguments:
        reference: for example ``case-7``, or ``case-7.3``.

    Returns:
        What it names; None where it is somebody's own words.
    """
    found = _CITED.fullmatch(reference)
    return None if found is None else Cited(found[1], None if found[2] is None else int(found[2]))
