"""The service as a whole: links, passwords, closed accounts and names; on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from answerable.errors import (
    Forbidden,
    Invalid,
    Misconfigured,
    NotFound,
    Refused,
    Unauthenticated,
)
from answerable.wording import Language
from answerable_services.accounts.keys import FILE
from answerable_services.accounts.office import CodeWanted, Where
from answerable_services.accounts.refusals import Why
from answerable_services.accounts.second_factor import code_at, step_at
from answerable_services.accounts.service import Accounts
from answerable_services.accounts.tellings import (
    AccountClosed,
    LinkMade,
    NameChanged,
    PasswordSet,
    SignedIn,
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
