"""Spans put together: what is asked about at once covers all of them, and is never much longer than they."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from answerable_services.audit.spans import LONGEST, MOST, Span, together

BEGIN = datetime(2016, 3, 10, tzinfo=UTC)

spans = st.lists(
    st.builds(
        lambda day, hours, name: Span(
            BEGIN + timedelta(days=day), BEGIN + timedelta(days=day, hours=hours), f"staff-{name}"
        ),
        st.integers(0, 200),
        st.integers(0, 2_000),
        st.integers(0, 9),
    )
)


@given(spans)
def test_every_span_is_covered(asked: list[Span]) -> None:
    """Each span lies within a question that names its person; only one that stands alone is longer."""
    found = list(together(asked))

    for span in asked:
        assert any(
            near.first <= span.first and span.last <= near.last and span.of in near.names for near in found
        )
    alone = {(span.first, span.last) for span in asked}
    assert all(near.last - near.first <= LONGEST or (near.first, near.last) in alone for near in found)


def test_those_of_a_month_are_one_question() -> None:
    """Days of many people near each other are asked about together, and those of last year apart."""
    near = [
        Span(BEGIN + timedelta(days=day), BEGIN + timedelta(days=day), f"staff-{day}") for day in range(30)
    ]
    old = Span(BEGIN - timedelta(days=400), BEGIN - timedelta(days=399), "staff-0")

    first, second = together([*near, old])

    assert (first.first, first.last, first.names) == (old.first, old.last, ["staff-0"])
    assert (second.first, second.last, len(second.names)) == (near[0].first, near[-1].last, 30)


def test_no_question_names_too_many() -> None:
    """However many people there are, a question names as many as the database takes."""
    found = list(together(Span(BEGIN, BEGIN, f"staff-{number}") for number in range(2 * MOST + 1)))

    assert [len(near.names) for near in found] == [MOST, MOST, 1]
