"""What the figures were measured on: a rate without its machine says nothing."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from answerable.ledger.server.machine import binary

_PACKAGES = ("answerable", "eventsourcing", "nats-py", "faststream", "pydantic", "SQLAlchemy")


def machine() -> dict[str, str]:
    """Describe the machine: its cores, memory, processor and system."""
    return {
        "cores": str(cores()),
        "memory": _memory(),
        "processor": _processor(),
        "system": f"{platform.system()} {platform.release()}",
    }


def processor_s(process: int) -> float | None:
    """Tell how many seconds of processor time a process has taken; None where the system does not say.

    Arguments:
        process: its id.
    """
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    # The 14th and 15th field of proc_pid_stat(5), of which two stand before the name's end.
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cores() -> int:
    """Tell how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def versions() -> dict[str, str]:
    """Give the version of everything that is measured or measured with."""
    server = subprocess.run([binary(), "--version"], capture_output=True, text=True, check=True)
    found = {"Python": platform.python_version(), "nats-server": server.stdout.strip().rpartition("v")[2]}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "from the checkout"
    return found


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return "unknown"
    return f"{size / 2**30:.0f} GiB"


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.processor() or platform.machine()
    fields = (line.partition(":") for line in text.splitlines())
    named = {key.strip(): value.strip() for key, _, value in fields}
    return named.get("model name", platform.machine())
