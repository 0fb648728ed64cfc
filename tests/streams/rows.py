"""Rows of registers, as the events of a test make them."""

from __future__ import annotations

from typing import Any

from answerable.discovery import parts
from answerable.register import Register
from tests.services.intake.scenario import Scenario


def row_of(desk: Scenario) -> dict[str, Any]:
    """Give the row of the matter that a command was last about.

    Arguments:
        desk: what has happened.
    """
    register: Register = parts("register")[desk.target.partition("-")[0]].REGISTER
    row: dict[str, Any] | None = None
    for event in desk.log:
        if event.originator_id == desk.target:
            row = register.after(row, event)
    assert row is not None
    return row


def alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two rows say the same, whatever they are found by.

    Arguments:
        one: a row.
        other: another.
    """
    return {**one, "words": ""} == {**other, "words": ""}
