"""What is sent: commands of simulated centres, and single commands, the same in every run."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

from answerable.commands.base import BulkItem
from answerable.sample.centre import Volume
from answerable.sample.generator import simulate
from answerable.streams.contact.commands import Receive
from answerable.streams.contact.events import Channel
from answerable.streams.site.commands import Open
from tests.identity.proofs import said

SITE = "bench01"
_BUSY = Volume(agents=20, contacts=60)
_COMMANDS_A_MONTH = 8_000
"""Of a busy centre; fewer than it has, so that enough months are generated."""

_numbers = count(1)


def centres(sites: int, commands: int) -> list[list[BulkItem]]:
    """Give the first commands of several simulated centres, site by site.

    Arguments:
        sites: how many.
        commands: how many of each.
    """
    months = commands // _COMMANDS_A_MONTH + 1
    found: dict[str, list[BulkItem]] = {}
    for item in simulate(sites, months, volume=_BUSY):
        of_site = found.setdefault(item.body["site"], [])
        if len(of_site) < commands:
            of_site.append(item)
    return list(found.values())


def parts(items: list[BulkItem], size: int) -> Iterator[tuple[BulkItem, ...]]:
    """Give items in parts, in order."""
    coming = iter(items)
    while part := tuple(islice(coming, size)):
        yield part


def site() -> Open:
    """Give the command that opens the site of the single commands."""
    return Open(site=SITE, actor="system-import", name_zh="测试中心", name_en="Benchmark centre")


def contact() -> tuple[bytes, str]:
    """Give a command that logs a contact, as JSON, with an idempotency key never used before."""
    number = next(_numbers)
    return _receive(number).model_dump_json(exclude_none=True).encode(), f"bench:{number}"


def contacts(count: int) -> list[BulkItem]:
    """Give so many of these commands, for bulk requests."""
    numbers = islice(_numbers, count)
    return [
        BulkItem(
            name=Receive.command_name,
            key=f"bench:{number}",
            body=said(_receive(number)),
        )
        for number in numbers
    ]


def _receive(number: int) -> Receive:
    return Receive(
        site=SITE,
        actor="system-import",
        channel=Channel.CALL,
        customer=f"customer-{number}",
        topic="no dial tone",
        wait_s=12,
    )
