"""Every fact that can be entered has what corrects it: a command that has nothing is found here."""

from __future__ import annotations

import re

import pytest

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.identity.table import table
from tests.docs.pages import text_of

_CORRECTS = ("correct", "withdraw", "revise", "revoke", "unbind", "annul", "rename", "change", "call_off")
"""The verbs of commands that correct what others said."""

_ROWS: dict[str, str] = dict(
    re.findall(r"^\| `([a-z_.]+)` \| (.*?) \|", text_of("docs/reference/corrections.md"), re.MULTILINE)
)
"""What corrects each command's fact, as the table says."""


def _is_correction(name: str) -> bool:
    stream, _, verb = name.partition(".")
    return stream != "account" and verb.startswith(_CORRECTS)  # what happens to credentials corrects nothing


def test_every_command_has_a_row() -> None:
    """Whoever adds a command says how its fact is put right; no row is left of one that is gone."""
    assert sorted(_ROWS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", sorted(_ROWS))
def test_what_corrects_it_can_be_asked_for(name: str) -> None:
    """A row names commands that exist, or says that it is itself a correction, or that nothing follows."""
    said = _ROWS[name]
    named = re.findall(r"`([a-z_]+\.[a-z_]+)`", said)
    assert [other for other in named if other not in COMMANDS] == []
    is_correction = said.startswith("itself a correction")
    assert is_correction == _is_correction(name)
    assert is_correction or named or said.startswith(("nothing follows", "the system recorded it"))


FINDERS = {
    **{name: {"system-callbacks"} for name in ("case.withdraw_miss", "obligation.withdraw_miss")},
    "report.revise": {"system-import"},
}
"""The parts of the system that take back what they found themselves, or bring along what was written anew."""


@pytest.mark.parametrize("model", [COMMANDS[name] for name in sorted(COMMANDS) if _is_correction(name)])
def test_a_correction_says_who_and_why(model: type[Command]) -> None:
    """None goes without a reason; who it comes from is proved, and they are people, or found it."""
    assert model.model_fields["reason"].is_required()
    row, known = table().row(model.command_name), table()
    givers = {role for roles in row.who.values() for role in roles}
    assert givers - FINDERS.get(model.command_name, set()) <= set(known.staff)
