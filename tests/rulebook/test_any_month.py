"""Whatever happened in a month: what holds of every statement."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from answerable.rulebook import Fact, LineState
from tests.rulebook.given import (
    pay_of,
    revoked,
    violation,
)
from tests.rulebook.scored import FACTS, as_if_never_made, score

months_of_facts = st.lists(st.sampled_from(FACTS), unique_by=lambda fact: fact.event.event_id)


@given(months_of_facts, st.randoms(use_true_random=False))
def test_order_and_repetition_of_facts_do_not_matter(facts: list[Fact], random: object) -> None:
    """Shuffled facts, each given twice, give the very same statement."""
    mixed = facts * 2
    random.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a Random under a wider type

    assert score(*mixed) == score(*facts)


@given(months_of_facts)
def test_arithmetic_holds(facts: list[Fact]) -> None:
    """Raw is the base and every counted line; capped at 110; pay within 300 and ten a point."""
    result = score(*facts)
    counted = sum(line.points or 0 for line in result.lines if line.state is LineState.COUNTED)

    assert result.raw == result.base + counted
    assert result.capped == min(result.raw, Decimal(110))
    assert pay_of(result).amount == max(min((result.capped - 80) * 10, Decimal(300)), Decimal(-300))
    assert all(line.points is None for line in result.lines if line.state is not LineState.COUNTED)


@given(
    months_of_facts, st.integers(1, 99), st.sampled_from(["001-m1", "001-M1", "001-S1", "001-D2", "002-x"])
)
def test_a_revoked_entry_was_never_made(facts: list[Fact], number: int, article: str) -> None:
    """Recording an entry and revoking it equals never having recorded it."""
    entry = violation(100 + number, article)

    assert as_if_never_made(score(*facts, entry, revoked(entry))) == score(*facts)


@given(months_of_facts)
def test_every_open_line_asks_a_question(facts: list[Fact]) -> None:
    """What is not known is asked, with the events it is about; keys are unique."""
    result = score(*facts)
    asked = {question.article for question in result.open_questions}

    assert {line.article for line in result.lines if line.state is LineState.UNKNOWN} <= asked
    assert len({line.key for line in result.lines}) == len(result.lines)
