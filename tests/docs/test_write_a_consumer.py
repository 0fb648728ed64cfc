"""The page *a consumer of your own in ten minutes*, from the scaffold to the first row."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from answerable.ledger.server import machine
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.ledger import Ledger
from tests.docs.pages import Block, blocks
from tests.docs.reader import Reader, until
from tests.soak import IS_SOAK

pytestmark = [
    pytest.mark.server,
    pytest.mark.slow,
    pytest.mark.whole,
    pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here"),
]

PAGE = "docs/how-to/write-a-consumer.md"
NAME = "firstcontact"


def shown_behind(block: Block) -> str:
    """Give what the page shows as a block's output."""
    found = blocks(PAGE)
    return found[found.index(block) + 1].text


@contextmanager
def centre(reader: Reader, data: Path, text: str) -> Iterator[Callable[[], None]]:
    """Have a centre that is up, and give what waits until it takes commands.

    The page's own words start all services, which `answerable up` has tests of its own for; of these the page
    needs the server and intake. Only the long form starts all.
    """
    port = int(reader.environment["ANSWERABLE_INTAKE_PORT"])
    if IS_SOAK:
        said = reader.start(text)
        yield lambda: until(lambda: "press Ctrl-C to stop" in said(), said)
        return
    embedded = EmbeddedServer(data)
    with asyncio.Runner() as runner:
        runner.run(installed(embedded))
        try:
            said = reader.start("answerable run intake")
            yield lambda: until(lambda: not machine.is_free(port), said)
        finally:
            reader.leave()
            runner.run(embedded.stop())


async def installed(embedded: EmbeddedServer) -> None:
    endpoint = await embedded.start()
    operator = User.OPERATOR
    ledger = await Ledger.open(
        endpoint.url, user=operator, password=endpoint.passwords[operator], name="installation"
    )
    try:
        await ledger.install()
    finally:
        await ledger.close()


def test_page(tmp_path: Path) -> None:
    """Each block runs, in the page's order, and prints what the page shows."""
    up, project, service, commands, ask, row, taken_back, progress = (
        block for block in blocks(PAGE) if block.is_tested
    )
    data = tmp_path / "centre"
    assert up.text == "export ANSWERABLE_DATA=$PWD/centre\nanswerable up\n"

    with (
        Reader(tmp_path, ANSWERABLE_DATA=str(data), COLUMNS="200") as reader,
        centre(reader, data, up.text) as until_up,
    ):
        tested = reader.run(project.text)
        assert (tested.returncode, " passed" in tested.stdout) == (0, True), tested
        until_up()
        own = reader.start(service.text)
        sent = reader.run(commands.text)
        assert sent.returncode == 0, sent
        until(lambda: reader.run(ask.text).stdout == shown_behind(ask), own, within_s=30)
        seen = reader.run(row.text)
        withdrawn = reader.run(commands.text.splitlines()[0] + "\n" + taken_back.text)
        assert withdrawn.returncode == 0, withdrawn
        until(lambda: reader.run(ask.text).stdout == shown_behind(taken_back), own, within_s=30)
        listed = reader.run(progress.text)

    assert reader.directory == tmp_path / NAME
    assert (seen.returncode, seen.stdout, seen.stderr) == (0, shown_behind(row), "")
    assert listed.returncode == 0, listed
    assert NAME in listed.stdout
