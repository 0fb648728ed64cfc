"""When what the stand-in tells happened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from answerable.clock import FixedClock
from answerable.wording import Sentence

NOW = datetime(2016, 3, 31, 6, 3, tzinfo=UTC)
"""14:03 in Shanghai."""


CLOCK = FixedClock(NOW)


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def told(zh: str, en: str) -> Sentence:
    return Sentence(key="sample", zh=zh, en=en)
