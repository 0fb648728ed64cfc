"""How the ledger is."""

from __future__ import annotations

from answerable.queries.base import Answer, Query


class LedgerState(Answer):
    """The ledger's state.

    Arguments:
        messages: events that it holds.
        last_sequence: the last event's.
        deleted: sequences without an event; must be 0.
        size_bytes: its size on disk.
        deny_delete: whether no event can be deleted.
        deny_purge: whether it cannot be emptied.
        differences: where its configuration departs from what it must be.
    """

    messages: int
    last_sequence: int
    deleted: int
    size_bytes: int
    deny_delete: bool
    deny_purge: bool
    differences: tuple[str, ...]


class LedgerStatus(Query[LedgerState]):
    """What state is the ledger in?"""
