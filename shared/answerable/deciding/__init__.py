"""The frame of every decision: command and state in, events out.

Deciders and evolvers are pure functions, registered by the command or event they are for. Time,
identity and the rulebooks come in from outside.
"""

from answerable.deciding.decision import ANOTHER_KIND, decide, may_be_given
from answerable.deciding.declaring import (
    Home,
    check_complete,
    command_of,
    decides,
    entered_in_any_order,
    evolves,
    goes_with_its_person,
    home_of,
    is_in_any_order,
    is_named_by_sender,
    may_begin,
    may_precede_the_site,
    needs,
    opens,
    opens_or_continues,
    recorded_as,
    records,
)
from answerable.deciding.folding import evolve, is_beside, is_step, state_type, takes_back
from answerable.deciding.refusals import must_follow, no_such, refuse, says_what_holds, wrong
from answerable.deciding.relating import (
    Matter,
    concerned_by,
    relates,
    relating_of,
    signing_fields,
    took_it_down,
)
from answerable.deciding.stamp import Stamp
from answerable.deciding.world import Begun, Binding, Regulations, SiteNumber, World

__all__ = [
    "ANOTHER_KIND",
    "Begun",
    "Binding",
    "Home",
    "Matter",
    "Regulations",
    "SiteNumber",
    "Stamp",
    "World",
    "check_complete",
    "command_of",
    "concerned_by",
    "decide",
    "decides",
    "entered_in_any_order",
    "evolve",
    "evolves",
    "goes_with_its_person",
    "home_of",
    "is_beside",
    "is_in_any_order",
    "is_named_by_sender",
    "is_step",
    "may_be_given",
    "may_begin",
    "may_precede_the_site",
    "must_follow",
    "needs",
    "no_such",
    "opens",
    "opens_or_continues",
    "recorded_as",
    "records",
    "refuse",
    "relates",
    "relating_of",
    "says_what_holds",
    "signing_fields",
    "state_type",
    "takes_back",
    "took_it_down",
    "wrong",
]
