"""Commands that are loaded when they are run: ``--help`` and ``--version`` need none of what they need."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from answerable_services.cli.loading import without_collecting


class Place(NamedTuple):
    """Where a command, or a group of commands, is.

    Arguments:
        module: the module that has it.
        attribute: its name there: a function, or a ``typer.Typer`` for a group.
        summary: what ``--help`` says of it: the first paragraph of its own help.
    """

    module: str
    attribute: str
    summary: str


def load(name: str, place: Place) -> Any:
    """Load a command with everything that it imports.

    Arguments:
        name: what it is called on the command line.
        place: where it is.
    """
    with without_collecting():
        found = getattr(importlib.import_module(place.module), place.attribute)
    if isinstance(found, typer.Typer):
        group = typer.main.get_group(found)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)


class Commands(Mapping[str, Any]):
    """Commands by name, in their order; one is loaded when it is taken out.

    Arguments:
        places: where each is.
    """

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places
        self._loaded: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """Give a command, loaded."""
        if name not in self._loaded:
            self._loaded[name] = load(name, self._places[name])
        return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a command of this name; that loads none."""
        return name in self._places

    def __iter__(self) -> Iterator[str]:
        """Give the names."""
        return iter(self._places)

    def __len__(self) -> int:
        """Tell how many there are."""
        return len(self._places)

    def summary(self, name: str) -> str:
        """Tell what a command does, without loading it."""
        return self._places[name].summary


class _Standing(TyperCommand):
    """Stands for a command in the list of commands, and becomes it when it is run."""

    def __init__(self, name: str, commands: Commands) -> None:
        super().__init__(name, callback=None, help=commands.summary(name))
        self._commands = commands

    def make_context(self, info_name: Any, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Load the command and let it read its arguments."""
        return self._commands[str(self.name)].make_context(info_name, args, parent=parent, **extra)


class DeferredGroup(TyperGroup):
    """A group whose commands are loaded when they are run.

    Arguments:
        places: where each command is.
        attributes: what typer gives every group.
    """

    def __init__(self, *, places: Mapping[str, Place], **attributes: Any) -> None:
        super().__init__(**attributes)
        self._deferred = Commands(places)
        # Whoever walks through all commands, as the reference's generator does, finds them loaded.
        self.commands: Any = self._deferred

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  (typer's signature)
        """List the names."""
        return list(self._deferred)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  (typer's signature)
        """Give what stands for a command; None where there is none."""
        return _Standing(cmd_name, self._deferred) if cmd_name in self._deferred else None
