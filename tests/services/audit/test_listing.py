"""The list of findings: late reports among them, its pages, and what it is narrowed by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from answerable.errors import Invalid
from answerable.events.base import Event
from answerable.queries.audit import Accesses, Findings, Gravity
from answerable_services.audit.answers import accesses, findings
from answerable_services.audit.late import STEPS_S, level_of
from answerable_services.audit.projection import AuditProjection
from tests.identity.proofs import EVERYTHING
from tests.services.audit.asking import FEW, NOW, viewing
from tests.services.audit.given import (
    AGENT,
    HOUR,
    MINUTE,
    TEN,
    abandoned,
    exported,
    hired,
    on_shift,
    read,
)


@pytest.mark.parametrize("limit_s", [0, 1800, 3600, 7 * 3600, 24 * 3600, 100 * 24 * 3600])
def test_late_reports_of_any_limit(limit_s: int) -> None:
    """Late reports are counted and told by any limit, be it one of the steps or between two."""
    lates = [timedelta(seconds=step + more) for step in STEPS_S for more in (0, 1, 1900)]
    lates = [late for late in lates if late]
    with viewing(AuditProjection()) as view:
        view.given([abandoned(number, late) for number, late in enumerate(lates)])
        with view.connect() as connection:
            answer = findings(connection, Findings(limit=1000), EVERYTHING, NOW, backdated_after_s=limit_s)

    expected = sum(late.total_seconds() > limit_s for late in lates)
    assert sum(row.count for row in answer.counts) == len(answer.findings) == expected


def walked(connection: Connection, by: int, **asked: Any) -> Iterator[tuple[list[str], list[str]]]:
    """Go through the list page by page, and from each page back to the one before it."""
    query, before = Findings(**asked, limit=by), list[str]()
    while True:
        page = findings(connection, query, EVERYTHING.at(query.site), NOW, backdated_after_s=1800)
        shown = [one.finding for one in page.findings]
        if before:
            back = query.model_copy(update={"after": None, "before": page.before})
            again = findings(connection, back, EVERYTHING.at(back.site), NOW, backdated_after_s=1800).findings
            assert [one.finding for one in again] == before
        yield shown, before
        if page.after is None:
            return
        query, before = query.model_copy(update={"after": page.after}), shown


@pytest.mark.parametrize(
    "asked", [{}, {"gravity": Gravity.WARNING}, {"staff": AGENT}, {"record": "record-1"}]
)
@pytest.mark.parametrize("by", [1, 3, 50])
def test_the_pages_together_are_the_list(asked: dict[str, Any], by: int) -> None:
    """Kept findings and late reports of one moment come in one order, and no page loses or repeats one."""
    events: list[Event] = [hired()]
    for n in range(24):
        at = TEN + n // 4 * HOUR
        late = {"recorded_at": at + n % 2 * HOUR}
        events.append(read(n % 3, at, version=n + 2).model_copy(update=late))
    events += [abandoned(n, 2 * HOUR) for n in range(5)]
    with viewing(AuditProjection(FEW)) as view, view.given(events).connect() as connection:
        whole = findings(
            connection,
            Findings(**asked, limit=1000),
            EVERYTHING.at(asked.get("site")),
            NOW,
            backdated_after_s=1800,
        )
        pages = [shown for shown, _ in walked(connection, by, **asked)]

    assert [one for page in pages for one in page] == [one.finding for one in whole.findings]
    assert len(whole.findings) == whole.total > 5


def test_an_export_in_bulk_is_found_by_each_of_its_records() -> None:
    """A finding that names no record, as it is about many, is told to whoever asks about one of them."""
    with viewing(AuditProjection(FEW)) as view:
        view.given([hired(), on_shift(), exported(1, 60, TEN), exported(2, 60, TEN + MINUTE)])
        view.given([exported(3, 60, TEN + 2 * MINUTE), exported(4, 9, TEN + 3 * HOUR)])
        with view.connect() as connection:
            told = {
                number: findings(
                    connection, Findings(record=f"record-{number}"), EVERYTHING, NOW, backdated_after_s=3600
                ).total
                for number in (1, 2, 3, 4)
            }

    assert told == {1: 1, 2: 1, 3: 1, 4: 0}


def test_a_place_of_another_list_is_refused() -> None:
    """A cursor that no answer gave is an error with a word, and so are two of them."""
    with viewing(AuditProjection(FEW)) as view, view.connect() as connection:
        wrongs: tuple[dict[str, Any], ...] = (
            {"after": "nonsense"},
            {"before": "e30"},
            {"after": "WyJuZXdlc3QiXQ"},
        )
        for wrong in wrongs:
            with pytest.raises(Invalid, match="is no place in the list"):
                findings(
                    connection,
                    Findings(**wrong),
                    EVERYTHING.at(wrong.get("site")),
                    NOW,
                    backdated_after_s=3600,
                )
            with pytest.raises(Invalid, match="is no place in the list"):
                accesses(connection, Accesses(**wrong), EVERYTHING.at(wrong.get("site")))


def test_levels() -> None:
    """A report belongs to the level whose beginning it has passed; one at a step is still below it."""
    assert [level_of(late_s) for late_s in (0.5, 3600, 3600.5, 86_400, 86_401)] == [1, 1, 2, 4, 5]
