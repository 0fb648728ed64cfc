"""How far a person's roles reach, and so who may see to them: who may give a role wherever it counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from answerable.commands.base import Command
from answerable.identity import Principal
from answerable.identity.answers import Denied
from answerable.identity.permission import may
from answerable.identity.table import table
from answerable.streams.staff.commands import WithdrawEntry
from answerable.streams.staff.events import Role
from answerable.streams.staff.standing import EntryKind
from answerable.streams.staff.state import Staff

_DAY = timedelta(days=1)


def may_give_the_role(command: Command, asker: Principal) -> None:
    """Ask where a role counts that is given, taken or put right: some reach every site.

    Arguments:
        command: what is asked; of a role or not.
        asker: who asks.

    Raises:
        Forbidden: they may not do the same there.
    """
    if not _gives_a_role(type(command)) or (role := getattr(command, "role", None)) is None:
        return
    _may_at(command, asker, _counts_at(role, getattr(command, "at", command.site)))


def may_see_to(command: Command, asker: Principal, person: Staff) -> None:
    """Leave those to who may do the same everywhere of whom a role is on record that reaches every site.

    For whatever days it is: else the manager of one site could promote an auditor to an agent, take back what
    will make them one, or that they are one no more. What is taken back is asked about where it was said to
    hold.

    Arguments:
        command: what is asked.
        asker: who asks.
        person: what is on record of whom it is about.

    Raises:
        Forbidden: they may at single sites only, or not there.
    """
    if any(_counts_at(role, command.site) is None for role in person.roles_on_record):
        _may_at(command, asker, None)
    if isinstance(command, WithdrawEntry):
        for site in _held_at(person, command.entry):
            _may_at(command, asker, site)


@cache
def _gives_a_role(model: type[Command]) -> bool:
    field = model.model_fields.get("role")
    return field is not None and Role in (field.annotation, *getattr(field.annotation, "__args__", ()))


def _counts_at(role: Role, at: str | None) -> str | None:
    return None if at is None else table().counts_at(role.value, at)


def _held_at(person: Staff, number: int) -> Iterator[str | None]:
    """Give the sites at which something holds by an entry, or will without it."""
    entry = next((one for one in person.entries if one.number == number), None)
    if entry is None:
        return
    if entry.kind in (EntryKind.GRANTED, EntryKind.WITHDRAWN) and entry.role is not None:
        yield _counts_at(entry.role, entry.at)
    elif entry.kind is EntryKind.MOVED and entry.at is not None:
        yield from filter(None, (entry.at, person.on(entry.since - _DAY).site))


def _may_at(command: Command, asker: Principal, site: str | None) -> None:
    """Let on only who may do the same at another site, or at every one where none is named.

    Raises:
        Forbidden: they may not.
    """
    if site == command.site:
        return
    found = may(asker, command.command_name, site, is_for_others=command.entered_by is not None)
    if isinstance(found, Denied):
        raise found.as_error()
