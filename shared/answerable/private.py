"""Directories that only who made them looks into, whatever the umask of the process is."""

from __future__ import annotations

from pathlib import Path

_MODE = 0o700


def private_directory(directory: Path) -> None:
    """Make a directory and those above it that are not there yet, each for its owner alone.

    `Path.mkdir` gives those above it to whoever the umask lets in. One that is there stays as it is: whoever
    made it has said who looks into it.

    Arguments:
        directory: which.

    Raises:
        OSError: it cannot be made.
    """
    missing = [directory, *directory.parents]
    for one in reversed([each for each in missing if not each.exists()]):
        one.mkdir(mode=_MODE, exist_ok=True)
