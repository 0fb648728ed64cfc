"""The subjects of commands, queries and notices."""

from __future__ import annotations

from answerable.commands.registry import COMMANDS
from answerable.messaging import subjects


def test_where_things_are_asked() -> None:
    """Commands, queries and notices each have their own root, apart from the ledger's."""
    assert subjects.command_subject("case.transfer") == "answerable.command.case.transfer"
    assert subjects.query_subject("scoring", "statement") == "answerable.query.scoring.statement"
    assert subjects.notice_subject("desk") == "answerable.notice.desk"
    assert subjects.EVERY_NOTICE == "answerable.notice.*"


def test_no_command_is_taken_for_many() -> None:
    """The subject of many commands at once is no single command's."""
    assert subjects.BULK not in {subjects.command_subject(name) for name in COMMANDS}
