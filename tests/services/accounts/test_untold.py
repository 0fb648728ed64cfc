"""What is to be told: nothing is lost, what is alike is counted, and nobody can fill the list."""

from __future__ import annotations

from typing import get_args

import pytest

from answerable_services.accounts import untold
from answerable_services.accounts.storage import Storage
from answerable_services.accounts.tellings import (
    TELLING,
    SignedOut,
    SignInFailed,
    SlowedDown,
    Telling,
    alike,
)
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.given import AGENT, LEAD, SECOND, TEN


class Everywhere:
    def test_what_is_told_stays_until_it_is_taken_over(self, storage: Storage) -> None:
        """In the order in which it happened."""
        tellings = [SignedOut(AGENT, TEN, AGENT, 1), SignedOut(AGENT, TEN, LEAD, 2)]
        with storage.writing() as connection:
            for telling in tellings:
                untold.tell(connection, telling)
        with storage.writing() as connection:
            found = untold.untold(connection, 10)
            untold.told(connection, {found[0].number: 1})
            left = untold.untold(connection, 10)
        assert [one.telling for one in found] == tellings
        assert left == found[1:]

    def test_failures_that_are_alike_are_counted(self, storage: Storage) -> None:
        """Of the same account, from the same place, for the same reason."""
        with storage.writing() as connection:
            for n in range(5):
                untold.tell(connection, SignInFailed(AGENT, TEN + n * SECOND, "203.0.113.*", "w"))
            untold.tell(connection, SignInFailed(LEAD, TEN, "203.0.113.*", "w"))
            untold.tell(connection, SignInFailed(AGENT, TEN, "198.51.100.*", "w"))
            first, *others = untold.untold(connection, 10)
        assert (first.times, first.first_at, first.telling.at) == (5, TEN, TEN + 4 * SECOND)
        assert [one.times for one in others] == [1, 1]

    def test_what_happens_again_while_it_is_told_is_told_again(self, storage: Storage) -> None:
        """Only as often as it was not."""
        failed = SignInFailed(AGENT, TEN, "203.0.113.*", "w")
        with storage.writing() as connection:
            for _ in range(3):
                untold.tell(connection, failed)
            (seen,) = untold.untold(connection, 10)
            for _ in range(2):
                untold.tell(connection, failed)
            untold.told(connection, {seen.number: seen.times})
            (left,) = untold.untold(connection, 10)
            untold.told(connection, {left.number: left.times})
            assert untold.untold(connection, 10) == []
        assert (left.number, left.times) == (seen.number, 2)

    def test_nobody_can_fill_it(self, storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
        """From so many entries on failures are counted without where they came from; the rest is told."""
        monkeypatch.setattr(untold, "MOST", 10)
        with storage.writing() as connection:
            for n in range(100):
                untold.tell(connection, SignInFailed(f"staff-{n}", TEN, f"10.0.{n}.*", "w"))
                untold.tell(connection, SlowedDown(f"staff-{n}", TEN, f"10.0.{n}.*", TEN))
            untold.tell(connection, SignedOut(AGENT, TEN, AGENT, 1))
            found = untold.untold(connection, 100)
        assert len(found) == 13
        assert sum(one.times for one in found) == 201
        assert [one.telling for one in found[10:]] == [
            SignInFailed(None, TEN, "…", "w"),
            SlowedDown(None, TEN, "…", TEN),
            SignedOut(AGENT, TEN, AGENT, 1),
        ]


class TestSqlite(OnSqlite, Everywhere):
    pass


class TestPostgresql(OnPostgresql, Everywhere):
    pass


def test_every_kind_is_read_back_as_it_was() -> None:
    """Whatever its fields are, by the kind that is written with them."""
    kinds = get_args(get_args(Telling)[0])
    assert len(kinds) == 21
    for kind in kinds:
        fields = kind.__dataclass_fields__
        assert fields["kind"].default == kind.__name__
    failed = SignInFailed(None, TEN, "", "w")
    assert TELLING.validate_json(TELLING.dump_json(failed)) == failed
    assert alike(SignedOut(AGENT, TEN, AGENT, 1)) is None
