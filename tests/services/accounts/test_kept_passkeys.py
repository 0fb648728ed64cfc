"""Passkeys as they are kept: whose each is, that its count is of one use, that a challenge is spent once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from answerable.errors import Unavailable
from answerable_services.accounts import kept_passkeys
from answerable_services.accounts.kept_passkeys import Passkey, handle_for
from answerable_services.accounts.storage import Storage
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.given import AGENT, LEAD, MINUTE, TEN

PHONE = Passkey("cGhvbmU", handle_for("cGhvbmU"), AGENT, "a key", 7, "旧手机", TEN)
LAPTOP = Passkey("bGFwdG9w", handle_for("bGFwdG9w"), AGENT, "another key", 0, "Laptop", TEN + MINUTE)
THEIRS = Passkey("dGhlaXJz", handle_for("dGhlaXJz"), LEAD, "their key", 0, "Laptop", TEN)


class Everywhere:
    @pytest.fixture(autouse=True)
    def _kept(self, storage: Storage) -> None:
        with storage.writing() as connection:
            for one in (LAPTOP, PHONE, THEIRS):
                kept_passkeys.keep(connection, one)

    def test_each_is_found_by_its_id_and_its_person(self, storage: Storage) -> None:
        """The oldest first; an id that nobody has is none."""
        with storage.reading() as connection:
            assert kept_passkeys.passkeys_of(connection, AGENT) == [PHONE, LAPTOP]
            assert kept_passkeys.passkey_of(connection, THEIRS.credential) == THEIRS
            assert kept_passkeys.passkey_of(connection, "bm9ib2R5") is None

    def test_nobody_has_an_id_that_somebody_has(self, storage: Storage) -> None:
        """Whoever could would sign in as the other one, or keep them out."""
        with pytest.raises(Unavailable), storage.writing() as connection:
            kept_passkeys.keep(connection, replace(PHONE, person=LEAD, handle="another"))

    def test_a_use_is_noted_once(self, storage: Storage) -> None:
        """Of two who read the same count, the second is told that it was overtaken."""
        with storage.writing() as connection:
            assert kept_passkeys.note_use(connection, PHONE, 8, TEN + MINUTE)
            assert not kept_passkeys.note_use(connection, PHONE, 8, TEN + MINUTE)
        with storage.reading() as connection:
            found = kept_passkeys.passkey_of(connection, PHONE.credential)
        assert found == replace(PHONE, uses=8, used_at=TEN + MINUTE)

    def test_a_removed_one_is_not_used(self, storage: Storage) -> None:
        """Also where it was read before."""
        with storage.writing() as connection:
            assert kept_passkeys.remove(connection, AGENT, PHONE.handle)
            assert not kept_passkeys.note_use(connection, PHONE, 8, TEN)

    def test_nobody_removes_anothers(self, storage: Storage) -> None:
        """A handle is good for its person alone."""
        with storage.writing() as connection:
            assert not kept_passkeys.remove(connection, AGENT, THEIRS.handle)
            assert kept_passkeys.forget(connection, AGENT) == 2
        with storage.reading() as connection:
            assert kept_passkeys.passkeys_of(connection, AGENT) == []
            assert kept_passkeys.passkeys_of(connection, LEAD) == [THEIRS]

    def test_a_challenge_is_spent_once(self, storage: Storage) -> None:
        """And remembered for as long as it would else be good."""
        with storage.writing() as connection:
            assert kept_passkeys.spend(connection, b"challenge", TEN + MINUTE)
            assert not kept_passkeys.spend(connection, b"challenge", TEN + MINUTE)
            kept_passkeys.sweep(connection, TEN)
            assert not kept_passkeys.spend(connection, b"challenge", TEN + MINUTE)
            kept_passkeys.sweep(connection, TEN + MINUTE)
            assert kept_passkeys.spend(connection, b"challenge", TEN + MINUTE)


class TestSqlite(OnSqlite, Everywhere):
    pass


class TestPostgresql(OnPostgresql, Everywhere):
    pass
