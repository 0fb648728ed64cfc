"""The variables that an application of the library is given in these tests."""

from __future__ import annotations

from answerable.ledger.server.embedded import Endpoint
from tests.ledger.servers import OPERATOR


def environment(endpoint: Endpoint, stream: str, **more: str) -> dict[str, str]:
    """Name the server, and a stream that may be made."""
    return {
        "PERSISTENCE_MODULE": "answerable.ledger.eventsourcing",
        "NATS_URL": endpoint.url,
        "NATS_USER": OPERATOR,
        "NATS_PASSWORD": endpoint.passwords[OPERATOR],
        "LEDGER_STREAM": stream,
        "LEDGER_SUBJECT_PREFIX": stream,
        "LEDGER_INSTALL": "y",
        **more,
    }
