"""The benchmark table: ``make bench``, or ``make bench ARGS="--quick --only bulk,raw"``."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import logging
import os
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from answerable.ledger.store.recorded import Recorded
from tests.benchmarks import (
    catch_up,
    databases,
    importing,
    intake,
    library,
    pages,
    raw,
    readme,
    sweeps,
    workload,
)
from tests.benchmarks.centre import Centre, installed
from tests.benchmarks.history import history
from tests.benchmarks.machine import machine, versions
from tests.benchmarks.measure import Measure
from tests.benchmarks.report import Report
from tests.benchmarks.size import DEFAULT, QUICK, SMOKE, Size

GROUPS = ("bulk", "raw", "sqlite", "postgresql", "single", "visible", "catch-up", "pages", "sweeps")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument("--quick", action="store_true", help="less of everything, once")
    how_much.add_argument("--smoke", action="store_true", help="next to nothing: proves that it runs")
    parser.add_argument("--only", default=",".join(GROUPS), help=f"of {', '.join(GROUPS)}, with commas")
    parser.add_argument(
        "--million", action="store_true", help="also behind a million events, with the memory of each service"
    )
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep the filled views of pages there, and use what is there"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything to this file too")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="replace the figures of this page too")
    arguments = parser.parse_args()
    arguments.only = tuple(filter(None, arguments.only.split(",")))
    if unknown := set(arguments.only) - set(GROUPS):
        parser.error(f"--only: {', '.join(sorted(unknown))}: there are {', '.join(GROUPS)}")
    return arguments


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


@dataclass
class Run:
    """One run: what is measured, and what was found.

    Arguments:
        only: the groups that are asked for.
        size: how much.
        notes: what a reader has to know.
        keep: where the filled views of pages stay; nowhere where None.
        rows: what was measured so far.
    """

    only: tuple[str, ...]
    size: Size
    notes: list[str]
    keep: Path | None = None
    rows: list[Measure] = field(default_factory=list)

    def _found(self, rows: Iterable[Measure]) -> None:
        self.rows += rows

    def _is_wanted(self, group: str) -> bool:
        if group in self.only:
            _say(group)
            # What the groups before it left in memory is not looked through while this one is timed.
            gc.collect()
            gc.freeze()
            if self.size is not SMOKE:
                # Nor is what they wrote a part of its own waiting for the disk.
                os.sync()
            return True
        return False

    def _has_pages(self) -> bool:
        return any(row.key.startswith("page-") for row in self.rows)

    def _rate_of(self, key: str) -> float | None:
        return next((row.rate for row in self.rows if row.key == key), None)

    async def measure(self, directory: Path) -> None:
        """Measure what is asked for, the services on a ledger that the bulk import fills."""
        if self._is_wanted("pages"):
            self._pages(self.size.short, "short")
        if self._is_wanted("sweeps"):
            self._found(await sweeps.sweeps(directory / "sweeps", self.size))
        if set(self.only) <= {"pages", "sweeps"}:
            return
        async with installed(directory / "centre", is_forking=self.size.is_forking) as centre:
            async with centre.running("intake") as writer:
                imported = await intake.bulk(centre, writer, self.size)
                if self._is_wanted("bulk"):
                    self._found(imported)
                    self._found(await importing.file(centre, directory, self.size))
            messages = await catch_up.everything(centre)
            await self._compare(directory, messages)
            await self._live(centre)
            if self._is_wanted("catch-up"):
                wanted = catch_up.wanted(await catch_up.everything(centre))
                self._found(await catch_up.catch_up(centre, self.size, len(wanted)))

    async def _compare(self, directory: Path, messages: list[Recorded]) -> None:
        """Measure what the rows are compared with: the client alone, and the library on its databases."""
        wanted = catch_up.wanted(messages)
        if self._is_wanted("raw"):
            self._found(await raw.raw(directory / "raw", messages, self.size))
        if self._is_wanted("sqlite"):
            empty = databases.sqlite(directory)
            self._found(
                await asyncio.to_thread(library.library, library.SQLITE, empty, messages, wanted, self.size)
            )
        if self._is_wanted("postgresql"):
            self._found(await asyncio.to_thread(self._on_postgresql, messages, wanted))

    def _on_postgresql(self, messages: list[Recorded], wanted: list[Recorded]) -> list[Measure]:
        if missing := databases.lacks_for_postgresql():
            self.notes.append(f"the rows of PostgreSQL are left out: this machine lacks {missing}")
            return []
        from tests.benchmarks.postgresql import POSTGRESQL

        with databases.postgresql() as empty:
            return library.library(POSTGRESQL, empty, messages, wanted, self.size)

    async def _live(self, centre: Centre) -> None:
        """Measure single commands, and how soon one is seen."""
        if not {"single", "visible"} & set(self.only):
            return
        async with centre.running("intake"):
            await centre.caller.command(workload.site(), key="benchmark:site")
            if self._is_wanted("single"):
                self._found(await intake.singles(centre, self.size))
                if (rate := self._rate_of("postgresql-one")) is not None:
                    self._found(await intake.steadies(centre, self.size, rate))
            if self._is_wanted("visible"):
                async with centre.running("scoring"):
                    self._found(await catch_up.visible(centre, self.size))

    def _pages(self, events: int, form: str, beside: str | None = None) -> None:
        self._found(pages.pages(pages.ALL, events, self.size.asked, form, beside, self.keep))

    async def measure_history(self, directory: Path) -> None:
        """Measure behind a long history, on an installation of its own; and what pages ask of it."""
        if not self._has_pages():
            self._pages(self.size.short, "short")
        self._pages(self.size.long, "long", "short")
        if self.only and set(self.only) <= {"pages"}:
            return
        self._found(await history(directory / "history", self.size, _say))


async def _measured(run: Run, *, million: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        directory = Path(name)
        if run.only:
            await run.measure(directory)
        if million:
            await run.measure_history(directory)


def main() -> None:
    """Measure, print the tables, and write the files that are asked for."""
    arguments = _arguments()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    size = SMOKE if arguments.smoke else QUICK if arguments.quick else DEFAULT
    notes = [
        f"{size.repeats} repeat(s); the rate is the median, then the least and the greatest",
        "nats-server syncs every write; SQLite and PostgreSQL as the library and the server set them",
        "client, nats-server and service share the machine's cores",
    ]
    run = Run(arguments.only, size, notes, arguments.keep)
    asyncio.run(_measured(run, million=arguments.million))
    report = Report(run.rows, _command(), machine(), versions(), notes)
    print(report.text())
    if arguments.json is not None:
        arguments.json.write_text(f"{json.dumps(report.document(), indent=2)}\n")
    if arguments.markdown is not None:
        before = arguments.markdown.read_text(encoding="utf-8")
        arguments.markdown.write_text(report.page(before), encoding="utf-8")
        if arguments.markdown.resolve() == readme.PAGE:
            readme.renew()


def _command() -> str:
    """Give the command that made this run, but for the files that it wrote."""
    words = sys.argv[1:]
    kept = [
        word
        for at, word in enumerate(words)
        if not ({"--json", "--markdown", "--keep"} & {word, *words[at - 1 : at]})
    ]
    return f'make bench ARGS="{" ".join(kept)}"' if kept else "make bench"


if __name__ == "__main__":
    main()
