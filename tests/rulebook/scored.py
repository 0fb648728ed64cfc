"""What the tests of scoring share: one person's month scored, and ways to look at its lines."""

from decimal import Decimal

from answerable.rulebook import Fact, LineState, Statement, statement
from answerable.rulebook.statement import Line
from tests.rulebook.given import (
    BOOK,
    MARCH,
    PERSON,
    bonus,
    exam,
    extra,
    idea,
    overrun,
    upheld,
    violation,
)

OTHER = "staff-example-two"
FACTS = [
    violation(1, "001-m1"),
    violation(2, "001-m4", points=Decimal(3)),
    violation(3, "001-m9"),
    violation(4, "001-M1"),
    violation(5, "001-M4"),
    violation(6, "001-S1"),
    violation(7, "001-D1"),
    violation(8, "001-m7", minutes=9, superior_informed=False),
    violation(9, "001-m7"),
    bonus(10, "001-B3"),
    bonus(11, "001-B4"),
    idea(12),
    extra(13, "4.5"),
    extra(14, "-3"),
    exam(15, "100"),
    exam(16, "31"),
    overrun(17, 7),
    overrun(18, 45),
    overrun(19, None),
    upheld(20),
    upheld(21, is_conflict=True),
    bonus(22, "001-B3"),
    bonus(23, "001-B4"),
    violation(24, "001-m12"),
]
"""Something of every kind that a month can hold."""


def as_if_never_made(result: Statement) -> Statement:
    """Leave out what is only shown: every other part must be as if the entry had never been made."""
    lines = tuple(line for line in result.lines if line.state is not LineState.REVOKED)
    assert len(lines) < len(result.lines)
    return result.model_copy(update={"lines": lines})


def score(*facts: Fact) -> Statement:
    return statement(BOOK, MARCH, PERSON, facts)


def line(result: Statement, article: str) -> Line:
    (found,) = [line for line in result.lines if line.article == article]
    return found


def points(*facts: Fact) -> dict[str, Decimal | None]:
    """What counts beside the bonus for a month without complaints, which every quiet month earns."""
    lines = score(*facts).lines
    return {line.article: line.points for line in lines if line.article != "001-B5"}
