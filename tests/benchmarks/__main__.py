"""The benchmark table: ``make bench``, or ``make bench ARGS="--quick --only bulk,raw"``."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
import tempfile
from pathlib import Path

import structlog

from answerable.ledger.recorded import Recorded
from tests.benchmarks import catch_up, databases, intake, library, raw, workload
from tests.benchmarks.centre import installed
from tests.benchmarks.machine import machine, versions
from tests.benchmarks.measure import Measure, document, table
from tests.benchmarks.size import DEFAULT, QUICK, SMOKE, Size

GROUPS = ("bulk", "single", "catch-up", "visible", "raw", "sqlite", "postgresql")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument("--quick", action="store_true", help="less of everything, once")
    how_much.add_argument("--smoke", action="store_true", help="next to nothing: proves that it runs")
    parser.add_argument("--only", default=",".join(GROUPS), help=f"of {', '.join(GROUPS)}, with commas")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything to this file too")
    arguments = parser.parse_args()
    arguments.only = tuple(arguments.only.split(","))
    if unknown := set(arguments.only) - set(GROUPS):
        parser.error(f"--only: {', '.join(sorted(unknown))}: there are {', '.join(GROUPS)}")
    return arguments


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


async def _measure(only: tuple[str, ...], size: Size, notes: list[str]) -> list[Measure]:
    """Measure what is asked for, the services on a ledger that the bulk import fills."""
    found: list[Measure] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        directory = Path(name)
        async with installed(directory / "centre") as centre:
            async with centre.running("intake"):
                _say("bulk")
                imported = await intake.bulk(centre, size)
                if "bulk" in only:
                    found += imported
                await centre.caller.command(workload.site(), key="benchmark:site")
                if "single" in only:
                    _say("single")
                    found += await intake.singles(centre, size)
                if "visible" in only:
                    _say("visible")
                    async with centre.running("scoring"):
                        found += await catch_up.visible(centre, size)
            messages = await catch_up.wanted(centre)
            if "catch-up" in only:
                _say("catch-up")
                found += await catch_up.catch_up(centre, size, len(messages))
        if "raw" in only:
            _say("raw")
            found += await raw.raw(directory / "raw", messages, size)
        if "sqlite" in only:
            _say("sqlite")
            empty = databases.sqlite(directory)
            found += await asyncio.to_thread(library.library, library.SQLITE, empty, messages, size)
        if "postgresql" in only:
            found += await asyncio.to_thread(_on_postgresql, messages, size, notes)
    return found


def _on_postgresql(messages: list[Recorded], size: Size, notes: list[str]) -> list[Measure]:
    if missing := databases.lacks_for_postgresql():
        notes.append(f"the rows of PostgreSQL are left out: this machine lacks {missing}")
        return []
    from tests.benchmarks.postgresql import POSTGRESQL

    _say("postgresql")
    with databases.postgresql() as empty:
        return library.library(POSTGRESQL, empty, messages, size)


def main() -> None:
    """Measure, print the table, and write the JSON document where it is asked for."""
    arguments = _arguments()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    size = SMOKE if arguments.smoke else QUICK if arguments.quick else DEFAULT
    notes = [
        f"{size.repeats} repeat(s); the rate is the median, then the least and the greatest",
        "nats-server syncs every write; SQLite and PostgreSQL as the library and the server set them",
        "client, nats-server and service share the machine's cores",
    ]
    found = asyncio.run(_measure(arguments.only, size, notes))
    described, used = machine(), versions()
    print(", ".join(f"{key}: {value}" for key, value in described.items()))
    print(", ".join(f"{key} {value}" for key, value in used.items()))
    print()
    print(table(found))
    print()
    for note in notes:
        print(f"- {note}")
    if arguments.json is not None:
        text = json.dumps(document(found, described, used, notes), indent=2)
        arguments.json.write_text(f"{text}\n")


if __name__ == "__main__":
    main()
