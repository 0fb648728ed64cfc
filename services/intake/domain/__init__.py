"""What may happen: a decision for each command, a change of state for each event, nothing else."""

from answerable.commands.registry import COMMANDS
from services.intake.domain import (
    assessment,
    case,
    case_decisions,
    complaint,
    contact,
    delivery,
    fault,
    handover,
    record,
    rulebook,
    site,
    staff,
)
from services.intake.domain.kernel import check_complete

check_complete(COMMANDS)

__all__ = [
    "assessment",
    "case",
    "case_decisions",
    "complaint",
    "contact",
    "delivery",
    "fault",
    "handover",
    "record",
    "rulebook",
    "site",
    "staff",
]
