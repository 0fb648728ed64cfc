"""Scoring a file: the same statements as the service gives, without one."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.calendar.months import Month
from answerable.errors import Malformed, NotFound
from answerable.events.base import Event
from answerable.events.cloudevents import encode
from answerable.rulebook import Statement
from answerable_services.scoring.offline import score_file
from answerable_services.scoring.statements import entries, months, score, sites
from tests.rulebook.given import pay_of
from tests.services.scoring.given import (
    APRIL,
    BOOK,
    CENTRE,
    MARCH,
    hired,
    opened,
    view_of,
    violation,
    written,
)
from tests.services.scoring.histories import histories


def without_sequence(found: Statement) -> Statement:
    lines = [
        line.model_copy(
            update={
                "evidence": tuple(item.model_copy(update={"sequence": None}) for item in line.evidence),
                "taken_back": line.taken_back and line.taken_back.model_copy(update={"sequence": None}),
            }
        )
        for line in found.lines
    ]
    return found.model_copy(update={"lines": tuple(lines)})


def online(events: Iterable[Event]) -> list[Statement]:
    with view_of(events) as connection:
        return [
            without_sequence(score(BOOK, month, entry, is_over=True))
            for site in sites(connection)
            for month in months(connection, site)
            for entry in entries(connection, site, month)
        ]


def offline(events: Iterable[Event]) -> list[Statement]:
    with TemporaryDirectory() as folder:
        try:
            return list(score_file(written(Path(folder, "events.jsonl"), events), BOOK))
        except NotFound:
            return []


@settings(max_examples=50, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_a_file_is_scored_as_the_service_scores(history: list[Event], chance: object) -> None:
    """The same events give the same statements, in whatever order the lines stand."""
    shuffled = list(history)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis's own random

    assert offline(shuffled) == online(history)


def test_a_line_twice_counts_once(tmp_path: Path) -> None:
    """Repeated lines change nothing."""
    events = [*CENTRE, violation(1), violation(1)]
    (found,) = score_file(written(tmp_path / "events.jsonl", events), BOOK)

    assert found.raw == 83


def test_a_named_month_has_everybody_employed_in_it(tmp_path: Path) -> None:
    """Without facts a month has to be named, and gives each the base."""
    path = written(tmp_path / "events.jsonl", CENTRE)

    assert [each.raw for each in score_file(path, BOOK, Month.parse(APRIL))] == [85]


def test_months_are_scored_one_by_one(tmp_path: Path) -> None:
    """A fact in two months gives two statements, oldest first."""
    later = violation(2, at=datetime(2016, 4, 10, tzinfo=UTC))
    found = score_file(written(tmp_path / "events.jsonl", [*CENTRE, later, violation(1)]), BOOK)

    assert [str(each.month) for each in found] == [MARCH, APRIL]


def test_a_file_without_a_site_is_scored_in_the_default_zone(tmp_path: Path) -> None:
    """Facts alone are enough: the person is shown, their day of hiring is asked."""
    late = violation(1, at=datetime(2016, 3, 31, 16, tzinfo=UTC) + timedelta(minutes=1))
    (found,) = score_file(written(tmp_path / "events.jsonl", [late]), BOOK)

    assert (str(found.month), pay_of(found).amount, len(found.open_questions)) == (APRIL, None, 1)


@pytest.mark.parametrize(
    "broken",
    [
        b'{"specversion":"1.0"',
        b"null",
        b"\xff\xfe",
        b'{"specversion":"1.0","id":"a","source":"b","type":["x"],"subject":"c","data":{}}',
        encode(violation(1)).replace(b".v1", b".v9"),
        encode(violation(1)).replace(b'"article":"001-m1"', b'"article":"no article"'),
        encode(violation(1)).replace(b'"id":"assessment-1.1"', b'"id":"assessment-2.1"'),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, broken: bytes) -> None:
    """Whatever is wrong with a line, the error is ours and says which line; empty lines count too."""
    path = tmp_path / "events.jsonl"
    path.write_bytes(encode(opened()) + b"\n\n" + broken + b"\n" + encode(hired()))

    with pytest.raises(Malformed, match=r"events\.jsonl, line 3: "):
        list(score_file(path, BOOK))


@pytest.mark.parametrize("content", [b"", b"\n \n", encode(opened())])
def test_a_file_with_nobody_to_score_says_so(tmp_path: Path, content: bytes) -> None:
    """An empty result is not passed off as a result."""
    path = tmp_path / "events.jsonl"
    path.write_bytes(content)

    with pytest.raises(NotFound, match="nobody to score"):
        list(score_file(path, BOOK))


def test_a_file_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    """The message names the file."""
    with pytest.raises(NotFound, match=r"missing\.jsonl cannot be read"):
        list(score_file(tmp_path / "missing.jsonl", BOOK))


@pytest.mark.parametrize(("on", "raw"), [(None, 85), (date(2016, 4, 1), 85), (date(2016, 3, 31), 80)])
def test_as_of_a_day(tmp_path: Path, on: date | None, raw: int) -> None:
    """A file has no clock: its months have ended, unless a day is named by which one had not."""
    (found,) = score_file(written(tmp_path / "events.jsonl", [*CENTRE]), BOOK, Month.parse(MARCH), on)

    assert found.raw == raw
