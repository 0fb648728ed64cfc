"""A statement as a waterfall: from the base down every plus and minus to what the month counts as."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from answerable.rulebook.statement import Line, LineState, Statement


class StepKind(StrEnum):
    """What a step of the waterfall is."""

    BASE = "base"
    PLUS = "plus"
    MINUS = "minus"
    RAW = "raw"
    CAP = "cap"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Arguments:
        kind: what it is.
        start: the score before it; 0 for a total.
        end: the score behind it.
        line: the statement's line, where the step is one.
    """

    kind: StepKind
    start: Decimal
    end: Decimal
    line: Line | None = None

    @property
    def change(self) -> Decimal:
        """What the step adds; a total adds itself."""
        return self.end - self.start


def steps_of(statement: Statement) -> tuple[Step, ...]:
    """Give the steps: base, every counted line in order, the sum, a cap that bites, the result.

    The sum is the statement's own and not added up here, so that a difference would show.
    """
    steps = [Step(StepKind.BASE, Decimal(0), statement.base)]
    running = statement.base
    for line in statement.lines:
        if line.state is LineState.COUNTED and line.points:
            kind = StepKind.PLUS if line.points > 0 else StepKind.MINUS
            steps.append(Step(kind, running, running + line.points, line))
            running += line.points
    steps.append(Step(StepKind.RAW, Decimal(0), statement.raw))
    if statement.capped != statement.raw:
        steps.append(Step(StepKind.CAP, statement.raw, statement.capped))
    steps.append(Step(StepKind.RESULT, Decimal(0), statement.capped))
    return tuple(steps)


def scale_of(steps: tuple[Step, ...]) -> tuple[Decimal, Decimal]:
    """Give the score axis that shows every step: from 0, or lower, to the highest, never an empty one."""
    edges = [edge for step in steps for edge in (step.start, step.end)]
    low, high = min(Decimal(0), *edges), max(Decimal(0), *edges)
    return low, high if high > low else low + 1


def lines_in(statement: Statement, *states: LineState) -> tuple[Line, ...]:
    """Give the lines that are in one of these states, or are counted with no effect on the score."""
    return tuple(
        line
        for line in statement.lines
        if line.state in states
        or (line.state is LineState.COUNTED and not line.points and LineState.NOT_APPLIED in states)
    )
