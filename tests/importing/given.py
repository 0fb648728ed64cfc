"""What the tests of importing start from: mappings, rows, real files, and a desk that answers."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from answerable.commands.base import BulkItem, BulkOutcome, BulkReport, BulkRequest
from answerable.errors import AnswerableError
from answerable.importing.interpreter import Interpreted, Interpreter, RowResult
from answerable.importing.loader import parse
from answerable.importing.mapping import Mapping
from answerable.importing.memory import BriefMemory, Memory
from answerable.importing.reader import Reader, ReadRow

DATA = Path(__file__).parents[2].parent / "shared" / "data"
INCIDENTS = DATA / "incidents" / "incident_event_log_part1.csv"
CALLS = DATA / "calls" / "bank_calls_1999-02-01_to_03.tsv"

DONE = 200

TICKETS = b"""
mapping: tickets
title: Tickets
zone: Asia/Shanghai
dialect: {delimiter: ";"}
identity: [ticket, saved]
group: [ticket]
values:
  ticket: {type: text, column: ticket, required: true}
  case: {type: id, prefix: case, of: [ticket]}
  saved: {type: moment, column: saved, format: "%Y-%m-%d %H:%M", required: true}
  who: {type: id, prefix: staff, column: who, required: true}
  state: {type: choice, column: state, of: {open: open, done: done}, required: true}
common:
  actor: {value: who}
  occurred_at: {value: saved}
rules:
  - id: opened
    when: {row.first: {eq: true}}
    emit:
      - step: open
        command: case.open
        fields: {case: {value: case}, topic: {constant: A ticket}, first_asked: {value: who}}
  - id: done
    when: {state: {eq: done}, remembered.done: {is_null: true}}
    emit:
      - {step: resolve, command: case.resolve, fields: {case: {value: case}, resolution: {constant: Done}}}
    remember: {done: {constant: true}}
  - id: nothing
    when: {row.emitting: {eq: false}}
    unchanged: nothing happened
"""


def need(path: Path) -> Path:
    """Give a file of real records, or skip the test where it does not lie beside the checkout."""
    if not path.exists():
        pytest.skip(f"the real records {path.name} are not beside this checkout")
    return path


def rows_of(path: Path, mapping: Mapping) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter=mapping.dialect.delimiter)


def outcomes(mapping: Mapping, rows: list[dict[str, str]], memory: Memory | None = None) -> list[RowResult]:
    interpreter = Interpreter(mapping, "xm01", memory or BriefMemory())
    return [interpreter.row(number, row) for number, row in enumerate(rows, start=2)]


def items(found: list[RowResult]) -> list[BulkItem]:
    return [item for outcome in found if isinstance(outcome, Interpreted) for item in outcome.items]


def steps(outcome: RowResult) -> list[str]:
    """Name the steps of a row's commands; fails where it was not interpreted."""
    assert isinstance(outcome, Interpreted), outcome
    return [item.key.rpartition(":")[2] for item in outcome.items]


class Desk:
    """Carries out commands in memory, each key once; can be away, small, or refuse a command.

    It stands in for intake where a test is about the sender's own bookkeeping; what intake itself does
    with the commands is tested against the real one.
    """

    def __init__(
        self, *, away: list[AnswerableError] | None = None, refuses: str = "", most: int = 500
    ) -> None:
        self.done: dict[str, BulkItem] = {}
        self.order: list[str] = []
        self._away = away or []
        self._refuses = refuses
        self._most = most

    async def bulk(self, request: BulkRequest) -> BulkReport:
        from answerable.errors import TooLarge

        if len(request.items) > self._most:
            raise TooLarge("too much at once")
        refused: set[str] = set()
        outcomes = []
        for item in request.items:
            outcomes.append(outcome := self._one(item, refused))
            if outcome.status != DONE:
                refused.add(item.key)
        report = BulkReport(outcomes=tuple(outcomes))
        if self._away:
            raise self._away.pop(0)
        return report

    def _one(self, item: BulkItem, refused: set[str]) -> BulkOutcome:
        """Carry out one command, as intake does: not behind one of the same request that was refused."""
        if item.after in refused:
            return BulkOutcome(key=item.key, status=409, problem="it follows", rule="follows-a-refused")
        if self._refuses in {item.name, "*"}:
            return BulkOutcome(key=item.key, status=409, problem="not now", rule="000-1.2")
        is_repeat = item.key in self.done
        if not is_repeat:
            self.done[item.key] = item
            self.order.append(item.key)
        return BulkOutcome(key=item.key, id="case-1", recorded=0 if is_repeat else 1, is_repeat=is_repeat)


def tickets_in(path: Path, content: bytes) -> list[ReadRow]:
    """Write a file of tickets, and read its rows."""
    path.write_bytes(content)
    with Reader(path, parse(TICKETS, "tickets.yaml")) as reader:
        return list(reader)
