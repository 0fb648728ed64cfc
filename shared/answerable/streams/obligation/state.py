"""What is on record of something owed: until when it was moved, that it was missed, that it was excused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from answerable.streams.obligation.flow import ObligationStage


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something owed, of which something is on record.

    Arguments:
        stage: where it stands.
        owed_by: whose it is, where it is somebody's.
        moved_to: until when it can be done, where a superior said so; None where the rulebook does.
        moved_at: when that was said.
        missed_at: when it was put on record that it was missed, the last time.
        excused_at: when it was excused; None where it is not.
        excused_by: who excused it, and who had that recorded.
    """

    stage: ObligationStage
    owed_by: str | None = None
    moved_to: datetime | None = None
    moved_at: datetime | None = None
    missed_at: datetime | None = None
    excused_at: datetime | None = None
    excused_by: tuple[str, ...] = ()
