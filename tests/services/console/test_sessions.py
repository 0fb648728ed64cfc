"""Whose a session is: asked once, kept for half its life, and forgotten when it ends."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from answerable.errors import Forbidden, Unauthenticated, Unavailable
from answerable.identity import Grant
from answerable.queries.accounts import Prove, Proved
from answerable.streams.staff.events import Role
from answerable_services.console.live import Notices
from answerable_services.console.looks import Looks
from answerable_services.console.sessions import Person, Sessions
from tests.services.console.entered import proved

BEGIN = datetime(2026, 11, 30, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ONE, OTHER = SecretStr("one"), SecretStr("other")
OVERVIEW = ("desk.overview", "desk.cases", "callbacks.due")


class Accounts:
    """Stands for the accounts: says who it is, or why not; the machine's clock stands beside it."""

    def __init__(self) -> None:
        self.at = BEGIN
        self.asked = 0
        self.uses: list[bool] = []
        self.error: Exception | None = None
        self.answering = asyncio.Event()
        self.answering.set()
        self.credentials: list[Any] = []

    def now(self) -> datetime:
        return self.at

    def proved_by(self, credential: Any) -> Any:
        self.credentials.append(credential)
        return self

    async def query(self, query: Any) -> Any:
        assert isinstance(query, Prove)
        self.asked += 1
        self.uses.append(query.is_use)
        number = self.asked
        await self.answering.wait()
        if self.error is not None:
            raise self.error
        said = {"until": self.at + 4 * MINUTE, "token": SecretStr(f"Bearer {number}")}
        return proved().model_copy(update=said)


@pytest.fixture
async def accounts() -> Accounts:
    return Accounts()


async def test_requests_at_the_same_time_ask_once(accounts: Accounts) -> None:
    """Twenty pages that are opened together cause one question; one that is left does not end it."""
    sessions = Sessions(accounts, accounts)
    accounts.answering.clear()
    waiting = [asyncio.ensure_future(sessions.of(ONE)) for _ in range(20)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    accounts.answering.set()
    found = await asyncio.gather(*waiting[1:])
    assert (accounts.asked, len({id(one) for one in found})) == (1, 1)


async def test_it_is_asked_anew_at_half_its_life(accounts: Accounts) -> None:
    """Whoever holds the person goes on with the new token."""
    sessions = Sessions(accounts, accounts)
    person = await sessions.of(ONE)
    accounts.at += 2 * MINUTE - timedelta(seconds=1)
    await sessions.of(ONE)
    assert (accounts.asked, accounts.credentials[0]()) == (1, "Bearer 1")
    accounts.at += timedelta(seconds=1)
    assert await sessions.of(ONE) is person
    assert (accounts.asked, accounts.credentials[0]()) == (2, "Bearer 2")


async def test_what_is_proved_still_is_enough_while_the_accounts_are_away(accounts: Accounts) -> None:
    """And not a moment longer."""
    sessions = Sessions(accounts, accounts)
    person = await sessions.of(ONE)
    accounts.error = Unavailable("away")
    accounts.at += 3 * MINUTE
    assert await sessions.of(ONE) is person
    accounts.at += MINUTE
    with pytest.raises(Unavailable):
        await sessions.of(ONE)


async def test_a_session_that_is_over_is_forgotten(accounts: Accounts) -> None:
    """Whoever comes with it later is nobody, also where the accounts are away then."""
    sessions = Sessions(accounts, accounts)
    await sessions.of(ONE)
    accounts.error = Unauthenticated("over")
    accounts.at += 2 * MINUTE
    with pytest.raises(Unauthenticated):
        await sessions.of(ONE)
    accounts.error = Unavailable("away")
    with pytest.raises(Unavailable):
        await sessions.of(ONE)


async def test_whoever_is_not_employed_any_more_is_nobody(accounts: Accounts) -> None:
    """At once, and not when what was proved of them ends."""
    sessions = Sessions(accounts, accounts)
    await sessions.of(ONE)
    accounts.error = Forbidden("not employed")
    accounts.at += 2 * MINUTE
    with pytest.raises(Unauthenticated, match="not employed"):
        await sessions.of(ONE)


async def test_an_answer_that_comes_after_the_sign_out_is_not_kept(accounts: Accounts) -> None:
    """A page that was on its way does not bring a session back."""
    sessions = Sessions(accounts, accounts)
    accounts.answering.clear()
    late = asyncio.ensure_future(sessions.of(ONE))
    await asyncio.sleep(0)
    sessions.forget(ONE)
    accounts.answering.set()
    await late
    await sessions.of(ONE)
    assert accounts.asked == 2


async def test_no_more_are_kept_than_have_room(accounts: Accounts) -> None:
    """The one that was used last stays."""
    sessions = Sessions(accounts, accounts, most=2)
    for secret in (ONE, OTHER, ONE, SecretStr("third"), ONE):
        await sessions.of(secret)
    assert accounts.asked == 3
    await sessions.of(OTHER)
    assert accounts.asked == 4


def person(who: str, *grants: Grant) -> Person:
    said: Proved = proved(*grants, person=who)
    return Person(said, Accounts())


async def test_a_look_is_shared_by_those_who_may_see_the_same() -> None:
    """Two supervisors of a site share one, one of another site has another."""
    looks = Looks(Notices())
    here, there = (Grant(role=Role.SUPERVISOR, site=site) for site in ("xm01", "fz02"))
    first, second, third = (
        looks.of(person(who, grant), OVERVIEW)
        for who, grant in (("staff-1", here), ("staff-2", here), ("staff-3", there))
    )
    assert first is second
    assert first is not third


async def test_what_is_somebodys_own_is_in_their_own_look() -> None:
    """Where a question reaches by what belongs to the asker, nobody else is shown the answer."""
    looks = Looks(Notices())
    grant = Grant(role=Role.AGENT, site="xm01")
    asked = (*OVERVIEW, "scoring.statement_of")
    assert looks.of(person("staff-1", grant), asked) is not looks.of(person("staff-2", grant), asked)


async def test_no_more_looks_are_kept_than_have_room() -> None:
    """The one that was used longest ago is made anew."""
    looks = Looks(Notices(), most=2)
    people = [person(f"staff-{n}", Grant(role=Role.LEAD, site=f"xm0{n}")) for n in range(1, 4)]
    kept = [looks.of(one, OVERVIEW) for one in people]
    assert looks.of(people[2], OVERVIEW) is kept[2]
    assert looks.of(people[0], OVERVIEW) is not kept[0]


async def test_what_a_page_asks_by_itself_lets_a_session_rest(accounts: Accounts) -> None:
    """Each proof says whether somebody did something since the one before, in whatever order they came."""
    sessions = Sessions(accounts, accounts)
    await sessions.of(ONE)

    accounts.at += 2 * MINUTE
    await sessions.of(ONE, is_use=False)
    await sessions.of(ONE)
    accounts.at += 2 * MINUTE
    await sessions.of(ONE, is_use=False)
    accounts.at += 2 * MINUTE
    await sessions.of(ONE, is_use=False)

    assert accounts.uses == [True, False, True, False]
