"""What is left of a time limit: words and an icon, never a colour alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from answerable.streams.case.flow import CaseStage
from answerable_services.console.language import Language, words_of
from answerable_services.console.views.deadline import TimeLeft, Tone, time_left
from tests.services.console.given.cases import case_row
from tests.services.console.given.moments import NOW, ago

EN = words_of(Language.EN)


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ({"due_at": ago(minutes=65)}, TimeLeft(Tone.BAD, "overdue", "1 hr 5 min over")),
        ({"due_at": NOW}, TimeLeft(Tone.WATCH, "soon", "under 1 min left")),
        ({"due_at": ago(hours=-2)}, TimeLeft(Tone.WATCH, "soon", "2 hr left")),
        ({"due_at": ago(hours=-2.5)}, TimeLeft(Tone.CALM, "clock", "2 hr 30 min left")),
        (
            {"due_at": ago(hours=-5), "state": CaseStage.PAUSED, "is_overdue": False},
            TimeLeft(Tone.CALM, "pause", "paused, not running"),
        ),
        (
            {"due_at": ago(hours=5), "state": CaseStage.PAUSED, "is_overdue": True},
            TimeLeft(Tone.BAD, "overdue", "5 hr over, paused"),
        ),
        ({"due_at": ago(hours=5), "state": CaseStage.WITHDRAWN}, TimeLeft(Tone.CALM, "note", "no limit")),
        (
            {"due_at": ago(hours=1), "state": CaseStage.RESOLVED, "resolved_at": ago(hours=2)},
            TimeLeft(Tone.GOOD, "done", "within the limit"),
        ),
        (
            {"due_at": ago(hours=5), "state": CaseStage.CLOSED, "resolved_at": ago(hours=2)},
            TimeLeft(Tone.WATCH, "late", "late 3 hr"),
        ),
        (
            {
                "due_at": ago(hours=1),
                "state": CaseStage.CLOSED,
                "resolved_at": ago(hours=2),
                "limit_missed": True,
            },
            TimeLeft(Tone.WATCH, "late", "late"),
        ),
        (
            {
                "due_at": ago(hours=5),
                "state": CaseStage.CLOSED,
                "resolved_at": ago(hours=2),
                "miss_withdrawn": True,
            },
            TimeLeft(Tone.GOOD, "done", "not counted as late"),
        ),
    ],
)
def test_every_state_of_a_limit_has_its_own_words_and_icon(changes: dict[str, Any], left: TimeLeft) -> None:
    """Whoever sees no colours reads the same."""
    assert time_left(case_row(1, **changes), NOW, EN) == left


def test_a_limit_that_has_just_passed_is_over() -> None:
    """One second behind the limit is overdue: nothing is rounded in anybody's favour."""
    assert time_left(case_row(1, due_at=NOW - timedelta(seconds=1)), NOW, EN).tone is Tone.BAD
