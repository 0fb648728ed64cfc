"""Import of a file, as ``answerable import`` does it: rows are read, interpreted, sent and accounted for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

from answerable.importing.loader import load
from answerable.importing.sender import import_file
from answerable.streams.rulebook.commands import Bind
from answerable.streams.site.commands import Open
from tests.benchmarks.centre import Centre
from tests.benchmarks.measure import Measure
from tests.benchmarks.size import Size

_MAPPING = "incident-log"
_RULEBOOK = "call-centre-80"
_SINCE = date(2016, 1, 1)
_ACTOR = "system-import"


async def file(centre: Centre, directory: Path, size: Size) -> list[Measure]:
    """Import the event log of a service desk into new sites.

    Arguments:
        centre: where.
        directory: where the file is written.
        size: how many rows it has, and how often it is imported.
    """
    path = directory / "incidents.csv"
    path.write_text("\n".join(_lines(size.commands)), encoding="utf-8")
    rates, events = [], 0
    for number in range(size.repeats):
        site = f"import{number}"
        await centre.caller.command(Open(site=site, actor=_ACTOR, name_zh="导入", name_en="Import"))
        await centre.caller.command(Bind(site=site, actor=_ACTOR, rulebook=_RULEBOOK, effective_from=_SINCE))
        began = time.perf_counter()
        report = await import_file(
            path, load(_MAPPING), site, centre.caller, rejects=directory / "rejects.csv"
        )
        rates.append(report.events / (time.perf_counter() - began))
        events = report.events
        assert report.rows == size.commands, report
        assert not report.rejected, report
    what = f"import of a file, {size.commands:,} rows of a service desk's event log: events"
    return [Measure("import", what, tuple(rates), beside=("raw-batches",), of=events)]


def _lines(rows: int) -> Iterator[str]:
    """Give the packaged log's rows again and again, each time of other incidents."""
    heading, *log = files("answerable").joinpath("sample", "incidents.csv").read_text("utf-8").splitlines()
    yield heading
    for number in range(rows):
        time_around, place = divmod(number, len(log))
        yield f"INC{time_around}-{log[place].removeprefix('INC')}"
