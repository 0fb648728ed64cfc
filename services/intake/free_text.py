"""Personal data in a command's free texts: refused at every way in, for the ledger cannot forget."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import structlog

from answerable.commands.base import Command
from answerable.errors import Fault, Invalid
from answerable.events.base import FREE_TEXT
from answerable.privacy import Kind, find
from answerable.settings import PersonalData

log = structlog.get_logger()

RULE = "personal-data"


@cache
def free_text_fields(model: type[Command]) -> tuple[str, ...]:
    """Name the fields of a command in which people write their own words."""
    return tuple(
        name
        for name, field in model.model_fields.items()
        if FREE_TEXT in field.metadata or _is_free_text(field.annotation)
    )


def _is_free_text(annotation: Any) -> bool:
    if FREE_TEXT in getattr(annotation, "__metadata__", ()):
        return True
    return any(_is_free_text(part) for part in get_args(annotation))


def _found(command: Command) -> Iterator[tuple[str, Kind]]:
    for name in free_text_fields(type(command)):
        value = getattr(command, name)
        if isinstance(value, str):
            yield from ((f"/{name}", kind) for kind in sorted(find(value)))
        elif isinstance(value, tuple):
            for index, text in enumerate(value):
                yield from ((f"/{name}/{index}", kind) for kind in sorted(find(text)))


def check_free_text(command: Command, policy: PersonalData) -> None:
    """Look through a command's free texts for personal data.

    What is found is never repeated, neither in the refusal nor in the log.

    Arguments:
        command: what is asked.
        policy: whether it is refused, or taken and noted in the log.

    Raises:
        Invalid: there is some; the faults name the fields and the kinds.
    """
    faults = tuple(
        Fault(pointer=pointer, rule=RULE, message=f"looks like personal data: {kind.value.replace('_', ' ')}")
        for pointer, kind in _found(command)
    )
    if not faults:
        return
    if policy is PersonalData.WARN:
        told = [f"{fault.pointer} {fault.message}" for fault in faults]
        log.warning("command.personal_data", command=command.command_name, site=command.site, found=told)
        return
    message = (
        f"{'; '.join(f'{fault.pointer} {fault.message}' for fault in faults)}; the ledger keeps "
        "everything for ever: name people by their ids, and leave numbers and addresses out"
    )
    raise Invalid(message, rule=RULE, faults=faults)
