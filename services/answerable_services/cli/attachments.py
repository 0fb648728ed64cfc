"""Attachments for ``answerable doctor``: whether every file that an event names is there, and whole."""

from __future__ import annotations

import asyncio

from answerable.attachments import Attachments, Named
from answerable.ledger.store.ledger import Ledger
from answerable.settings import Settings

_TOLD = 5


async def amiss(settings: Settings, ledger: Ledger) -> tuple[int, list[str]]:
    """Read every file that an event names.

    Arguments:
        settings: say where the files are.
        ledger: says which are named.

    Returns:
        How many are named, and the digests and notes of those that are missing or not what was recorded.

    Raises:
        Unavailable: the ledger does not answer.
    """
    named = Named()
    await named.catch_up(ledger)
    store = Attachments(settings.papers, most_bytes=settings.max_attachment_bytes)

    def read() -> list[str]:
        return [f"{digest} of {note}" for digest, note in named.notes.items() if store.fault_of(digest)]

    return len(named.notes), await asyncio.to_thread(read)


def in_words(named: int, faults: list[str], settings: Settings) -> str:
    """Say what was found.

    Arguments:
        named: how many files events name.
        faults: those that are missing or not what was recorded.
        settings: say where the files are.
    """
    if not faults:
        return f"{named:,} named by notes, each there and whole"
    told = ", ".join(faults[:_TOLD]) + (" and others" if len(faults) > _TOLD else "")
    return (
        f"{len(faults):,} of {named:,} missing or not what was recorded: {told}; bring them back from a copy "
        f"into {settings.papers}"
    )
