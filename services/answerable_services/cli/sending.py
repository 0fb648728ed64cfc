"""Sending many commands to intake, in order, with a progress bar."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import islice

from answerable.commands.base import MOST_ITEMS, BulkItem, BulkRequest
from answerable.errors import Refused
from answerable.messaging.client import Caller
from answerable_services.cli.voice import progress_bar


async def send(caller: Caller, items: Iterable[BulkItem], what: str) -> int:
    """Send commands in order; a repeat of earlier ones changes nothing.

    Arguments:
        caller: asks intake.
        items: the commands; read as they are sent where they come from an iterator.
        what: what they are, for the bar.

    Returns:
        How many events were recorded.

    Raises:
        Refused: intake refused a command.
        Unavailable: intake does not answer; send the same again.
    """
    recorded = done = 0
    total = len(items) if isinstance(items, list) else None
    began = time.monotonic()
    coming = iter(items)
    with progress_bar() as bar:
        task = bar.add_task(what, total=total, rate="")
        while batch := tuple(islice(coming, MOST_ITEMS)):
            report = await caller.bulk(BulkRequest(items=batch))
            for outcome in report.outcomes:
                recorded += outcome.recorded
                if outcome.problem is not None:
                    message = f"{what}: {outcome.key} was refused: {outcome.problem}"
                    raise Refused(message, rule=outcome.rule)
            done += len(batch)
            rate = done / max(time.monotonic() - began, 0.001)
            bar.update(task, completed=done, rate=f"{rate:,.0f} commands/s")
    return recorded
