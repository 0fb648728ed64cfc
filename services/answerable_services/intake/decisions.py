"""Every stream's decisions, loaded and complete: a decision for each command, an effect for each event."""

from __future__ import annotations

from answerable.commands.registry import COMMANDS
from answerable.days import reaches
from answerable.deciding import check_complete
from answerable.discovery import parts

DECISIONS = parts("decisions")
"""The streams' decisions, by the stream's name; they stand in the registers of `answerable.deciding`."""

check_complete(COMMANDS)
for _model in COMMANDS.values():
    reaches(_model)  # each day that it names has its bounds, or nothing starts
