"""What tests need from npm, installed beside them as `tests/package-lock.json` says, by its digests."""

from __future__ import annotations

from pathlib import Path

import pytest

_INSTALLED = Path(__file__).parent / "node_modules"


def from_npm(package: str) -> Path:
    """Give the folder of a package; skip the test where it is not installed.

    Arguments:
        package: what npm calls it.
    """
    folder = _INSTALLED / package
    if not folder.is_dir():
        pytest.skip(f"{package} is not installed: run make from-npm")
    return folder
