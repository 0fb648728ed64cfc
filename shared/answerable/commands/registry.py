"""Every command by its name."""

from __future__ import annotations

from answerable.commands.base import Command
from answerable.discovery import parts

COMMANDS: dict[str, type[Command]] = {
    value.command_name: value
    for module in parts("commands").values()
    for value in vars(module).values()
    if isinstance(value, type)
    and issubclass(value, Command)
    and value.__module__ == module.__name__
    and not value.__subclasses__()  # what others share is no command
}
"""All that intake can be asked to do, by name, for example ``case.transfer``."""
