"""The sender: a whole file goes to intake, in order, and every row is accounted for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from answerable.commands.base import MOST_ITEMS, BulkItem, BulkOutcome, BulkReport, BulkRequest
from answerable.errors import Busy, Conflict, Invalid, TooLarge, Unavailable
from answerable.importing.following import DONE, Following, held_back_by
from answerable.importing.interpreter import Interpreted, Interpreter, Rejected, RowResult, Unchanged
from answerable.importing.mapping import Mapping
from answerable.importing.memory import LastingMemory
from answerable.importing.order import check_order
from answerable.importing.people import Hiring
from answerable.importing.reader import Reader
from answerable.importing.report import ImportReport, Progress, RejectFile, Tally
from answerable.retries import again

_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 2.0
_PASSING = (Unavailable, Busy, Conflict)


class BulkCaller(Protocol):
    """Asks intake to carry out many commands; `answerable.messaging.client.Caller` does."""

    async def bulk(self, request: BulkRequest) -> BulkReport:
        """Ask intake to carry out many commands."""
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How an import deals with an intake that is away.

    Arguments:
        batch: the most commands that are sent at once.
        deadline_s: seconds without any answer after which it gives up.
    """

    batch: int = MOST_ITEMS
    deadline_s: float = 60.0


@dataclass(frozen=True, slots=True)
class _Line:
    """A row with its cells, and what became of it."""

    texts: tuple[str, ...]
    outcome: RowResult


@dataclass(frozen=True, slots=True)
class _Batch:
    """Whole rows that are sent together.

    Arguments:
        lines: the rows.
        end: the offset in bytes behind the last of them.
    """

    lines: tuple[_Line, ...]
    end: int

    def items(self) -> list[BulkItem]:
        """Give the commands of all rows, in order."""
        interpreted = (line.outcome for line in self.lines if isinstance(line.outcome, Interpreted))
        return [item for outcome in interpreted for item in outcome.items]


async def import_file(
    path: Path,
    mapping: Mapping,
    site: str,
    caller: BulkCaller,
    *,
    rejects: Path,
    memory: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    patience: Patience | None = None,
) -> ImportReport:
    """Import a file; a second import of it changes nothing.

    Arguments:
        path: the file.
        mapping: what its rows mean.
        site: the site that the commands are for.
        caller: asks intake.
        rejects: where rejected rows are written; removed where there are none.
        memory: where rows are remembered, so that a file may come in several parts; only for the
            length of this import where None.
        progress: told behind every batch.
        patience: how many commands go at once, and how long an intake that is away is waited for.

    Raises:
        NotFound: the file cannot be opened.
        Invalid: the file lacks a column that the mapping reads, has the newest rows first, or rejected rows
            would be written over it; nothing was sent.
        Unavailable: intake did not answer in time. What it carried out stays; import the file again.
    """
    patience = patience or Patience()
    following = Following()
    _check_apart(path, rejects)
    with ExitStack() as stack:
        reader = stack.enter_context(Reader(path, mapping))
        kept = stack.enter_context(LastingMemory(memory, mapping.mapping))
        file = stack.enter_context(RejectFile(rejects, reader.headings))
        tally = Tally()
        hiring = Hiring(mapping.people, mapping.mapping, site)
        interpreter = Interpreter(mapping, site, kept, is_mended=reader.is_mended)
        await asyncio.to_thread(check_order, path, mapping, site)
        batches = _batches(reader, interpreter, kept, patience.batch)
        coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
        try:
            while (batch := await coming) is not None:
                coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
                items = following.linked(batch.items())
                tally.events += await _hire(hiring.before(items), caller, patience)
                outcomes = await _carry_out(items, caller, patience, following.refused)
                following.learn(items, outcomes)
                for refused in await asyncio.to_thread(_account, batch, outcomes, tally, file):
                    interpreter.refused(*refused)
                if progress is not None:
                    progress(Progress(batch.end, reader.size, tally.rows, tally.events))
        finally:
            kept.commit()
            await asyncio.gather(coming, return_exceptions=True)
        unread = tuple(heading for heading in reader.headings if heading and heading not in mapping.columns)
        return tally.report(mapping.mapping, site, unread_columns=unread, rejects=rejects)


def _check_apart(path: Path, rejects: Path) -> None:
    if rejects.resolve() == path.resolve():
        raise Invalid(f"the rejected rows would be written over {path} itself; name another file for them")


def _batches(
    reader: Reader, interpreter: Interpreter, memory: LastingMemory, most_items: int
) -> Iterator[_Batch]:
    lines: list[_Line] = []
    items = 0
    end = 0
    for row in reader:
        outcome: RowResult
        if row.fault is not None:
            interpreter.unusable(dict(zip(reader.headings, row.texts, strict=False)))
            outcome = row.fault
        else:
            outcome = interpreter.row(row.number, row.cells)
        count = len(outcome.items) if isinstance(outcome, Interpreted) else 0
        if lines and (items + count > most_items or len(lines) >= most_items):
            memory.commit()
            yield _Batch(tuple(lines), end)
            lines, items = [], 0
        lines.append(_Line(row.texts, outcome))
        items += count
        end = row.end
    if lines:
        memory.commit()
        yield _Batch(tuple(lines), end)


async def _carry_out(
    items: list[BulkItem], caller: BulkCaller, patience: Patience, refused: AbstractSet[str] = frozenset()
) -> list[BulkOutcome]:
    """Send commands until intake has answered; what is too large at once goes in halves.

    A request knows nothing of the one before: what follows a command that was refused there is not sent.

    Arguments:
        items: the commands.
        caller: asks intake.
        patience: how long an intake that is away is waited for.
        refused: the keys of commands that were refused before.
    """
    held_back = held_back_by(items, refused)
    sent = [item for item in items if item.key not in held_back]
    answered = iter(await _send(sent, caller, patience))
    return [held_back.get(item.key) or next(answered) for item in items]


async def _send(items: list[BulkItem], caller: BulkCaller, patience: Patience) -> list[BulkOutcome]:
    if not items:
        return []
    try:
        report = await _ask(BulkRequest(items=tuple(items)), caller, patience)
    except TooLarge as error:
        if len(items) == 1:
            return [BulkOutcome(key=items[0].key, status=error.status, problem=error.message)]
        half = len(items) // 2
        first = await _send(items[:half], caller, patience)
        refused = {outcome.key for outcome in first if outcome.status != DONE}
        return first + await _carry_out(items[half:], caller, patience, refused)
    return list(report.outcomes)


async def _hire(hires: list[BulkItem], caller: BulkCaller, patience: Patience) -> int:
    """Hire the people whom rows are going to name, and tell how many events that caused.

    Who is on the register already stays as they are there, so a refusal is none of a row: where somebody is
    still missing, intake refuses the row that names them.
    """
    recorded = 0
    for start in range(0, len(hires), patience.batch):
        outcomes = await _carry_out(hires[start : start + patience.batch], caller, patience)
        recorded += sum(outcome.recorded for outcome in outcomes)
    return recorded


async def _ask(request: BulkRequest, caller: BulkCaller, patience: Patience) -> BulkReport:
    try:
        return await again(
            lambda: caller.bulk(request),
            on=_PASSING,
            first_s=_FIRST_PAUSE_S,
            longest_s=_LONGEST_PAUSE_S,
            within_s=patience.deadline_s,
        )
    except _PASSING as error:
        message = (
            f"intake did not carry out a batch within {patience.deadline_s:g} s ({error.message}); "
            "import the file again: what was carried out is not repeated"
        )
        raise Unavailable(message) from error


def _account(
    batch: _Batch, outcomes: list[BulkOutcome], tally: Tally, file: RejectFile
) -> list[tuple[str, str]]:
    """Account for every row, and give those that were remembered and of which nothing was carried out."""
    answered = iter(outcomes)
    refused: list[tuple[str, str]] = []
    for line in batch.lines:
        tally.rows += 1
        outcome = line.outcome
        if isinstance(outcome, Unchanged):
            tally.unchanged_because[outcome.reason] += 1
        elif isinstance(outcome, Rejected):
            tally.rejected_because[outcome.rule] += 1
            file.add(outcome, line.texts)
        else:
            answers = list(islice(answered, len(outcome.items)))
            _account_commands(line, outcome, answers, tally, file)
            if outcome.kept_as is not None and all(answer.status != DONE for answer in answers):
                refused.append(outcome.kept_as)
    return refused


def _account_commands(
    line: _Line, interpreted: Interpreted, answers: list[BulkOutcome], tally: Tally, file: RejectFile
) -> None:
    tally.commands += len(answers)
    tally.events += sum(answer.recorded for answer in answers)
    tally.warnings.update(warning for answer in answers for warning in answer.warnings)
    tally.repeats += sum(answer.is_repeat for answer in answers)
    refused = [answer for answer in answers if answer.status != DONE]
    if not refused:
        tally.accepted += 1
        return
    tally.refused += len(refused)
    rule = refused[0].rule or f"intake.{refused[0].status}"
    tally.rejected_because[rule] += 1
    said = "; ".join(f"{_step(answer)}: {answer.problem}" for answer in refused)
    others = ", ".join(_step(answer) for answer in answers if answer.status == DONE)
    carried_out = f"carried out: {others}" if others else "nothing was carried out"
    file.add(Rejected(interpreted.row, rule, said), line.texts, carried_out)


def _step(answer: BulkOutcome) -> str:
    return answer.key.rpartition(":")[2]
