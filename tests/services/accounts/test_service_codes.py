"""The service as a whole: second factors and their codes; on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from answerable.errors import (
    NotFound,
    Refused,
    TooManyAttempts,
    Unauthenticated,
)
from answerable_services.accounts.office import CodeWanted, Where
from answerable_services.accounts.refusals import Why
from answerable_services.accounts.second_factor import code_at, step_at
from answerable_services.accounts.service import Accounts
from answerable_services.accounts.tellings import (
    SecondFactorRemoved,
    SecondFactorSet,
    SignedIn,
    SignInFailed,
)
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.given import (
    AGENT,
    HOME,
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
    signed_in,
    tellings,
    with_second_factor,
)

HALF_MINUTE = 30 * SECOND


def why(refused: pytest.ExceptionInfo[Unauthenticated]) -> str | None:
    return refused.value.rule


class Everywhere:
    def test_a_second_factor_is_asked_for(self, accounts: Accounts, hands: Hands) -> None:
        """Once a code of it was shown; each code is good for once, and the session gets another id."""
        own = joined(accounts)
        other = signed_in(accounts.sign_in(AGENT, GOOD, Where(HOME)))
        tellings(accounts)
        here = replace(HERE, device=own.device)
        with pytest.raises(Refused):
            accounts.set_second_factor(own.secret, "000000", here)
        done, app = with_second_factor(accounts, hands, own)
        used = code_at(app, step_at(hands.at))
        for secret in (own.secret, other.secret):
            with pytest.raises(Unauthenticated):
                accounts.session(secret)
        assert accounts.session(done.secret).second_factor
        assert accounts.recovery_codes_left(AGENT) == len(done.recovery_codes) == 10

        wanted = accounts.sign_in(AGENT, GOOD, here)
        assert isinstance(wanted, CodeWanted)
        for code in (used, "000000", ""):
            with pytest.raises(Unauthenticated) as refused:
                accounts.sign_in_with_code(wanted.ticket, code, here)
            assert why(refused) == Why.WRONG_CODE
        hands.on(HALF_MINUTE)
        again = accounts.sign_in_with_code(wanted.ticket, code_at(app, step_at(hands.at)), here)
        assert (again.session.second_factor, again.device) == (True, own.device)
        with pytest.raises(Unauthenticated) as refused:
            accounts.sign_in_with_code(wanted.ticket, code_at(app, step_at(hands.at)), here)
        assert why(refused) == Why.NO_TICKET
        assert tellings(accounts) == [
            SecondFactorSet(AGENT, TEN),
            SignInFailed(AGENT, TEN, "203.0.113.*", "wrong-code"),
            SignedIn(AGENT, hands.at, "203.0.113.*", "Firefox 140, Linux", "code", new_device=False),
        ]

    def test_a_recovery_code_stands_in_for_the_app(self, accounts: Accounts, hands: Hands) -> None:
        """Each for once; new ones take the place of the old ones."""
        own = joined(accounts)
        done, _ = with_second_factor(accounts, hands, own)
        here = replace(HERE, device=own.device)
        first, second = (code.get_secret_value() for code in done.recovery_codes[:2])

        def come(code: str) -> None:
            wanted = accounts.sign_in(AGENT, GOOD, here)
            assert isinstance(wanted, CodeWanted)
            accounts.sign_in_with_code(wanted.ticket, code, here)

        come(first.lower())
        assert accounts.recovery_codes_left(AGENT) == 9
        with pytest.raises(Unauthenticated):
            come(first)
        fresh = accounts.new_recovery_codes(done.secret, GOOD, here)
        with pytest.raises(Unauthenticated):
            come(second)
        come(fresh[0].get_secret_value())

    def test_codes_are_guessed_as_slowly_as_passwords(self, accounts: Accounts, hands: Hands) -> None:
        """Whoever has the password only has so many tries, with however many tickets."""
        with_second_factor(accounts, hands, joined(accounts))
        looked_at = 0
        with pytest.raises(TooManyAttempts):  # noqa: PT012  (which of the two it is does not matter)
            for _ in range(10):
                wanted = accounts.sign_in(AGENT, GOOD, Where(HOME))
                assert isinstance(wanted, CodeWanted)
                with pytest.raises(Unauthenticated):
                    accounts.sign_in_with_code(wanted.ticket, "000000", Where(HOME))
                looked_at += 1
        assert looked_at == 2

    def test_a_right_sign_in_leaves_no_failure(self, accounts: Accounts, hands: Hands) -> None:
        """Both halves are taken back: somebody signs in twenty times a day from a new device."""
        _, app = with_second_factor(accounts, hands, joined(accounts))
        for _ in range(20):
            hands.on(HALF_MINUTE)
            wanted = accounts.sign_in(AGENT, GOOD, Where(HOME))
            assert isinstance(wanted, CodeWanted)
            accounts.sign_in_with_code(wanted.ticket, code_at(app, step_at(hands.at)), Where(HOME))

    def test_half_a_sign_in_is_good_for_minutes(self, accounts: Accounts, hands: Hands) -> None:
        """And not behind a change of what proves its person."""
        own = joined(accounts)
        done, app = with_second_factor(accounts, hands, own)
        late = accounts.sign_in(AGENT, GOOD, HERE)
        hands.on(5 * MINUTE)
        ended = accounts.sign_in(AGENT, GOOD, HERE)
        accounts.change_password(done.secret, GOOD, BETTER, HERE)
        for wanted in (late, ended):
            assert isinstance(wanted, CodeWanted)
            with pytest.raises(Unauthenticated) as refused:
                accounts.sign_in_with_code(wanted.ticket, code_at(app, step_at(hands.at)), HERE)
            assert why(refused) == Why.NO_TICKET

    def test_whoever_has_a_session_only_cannot_change_what_proves_its_person(
        self, accounts: Accounts, hands: Hands
    ) -> None:
        """Each change asks for the password, and is slowed like a sign-in."""
        own = joined(accounts)
        done, _ = with_second_factor(accounts, hands, own)
        for ask in (accounts.offer_second_factor, accounts.new_recovery_codes, accounts.remove_second_factor):
            with pytest.raises(Unauthenticated):
                ask(done.secret, WRONG, HERE)
        for _ in range(2):
            with pytest.raises(Unauthenticated):
                accounts.change_password(done.secret, WRONG, BETTER, HERE)
        with pytest.raises(TooManyAttempts):
            accounts.remove_second_factor(done.secret, GOOD, HERE)

    def test_a_second_factor_is_removed(self, accounts: Accounts, hands: Hands) -> None:
        """By its person with the password; a password is enough from then on."""
        done, _ = with_second_factor(accounts, hands, joined(accounts))
        accounts.remove_second_factor(done.secret, GOOD, HERE)
        signed_in(accounts.sign_in(AGENT, GOOD, HERE))
        assert accounts.recovery_codes_left(AGENT) is None
        with pytest.raises(NotFound):
            accounts.new_recovery_codes(done.secret, GOOD, HERE)
        assert SecondFactorRemoved(AGENT, TEN, AGENT) in tellings(accounts)

    @pytest.mark.parametrize("drops", [False, True])
    def test_a_reset_keeps_the_second_factor_unless_it_is_told_to(
        self, accounts: Accounts, hands: Hands, drops: bool
    ) -> None:
        """A link alone is not both; a manager who is told of a lost phone makes one that is."""
        _, app = with_second_factor(accounts, hands, joined(accounts))
        hands.on(HALF_MINUTE)
        link = accounts.reset(AGENT, by=MANAGER, drops_second_factor=drops)
        came = accounts.accept(link.secret, BETTER, HERE)
        assert isinstance(came, CodeWanted) != drops
        if isinstance(came, CodeWanted):
            assert came.device is not None
            there = replace(HERE, device=came.device)
            own = accounts.sign_in_with_code(came.ticket, code_at(app, step_at(hands.at)), there)
            assert own.device == came.device
        assert (SecondFactorRemoved(AGENT, hands.at, MANAGER) in tellings(accounts)) == drops


class TestSqlite(OnSqlite, Everywhere):
    pass


class TestPostgresql(OnPostgresql, Everywhere):
    pass
