"""The service as a whole: signing in and out, sessions and slowing down; on both databases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from argon2.profiles import CHEAPEST
from pydantic import SecretStr

from answerable.errors import (
    TooManyAttempts,
    Unauthenticated,
    Unavailable,
)
from answerable_services.accounts.office import Where, device_cookie
from answerable_services.accounts.passwords import Hasher
from answerable_services.accounts.refusals import Why
from answerable_services.accounts.service import Accounts
from answerable_services.accounts.tellings import (
    SignedIn,
    SignedOut,
    SignInFailed,
    SlowedDown,
)
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.given import (
    AGENT,
    HOME,
    HOUR,
    LEAD,
    MANAGER,
    MINUTE,
    SECOND,
    TEN,
    Hands,
)
from tests.services.accounts.opened import (
    BETTER,
    GOOD,
    HERE,
    WRONG,
    joined,
    opened,
    signed_in,
    tellings,
)


class Counting(Hasher):
    """A hasher that counts how often it works."""

    def __init__(self) -> None:
        super().__init__(CHEAPEST)
        self.looked = 0

    def is_right(self, kept: str | None, password: SecretStr) -> bool:
        self.looked += 1
        return super().is_right(kept, password)


class Full(Hasher):
    """A hasher that has no place."""

    def is_right(self, kept: str | None, password: SecretStr) -> bool:
        raise Unavailable("full")


def why(refused: pytest.ExceptionInfo[Unauthenticated]) -> str | None:
    return refused.value.rule


class Everywhere:
    def test_somebody_signs_in_and_out(self, accounts: Accounts, hands: Hands) -> None:
        """The id is another one each time, the browser's last session ends, the device is known again."""
        first = joined(accounts)
        tellings(accounts)
        at_home = replace(HERE, device=first.device)
        second = signed_in(accounts.sign_in(f" {AGENT} ", GOOD, at_home, replaces=first.secret))
        assert second.secret != first.secret
        assert second.device == first.device
        with pytest.raises(Unauthenticated) as refused:
            accounts.session(first.secret)
        assert why(refused) == Why.NO_SESSION
        elsewhere = signed_in(accounts.sign_in(AGENT, GOOD, Where(HOME, "curl/8")))
        assert elsewhere.device != first.device
        assert {s.address for s in accounts.sessions_of(AGENT)} == {"203.0.113.*", "198.51.100.*"}
        for _ in range(2):
            accounts.sign_out(second.secret)
        assert accounts.sessions_of(AGENT) == [elsewhere.session]
        assert tellings(accounts) == [
            SignedIn(AGENT, TEN, "203.0.113.*", "Firefox 140, Linux", None, new_device=False),
            SignedIn(AGENT, TEN, "198.51.100.*", "curl/8", None, new_device=True),
            SignedOut(AGENT, TEN, AGENT, 1),
        ]

    def test_a_session_rests_an_hour_and_lasts_twelve(self, accounts: Accounts, hands: Hands) -> None:
        """Use keeps it open, and is seen in the list."""
        own = joined(accounts)
        for _ in range(13):
            hands.on(50 * MINUTE)
            accounts.session(own.secret)
        assert [s.seen_at for s in accounts.sessions_of(AGENT)] == [hands.at]
        hands.on(HOUR)
        with pytest.raises(Unauthenticated):
            accounts.session(own.secret)
        accounts.tidy()
        assert accounts.sessions_of(AGENT) == []

    def test_what_an_open_page_asks_lets_a_session_rest(self, accounts: Accounts, hands: Hands) -> None:
        """An hour behind the last thing that somebody did, it is over."""
        own = joined(accounts)
        hands.on(40 * MINUTE)
        accounts.session(own.secret, is_use=False)
        hands.on(20 * MINUTE)
        with pytest.raises(Unauthenticated):
            accounts.session(own.secret, is_use=False)

    def test_sessions_are_ended_by_their_person_or_for_them(self, accounts: Accounts) -> None:
        """One by its handle, or all but one."""
        one, two, three = joined(accounts), *(signed_in(accounts.sign_in(AGENT, GOOD, HERE)) for _ in "ab")
        assert not accounts.end_session(LEAD, one.session.handle, by=LEAD)
        assert accounts.end_session(AGENT, one.session.handle, by=AGENT)
        assert accounts.end_sessions(AGENT, by=MANAGER, but=three.session.handle) == 1
        assert [s.handle for s in accounts.sessions_of(AGENT)] == [three.session.handle]
        assert two.session.handle != three.session.handle
        assert tellings(accounts)[-2:] == [SignedOut(AGENT, TEN, AGENT, 1), SignedOut(AGENT, TEN, MANAGER, 1)]

    @pytest.mark.parametrize(
        ("name", "known"), [(AGENT, AGENT), ("staff-99", None), ("\x00", None), ("", None)]
    )
    def test_what_is_wrong_is_not_said(self, accounts: Accounts, name: str, known: str | None) -> None:
        """The same words whether there is such an account or not; what was typed for a name is not told."""
        joined(accounts)
        tellings(accounts)
        with pytest.raises(Unauthenticated) as refused:
            accounts.sign_in(name, WRONG, HERE)
        assert (refused.value.message, why(refused)) == (
            "The id or the password is not right",
            Why.WRONG_CREDENTIALS,
        )
        assert tellings(accounts) == [SignInFailed(known, TEN, "203.0.113.*", "wrong-credentials")]

    def test_an_unknown_account_costs_the_same_work(
        self, tmp_path: Path, views: Path | SecretStr, hands: Hands
    ) -> None:
        """One hash is worked out whatever the name is, and none while there is a delay."""
        hasher = Counting()
        accounts = opened(tmp_path, views, hands, hasher)
        joined(accounts)
        looked: list[int] = []
        for name in (AGENT, "staff-99", "\x00", "x" * 10_000):
            hasher.looked = 0
            for _ in range(8):
                with pytest.raises((Unauthenticated, TooManyAttempts)):
                    accounts.sign_in(name, WRONG, Where("192.0.2." + str(len(looked))))
            looked.append(hasher.looked)
        accounts.close()
        assert looked == [5, 5, 5, 5]

    def test_guessing_is_slowed_and_the_owner_is_not(self, accounts: Accounts, hands: Hands) -> None:
        """Whoever has the device's cookie signs in while others try their account from the same office."""
        own = joined(accounts)
        tellings(accounts)
        for _ in range(5):
            with pytest.raises(Unauthenticated):
                accounts.sign_in(AGENT, WRONG, HERE)
        for _ in range(3):
            with pytest.raises(TooManyAttempts) as refused:
                accounts.sign_in(AGENT, GOOD, HERE)
        assert refused.value.sentence is not None
        assert (refused.value.sentence.en, refused.value.sentence.zh) == (
            "There were too many attempts; try again in 1 sec",
            "尝试次数过多，请在 1 秒后再试",
        )
        accounts.sign_in(AGENT, GOOD, replace(HERE, device=own.device))
        failed, slowed, _ = accounts.untold()
        assert (failed.times, slowed.times) == (5, 3)
        assert slowed.telling == SlowedDown(AGENT, TEN, "203.0.113.*", TEN + SECOND)
        hands.on(SECOND)
        accounts.sign_in(AGENT, GOOD, HERE)

    def test_people_share_a_machine_and_each_has_a_cookie(self, accounts: Accounts) -> None:
        """One who signs in takes nobody's away; a name is the same however it is typed."""
        assert device_cookie(f" {AGENT} ") == device_cookie("ｓｔａｆｆ-12") == device_cookie(AGENT)
        cookies = {device_cookie(person): joined(accounts, person).device for person in (AGENT, LEAD)}
        assert len(cookies) == 2
        for person in (AGENT, LEAD, AGENT):
            own = replace(HERE, device=cookies[device_cookie(person)])
            assert signed_in(accounts.sign_in(person, GOOD, own)).device == own.device
        assert device_cookie("\ud800") == device_cookie("")

    def test_a_cookie_of_somebody_else_is_none(self, accounts: Accounts) -> None:
        """It takes no delay away from another account."""
        joined(accounts)
        other = joined(accounts, LEAD)
        for _ in range(5):
            with pytest.raises(Unauthenticated):
                accounts.sign_in(AGENT, WRONG, replace(HERE, device=other.device))
        with pytest.raises(TooManyAttempts):
            accounts.sign_in(AGENT, GOOD, replace(HERE, device=other.device))

    def test_a_link_helps_whoever_is_slowed_on_a_new_device(self, accounts: Accounts) -> None:
        """A manager's reset makes the device a known one."""
        joined(accounts)
        for _ in range(6):
            with pytest.raises((Unauthenticated, TooManyAttempts)):
                accounts.sign_in(AGENT, WRONG, HERE)
        link = accounts.reset(AGENT, by=MANAGER)
        fresh = signed_in(accounts.accept(link.secret, BETTER, Where(HOME)))
        accounts.sign_in(AGENT, BETTER, Where(HOME, device=fresh.device))
        with pytest.raises(TooManyAttempts):
            accounts.sign_in(AGENT, BETTER, Where(HOME))

    def test_an_attempt_that_found_no_place_does_not_count(
        self, accounts: Accounts, tmp_path: Path, views: Path | SecretStr, hands: Hands
    ) -> None:
        """Nobody waits because others had their passwords looked at."""
        joined(accounts)
        full = opened(tmp_path, views, hands, Full(CHEAPEST))
        for _ in range(10):
            with pytest.raises(Unavailable):
                full.sign_in(AGENT, GOOD, HERE)
        full.close()
        accounts.sign_in(AGENT, GOOD, HERE)

    def test_a_hash_of_other_parameters_is_replaced(
        self, accounts: Accounts, tmp_path: Path, views: Path | SecretStr, hands: Hands
    ) -> None:
        """At the next sign-in; the password and its sessions stay."""
        own = joined(accounts)
        other = Hasher(replace(CHEAPEST, time_cost=2))
        stronger = opened(tmp_path, views, hands, other)
        for _ in range(2):
            signed_in(stronger.sign_in(AGENT, GOOD, HERE))
        attempt = stronger._attempt(AGENT, HERE)
        stronger.close()
        assert attempt.account is not None
        assert not other.is_outdated(attempt.account.password_hash)
        assert accounts.session(own.secret) == own.session

    def test_a_password_that_is_changed_while_it_is_looked_at_signs_nobody_in(
        self, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The session would outlast the password that opened it."""
        joined(accounts)
        link = accounts.reset(AGENT, by=MANAGER)
        prove = accounts._prove

        def proved_too_late(*asked: object) -> object:
            account = prove(*asked)  # type: ignore[arg-type]  # whatever is asked is passed on
            hands = accounts._clock
            assert isinstance(hands, Hands)
            hands.on(SECOND)
            accounts.accept(link.secret, BETTER, HERE)
            return account

        monkeypatch.setattr(accounts, "_prove", proved_too_late)
        with pytest.raises(Unauthenticated):
            accounts.sign_in(AGENT, GOOD, HERE)


class TestSqlite(OnSqlite, Everywhere):
    pass


class TestPostgresql(OnPostgresql, Everywhere):
    pass
