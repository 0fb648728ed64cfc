"""Attempts as they are kept: what is counted, which devices are known, and that neither grows for ever."""

from __future__ import annotations

import threading

from sqlalchemy import func, select

from answerable_services.accounts import attempts
from answerable_services.accounts.attempts import MOST_DEVICES
from answerable_services.accounts.slowing import OF_ACCOUNT, Counter
from answerable_services.accounts.storage import Storage
from answerable_services.accounts.tables import DEVICES, TALLIES
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.given import AGENT, DAY, LEAD, SECOND, TEN

ACCOUNT = Counter(f"account:{AGENT}", OF_ACCOUNT)


class Everywhere:
    def test_attempts_count_until_they_have_to_wait(self, storage: Storage) -> None:
        """Five are free; the sixth waits, is not counted, and is looked at when the time has come."""
        with storage.writing() as connection:
            tries = [attempts.count(connection, [ACCOUNT], TEN) for _ in range(8)]
            later = attempts.count(connection, [ACCOUNT], TEN + SECOND)
            failures = connection.scalar(select(TALLIES.c.failures))
        assert tries == [None] * 5 + [TEN + SECOND] * 3
        assert (later, failures) == (None, 6)

    def test_many_at_once_are_no_cheaper(self, storage: Storage) -> None:
        """Of twenty that come at the same moment, five are looked at."""
        found = []

        def attempt() -> None:
            with storage.writing() as connection:
                found.append(attempts.count(connection, [ACCOUNT], TEN))

        threads = [threading.Thread(target=attempt) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found.count(None) == 5

    def test_what_was_right_is_taken_back(self, storage: Storage) -> None:
        """Each attempt that is named, and none that was never counted."""
        with storage.writing() as connection:
            for _ in range(3):
                attempts.count(connection, [ACCOUNT], TEN)
            never = Counter("account:nobody", OF_ACCOUNT)
            attempts.take_back(connection, [ACCOUNT, attempts.counter_named(ACCOUNT.name), never])
            assert connection.execute(select(TALLIES.c.counter, TALLIES.c.failures)).all() == [
                (ACCOUNT.name, 1)
            ]

    def test_a_device_is_known_to_its_person_only(self, storage: Storage) -> None:
        """For so long, and until it is forgotten."""
        with storage.writing() as connection:
            attempts.keep_device(connection, AGENT, "d", TEN)
            attempts.keep_device(connection, AGENT, "d", TEN + DAY)
            known = [
                attempts.is_known(connection, AGENT, "d", TEN + DAY),
                attempts.is_known(connection, LEAD, "d", TEN + DAY),
                attempts.is_known(connection, AGENT, "e", TEN + DAY),
                attempts.is_known(connection, AGENT, "d", TEN + 401 * DAY),
            ]
            attempts.forget_devices(connection, AGENT)
            known.append(attempts.is_known(connection, AGENT, "d", TEN + DAY))
        assert known == [True, False, False, False, False]

    def test_so_many_devices_are_known_and_no_more(self, storage: Storage) -> None:
        """The one that was used longest ago goes first, with its failures."""
        with storage.writing() as connection:
            attempts.count(connection, [attempts.counter_named(f"device:{AGENT}:d0")], TEN)
            for n in range(MOST_DEVICES + 2):
                attempts.keep_device(connection, AGENT, f"d{n}", TEN + n * SECOND)
            assert connection.scalar(select(func.count()).select_from(DEVICES)) == MOST_DEVICES
            assert not attempts.is_known(connection, AGENT, "d1", TEN)
            assert attempts.is_known(connection, AGENT, "d2", TEN)
            assert connection.execute(select(TALLIES)).all() == []

    def test_what_counts_no_more_is_swept_away(self, storage: Storage) -> None:
        """Failures behind their rest, devices behind their time."""
        with storage.writing() as connection:
            attempts.count(connection, [ACCOUNT], TEN)
            attempts.keep_device(connection, AGENT, "d", TEN)
            attempts.sweep(connection, TEN + DAY - SECOND)
            left = [connection.execute(select(table)).all() for table in (TALLIES, DEVICES)]
            attempts.sweep(connection, TEN + 400 * DAY)
            swept = [connection.execute(select(table)).all() for table in (TALLIES, DEVICES)]
        assert [len(rows) for rows in left] == [1, 1]
        assert swept == [[], []]

    def test_a_closed_account_leaves_nothing(self, storage: Storage) -> None:
        """Neither its devices nor its failures, and the others' stay."""
        with storage.writing() as connection:
            attempts.count(connection, [ACCOUNT], TEN)
            attempts.keep_device(connection, AGENT, "d", TEN)
            attempts.keep_device(connection, LEAD, "d", TEN)
            attempts.forget_account(connection, AGENT)
            assert connection.execute(select(TALLIES)).all() == []
            assert connection.scalars(select(DEVICES.c.person)).all() == [LEAD]


class TestSqlite(OnSqlite, Everywhere):
    pass


class TestPostgresql(OnPostgresql, Everywhere):
    pass
