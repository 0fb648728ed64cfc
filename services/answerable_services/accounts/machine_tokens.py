"""Tokens of machines: ``ans_<id>_<secret>``, with a scope and an end, of which only the digest is kept.

The prefix and a checksum let a program that looks for leaked secrets recognise one without asking us, and
tell it from a text that only looks like one; and a token that was cut off by copying is told at once.
"""

from __future__ import annotations

import hmac
import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from zlib import crc32

from pydantic import SecretStr

from answerable.errors import BrokenRule, Invalid
from answerable.wording import Sentence, say
from answerable_services.accounts.hidden import digest_of
from answerable_services.accounts.keys import Randomness

PREFIX: Final = "ans_"
LONGEST = timedelta(days=400)
"""No token lasts longer: whoever renews it once a year still knows what it is for."""

EVERYTHING: Final = "*"
_DIGITS = string.digits + string.ascii_letters
_ID_BYTES, _ID_LENGTH = 7, 10
_SECRET_BYTES, _SECRET_LENGTH = 32, 43
_CHECK_LENGTH = 6

PATTERN = re.compile(
    rf"ans_(?P<id>[0-9A-Za-z]{{{_ID_LENGTH}}})_[0-9A-Za-z]{{{_SECRET_LENGTH + _CHECK_LENGTH}}}", re.ASCII
)
"""What a scanner for leaked secrets looks for; `is_whole` tells which finds are tokens."""

_NAME = re.compile(r"\*|[a-z_]+\.(?:\*|[a-z_]+)", re.ASCII)
_SITE = re.compile(r"\*|[a-z][a-z0-9-]{1,31}", re.ASCII)


class Kind(StrEnum):
    """What a token may be used for."""

    COMMAND = "command"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token covers.

    Arguments:
        commands: as ``contact.record``, ``contact.*`` for all of a stream, or ``*``.
        queries: as ``desk.overview``, ``desk.*`` for all of a service, or ``*``.
        sites: their ids, or ``*``.
    """

    commands: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()

    def covers(self, kind: Kind, name: str, site: str | None) -> bool:
        """Tell whether something may be asked.

        Arguments:
            kind: a command or a query.
            name: which, as ``contact.record``.
            site: at which; None for all sites together, which only a token for all of them covers.
        """
        patterns = self.commands if kind is Kind.COMMAND else self.queries
        is_there = EVERYTHING in self.sites or (site is not None and site in self.sites)
        return is_there and any(_fits(pattern, name) for pattern in patterns)

    def actions(self, streams: Iterable[str], services: Iterable[str]) -> tuple[str, ...]:
        """Give what a principal's scope has in one list, in which ``*`` would be commands and queries alike.

        Streams and services have different names, so nothing else can be taken for the other.

        Arguments:
            streams: whose commands there are.
            services: whose queries there are.
        """
        return (*_spelt_out(self.commands, streams), *_spelt_out(self.queries, services))


def _spelt_out(patterns: tuple[str, ...], groups: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{group}.*" for group in sorted(groups)) if EVERYTHING in patterns else patterns


@dataclass(frozen=True, slots=True)
class Token:
    """A token, without what is secret in it.

    Arguments:
        id: the part of it that may be shown.
        name: what it is for, as whoever made it says.
        scope: what it covers.
        created_by: who made it.
        created_at: when.
        expires_at: from when on it is worth nothing.
        revoked_at: when it was revoked; None where it was not.
        revoked_by: who did.
        last_used_at: when it was last used, to a minute; None where it never was.
        last_address: where from, shortened.
    """

    id: str
    name: str
    scope: Scope
    created_by: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    revoked_by: str | None = None
    last_used_at: datetime | None = None
    last_address: str | None = None


def _fits(pattern: str, name: str) -> bool:
    if pattern == EVERYTHING:
        return True
    return name.startswith(pattern[:-1]) if pattern.endswith(".*") else name == pattern


def check_scope(scope: Scope, lasts: timedelta) -> None:
    """Refuse a scope that is not written as one, covers nothing, or lasts too long.

    Raises:
        Invalid: with a fault for each thing that is wrong.
    """
    faults: list[tuple[str, Sentence]] = [
        (f"/{field}/{n}", say("error.account.token_form", what=pattern))
        for field, patterns in (("commands", scope.commands), ("queries", scope.queries))
        for n, pattern in enumerate(patterns)
        if not _NAME.fullmatch(pattern)
    ]
    faults += [
        (f"/sites/{n}", say("error.account.token_site", what=site))
        for n, site in enumerate(scope.sites)
        if not _SITE.fullmatch(site)
    ]
    if not (scope.sites and (scope.commands or scope.queries)):
        faults.append(("", say("error.account.token_empty")))
    if not timedelta() < lasts <= LONGEST:
        faults.append(("/expires_at", say("error.account.token_lasts", n=LONGEST.days)))
    if faults:
        broken = tuple(
            BrokenRule(pointer=pointer, rule="token_scope", message=said.en) for pointer, said in faults
        )
        raise Invalid(faults[0][1], rule="token_scope", broken_rules=broken)


def _in_base_62(number: int, length: int) -> str:
    text = ""
    for _ in range(length):
        number, digit = divmod(number, len(_DIGITS))
        text = _DIGITS[digit] + text
    return text


def _check_of(text: str) -> str:
    return _in_base_62(crc32(text.encode()), _CHECK_LENGTH)


def new_token(randomness: Randomness) -> tuple[str, SecretStr]:
    """Draw a token: its id, and all of it, which is shown once."""
    name = _in_base_62(int.from_bytes(randomness(_ID_BYTES)), _ID_LENGTH)
    secret = _in_base_62(int.from_bytes(randomness(_SECRET_BYTES)), _SECRET_LENGTH)
    text = f"{PREFIX}{name}_{secret}"
    return name, SecretStr(text + _check_of(text))


def id_of(token: SecretStr) -> str | None:
    """Give the id in a token; None where it is none, or not whole."""
    text = token.get_secret_value()
    found = PATTERN.fullmatch(text)
    return found["id"] if found is not None and is_whole(text) else None


def is_whole(text: str) -> bool:
    """Tell whether the checksum at the end of what looks like a token is right."""
    return text[-_CHECK_LENGTH:] == _check_of(text[:-_CHECK_LENGTH])


def is_equal(token: SecretStr, digest: str) -> bool:
    """Tell whether a token is the one that a digest was kept of."""
    return hmac.compare_digest(digest_of(token), digest)


def scope_of(commands: Sequence[str], queries: Sequence[str], sites: Sequence[str]) -> Scope:
    """Give a scope, each part sorted and once."""
    return Scope(tuple(sorted(set(commands))), tuple(sorted(set(queries))), tuple(sorted(set(sites))))
