"""A view's figures for Prometheus: those of ``answerable projection list``, and what the process counted."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from answerable.errors import Unavailable
from answerable.projection.views.status import report, status_of
from answerable.telemetry import figures
from answerable.telemetry.figures import Sample, Total

if TYPE_CHECKING:
    from answerable.clock import Clock
    from answerable.ledger.store.ledger import Ledger
    from answerable.projection.running.instance import Instance
    from answerable.projection.running.runtime import Runner
    from answerable.queries.views import ViewStatus


async def measured(instance: Instance, ledger: Ledger, clock: Clock) -> list[Sample]:
    """Give the figures of one view.

    How many events wait is known only where the view is filled: an instance that stands by says nothing of
    it, so that no figure costs the server anything but the one look at the oldest event that waits.

    Arguments:
        instance: what takes part in keeping the view.
        ledger: asked for the age of the oldest event that waits, while one does.
        clock: the machine's own; tells how old that is.
    """
    runner = instance.runner
    name, is_filled = runner.projection.name, runner.pending is not None
    counted = [
        figures.LEADING.of(int(instance.is_leading), name),
        figures.FILLING.of(int(is_filled), name),
        *_counted(runner),
    ]
    try:
        status = await (status_of(runner, ledger, clock.now()) if is_filled else _standing_by(runner))
    except Unavailable:
        return [*counted, figures.VIEW_UP.of(0, name)]
    return [*counted, figures.VIEW_UP.of(1, name), *_told(status), *(_lag(status) if is_filled else ())]


def _counted(runner: Runner) -> list[Sample]:
    """Give what this process counted since it began."""
    name, progress = runner.projection.name, runner.progress
    return [
        figures.RATE.of(progress.rate, name),
        figures.EVENTS.of(progress.events_total, name),
        figures.BATCHES.of(Total(progress.batches_total, progress.seconds_total), name),
        figures.FEEDS.of(progress.feed_renewals, name),
        figures.POISON.of(progress.parked_total, name),
    ]


async def _standing_by(runner: Runner) -> ViewStatus:
    """Tell how far a view is that this instance does not fill; asks the database, not the server."""
    return await asyncio.to_thread(
        report, runner.projection, runner.store, None, state=runner.state, error=runner.progress.error
    )


def _lag(status: ViewStatus) -> list[Sample]:
    lag = [figures.LAG_EVENTS.of(status.lag, status.name)]
    return lag if status.lag_s is None else [*lag, figures.LAG_SECONDS.of(status.lag_s, status.name)]


def _told(status: ViewStatus) -> list[Sample]:
    """Give what stands in the view's database."""
    name, rebuild = status.name, status.rebuild
    told = [
        figures.STALLED.of(int(status.error is not None), name),
        figures.VERSION.of(status.version, name),
        figures.POSITION.of(status.position, name),
        figures.UPDATED.of(status.updated_at.timestamp(), name),
        figures.PARKED.of(status.parked, name),
        figures.BEHIND.of(status.behind, name),
        figures.DISCARDED.of(status.discarded, name),
        figures.REBUILD_FAILED.of(int(status.failed_rebuild is not None), name),
    ]
    if rebuild is not None and not rebuild.is_abandoned:
        told += [figures.REBUILT.of(rebuild.done, name), figures.TO_REBUILD.of(rebuild.total, name)]
    return told
