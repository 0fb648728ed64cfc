"""Spans of time of many people or sites, put together so that few questions ask about all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

LONGEST = timedelta(days=31)
"""What one question reads at most: of somebody's years nobody reads all for two days of them."""

MOST = 400
"""Names in one question: SQLite binds a limited number of values, and plans long lists badly."""


class Span(NamedTuple):
    """A stretch of time of one person or site, first and last moment included."""

    first: datetime
    last: datetime
    of: str


class Together(NamedTuple):
    """Spans that lie near each other."""

    first: datetime
    last: datetime
    names: list[str]


def together(spans: Iterable[Span]) -> Iterator[Together]:
    """Put spans together that lie near each other; a long one stands alone.

    Arguments:
        spans: in any order.
    """
    first = last = None
    names: dict[str, None] = {}
    for span in sorted(spans):
        is_near = first is not None and max(last or span.last, span.last) - first <= LONGEST
        if first is not None and last is not None and not (is_near and len(names) < MOST):
            yield Together(first, last, list(names))
            first, names = None, {}
        first, last = (span.first, span.last) if first is None else (first, max(last or span.last, span.last))
        names[span.of] = None
    if first is not None and last is not None:
        yield Together(first, last, list(names))
