"""The accounts' store: who can read it, which version its tables have, one writer at a time."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from answerable.errors import Invalid, Misconfigured, Unavailable
from answerable.settings import Settings
from answerable_services.accounts.storage import FILE, Storage
from answerable_services.accounts.tables import META, TALLIES
from tests.projection.databases import OnPostgresql, OnSqlite


class Everywhere:
    def test_it_is_made_at_the_first_use_and_found_again(self, views: Path | SecretStr) -> None:
        """What one process wrote another one reads."""
        first, second = Storage(views), Storage(views)
        with first.writing() as connection:
            connection.execute(insert(TALLIES).values(counter="a", failures=3))
        with second.reading() as connection:
            assert connection.scalar(select(TALLIES.c.failures)) == 3
        first.close()
        second.close()

    def test_tables_of_a_later_version_are_left_alone(
        self, storage: Storage, views: Path | SecretStr
    ) -> None:
        """An older program does not write into what it does not know."""
        with storage.writing() as connection:
            connection.execute(update(META).values(value="2"))
        with pytest.raises(Misconfigured, match="version 2, and this program knows version 1"):
            Storage(views)

    def test_nobody_is_overtaken(self, storage: Storage) -> None:
        """Of those who read a number in order to raise it, each sees what the one before made of it."""
        with storage.writing() as connection:
            connection.execute(insert(TALLIES).values(counter="a", failures=0))

        def count() -> None:
            for _ in range(10):
                with storage.writing() as connection:
                    found = connection.scalar(select(TALLIES.c.failures)) or 0
                    connection.execute(update(TALLIES).values(failures=found + 1))

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with storage.reading() as connection:
            assert connection.scalar(select(TALLIES.c.failures)) == 40

    def test_what_failed_leaves_nothing(self, storage: Storage) -> None:
        """A block that ends with an error writes nothing."""

        def fail() -> None:
            with storage.writing() as connection:
                connection.execute(insert(TALLIES).values(counter="a", failures=0))
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        with storage.reading() as connection:
            assert connection.execute(select(TALLIES)).all() == []

    def test_a_failing_statement_does_not_tell_what_it_was_given(self, storage: Storage) -> None:
        """Neither the message nor what lies behind it has a value in it."""
        twice = [{"counter": "hush", "failures": 0}] * 2
        with pytest.raises(Unavailable) as failed, storage.writing() as connection:
            connection.execute(insert(TALLIES), twice)
        assert isinstance(failed.value.__cause__, IntegrityError)
        assert "hush" not in str(failed.value)
        assert "[SQL parameters hidden due to hide_parameters=True]" in str(failed.value.__cause__)


class TestSqlite(OnSqlite, Everywhere):
    def test_only_its_owner_reads_it(self, views: Path) -> None:
        """The file, its log and its index have mode 0600, also where the file was there with another."""
        views.mkdir(parents=True)
        (views / FILE).touch(0o644)
        storage = Storage(views)
        with storage.writing() as connection:
            connection.execute(insert(TALLIES).values(counter="a", failures=0))
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in views.iterdir()}
        storage.close()
        assert modes == dict.fromkeys([FILE, f"{FILE}-wal", f"{FILE}-shm"], 0o600)


class TestPostgresql(OnPostgresql, Everywhere):
    pass


def test_an_address_that_cannot_be_read_is_not_repeated() -> None:
    """It may hold a password; the setting is named instead."""
    with pytest.raises(Invalid, match="ANSWERABLE_ACCOUNTS_URL") as refused:
        Storage(SecretStr("mysql://x:hush@y/z"))
    assert "hush" not in str(refused.value)


def test_where_it_is_kept_follows_from_the_settings(tmp_path: Path) -> None:
    """Beside the views, each has its own variable."""
    url = SecretStr("postgresql://a@b/c")
    assert Settings(data=tmp_path).accounts == tmp_path / "accounts"
    assert Settings(data=tmp_path, accounts_url=url).accounts == url
