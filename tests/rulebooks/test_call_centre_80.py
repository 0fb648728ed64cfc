"""The 80-point scheme: complete, without a finding, and what its limits and callbacks are."""

from collections import Counter
from importlib.resources import as_file, files

import pytest

from answerable.calendar import CallbackPlan
from answerable.commands.registry import COMMANDS
from answerable.deciding import recorded_as
from answerable.discovery import parts
from answerable.identity import Grant
from answerable.identity.answers import Allowed
from answerable.identity.relations import Relation as Stands
from answerable.identity.table import table
from answerable.obligations import Clock
from answerable.rulebook import Limit, find, lint
from answerable.rulebook.obligation import Obligation, event_called
from answerable.rulebook.telling import Relation
from answerable.streams.case.events import Priority
from answerable.streams.report.events import ReportKind
from answerable.streams.report.kinds import KINDS
from answerable.streams.staff.events import Role

BOOK = find("call-centre-80")

_NEXT = {Relation.OWNER: Relation.LEAD}
"""Who is told where what is owed is nobody's."""


def test_lint_finds_nothing() -> None:
    """The packaged file has no finding."""
    with as_file(files("answerable").joinpath("rulebooks", "call-centre-80.yaml")) as path:
        assert lint([path]) == []


def test_every_article_is_there() -> None:
    """14 minor, 8 medium, 6 severe, 4 dismissals, 6 bonuses and the extra points."""
    assert Counter(article.severity.value for article in BOOK.articles) == {
        "minor": 14,
        "medium": 8,
        "severe": 6,
        "dismissal": 4,
        "bonus": 6,
        "extra": 1,
    }


def test_ids_count_up_in_each_list() -> None:
    """Articles are numbered as the regulations number them."""
    lists = [("m", 14), ("M", 8), ("S", 6), ("D", 4), ("B", 6), ("X", 1)]

    assert [article.id for article in BOOK.articles] == [
        f"001-{letter}{number}" for letter, last in lists for number in range(1, last + 1)
    ]


@pytest.mark.parametrize(
    ("priority", "minutes", "clock"),
    [
        (Priority.CRITICAL, 240, Clock.CALENDAR),
        (Priority.HIGH, 480, Clock.CALENDAR),
        (Priority.MODERATE, 1440, Clock.WORKING),
        (Priority.LOW, 4320, Clock.WORKING),
    ],
)
def test_time_limits(priority: Priority, minutes: int, clock: Clock) -> None:
    """Each priority has its limit, from the article that asks for one; the numbers are assumed."""
    assert BOOK.limit_for(priority) == Limit(minutes, "000-1.2", clock)
    assert BOOK.time_limits.assumed


def test_callback_plan() -> None:
    """Twelve callbacks a month apart, then each quarter; the grace of three working days is assumed."""
    assert BOOK.callback_plan == CallbackPlan("000-4.5", 12, 3, 3)
    assert BOOK.callbacks is not None
    assert BOOK.callbacks.assumed == ("grace_working_days",)


def test_doubtful_texts_name_their_defect_and_decided_ones_their_reading() -> None:
    """X4 and X7 are undecided; X3 and X9 are fixed to reading a."""
    undecided = {article.defect for article in BOOK.articles if article.readings and article.fixed is None}

    assert undecided == {"X4", "X7"}
    grades, cap = BOOK.scored_by.grades, BOOK.scored_by.cap
    assert grades is not None
    assert cap is not None
    assert (grades.defect, grades.fixed, cap.defect, cap.fixed) == ("X3", "a", "X9", "a")


def _may_do(role: str, owed: Obligation) -> bool:
    """Tell whether somebody of a role may do what is owed, be it nobody's or their own."""
    if (kind := owed.done_when.get("report_kind")) is not None:
        return role in {one.value for one in KINDS[ReportKind(kind)].authors}
    events = {event_called(name) for name in owed.done_by}
    streams = {event.stream for event in events}
    names = [
        name
        for name, model in COMMANDS.items()
        if recorded_as(model) in events or (recorded_as(model) is None and model.stream in streams)
    ]
    held = (Grant(role=Role(role), site="xm01"),)
    return any(isinstance(table().may(held, name, "xm01", {Stands.OWN}), Allowed) for name in names)


def test_who_is_told_can_do_it() -> None:
    """Where what is owed is nobody's, the first who is told before it is due has a role that may do it."""
    parts("decisions")
    told = {owed.id: owed.tells.soon_due[0] for owed in BOOK.obligations if owed.owed_by is None}
    wrong = [
        owed.id
        for owed in BOOK.obligations
        if (relation := told.get(owed.id)) and not _may_do(_NEXT.get(relation, relation).value, owed)
    ]
    assert wrong == []
    assert told["major-note"] is Relation.GENERAL_MANAGER
    assert "fee-to-finance" not in told  # whoever collected it hands it over
