"""The page *add a stream*: eight files, from nothing to the row on the page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, blocks, text_of

PAGE = "docs/how-to/add-a-stream.md"
MOST_FILES = 8
MOST_LINES = 300
_FILE = re.compile(r"^<!-- file: (\S+) -->\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)

pytestmark = [pytest.mark.slow, pytest.mark.whole]


def test_page(tmp_path: Path) -> None:
    """A copy of the project with the page's files has the stream, its decisions and its page."""
    written = dict(_FILE.findall(text_of(PAGE)))
    lines = sum(text.count("\n") for text in written.values())
    print(f"{PAGE}: {len(written)} files, {lines} lines")  # noqa: T201 - the measure is to be seen
    assert len(written) <= MOST_FILES
    assert lines <= MOST_LINES

    for folder in ("shared", "services", "tests", "docs"):
        # With what Python has compiled: it is valid where the times are kept.
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("node_modules"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, text in written.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        assert not path.exists(), f"{name} is there already"
        path.write_text(text, encoding="utf-8")

    commands = "".join(block.text for block in blocks(PAGE) if block.is_tested)
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=tmp_path,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": f"{tmp_path / 'shared'}:{tmp_path / 'services'}:{tmp_path}",
            "PYTEST_ADDOPTS": "-p no:cacheprovider",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "## Umbrella" in (tmp_path / "docs/reference/flows.md").read_text(encoding="utf-8")


def test_the_code_of_the_page_is_written_as_the_projects(tmp_path: Path) -> None:
    """Whoever copies it has nothing to mend: format, lint and types."""
    for name, text in _FILE.findall(text_of(PAGE)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for command in (["format", "--check", "."], ["check", "."]):
        ended = subprocess.run(
            [str(Path(sys.executable).with_name("ruff")), *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
