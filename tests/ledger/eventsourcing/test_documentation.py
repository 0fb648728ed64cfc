"""The how-to page's program runs as it stands, and the page speaks of everything there is."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from answerable.ledger.eventsourcing import Factory
from tests.ledger.servers import OPERATOR, OpenServer, delete_streams

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "eventsourcing-on-jetstream.md"


@pytest.mark.server
def test_program(shared_server: OpenServer, tmp_path: Path) -> None:
    """The program saves, loads and subscribes, runs a process and a view, and ends without a warning."""
    program = "\n".join(re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL))
    file = tmp_path / "lockers.py"
    file.write_text(program)
    variables = {
        "NATS_URL": shared_server.url,
        "NATS_USER": OPERATOR,
        "NATS_PASSWORD": shared_server.passwords[OPERATOR],
    }

    ended = subprocess.run(
        [sys.executable, "-W", "error", file],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    asyncio.run(delete_streams(shared_server, "LOCKERS", "CARDS", "RENTALSPROJECTION-VIEW"))

    assert (ended.stdout, ended.stderr) == ("1 __main__:Locker.Created\n1\n1\n", "")


def test_variables() -> None:
    """The page names every variable that the factory reads."""
    variables = [
        value
        for name, value in vars(Factory).items()
        if name == value and name.startswith(("NATS", "LEDGER"))
    ]

    assert len(variables) == 9
    assert [name for name in variables if f"`{name}`" not in PAGE.read_text()] == []
