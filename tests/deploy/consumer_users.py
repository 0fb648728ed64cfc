"""A server whose accounts have users for durable consumers, as ``make_accounts.py --consumer`` makes them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.deploy.nats_servers import NATS, Server, single


def with_consumers(directory: Path, consumers: dict[str, str]) -> Server:
    """Give a single server, not started, that has the users of these consumers.

    Arguments:
        directory: for its files.
        consumers: their filters, by name.
    """
    server = single(directory)
    server.configuration = directory / "single.conf"
    shutil.copyfile(NATS / "single.conf", server.configuration)
    options = [f"--consumer={name}={subject}" for name, subject in consumers.items()]
    script = [sys.executable, str(NATS / "make_accounts.py"), "--output", str(directory / "accounts.conf")]
    subprocess.run([*script, *options], check=True, timeout=60)
    server.variables |= {f"NATS_PASSWORD_{name.upper()}": password_of(name) for name in consumers}
    return server


def password_of(name: str) -> str:
    """Give the password of a consumer's user."""
    return f"kof{name}"
