"""Tokens of other systems over the bus: who makes them, for what, and that it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Any

import pytest

from answerable.errors import AnswerableError, Forbidden, Invalid, NotFound, Refused, Unauthenticated
from answerable.identity import Grant, Principal
from answerable.identity.machines import LONGEST_DAYS
from answerable.messaging.client import Caller
from answerable.queries import accounts as q
from answerable.queries.base import Query
from answerable.streams.account.events import TokenCreated, TokenRevoked
from answerable.streams.staff.events import Role
from tests.services.accounts.served import (
    AGENT,
    MANAGER,
    SITE,
    House,
    joined,
    running_house,
    until_on_record,
)
from tests.services.accounts.test_administration import PASSWORD, as_person
from tests.services.cli.running import CommandResult, answerable

pytestmark = pytest.mark.server

OPERATIONS, GENERAL = "staff-operations", "staff-general"
TELEPHONE = q.CreateToken(name="exchange", scope=("contact.*",), sites=(SITE,), days=90)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A site with a manager and an agent, whose accounts are served."""
    with running_house(tmp_path_factory.mktemp("house") / "data") as running:
        yield running


@pytest.fixture
async def console(house: House) -> AsyncIterator[Caller]:
    async with house.asking() as caller:
        yield caller


async def refused(caller: Caller, query: Query[Any]) -> type[AnswerableError]:
    with pytest.raises(AnswerableError) as found:
        await caller.query(query)
    return type(found.value)


def _is_of(kind: type[TokenCreated | TokenRevoked], token: str, one: Any) -> bool:
    return isinstance(one, kind) and one.token == token


async def test_a_token_lets_a_machine_in_until_it_is_revoked(house: House, console: Caller) -> None:
    """It is for what was asked, shown once, listed without itself, and both its ends are told."""
    operations = as_person(house, console, OPERATIONS, Role.OPERATIONS)
    made = await operations.query(TELEPHONE)
    header = f"Bearer {made.secret.get_secret_value()}"

    assert house.principal_of(header) == Principal(
        id="machine-exchange", scope=("contact.*",), sites=(SITE,), proof=made.kept.token
    )
    listed = (await operations.query(q.ListTokens())).tokens
    assert listed == (made.kept,)
    assert (listed[0].made_by, listed[0].revoked_at) == (OPERATIONS, None)
    kept = (house.keys / "tokens.json").read_text(encoding="utf-8")
    assert made.secret.get_secret_value() not in kept + house.said()

    revoked = await operations.query(q.RevokeToken(token=made.kept.token))
    assert revoked.revoked_at is not None
    assert await refused(operations, q.RevokeToken(token=made.kept.token)) is Refused
    with pytest.raises(Unauthenticated):
        house.principal_of(header)
    for kind in (TokenCreated, TokenRevoked):
        told = await until_on_record(house, partial(_is_of, kind, made.kept.token))
        assert (told.who, told.done_by) == ("machine-exchange", OPERATIONS)


async def test_a_token_is_for_no_more_than_its_maker_looks_after(house: House, console: Caller) -> None:
    """For the own sites, for what other systems may do at all, for a time; agents and managers make none."""
    operations = as_person(house, console, OPERATIONS, Role.OPERATIONS)
    elsewhere = as_person(house, console, OPERATIONS, Role.OPERATIONS, "gz02")
    general = as_person(house, console, GENERAL, Role.GENERAL_MANAGER)
    for who, changed, why in (
        (operations, {"sites": None}, Forbidden),
        (operations, {"sites": ("gz02",)}, NotFound),
        (elsewhere, {}, Forbidden),
        (operations, {"scope": ("staff.hire",)}, Invalid),
        (operations, {"scope": ("contact.*", "accounts.invite")}, Invalid),
        (operations, {"days": 0}, Invalid),
        (operations, {"days": LONGEST_DAYS + 1}, Invalid),
        (operations, {"name": "No Name"}, Invalid),
        (as_person(house, console, AGENT, Role.AGENT), {}, Forbidden),
        (as_person(house, console, MANAGER, Role.MANAGER), {}, Forbidden),
        (console, {}, Forbidden),
    ):
        assert await refused(who, TELEPHONE.model_copy(update=changed)) is why, changed

    everywhere = await general.query(TELEPHONE.model_copy(update={"sites": None, "name": "web"}))
    auditor = as_person(house, console, "staff-auditor", Role.AUDITOR)
    for who, sees in ((operations, False), (general, True), (auditor, True)):
        listed = (await who.query(q.ListTokens())).tokens
        assert (everywhere.kept in listed) is sees
    assert await refused(operations, q.RevokeToken(token=everywhere.kept.token)) is NotFound
    assert await refused(auditor, q.RevokeToken(token=everywhere.kept.token)) is Forbidden


def test_the_command_line_knows_the_sites(house: House) -> None:
    """None is made for a site that was never opened, but for one that the token itself is to open."""

    def create(scope: str, site: str) -> CommandResult:
        return answerable("token", "create", "line", "--scope", scope, "--site", site, "--data", house.data)

    mistyped = create("contact.*", "xm10")
    assert (mistyped.status, mistyped.out) == (1, "")
    assert "there is no site xm10; known are: xm01" in mistyped.err
    assert [(done.status, done.err) for done in (create("contact.*", SITE), create("site.open", "gz02"))] == [
        (0, ""),
        (0, ""),
    ]


async def test_a_manager_ends_the_sessions_of_a_lost_phone(house: House, console: Caller) -> None:
    """At once, and the password is good on; nobody does it for themselves here, nor an agent for anybody."""
    entered = await joined(house, console, AGENT, PASSWORD)
    assert entered.session is not None
    manager = as_person(house, console, MANAGER, Role.MANAGER)
    (row,) = (await manager.query(q.AccountsOf(person=AGENT))).accounts
    assert (row.sessions, row.role, row.team, row.presence) == (1, Role.AGENT, "hotline", "employed")
    assert row.grants == (Grant(role=Role.AGENT, site=SITE),)

    await manager.query(q.EndSessionsOf(person=AGENT))

    assert await refused(console, q.Prove(session=entered.session)) is Unauthenticated
    (row,) = (await manager.query(q.AccountsOf(person=AGENT))).accounts
    assert (row.sessions, row.has_account) == (0, True)
    assert await refused(manager, q.EndSessionsOf(person=MANAGER)) is Forbidden
    agent = as_person(house, console, AGENT, Role.AGENT)
    assert await refused(agent, q.EndSessionsOf(person=MANAGER)) is Forbidden
