"""The READMEs: two languages, one set of examples, and the examples run."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from answerable.ledger.server import machine
from answerable_services.console.home.homes import HOMES
from tests.benchmarks.readme import with_figures
from tests.docs.pages import ROOT, blocks, text_of
from tests.services.cli.sample_month import sample_month

PAGES = ("README.md", "README.zh-CN.md")
TESTED = [block for block in blocks("README.md") if block.is_tested]
UP_WITHIN_S = 200


@dataclass(frozen=True)
class Centre:
    """A sample centre that is up, and the directory in which a reader would stand."""

    directory: Path
    environment: dict[str, str]

    def run(self, program: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            program,
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    directory = tmp_path_factory.mktemp("reader")
    # What `up --demo` makes of an empty directory is another test's; here it finds its sample month.
    sample_month(tmp_path_factory).copied_to(directory / "data")
    # The reader stands in a fresh clone.
    sample = directory / "shared" / "answerable" / "sample"
    sample.mkdir(parents=True)
    shutil.copy(ROOT / "shared" / "answerable" / "sample" / "incidents.csv", sample)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "ANSWERABLE_DATA": str(directory / "data"),
        "ANSWERABLE_INTAKE_PORT": str(machine.free_port()),
        "ANSWERABLE_CONSOLE_PORT": str(machine.free_port()),
    }
    output = directory / "up.txt"
    with output.open("wb") as file:
        process = subprocess.Popen(
            ["answerable", "up", "--demo"], cwd=directory, env=environment, stdout=file, stderr=file
        )
    try:
        deadline = time.monotonic() + UP_WITHIN_S
        while "press Ctrl-C to stop" not in output.read_text():
            assert process.poll() is None, output.read_text()
            assert time.monotonic() < deadline, output.read_text()
            time.sleep(0.1)
        yield Centre(directory, environment)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def test_same_blocks() -> None:
    """Both READMEs have the same blocks of code, to the letter."""
    english, chinese = (blocks(page) for page in PAGES)

    assert chinese == english
    assert len(TESTED) == 5


@pytest.mark.parametrize("page", PAGES)
def test_the_benchmark(page: str) -> None:
    """Each README shows the figures of the benchmarks' page, as the command that measures writes them."""
    text = text_of(page)

    assert text == with_figures(text, text_of("docs/reference/benchmarks.md"))
    assert text.count("| verdict |") == 1


@pytest.mark.parametrize("page", PAGES)
def test_attribution(page: str) -> None:
    """Each README names the authors of the sample's incidents, the source and its licence."""
    notice = (ROOT / "shared/answerable/sample/NOTICE").read_text()
    source = re.findall(r"https://doi\.org/\S+", notice)

    assert len(source) == 1
    for said in (*source, "Amaral", "Fantinato", "Peres", "creativecommons.org/licenses/by/4.0"):
        assert said in text_of(page)


@pytest.mark.parametrize("page", PAGES)
def test_every_role(page: str) -> None:
    """Each README says of every role what it finds on its first page."""
    told = [line for line in text_of(page).splitlines() if line.startswith("|")]
    missing = [role for role in HOMES if not any(role.value.replace("_", " ") in line for line in told)]

    assert missing == []


@pytest.mark.server
@pytest.mark.slow
@pytest.mark.whole
@pytest.mark.parametrize("number", range(len(TESTED)))
def test_block_runs(centre: Centre, number: int) -> None:
    """Each block that is marked as tested runs, in the order of the page, on the sample centre."""
    block = TESTED[number]
    if "curl" in block.text and shutil.which("curl") is None:
        pytest.skip("curl is not installed here")
    if block.language == "python":
        program = centre.directory / block.text.splitlines()[0].removeprefix("# ")
        program.write_text(block.text)
        ended = centre.run([sys.executable, "-W", "error", str(program)])
    else:
        text = block.text.replace(
            "127.0.0.1:8081", f"127.0.0.1:{centre.environment['ANSWERABLE_INTAKE_PORT']}"
        )
        ended = centre.run(["bash", "-euo", "pipefail", "-c", text])

    assert (ended.returncode, ended.stderr if block.language == "python" else "") == (0, ""), ended
