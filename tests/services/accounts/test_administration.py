"""Managing accounts: who may, whose, and what of the secrets is shown once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from answerable.errors import AnswerableError, Forbidden, NotFound, Refused, Unauthenticated
from answerable.identity import Grant, Principal
from answerable.messaging.client import Caller
from answerable.queries import accounts as q
from answerable.queries.base import Query
from answerable.streams.account.events import LinkMade, LinkPurpose
from answerable.streams.staff.commands import Hire
from answerable.streams.staff.events import Role
from answerable_services.accounts.second_factor import code_at, step_at
from tests.identity.proofs import credential
from tests.services.accounts.served import (
    AGENT,
    HERE,
    MANAGER,
    SITE,
    STRANGER,
    House,
    joined,
    running_house,
    until,
    until_on_record,
)
from tests.services.cli.running import CommandResult, answerable

PASSWORD = SecretStr("stapler under the warm bicycle")
BETTER = SecretStr("seven lanterns for a quiet harbour")
AUDITOR = "staff-auditor"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A site with a manager and an agent, whose accounts are served."""
    with running_house(tmp_path_factory.mktemp("house") / "data") as running:
        yield running


@pytest.fixture
async def console(house: House) -> AsyncIterator[Caller]:
    async with house.asking() as caller:
        yield caller


@pytest.fixture
async def cli(house: House) -> AsyncIterator[Caller]:
    async with house.asking("system-cli") as caller:
        yield caller


def as_person(house: House, caller: Caller, person: str, role: Role, site: str = SITE) -> Caller:
    """Ask over the same connection as a person with a role."""
    proof = credential(house.keys, person)
    proof.principal = Principal(id=person, grants=(Grant(role=role, site=site),))
    return Caller(caller._client, proof)


async def refused(caller: Caller, query: Query[Any]) -> AnswerableError:
    with pytest.raises(AnswerableError) as found:
        await caller.query(query)
    return found.value


def _is_link(person: str, purpose: LinkPurpose) -> Callable[[Any], bool]:
    return lambda one: isinstance(one, LinkMade) and (one.who, one.purpose) == (person, purpose)


@pytest.mark.server
async def test_a_manager_invites_the_own_people(house: House, console: Caller) -> None:
    """The link lets somebody in once; who has an account is reset, who is closed is invited again."""
    manager = as_person(house, console, MANAGER, Role.MANAGER)
    made = await manager.query(q.Invite(person=AGENT))
    came = await console.query(q.AcceptLink(link=made.link, password=PASSWORD, where=HERE))
    assert (made.person, made.purpose, came.person) == (AGENT, "invitation", AGENT)
    assert isinstance(await refused(manager, q.Invite(person=AGENT)), Refused)
    (row,) = (await manager.query(q.AccountsOf(person=AGENT))).accounts
    assert (row.has_account, row.is_employed, row.site, row.sessions) == (True, True, SITE, 1)

    again = await manager.query(q.Reset(person=AGENT))
    await console.query(q.AcceptLink(link=again.link, password=BETTER, where=HERE))
    with pytest.raises(Unauthenticated):
        await console.query(q.SignIn(name=AGENT, password=PASSWORD, where=HERE))
    await manager.query(q.CloseAccount(person=AGENT))
    assert isinstance(await refused(manager, q.Reset(person=AGENT)), NotFound)
    for purpose in (LinkPurpose.INVITATION, LinkPurpose.RESET):
        told = await until_on_record(house, _is_link(AGENT, purpose))
        assert told.done_by == MANAGER


@pytest.mark.server
async def test_nobody_becomes_more_by_a_link(house: House, console: Caller, cli: Caller) -> None:
    """A manager makes no link for themselves, another site's people, or whose role reaches all sites."""
    async with house.commanding() as caller:
        await caller.command(
            Hire(
                site=SITE,
                actor="system-setup",
                staff=AUDITOR,
                role=Role.AUDITOR,
                team="audit",
                hired_on=date(2020, 1, 1),
                occurred_at=datetime(2020, 1, 1, tzinfo=UTC),
            )
        )
    await until(
        lambda: cli.query(q.AccountsOf()), lambda found: AUDITOR in {one.person for one in found.accounts}
    )
    manager = as_person(house, console, MANAGER, Role.MANAGER)
    elsewhere = as_person(house, console, MANAGER, Role.MANAGER, "gz02")
    agent = as_person(house, console, AGENT, Role.AGENT)
    asked: tuple[tuple[Caller, Query[Any]], ...] = (
        (manager, q.Invite(person=MANAGER)),
        (manager, q.Invite(person=AUDITOR)),
        (manager, q.CloseAccount(person=AUDITOR)),
        (manager, q.SetUp(person=MANAGER)),
        (agent, q.Invite(person=MANAGER)),
        (console, q.Invite(person=AGENT)),
    )
    for who, query in asked:
        assert isinstance(await refused(who, query), Forbidden), query
    assert isinstance(await refused(manager, q.Invite(person="staff-nobody")), NotFound)
    missing = await refused(elsewhere, q.Invite(person="staff-nobody"))
    theirs = await refused(elsewhere, q.Invite(person=AGENT))
    assert (type(theirs), theirs.key) == (type(missing), missing.key) == (NotFound, "error.no_matter")
    general = as_person(house, console, "staff-general", Role.GENERAL_MANAGER, "gz02")
    assert (await general.query(q.Invite(person=AUDITOR))).person == AUDITOR


@pytest.mark.server
@pytest.mark.parametrize(
    "query",
    [
        q.Invite(person=STRANGER),
        q.Reset(person=STRANGER),
        q.SetName(person=STRANGER, name="何晓"),
        q.ForgetName(person=STRANGER),
        q.EndSessionsOf(person=STRANGER),
        q.UnbindProvider(person=STRANGER),
        q.CloseAccount(person=STRANGER),
    ],
    ids=lambda query: query.query_name,
)
async def test_nothing_is_done_about_nobody(house: House, console: Caller, query: Query[Any]) -> None:
    """Not by whoever looks after everybody either: a mistyped id is said to be nobody's."""
    general = as_person(house, console, "staff-general", Role.GENERAL_MANAGER, "gz02")
    assert isinstance(await refused(general, query), NotFound)
    with house.store() as accounts:
        assert accounts.names_of([STRANGER]) == {}
        assert accounts.held_by([STRANGER])[STRANGER].invited_until is None


@pytest.mark.server
async def test_one_looks_after_oneself(house: House, console: Caller) -> None:
    """Sessions are seen and ended, the password is changed, a second factor is set, used and taken away."""
    entered = await joined(house, console, AGENT, PASSWORD)
    other = await console.query(q.SignIn(name=AGENT, password=PASSWORD, where=HERE))
    session, second = entered.session, other.session
    assert session is not None
    assert second is not None
    seen = await console.query(q.Sessions(session=session))
    assert sorted(one.is_this for one in seen.sessions) == [False, True]
    assert seen.recovery_codes_left is None
    await console.query(q.EndSession(session=session))
    with pytest.raises(Unauthenticated):
        await console.query(q.Prove(session=second))

    changed = await console.query(q.ChangePassword(session=session, old=PASSWORD, new=BETTER, where=HERE))
    assert changed.session is not None
    offered = await console.query(q.OfferSecondFactor(session=changed.session, password=BETTER, where=HERE))
    code = code_at(offered.secret, step_at(datetime.now(UTC)))
    done = await console.query(q.SetSecondFactor(session=changed.session, code=code, where=HERE))
    assert done.session is not None
    half = await console.query(q.SignIn(name=AGENT, password=BETTER, where=HERE))
    assert (half.session, half.person) == (None, None)
    assert half.ticket is not None
    whole = await console.query(
        q.ShowCode(ticket=half.ticket, code=done.codes[0].get_secret_value(), where=HERE)
    )
    assert whole.session is not None
    assert (await console.query(q.Prove(session=whole.session))).second_factor
    fresh = await console.query(q.NewRecoveryCodes(session=whole.session, password=BETTER, where=HERE))
    assert set(fresh.codes).isdisjoint(done.codes)
    await console.query(q.RemoveSecondFactor(session=whole.session, password=BETTER, where=HERE))
    back = await console.query(q.SignIn(name=AGENT, password=BETTER, where=HERE))
    assert back.person == AGENT


@pytest.mark.server
async def test_everybodys_names_come_in_pages(house: House, console: Caller, cli: Caller) -> None:
    """Whoever keeps them asks until there are no more; a name that is forgotten is in none of them."""
    for person, name in ((MANAGER, "欧阳秀英"), (AGENT, "陈晓岚")):
        await cli.query(q.SetName(person=person, name=name))
    first = await console.query(q.AllNames(limit=1))
    rest = await console.query(q.AllNames(after=first.after))
    assert [(one.person, one.name) for one in (*first.names, *rest.names)] == [
        (AGENT, "陈晓岚"),
        (MANAGER, "欧阳秀英"),
    ]
    assert (first.after, rest.after) == (AGENT, None)
    await cli.query(q.ForgetName(person=AGENT))
    assert [one.person for one in (await console.query(q.AllNames())).names] == [MANAGER]


@pytest.mark.server
def test_the_command_line_sets_everything_up(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where nothing is, one line opens the site, hires the first manager and prints their link."""
    data = tmp_path_factory.mktemp("new") / "data"

    def account(*words: str) -> CommandResult:
        done = answerable("account", *words, "--data", data)
        assert done.status == 0, done.err
        return done

    with running_house(data, inhabited=False) as house:
        set_up = account(
            "set-up", "staff-first", "--site", "bj04", "--open", "北京服务中心", "Beijing", "--json"
        )
        assert set_up.document["purpose"] == "set_up"
        secret = re.fullmatch(r"http://127\.0\.0\.1:\d+/join\?link=(\S+)", set_up.document["link"])
        assert secret is not None
        again = answerable(
            "account", "set-up", "staff-first", "--data", data, "--pages", "https://c.example/"
        )
        assert again.out.startswith("https://c.example/join?link=")
        assert account("name", "staff-first", "林一", "--json").document["name"] == "林一"
        listed = account("list", "--json").document["accounts"]
        assert [(one["person"], one["name"], one["site"]) for one in listed] == [
            ("staff-first", "林一", "bj04")
        ]
        refusal = answerable("account", "reset", "staff-first", "--data", data)
        assert (refusal.status, "no account" in refusal.err) == (1, True)
        assert secret[1] not in house.said() + refusal.err
