"""What may happen: a decision for each command, a change of state for each event, nothing else."""

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
