"""The service as a whole: joining, signing in and out, second factors, names; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from argon2.profiles import CHEAPEST
from pydantic import SecretStr

from answerable.errors import (
    Forbidden,
    Invalid,
    Misconfigured,
    NotFound,
    Refused,
    TooManyAttempts,
    Unauthenticated,
    Unavailable,
)
from answerable.wording import Language
from answerable_services.accounts.keys import FILE
from answerable_services.accounts.office import CodeWanted, Where, device_cookie
from answerable_services.accounts.passwords import Hasher
from answerable_services.accounts.refusals import Why
from answerable_services.accounts.second_factor import code_at, step_at
from answerable_services.accounts.service import Accounts
from answerable_services.accounts.tellings import (
    AccountClosed,
    LinkMade,
    NameChanged,
    PasswordSet,
    SecondFactorRemoved,
    SecondFactorSet,
    SignedIn,
    SignedOut,
    SignInFailed,
    SlowedDown,
)
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.given import (
    AGENT,
    DAY,
    FIREFOX,
    HOME,
    HOUR,
    LEAD,
    MANAGER,
    MINUTE,
    OFFICE,
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
    with_second_factor,
)

HALF_MINUTE = 30 * SECOND


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def accounts(tmp_path: Path, views: Path | SecretStr, hands: Hands) -> Iterator[Accounts]:
    accounts = opened(tmp_path, views, hands)
    yield accounts
    accounts.close()


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
    def test_the_first_manager_sets_a_password_with_a_link(self, accounts: Accounts) -> None:
        """Whoever has the link is the first; from then on there is no other."""
        link = accounts.set_up(MANAGER)
        assert accounts.look_at_link(link.secret) == link.link
        own = signed_in(accounts.accept(link.secret, GOOD, HERE))
        assert accounts.session(own.secret) == own.session
        assert (own.session.person, own.session.second_factor) == (MANAGER, False)
        with pytest.raises(Refused, match="has an account already"):
            accounts.set_up(LEAD)
        with pytest.raises(Unauthenticated):
            accounts.accept(link.secret, BETTER, HERE)
        assert tellings(accounts) == [
            LinkMade(MANAGER, TEN, None, "set_up", drops_second_factor=False),
            PasswordSet(MANAGER, TEN, "203.0.113.*", "set_up", None),
            SignedIn(MANAGER, TEN, "203.0.113.*", "Firefox 140, Linux", None, new_device=False),
        ]

    def test_of_two_links_for_a_first_manager_one_is_used(self, accounts: Accounts) -> None:
        """The other one makes no second first."""
        links = [accounts.set_up(person) for person in (MANAGER, LEAD)]
        accounts.accept(links[0].secret, GOOD, HERE)
        with pytest.raises(Unauthenticated) as refused:
            accounts.accept(links[1].secret, GOOD, HERE)
        assert why(refused) == Why.NO_LINK

    def test_a_manager_invites_and_nobody_invites_themselves(self, accounts: Accounts) -> None:
        """Whoever has an account is not invited, and whoever has none has nothing to reset."""
        joined(accounts)
        with pytest.raises(Refused, match="make a link to reset it"):
            accounts.invite(AGENT, by=MANAGER)
        for make in (accounts.invite, accounts.reset):
            with pytest.raises((Forbidden, NotFound)):
                make(MANAGER, by=MANAGER)
        with pytest.raises(Forbidden):
            accounts.reset(AGENT, by=AGENT)
        with pytest.raises(NotFound):
            accounts.reset(LEAD, by=MANAGER)
        for nobody in ("", " staff-1", "staff\x00", "x" * 101):
            with pytest.raises(Invalid):
                accounts.invite(nobody, by=MANAGER)

    def test_a_bad_password_does_not_use_up_the_link(self, accounts: Accounts) -> None:
        """Whoever tries again has it still; the person's own name is no password."""
        accounts.set_name(AGENT, "Ouyang Xiuying", by=MANAGER)
        link = accounts.invite(AGENT, by=MANAGER)
        for password in ("short", "ouyangxiuying1", "answerable-answerable"):
            with pytest.raises(Invalid):
                accounts.accept(link.secret, SecretStr(password), HERE)
        accounts.accept(link.secret, GOOD, HERE)

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

    def test_what_is_good_for_once_is_good_for_once_at_the_same_moment(
        self, accounts: Accounts, hands: Hands
    ) -> None:
        """Of four that use the same code, recovery code or link at once, one comes in."""
        own = joined(accounts)
        done, app = with_second_factor(accounts, hands, own)
        hands.on(HALF_MINUTE)
        link = accounts.invite(LEAD, by=MANAGER)

        def come(what: str, address: str) -> bool:
            where = Where(address, device=own.device)
            try:
                if what == "link":
                    accounts.accept(link.secret, GOOD, where)
                else:
                    wanted = accounts.sign_in(AGENT, GOOD, where)
                    assert isinstance(wanted, CodeWanted)
                    accounts.sign_in_with_code(wanted.ticket, what, where)
            except Unauthenticated:
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            for what in ("link", code_at(app, step_at(hands.at))):
                came = list(pool.map(partial(come, what), [OFFICE] * 4))
                assert came.count(True) == 1, what
        hands.on(HOUR)
        with ThreadPoolExecutor(4) as pool:
            came = list(pool.map(partial(come, done.recovery_codes[0].get_secret_value()), [OFFICE] * 4))
        assert came.count(True) == 1

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

    def test_a_changed_password_ends_everything_else(self, accounts: Accounts) -> None:
        """The other sessions, devices and links; this session goes on with another id."""
        own = joined(accounts)
        here = replace(HERE, device=own.device)
        other = signed_in(accounts.sign_in(AGENT, GOOD, Where(HOME)))
        link = accounts.reset(AGENT, by=MANAGER)
        with pytest.raises(Invalid):
            accounts.change_password(own.secret, GOOD, SecretStr("short"), here)
        with pytest.raises(Unauthenticated):
            accounts.change_password(own.secret, WRONG, BETTER, here)
        changed = accounts.change_password(own.secret, GOOD, BETTER, here)
        for secret in (own.secret, other.secret):
            with pytest.raises(Unauthenticated):
                accounts.session(secret)
        with pytest.raises(Unauthenticated):
            accounts.accept(link.secret, GOOD, HERE)
        with pytest.raises(Unauthenticated):
            accounts.sign_in(AGENT, GOOD, HERE)
        assert accounts.session(changed.secret).opened_at == own.session.opened_at
        assert changed.device == own.device
        accounts.sign_in(AGENT, BETTER, here)

    def test_a_reset_ends_what_was_before(self, accounts: Accounts) -> None:
        """The password is good until the link is used, and then neither it nor a session nor a device is."""
        own = joined(accounts)
        link = accounts.reset(AGENT, by=MANAGER)
        accounts.sign_in(AGENT, GOOD, HERE)
        accounts.accept(link.secret, BETTER, HERE)
        with pytest.raises(Unauthenticated):
            accounts.session(own.secret)
        with pytest.raises(Unauthenticated):
            accounts.sign_in(AGENT, GOOD, replace(HERE, device=own.device))

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

    def test_a_closed_account_is_gone(self, accounts: Accounts, hands: Hands) -> None:
        """Password, sessions, links and devices; their name stays; an invitation opens another account."""
        own = joined(accounts)
        accounts.set_name(AGENT, "Ann Li", by=MANAGER)
        done, _ = with_second_factor(accounts, hands, own)
        link = accounts.reset(AGENT, by=MANAGER)
        accounts.close_account(AGENT, by=MANAGER)
        with pytest.raises(Unauthenticated):
            accounts.session(done.secret)
        with pytest.raises(Unauthenticated):
            accounts.sign_in(AGENT, GOOD, replace(HERE, device=own.device))
        with pytest.raises(Unauthenticated):
            accounts.accept(link.secret, GOOD, HERE)
        with pytest.raises(NotFound):
            accounts.close_account(AGENT, by=MANAGER)
        assert accounts.recovery_codes_left(AGENT) is None
        assert accounts.names_of([AGENT])[AGENT].name == "Ann Li"
        assert AccountClosed(AGENT, TEN, MANAGER) in tellings(accounts)
        signed_in(joined(accounts))

    def test_somebody_invited_can_be_uninvited(self, accounts: Accounts) -> None:
        """An account that nobody has used yet is closed with its link."""
        link = accounts.invite(AGENT, by=MANAGER)
        accounts.close_account(AGENT, by=MANAGER)
        with pytest.raises(Unauthenticated):
            accounts.look_at_link(link.secret)

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

    def test_a_name_is_changed_and_forgotten(self, accounts: Accounts) -> None:
        """It is told that, and not what; saying the same again is no change."""
        for _ in range(2):
            accounts.set_name(AGENT, "陈丽华", by=MANAGER, sort_key="chen lihua", language=Language.ZH)
        assert accounts.names_of([AGENT, LEAD])[AGENT].language is Language.ZH
        assert [accounts.forget_name(AGENT, by=MANAGER) for _ in range(2)] == [True, False]
        assert accounts.names_of([AGENT]) == {}
        assert tellings(accounts) == [
            NameChanged(AGENT, TEN, MANAGER, forgotten=False),
            NameChanged(AGENT, TEN, MANAGER, forgotten=True),
        ]

    def test_the_key_of_another_store_is_not_taken(
        self, accounts: Accounts, tmp_path: Path, views: Path | SecretStr, hands: Hands
    ) -> None:
        """It is told at the start, and not when the first second factor cannot be read."""
        assert accounts.sessions_of(AGENT) == []
        key = tmp_path / "accounts" / FILE
        key.write_text("00" * 32)
        with pytest.raises(Misconfigured, match="another key"):
            opened(tmp_path, views, hands)

    def test_what_is_over_is_tidied_away(self, accounts: Accounts, hands: Hands) -> None:
        """Nothing that is good is lost by it."""
        own = joined(accounts)
        hands.on(DAY)
        fresh = signed_in(accounts.sign_in(AGENT, GOOD, replace(HERE, device=own.device)))
        accounts.tidy()
        assert accounts.session(fresh.secret).person == AGENT
        assert (fresh.device, FIREFOX[:7], OFFICE[:3]) == (own.device, "Mozilla", "203")


class TestSqlite(OnSqlite, Everywhere):
    pass


class TestPostgresql(OnPostgresql, Everywhere):
    pass
