"""A statement as a waterfall."""

from __future__ import annotations

from decimal import Decimal

from answerable.rulebook.statement import LineState
from answerable_services.console.views.waterfall import StepKind, lines_in, scale_of, steps_of
from tests.services.console.given.statements import statement


def test_the_steps_lead_from_the_base_to_the_result() -> None:
    """Each counted line starts where the one before it ended."""
    steps = steps_of(statement())
    assert [(step.kind, int(step.start), int(step.end)) for step in steps] == [
        (StepKind.BASE, 0, 80),
        (StepKind.MINUS, 80, 75),
        (StepKind.MINUS, 75, 65),
        (StepKind.PLUS, 65, 70),
        (StepKind.RAW, 0, 70),
        (StepKind.RESULT, 0, 70),
    ]


def test_a_cap_that_bites_is_a_step() -> None:
    """A raw 113 that counts as 110 shows what was cut."""
    steps = steps_of(statement(raw=Decimal(113), capped=Decimal(110)))
    assert [(s.kind, int(s.change)) for s in steps[-2:]] == [(StepKind.CAP, -3), (StepKind.RESULT, 110)]


def test_lines_that_do_not_count_are_no_steps() -> None:
    """A proposal, an open question and a record that does not apply leave the score alone."""
    assert {step.line.state for step in steps_of(statement()) if step.line} == {LineState.COUNTED}


def test_every_line_is_shown_somewhere() -> None:
    """Nothing of a statement is left out: steps, what a person decides, and what did not count."""
    told = statement()
    in_steps = [step.line for step in steps_of(told) if step.line]
    others = lines_in(told, LineState.PROPOSED, LineState.UNKNOWN) + lines_in(told, LineState.NOT_APPLIED)
    assert {line.key for line in (*in_steps, *others)} == {line.key for line in told.lines}


def test_a_counted_line_of_no_points_is_listed_below() -> None:
    """It cannot be drawn, so it is told."""
    line = statement().lines[0].model_copy(update={"points": Decimal(0)})
    assert lines_in(statement(lines=(line,)), LineState.NOT_APPLIED) == (line,)


def test_the_axis_holds_a_score_below_zero() -> None:
    """A month can end under nothing."""
    steps = steps_of(statement(raw=Decimal(-10), capped=Decimal(-10)))
    assert scale_of(steps) == (Decimal(-10), Decimal(80))


def test_the_axis_is_never_empty() -> None:
    """A month that starts and ends at 0 can be drawn."""
    steps = steps_of(statement(base=Decimal(0), lines=(), raw=Decimal(0), capped=Decimal(0)))
    assert scale_of(steps) == (Decimal(0), Decimal(1))
