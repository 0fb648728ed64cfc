"""What the tests of accounts share: a moment, chance that can be told beforehand, people."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from hashlib import sha256

TEN = datetime(2026, 11, 30, 2, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1),
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
)
MANAGER, AGENT, LEAD = "staff-1", "staff-12", "staff-7"
OFFICE, HOME = "203.0.113.77", "198.51.100.4"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Chance:
    """Random bytes that are the same in every run, and never the same twice in one."""

    def __init__(self) -> None:
        self._numbers = itertools.count()

    def __call__(self, n: int) -> bytes:
        content = b""
        while len(content) < n:
            content += sha256(b"chance %d" % next(self._numbers)).digest()
        return content[:n]


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = TEN

    def now(self) -> datetime:
        return self.at

    def on(self, by: timedelta) -> datetime:
        self.at += by
        return self.at
