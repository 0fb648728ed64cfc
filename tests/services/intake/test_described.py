"""The command API keeps what its description promises: schemathesis asks it, with all its checks."""

from __future__ import annotations

import asyncio
import math
import os
import re
import sys
from pathlib import Path

import pytest

from answerable.commands.base import BulkItem
from answerable.commands.registry import COMMANDS
from answerable.ledger.server import machine
from tests.identity.proofs import machine_token
from tests.importing.centre import running_centre, send
from tests.soak import IS_SOAK, chances, note, times

pytestmark = [pytest.mark.server, pytest.mark.slow]

ROOT = Path(__file__).parents[3]
DESCRIBED = Path(__file__).with_name("described")
REQUESTS = times(1_500, "SOAK_REQUESTS", 10_000)
PHASES = "coverage,fuzzing" if IS_SOAK else "fuzzing"
COVERED = 60 if IS_SOAK else 0
"""Requests that the phase `coverage` makes for each command at least; it made 83 in the mean."""

FOR_EACH = max(12 if IS_SOAK else 3, math.ceil(REQUESTS / len(COMMANDS)) - COVERED)
"""Requests by chance for each command. They take four times as long as those of `coverage`."""

FOUNDING = (
    BulkItem(
        name="site.open",
        key="open",
        body={"site": "xm01", "acting_for": "system-setup", "name_zh": "厦门", "name_en": "Xiamen"},
    ),
    BulkItem(
        name="rulebook.bind",
        key="bind",
        body={
            "site": "xm01",
            "acting_for": "system-setup",
            "rulebook": "call-centre-80",
            "effective_from": "1999-01-01",
        },
    ),
)


STREAMS = sorted({name.partition(".")[0] for name in COMMANDS})
PARTS = 6


@pytest.mark.parametrize("number", range(PARTS))
async def test_every_answer_is_as_described(tmp_path: Path, number: int) -> None:
    """No request fails inside, has a status or a content that is not described, or breaks its schema.

    The short form asks of every command, but less. It has parts, by the streams, and the last has all that is
    described beside them: as a whole it was taken for one that hangs.
    """
    # Asked for here, so that a failure shows it.
    seed = chances("described").getrandbits(31) if IS_SOAK else 6
    is_last = number == PARTS - 1
    # The last part is what none of the others has.
    streams = [each for at, each in enumerate(STREAMS) if (at % PARTS == number) is not is_last]
    port, part = machine.free_port(), f"^/v1/({'|'.join(streams)})/"
    async with running_centre(tmp_path / "data", intake_port=port) as caller:
        assert [outcome.status for outcome in await send(caller, FOUNDING)] == [200, 200]
        token = machine_token(tmp_path / "data" / "identity")
        asking = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("schemathesis"),
            *("--config-file", DESCRIBED / "schemathesis.toml"),
            *("run", f"http://127.0.0.1:{port}/openapi.json", "--checks", "all", "--phases", PHASES),
            *("--exclude-path-regex" if is_last else "--include-path-regex", part),
            *("--max-examples", str(FOR_EACH), "--seed", str(seed), "--continue-on-failure", "--no-shrink"),
            # One worker: with more, CPython 3.11 parses in two threads and fails (python/cpython#106905).
            *("--header", f"Authorization: Bearer {token}"),
            *("--workers", "1", "--wait-for-schema", "90", "--warnings", "off", "--no-color"),
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "PYTHONWARNINGS": "default",
                "SCHEMATHESIS_HOOKS": "tests.services.intake.described.hooks",
            },
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said = (await asking.communicate())[0].decode()

    assert asking.returncode == 0, said
    made = re.search(r"([\d,]+) generated, ([\d,]+) passed", said)
    assert made is not None, said
    note(f"schemathesis: {made[0]}")
    share = sum((name.partition(".")[0] in streams) is not is_last for name in COMMANDS) / len(COMMANDS)
    assert int(made[1].replace(",", "")) >= REQUESTS * share
