"""Every command by its name."""

from __future__ import annotations

from answerable.commands.base import Command
from answerable.streams.assessment import commands as assessment
from answerable.streams.callback import commands as callback
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.delivery import commands as delivery
from answerable.streams.fault import commands as fault
from answerable.streams.handover import commands as handover
from answerable.streams.record import commands as record
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff

_MODULES = (
    site,
    staff,
    contact,
    case,
    complaint,
    fault,
    handover,
    delivery,
    callback,
    assessment,
    record,
    rulebook,
)

COMMANDS: dict[str, type[Command]] = {
    value.command_name: value
    for module in _MODULES
    for value in vars(module).values()
    if isinstance(value, type)
    and issubclass(value, Command)
    and value.__module__ == module.__name__
    and not value.__subclasses__()  # what others share is no command
}
"""All that intake can be asked to do, by name, for example ``case.transfer``."""
