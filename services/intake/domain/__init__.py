"""What may happen: a decision for each command, a change of state for each event, nothing else."""

from answerable.commands.registry import COMMANDS
from answerable.deciding import check_complete
from answerable.streams.assessment import decisions as assessment
from answerable.streams.case import decisions as case_decisions
from answerable.streams.case import state as case
from answerable.streams.complaint import decisions as complaint
from answerable.streams.contact import decisions as contact
from answerable.streams.delivery import decisions as delivery
from answerable.streams.fault import decisions as fault
from answerable.streams.handover import decisions as handover
from answerable.streams.record import decisions as record
from answerable.streams.rulebook import decisions as rulebook
from answerable.streams.site import decisions as site
from answerable.streams.staff import decisions as staff

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
