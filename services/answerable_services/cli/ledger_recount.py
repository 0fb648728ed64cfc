"""``answerable ledger recount``: whether a report's numbers follow from the ledger."""

from __future__ import annotations

from contextlib import aclosing
from typing import Annotated, Any

import typer
from rich.table import Table

from answerable import loop
from answerable.errors import NotFound
from answerable.events.cloudevents import decode
from answerable.events.subjects import parse
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.walk import walk
from answerable.settings import Settings
from answerable.streams.report.events import Drafted, FiguresStated
from answerable_services.cli.connecting import connected
from answerable_services.cli.options import Data, settings_of
from answerable_services.cli.recounting import STREAMS, Recount
from answerable_services.cli.voice import WRONG, Json, command, print_document, results


@command
def recount_command(
    report: Annotated[str, typer.Argument(help="The report, as report-01J….")],
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Count a report's numbers again from the ledger, up to the place that was put on record beside them.

    No view and no service is believed: every event of the site up to there is read. Ends with 1 where a
    number on record comes to another. Example: answerable ledger recount report-01HZ0000000000000000000000
    """
    recounted = loop.run(_recounted(settings_of(data), report))
    wrong = recounted.differences()
    stated = {one.figure: one.value for one in recounted.stated.figures}
    if as_json:
        document: dict[str, Any] = {
            "report": report,
            "position": recounted.stated.position,
            "stated": {name.value: value for name, value in stated.items()},
            "counted": {name.value: value for name, value in recounted.figures().items()},
            "differences": [name.value for name in wrong],
        }
        print_document(document)
    else:
        table = Table("number", "stated", "counted")
        for name, value in recounted.figures().items():
            table.add_row(name.value, str(stated.get(name, "-")), str(value))
        results.print(table)
        for name, (said, counted) in wrong.items():
            results.print(f"✗ {name.value}: {said} is on record, {counted} is counted", markup=False)
        if not wrong:
            position = recounted.stated.position
            results.print(f"✓ the numbers of {report} follow from the ledger up to {position:,}")
    if wrong:
        raise typer.Exit(WRONG)


async def _recounted(settings: Settings, report: str) -> Recount:
    async with connected(settings) as here:
        return await recounted(here.ledger, report)


async def recounted(ledger: Ledger, report: str) -> Recount:
    """Count a report's numbers again.

    Arguments:
        ledger: is read from its beginning up to the place that is on record.
        report: which; of several handings in, the last one that was counted.

    Raises:
        NotFound: there is no such report, or no number of it is on record.
    """
    begun: Drafted | None = None
    stated: FiguresStated | None = None
    for message in await ledger.history(report):
        event = decode(message.body)
        if isinstance(event, Drafted):
            begun, stated = event, None
        elif isinstance(event, FiguresStated):
            stated = event
    if begun is None or stated is None:
        raise NotFound(f"no numbers of {report} are on record")
    found = Recount(begun, stated)
    async with aclosing(walk(ledger, start=0, end=stated.position)) as batches:
        async for batch in batches:
            for message in batch:
                subject = parse(message.subject)
                if subject.site == begun.site and subject.stream in STREAMS:
                    found.take(decode(message.body))
    return found
