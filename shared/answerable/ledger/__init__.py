"""The event store: one immutable JetStream stream, written with optimistic concurrency and followed.

What a program of one's own uses is exported here; the rooms behind it may change.
"""

from answerable.ledger.programs import admit
from answerable.ledger.server.accounts import User, inbox_prefix
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.follow import Feed
from answerable.ledger.store.ledger import Ledger, connect, disconnect, entry_for
from answerable.ledger.store.recorded import Entry, Recorded

__all__ = [
    "EmbeddedServer",
    "Endpoint",
    "Entry",
    "Feed",
    "Ledger",
    "Recorded",
    "User",
    "admit",
    "connect",
    "disconnect",
    "entry_for",
    "inbox_prefix",
]
