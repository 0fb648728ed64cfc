"""``answerable simulate``: invented service centres of any size, from a seed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from answerable import loop
from answerable.commands.base import BulkItem
from answerable.sample.centre import SEED, Volume
from answerable.sample.generator import simulate as generate
from answerable.sample.kinds.kind import Kind
from answerable_services.cli.connecting import connected
from answerable_services.cli.options import Data, month_of, settings_of
from answerable_services.cli.sending import send
from answerable_services.cli.voice import Json, command, print_document, results


@command
def simulate(  # noqa: PLR0917  (typer passes options by name)
    sites: Annotated[int, typer.Option(min=1, help="How many service centres.")] = 1,
    months: Annotated[int, typer.Option(min=1, help="How many months of each.")] = 1,
    first_month: Annotated[str, typer.Option(help="The first month, as YYYY-MM.")] = "2016-03",
    contacts: Annotated[int, typer.Option(min=0, help="Contacts on a working day of a site.")] = 4,
    agents: Annotated[int, typer.Option(min=3, help="Agents of a site.")] = 8,
    seed: Annotated[int, typer.Option(help="What all chances follow from.")] = SEED,
    kind: Annotated[
        Kind | None, typer.Option(help="What the centres are, with every register of that trade.")
    ] = None,
    owed: Annotated[
        bool, typer.Option("--owed", help="Of a kind: as people enter it late, so that misses are found.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write JSON lines here instead; - for standard output."),
    ] = None,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Invent the commands of service centres, and send them to the running installation or to a file.

    Of a --kind they have every register of that trade, and whatever the rulebook has anybody owe: most is
    done in time, some late, some never. With --owed it counts as entered by people, late; a day after that
    what was not done in time is on record as missed. Else it is another system's records, of which nothing
    is owed.

    Example: answerable simulate --sites 10 --months 3 -o centres.jsonl

    Example: answerable simulate --kind property --owed --months 2
    """
    if as_json and str(output) == "-":
        message = "standard output holds either the commands or the one document of --json; name a file"
        raise typer.BadParameter(message, param_hint="--output")
    if owed and kind is None:
        message = "only what a kind of centre has is entered as people do; say --kind too"
        raise typer.BadParameter(message, param_hint="--owed")
    first = month_of(first_month)
    volume = Volume(agents=agents, contacts=contacts)
    items = generate(sites, months, first_month=first, volume=volume, seed=seed, kind=kind, is_owed=owed)
    if output is not None:
        written = _write(items, output)
        if str(output) != "-":
            _tell({"commands": written, "file": str(output)}, as_json=as_json)
        return
    recorded = loop.run(_send(data, items))
    _tell({"events": recorded}, as_json=as_json)


def _tell(document: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print_document(document)
    else:
        results.print("✓ " + ", ".join(f"{name} {value}" for name, value in document.items()), markup=False)


def _write(items: Iterator[BulkItem], output: Path) -> int:
    written = 0
    target = nullcontext(sys.stdout) if str(output) == "-" else output.open("w", encoding="utf-8")
    with target as file:
        for item in items:
            file.write(item.model_dump_json() + "\n")
            written += 1
    return written


async def _send(data: Data, items: Iterator[BulkItem]) -> int:
    async with connected(settings_of(data)) as here:
        return await send(here.importing, items, "simulating")
