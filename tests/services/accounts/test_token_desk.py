"""Tokens of machines as the service has them: shown once, checked, listed, revoked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from answerable.errors import Forbidden, Invalid, NotFound, Unauthenticated
from answerable_services.accounts import kept_tokens, machine_tokens
from answerable_services.accounts.machine_tokens import Kind, Scope
from answerable_services.accounts.refusals import Why
from answerable_services.accounts.service import Accounts
from answerable_services.accounts.tellings import (
    TokenCreated,
    TokenRefused,
    TokenRevoked,
    TokenUsedFromNewAddress,
)
from answerable_services.accounts.token_desk import MadeToken
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.given import DAY, HOME, MANAGER, MINUTE, OFFICE, SECOND, TEN, Chance, Hands
from tests.services.accounts.opened import opened, tellings

SCOPE = Scope(("contact.*",), ("desk.overview",), ("xm01",))


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def accounts(tmp_path: Path, views: Path | SecretStr, hands: Hands) -> Iterator[Accounts]:
    accounts = opened(tmp_path, views, hands)
    yield accounts
    accounts.close()


@pytest.fixture
def made(accounts: Accounts) -> MadeToken:
    return accounts.create_token(" Telephone  system ", SCOPE, TEN + 30 * DAY, by=MANAGER)


class Everywhere:
    def test_a_token_gives_its_scope(self, accounts: Accounts, made: MadeToken) -> None:
        """Whoever has it, from anywhere; the first use from an address is told."""
        for address in (OFFICE, OFFICE, HOME, OFFICE, HOME):
            assert accounts.check_token(made.secret, address).scope == SCOPE
        assert tellings(accounts) == [
            TokenCreated(
                made.token.id,
                "Telephone system",
                TEN,
                MANAGER,
                ("contact.*",),
                ("desk.overview",),
                ("xm01",),
                TEN + 30 * DAY,
            ),
            TokenUsedFromNewAddress(made.token.id, TEN, "203.0.113.*"),
            TokenUsedFromNewAddress(made.token.id, TEN, "198.51.100.*"),
        ]

    def test_a_token_covers_what_it_says(self, accounts: Accounts, made: MadeToken) -> None:
        """Anything else is forbidden, in both languages, and told."""
        accounts.check_token_for(made.secret, OFFICE, Kind.COMMAND, "contact.record", "xm01")
        tellings(accounts)
        for name, site in (("case.open", "xm01"), ("contact.record", "xm02"), ("contact.record", None)):
            with pytest.raises(Forbidden) as refused:
                accounts.check_token_for(made.secret, OFFICE, Kind.COMMAND, name, site)
            assert refused.value.rule == Why.TOKEN_SCOPE
            assert refused.value.sentence is not None
            assert name in refused.value.sentence.zh
        (told,) = accounts.untold()
        assert (told.times, told.telling) == (
            3,
            TokenRefused(made.token.id, TEN, "203.0.113.*", "token-scope"),
        )

    def test_a_token_ends(self, accounts: Accounts, made: MadeToken, hands: Hands) -> None:
        """At its time, to the second; whoever shows it is told why."""
        hands.on(30 * DAY - SECOND)
        accounts.check_token(made.secret, OFFICE)
        hands.on(SECOND)
        with pytest.raises(Unauthenticated, match="expired at 2026-12-30T02:00:00Z") as refused:
            accounts.check_token(made.secret, OFFICE)
        assert refused.value.rule == Why.TOKEN_EXPIRED

    def test_a_token_is_revoked_at_once(self, accounts: Accounts, made: MadeToken, hands: Hands) -> None:
        """Who did it first stays on record."""
        accounts.check_token(made.secret, OFFICE)
        tellings(accounts)
        for by in (MANAGER, "staff-2"):
            revoked = accounts.revoke_token(made.token.id, by=by)
            hands.on(MINUTE)
        with pytest.raises(Unauthenticated) as refused:
            accounts.check_token(made.secret, OFFICE)
        assert refused.value.rule == Why.TOKEN_REVOKED
        assert (revoked.revoked_by, revoked.revoked_at) == (MANAGER, TEN)
        assert tellings(accounts) == [
            TokenRevoked(made.token.id, TEN, MANAGER),
            TokenRefused(made.token.id, TEN + 2 * MINUTE, "203.0.113.*", "token-revoked"),
        ]
        with pytest.raises(NotFound):
            accounts.revoke_token("nothing", by=MANAGER)

    def test_what_is_no_token_is_unknown(
        self, accounts: Accounts, made: MadeToken, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Not whole, of another installation, or with a known id and another secret: all the same words."""
        tellings(accounts)
        text = made.secret.get_secret_value()
        _, stranger = machine_tokens.new_token(Chance())
        forged = f"ans_{made.token.id}_{stranger.get_secret_value()[15:-6]}"
        forged += machine_tokens._check_of(forged)
        _, other = machine_tokens.new_token(lambda n: bytes([7]) * n)
        for secret in (SecretStr(""), SecretStr(text[:-1]), other, SecretStr(forged)):
            with pytest.raises(Unauthenticated) as refused:
                accounts.check_token(secret, OFFICE)
            assert (refused.value.rule, text in refused.value.message) == (Why.TOKEN_UNKNOWN, False)
        (told,) = accounts.untold()
        assert (told.times, told.telling) == (2, TokenRefused(None, TEN, "203.0.113.*", "token-unknown"))

    def test_the_list_says_what_is_used(self, accounts: Accounts, made: MadeToken, hands: Hands) -> None:
        """Who made it, what it covers, when and from where it was used last; and not what is secret in it."""
        hands.on(DAY)
        accounts.check_token(made.secret, OFFICE)
        hands.on(30 * SECOND)
        accounts.check_token(made.secret, OFFICE)
        second = accounts.create_token("Report", Scope((), ("*",), ("*",)), TEN + 300 * DAY, by=MANAGER)
        listed = accounts.list_tokens()
        assert [token.name for token in listed] == ["Report", "Telephone system"]
        assert (listed[1].last_used_at, listed[1].last_address) == (TEN + DAY, "203.0.113.*")
        assert (listed[0], listed[1].created_by) == (second.token, MANAGER)
        assert made.secret.get_secret_value()[15:] not in repr(listed)

    def test_a_use_is_noted_once_a_minute(
        self, accounts: Accounts, made: MadeToken, hands: Hands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A command costs no write each time."""
        notes = []
        note_use = kept_tokens.note_use

        def noted(*asked: Any) -> bool:
            notes.append(asked)
            return note_use(*asked)

        monkeypatch.setattr(kept_tokens, "note_use", noted)
        for _ in range(10):
            accounts.check_token(made.secret, OFFICE)
            hands.on(10 * SECOND)
        assert len(notes) == 2

    def test_so_many_addresses_are_kept_and_no_more(
        self, accounts: Accounts, made: MadeToken, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """From one more on each is a new one."""
        monkeypatch.setattr(kept_tokens, "MOST_ADDRESSES", 2)
        for n in range(4):
            accounts.check_token(made.secret, f"192.0.{n}.1")
        tellings(accounts)
        for n in range(4):
            accounts.check_token(made.secret, f"192.0.{n}.1")
        new = [one.address for one in tellings(accounts) if isinstance(one, TokenUsedFromNewAddress)]
        assert new == ["192.0.2.*", "192.0.3.*"]

    def test_a_token_has_an_end_and_a_scope(self, accounts: Accounts) -> None:
        """Neither is left out."""
        for scope, days in ((SCOPE, 401), (SCOPE, 0), (Scope(), 1)):
            with pytest.raises(Invalid):
                accounts.create_token("x", scope, TEN + days * DAY, by=MANAGER)
        with pytest.raises(Invalid):
            accounts.create_token(" ", SCOPE, TEN + DAY, by=MANAGER)
        assert accounts.list_tokens() == []


class TestSqlite(OnSqlite, Everywhere):
    pass


class TestPostgresql(OnPostgresql, Everywhere):
    pass
