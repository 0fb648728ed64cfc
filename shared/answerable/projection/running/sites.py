"""Which sites there are, from the ledger itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from answerable.events.subjects import filter_of, parse
from answerable.ledger.store.api import ask

if TYPE_CHECKING:
    from answerable.ledger.store.ledger import Ledger


async def sites_of(ledger: Ledger) -> frozenset[str]:
    """Give every site that was ever opened; the cost does not grow with the history.

    The server lists the subjects of one stream of events, of which each site has one (ADR-1, STREAM.INFO
    with ``subjects_filter``).

    Raises:
        Unavailable: the server does not answer.
    """
    name = ledger.design.name
    found: set[str] = set()
    while True:
        reply = await ask(
            ledger.client,
            f"STREAM.INFO.{name}",
            {"subjects_filter": filter_of(stream="site"), "offset": len(found)},
            what=f"listing the sites of stream {name}",
        )
        subjects = reply["state"].get("subjects") or {}
        found |= {parse(subject).site for subject in subjects}
        if not subjects or len(found) >= reply.get("total", 0):
            return frozenset(found)
