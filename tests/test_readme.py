"""What the README shows is run as it stands there: each block behind the comment ``<!-- tested -->``."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from tests.services.cli.running import Centre, environment, up

pytestmark = [pytest.mark.server, pytest.mark.slow]

ROOT = Path(__file__).parents[1]
COMMANDS_BY_HTTP = "http://127.0.0.1:8081"


def blocks(name: str, language: str) -> list[str]:
    """The marked blocks of a language."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"<!-- tested -->\n```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """The sample centre, up, as `make run` leaves it."""
    with up(tmp_path_factory.mktemp("readme") / "data", "--demo") as running:
        yield running


def run(command: list[str], folder: Path, centre: Centre | None = None) -> None:
    """Run something where the reader's own files are, with the environment's programs on the path."""
    data = {} if centre is None else {"ANSWERABLE_DATA": str(centre.data)}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(PATH=path, **data),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("block", blocks("README.md", "sh"), ids=lambda block: block.split("\n")[0][:40])
def test_commands(centre: Centre, tmp_path: Path, block: str) -> None:
    """Every command ends well on a centre with the sample month."""
    if "curl" in block and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    incidents = files("answerable").joinpath("sample", "incidents.csv").read_text(encoding="utf-8")
    # The reader's own incidents: those of the sample have their numbers already.
    (tmp_path / "incidents.csv").write_text(incidents.replace("INC", "OWN"), encoding="utf-8")

    run(["sh", "-eu", "-c", block.replace(COMMANDS_BY_HTTP, centre.commands)], tmp_path, centre)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_programs(tmp_path: Path, name: str) -> None:
    """The consumer's own test passes, without a server."""
    programs = blocks(name, "python")
    assert programs
    for program in programs:
        (tmp_path / "topics.py").write_text(program, encoding="utf-8")
        run([sys.executable, "topics.py"], tmp_path)


def test_both_languages_show_the_same() -> None:
    """The commands of the Chinese README are those of the English one, so they are tested with them."""
    assert blocks("README.zh-CN.md", "sh") == blocks("README.md", "sh") != []
