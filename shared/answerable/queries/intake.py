"""Questions to intake itself: whether commands are carried out now."""

from __future__ import annotations

from answerable.queries.base import Answer, Query


class WritingState(Answer):
    """Whether the ledger is written to.

    Arguments:
        fault: why it is not; None where it is.
    """

    fault: str | None = None


class Writing(Query[WritingState]):
    """Are commands carried out?"""
