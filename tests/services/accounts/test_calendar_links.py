"""Calendar links: shown once, good for one thing, slowed, revoked, and over with their time or person."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from answerable.errors import Invalid, NotFound, Refused, TooManyAttempts, Unauthenticated
from answerable.queries.accounts import CALENDAR_LINK_DAYS, MOST_CALENDAR_LINKS
from answerable_services.accounts.office import Where
from answerable_services.accounts.service import Accounts
from answerable_services.accounts.slowing import OF_ADDRESS
from answerable_services.accounts.tellings import CalendarLinkMade, CalendarLinkRevoked, SlowedDown
from tests.services.accounts.given import AGENT, DAY, HOME, HOUR, LEAD, MANAGER, MINUTE, OFFICE, Hands
from tests.services.accounts.opened import joined

WHERE = Where(HOME)


@pytest.fixture
def own(accounts: Accounts) -> SecretStr:
    return joined(accounts).secret


def made(accounts: Accounts, own: SecretStr, name: str = "手机") -> SecretStr:
    return accounts.make_calendar_link(own, name, is_of_sites=False)[1]


def told(accounts: Accounts, kind: type[object]) -> list[object]:
    return [one.telling for one in accounts.untold(1000) if isinstance(one.telling, kind)]


def test_it_tells_whose_it_is(accounts: Accounts, own: SecretStr, hands: Hands) -> None:
    """And when it was last read, to an hour; that it was made is told without it."""
    link, secret = accounts.make_calendar_link(own, "手机", is_of_sites=True)
    assert (link.person, link.is_of_sites, link.used_at) == (AGENT, True, None)
    assert accounts.calendar_link(secret, WHERE).handle == link.handle
    first = hands.at
    hands.on(MINUTE)
    accounts.calendar_link(secret, WHERE)
    assert [one.used_at for one in accounts.calendar_links_of(AGENT)] == [first]
    hands.on(HOUR)
    accounts.calendar_link(secret, WHERE)
    assert [one.used_at for one in accounts.calendar_links_of(AGENT)] == [hands.at]
    (telling,) = told(accounts, CalendarLinkMade)
    assert isinstance(telling, CalendarLinkMade)
    assert (telling.person, telling.is_of_sites, telling.until) == (AGENT, True, link.expires_at)


def test_it_is_no_session_and_a_session_is_none(accounts: Accounts, own: SecretStr) -> None:
    """Each is good for what it was made for alone."""
    secret = made(accounts, own)
    with pytest.raises(Unauthenticated):
        accounts.session(secret)
    with pytest.raises(NotFound):
        accounts.calendar_link(own, WHERE)


def test_its_time_is_over(accounts: Accounts, own: SecretStr, hands: Hands) -> None:
    """It is not listed any more, and nothing of it is kept."""
    secret = made(accounts, own)
    hands.on(CALENDAR_LINK_DAYS * DAY - MINUTE)
    accounts.calendar_link(secret, WHERE)
    hands.on(MINUTE)
    with pytest.raises(NotFound):
        accounts.calendar_link(secret, WHERE)
    assert accounts.calendar_links_of(AGENT) == []
    accounts.tidy()
    hands.at -= MINUTE
    assert accounts.calendar_links_of(AGENT) == []


def test_it_is_revoked(accounts: Accounts, own: SecretStr) -> None:
    """By its person alone; another one's handle says no more than one that never was."""
    secret = made(accounts, own)
    (link,) = accounts.calendar_links_of(AGENT)
    stranger = joined(accounts, LEAD).secret
    for handle in (link.handle, "0" * 16):
        with pytest.raises(NotFound):
            accounts.revoke_calendar_link(stranger, handle)
    accounts.revoke_calendar_link(own, link.handle)
    with pytest.raises(NotFound):
        accounts.calendar_link(secret, WHERE)
    assert [
        one.by for one in told(accounts, CalendarLinkRevoked) if isinstance(one, CalendarLinkRevoked)
    ] == [AGENT]


def test_it_ends_with_its_account(accounts: Accounts, own: SecretStr) -> None:
    """Nothing proves somebody whose account was closed."""
    secret = made(accounts, own)
    accounts.close_account(AGENT, by=MANAGER)
    with pytest.raises(NotFound):
        accounts.calendar_link(secret, WHERE)


def test_all_of_somebodys_end(accounts: Accounts, own: SecretStr) -> None:
    """Whoever looks after them says so, or the service where they have left; others' stay."""
    secrets = [made(accounts, own, name) for name in ("a", "b")]
    other = made(accounts, joined(accounts, LEAD).secret)
    assert accounts.forget_calendar_links(AGENT, by=MANAGER) == 2
    for secret in secrets:
        with pytest.raises(NotFound):
            accounts.calendar_link(secret, WHERE)
    assert accounts.calendar_link(other, WHERE).person == LEAD
    assert len(told(accounts, CalendarLinkRevoked)) == 2


def test_nobody_has_more_than_five(accounts: Accounts, own: SecretStr) -> None:
    """One that is revoked makes room, and each has a name that can be seen."""
    for number in range(MOST_CALENDAR_LINKS):
        made(accounts, own, f"n {number}")
    with pytest.raises(Refused, match="5"):
        made(accounts, own)
    accounts.revoke_calendar_link(own, accounts.calendar_links_of(AGENT)[0].handle)
    made(accounts, own)
    with pytest.raises(Invalid):
        made(accounts, own, " ")


def test_whoever_guesses_is_slowed(accounts: Accounts, own: SecretStr, hands: Hands) -> None:
    """So that nothing is looked at, right or wrong, from where they are; elsewhere, it is."""
    secret = made(accounts, own)
    for _ in range(OF_ADDRESS.free + 1):
        accounts.calendar_link(secret, WHERE)  # what is right does not count
    for number in range(OF_ADDRESS.free):
        with pytest.raises(NotFound):
            accounts.calendar_link(SecretStr(f"guess {number}"), WHERE)
    for shown in (SecretStr("guess"), secret):
        with pytest.raises(TooManyAttempts):
            accounts.calendar_link(shown, WHERE)
    assert len(told(accounts, SlowedDown)) == 1
    assert accounts.calendar_link(secret, Where(OFFICE)).person == AGENT
    hands.on(HOUR)
    assert accounts.calendar_link(secret, WHERE).person == AGENT


def test_the_link_itself_is_kept_nowhere(accounts: Accounts, own: SecretStr, tmp_path: Path) -> None:
    """Its digest is; and what is told has neither."""
    secret = made(accounts, own)
    accounts.calendar_link(secret, WHERE)
    accounts.tidy()
    stored = b"".join(path.read_bytes() for path in (tmp_path / "accounts").glob("accounts.sqlite*"))
    assert secret.get_secret_value().encode() not in stored
    assert secret.get_secret_value() not in repr(accounts.untold(1000))
