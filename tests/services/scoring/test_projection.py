"""The view of scoring keeps facts as the ledger has them, and no score."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from pydantic_core import from_json

from answerable.events.base import Event
from answerable.events.registry import REGISTRY
from answerable.projection.writing.testing import View
from answerable.rulebook import catalogue
from answerable.streams.duty import events as duty
from answerable_services.scoring.projection import Scores
from answerable_services.scoring.tables import TABLES
from tests.services.scoring.given import (
    AGENT,
    CENTRE,
    NOW,
    bonus,
    event,
    exam,
    extra,
    hired,
    left,
    opened,
    overrun,
    revoked,
    upheld,
    violation,
)

FACTS = [violation(1), bonus(2), extra(3, "-2"), exam(4, 100), upheld(5), overrun(6, 7)]
HISTORY = [*CENTRE, *FACTS, revoked(1)]


def dump(*histories: Iterable[Event]) -> dict[str, list[dict[str, Any]]]:
    view = View(Scores(), NOW)
    try:
        for history in histories:
            view.given(history)
        return {table: view.rows(table) for table in TABLES.tables}
    finally:
        view.close()


def test_every_event_that_an_article_asks_for_is_kept() -> None:
    """No installed rulebook has an article whose kind of event the view would pass over."""
    wanted = {f"{model.stream}.{model.__name__}" for model in Scores._handlers}

    assert wanted >= {article.event for book in catalogue() for article in book.articles if article.event}


def test_every_event_that_concerns_somebody_is_kept_for_them() -> None:
    """A fact comes back from its row as the event that was recorded."""
    rows = dump(FACTS)["facts"]

    built = [REGISTRY.build(row["type"], from_json(row["data"])) for row in rows]
    assert {each.event_id: each for each in built} == {each.event_id: each for each in FACTS}
    assert all(each.concerned == (AGENT,) for each in built)


def test_two_fillings_of_one_history_are_equal_however_it_is_cut() -> None:
    """A rebuild in one batch gives the rows that were written event by event."""
    assert dump(HISTORY) == dump(*([each] for each in HISTORY))


def test_events_of_no_concern_leave_no_row() -> None:
    """A duty on the roster is for others."""
    day = datetime(2016, 3, 10, tzinfo=UTC)
    rostered = event(
        duty.Rostered, "duty-1-2016-03", staff=AGENT, month="2016-03", starts_at=day, ends_at=day
    )

    assert dump([*CENTRE, rostered]) == dump(CENTRE)


def test_the_register_keeps_the_last_day() -> None:
    """Hired and left are kept as they were said, with the site where the person works."""
    rows = dump([hired(), left(AGENT, date(2016, 3, 31))])["people"]

    assert [(row["staff"], row["version"], row["home"]) for row in rows] == [
        (AGENT, 1, "xm01"),
        (AGENT, 2, None),
    ]


def test_a_fact_row_is_the_same_before_and_after_the_site_opened() -> None:
    """What is known of the site when a fact comes in does not show in the fact's row."""
    early, late = dump([violation(1), opened()])["facts"], dump([opened(), violation(1)])["facts"]

    assert [{**row, "sequence": None} for row in early] == [{**row, "sequence": None} for row in late]
