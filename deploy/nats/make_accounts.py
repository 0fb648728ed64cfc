# ruff: noqa: INP001  (a script, run by its path)
"""Writes ``accounts.conf``: who may do what, from `answerable.ledger.server.accounts`.

Run it after a change there: ``python deploy/nats/make_accounts.py``. A test compares the two.

With ``--service NAME``, once for each, it writes a user for a service of your own too, as `answerable
consumer new` makes one. With ``--consumer NAME=FILTER`` it writes one for a durable consumer of your own, who
may read what the filter lets through and nothing else: ``--consumer 'alarms=ledger.*.case.*'``.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

from answerable.ledger.server.accounts import User, access

TARGET = Path(__file__).with_name("accounts.conf")

_HEAD = """\
# Who may do what. Made by make_accounts.py from answerable.ledger.server.accounts: change it there, not here.
# Each password is a variable of the environment: letters and digits, beginning with a letter.

"""
_BARE = re.compile(r"[A-Za-z_]+")
_VARIABLE = "$"


def password_variable(user: str) -> str:
    """Name the variable of the environment that holds a user's password."""
    return f"NATS_PASSWORD_{user.upper()}"


def accounts_conf(services: Sequence[str] = (), consumers: Mapping[str, str] | None = None) -> str:
    """Give the whole text of ``accounts.conf``.

    Arguments:
        services: services of one's own that get a user, by name.
        consumers: durable consumers that get a user of their own, by name, each with its filter.
    """
    users = [*(user.value for user in User), *services, *(consumers or {})]
    passwords = {user: f"{_VARIABLE}{password_variable(user)}" for user in users}
    return _HEAD + "\n".join(_members(access(passwords, services=services, consumers=consumers), 0)) + "\n"


def _members(document: dict[str, Any], depth: int) -> Iterator[str]:
    for name, value in document.items():
        key = name if _BARE.fullmatch(name) else json.dumps(name)
        yield from _lines(f"{'  ' * depth}{key}: ", value, depth)


def _lines(head: str, value: Any, depth: int) -> Iterator[str]:
    """Write a value behind its head: short ones on one line, others one member a line."""
    if len(head) + len(short := _short(value)) <= 110:  # noqa: PLR2004  (the project's line length)
        yield head + short
        return
    indent = "  " * depth
    if isinstance(value, dict):
        yield head + "{"
        yield from _members(value, depth + 1)
        yield f"{indent}}}"
    else:
        yield head + "["
        if all(isinstance(item, str) for item in value):
            words = ", ".join(map(_short, value))
            # A subject is one word, also where it has a hyphen.
            inner = f"{indent}  "
            yield from wrap(words, 110, initial_indent=inner, subsequent_indent=inner, break_on_hyphens=False)
        else:
            for item in value:
                yield from _lines(f"{indent}  ", item, depth + 1)
        yield f"{indent}]"


def _short(value: Any) -> str:
    if isinstance(value, dict):
        members = (f"{name}: {_short(item)}" for name, item in value.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_short, value)) + "]"
    if isinstance(value, str) and value.startswith(_VARIABLE) and "." not in value:
        return value
    return json.dumps(value)


def main() -> None:
    """Run the script."""
    parser = argparse.ArgumentParser(description="Write the NATS server's accounts.")
    parser.add_argument(
        "--service", action="append", default=[], metavar="NAME", help="a service's user more"
    )
    parser.add_argument(
        "--consumer", action="append", default=[], metavar="NAME=FILTER", help="a consumer's user"
    )
    parser.add_argument("--output", type=Path, default=TARGET, help="where to, instead of beside this script")
    arguments = parser.parse_args()
    consumers = dict(consumer.split("=", 1) for consumer in arguments.consumer)
    arguments.output.write_text(accounts_conf(arguments.service, consumers), encoding="utf-8")


if __name__ == "__main__":
    main()
