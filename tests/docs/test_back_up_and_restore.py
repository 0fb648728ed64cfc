"""The page about backing up runs as it stands, from the export to the restored ledger."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from tests.docs.pages import blocks
from tests.ledger.damage import everything, hold_meetings, opened

TESTED = [block for block in blocks("docs/how-to/back-up-and-restore.md") if block.is_tested]


@pytest.mark.server
@pytest.mark.whole
async def test_page(tmp_path: Path) -> None:
    """A reader who types what the page says has the same ledger twice."""
    async with EmbeddedServer(tmp_path / ".answerable") as endpoint:
        async with opened(endpoint, User.OPERATOR) as operator:
            await operator.install()
        async with opened(endpoint, User.INTAKE) as writer:
            await hold_meetings(writer, range(1, 101))
            written = await everything(writer)
        said = [await asyncio.to_thread(typed, block.text, tmp_path) for block in TESTED]
    async with EmbeddedServer(tmp_path / "restored") as endpoint, opened(endpoint) as reader:
        restored = await everything(reader)

    assert [text.count("100 events of ledger") for text in said] == [2, 1]
    assert restored == written


def typed(text: str, directory: Path) -> str:
    """Give what the shell answers; a command that fails ends the test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSWERABLE_")}
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text],
        cwd=directory,
        env=kept | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
