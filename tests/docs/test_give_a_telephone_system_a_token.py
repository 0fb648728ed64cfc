"""The page about a telephone system's token runs as it stands, from the token to its end."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest

from answerable.ledger.server import machine
from tests.docs.pages import blocks
from tests.docs.test_back_up_and_restore import typed
from tests.services.accounts.served import running_house
from tests.services.cli.running import until

TESTED = [block.text for block in blocks("docs/how-to/give-a-telephone-system-a-token.md") if block.is_tested]
CURL = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here")


def answers(said: str) -> list[dict[str, Any]]:
    """Give the documents that stand behind each other in an output."""
    found, decoder, at = [], json.JSONDecoder(), 0
    while at < len(said.rstrip()):
        document, at = decoder.raw_decode(said, at)
        found.append(document)
    return found


@CURL
@pytest.mark.server
@pytest.mark.whole
def test_page(tmp_path: Path) -> None:
    """An exchange reports what it may, is told why not the rest, and is kept out once it is revoked."""
    port = machine.free_port()
    with running_house(tmp_path / ".answerable", ANSWERABLE_INTAKE_PORT=str(port)):

        def run(number: int) -> str:
            return typed(TESTED[number].replace("127.0.0.1:8081", f"127.0.0.1:{port}"), tmp_path)

        made = run(0)
        first = re.search(r"token-\w+", made)
        assert first is not None, made
        header = tmp_path / "exchange.header"
        assert header.stat().st_mode & 0o777 == 0o600
        old = header.read_text(encoding="utf-8").strip()

        received, answered, given_up = (answers(run(number)) for number in (1, 2, 3))
        assert [len(one) for one in (received, answered, given_up)] == [1, 1, 2]
        assert answers(run(1)) == received

        refused = [answers(run(number))[0] for number in (4, 5)]
        assert [one["status"] for one in refused] == [403, 403]
        assert "scope" in json.dumps(refused[0])

        listed = run(6)
        assert len(re.findall(r"│ machine-exchange +│", listed)) == 2
        assert header.stat().st_mode & 0o777 == 0o600
        assert header.read_text(encoding="utf-8").strip() != old
        typed(TESTED[7].replace("token-0123456789abcdef", first[0]), tmp_path)

        def status(authorization: str) -> int:
            sent = {"Authorization": authorization.partition(": ")[2]}
            body = {"site": "xm01", "channel": "call", "topic": "line"}
            at = f"http://127.0.0.1:{port}/v1/contact/receive"
            return httpx.post(at, headers=sent, json=body).status_code

        until(lambda: status(old) == 401, "the old token is over")
        assert status(header.read_text(encoding="utf-8").strip()) in {200, 201}
    assert len(TESTED) == 8
