"""The writer's figures for Prometheus, all from memory."""

from __future__ import annotations

from answerable.telemetry import commands, figures
from answerable.telemetry.connections import of_connections
from answerable.telemetry.figures import Sample
from answerable_services.intake.application import Intake


async def figures_of(intake: Intake) -> list[Sample]:
    """Give what intake counted, and how it is."""
    ledger = intake.ledger
    return [
        *commands.TALLY.samples(),
        *of_connections({"intake-ledger": ledger.client}),
        figures.APPEND_RETRIES.of(ledger.append_retries),
        figures.REMEMBERED.of(len(intake.lane.memory)),
        figures.HALTED.of(int(intake.guard.fault is not None)),
        figures.LAST_SEQUENCE.of(intake.guard.seen),
    ]
