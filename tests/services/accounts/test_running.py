"""The accounts service as a process: people sign in through it, and every service believes who they are."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2.profiles import CHEAPEST
from pydantic import SecretStr

from answerable.clock import FixedClock
from answerable.errors import AnswerableError, Conflict, Forbidden, NotFound, Unauthenticated
from answerable.identity import Grant, Keys, Owner, Principal
from answerable.identity.answers import Denied
from answerable.identity.permission import may
from answerable.identity.sight import sight_of
from answerable.messaging.client import AUTHORIZATION, Caller
from answerable.messaging.subjects import query_subject
from answerable.queries import accounts as q
from answerable.queries.base import Query, is_confidential
from answerable.queries.registry import QUERIES
from answerable.settings import Settings
from answerable.streams.account.events import CalendarLinkRevoked, SignInFailed, SignInFault
from answerable.streams.staff.commands import GrantRole, Leave
from answerable.streams.staff.events import Role
from answerable_services.accounts.answering import Work
from answerable_services.accounts.answers import LIFETIME_S, Answers
from answerable_services.accounts.passwords import Hasher
from answerable_services.accounts.refusals import Why
from answerable_services.accounts.register import Register
from answerable_services.accounts.service import open_accounts
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

MARKED = "marked-7f3a"
PASSWORD = SecretStr(f"stapler under the warm bicycle {MARKED}")
WRONG = SecretStr(f"lanterns under the warm bicycle {MARKED}")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A site with a manager and an agent, whose accounts are served."""
    with running_house(tmp_path_factory.mktemp("house") / "data") as running:
        yield running


@pytest.fixture
async def console(house: House) -> AsyncIterator[Caller]:
    """Asks as the console does."""
    async with house.asking() as caller:
        yield caller


@pytest.mark.server
async def test_somebody_signs_in_and_every_service_believes_it(house: House, console: Caller) -> None:
    """A link, a password and a session end in a token that tells who they are and their roles of today."""
    with house.store() as accounts:
        link = accounts.set_up(MANAGER)
    seen = await console.query(q.LookAtLink(link=link.secret))
    came = await console.query(q.AcceptLink(link=link.secret, password=PASSWORD, where=HERE))
    again = await console.query(q.SignIn(name=MANAGER, password=PASSWORD, where=HERE))
    assert (seen.person, seen.purpose) == (MANAGER, "set_up")
    assert (came.person, again.person, again.ticket) == (MANAGER, MANAGER, None)
    assert again.session is not None

    proved = await console.query(q.Prove(session=again.session))

    principal = house.principal_of(proved.token.get_secret_value())
    assert principal.model_copy(update={"proof": None}) == Principal(
        id=MANAGER, grants=(Grant(role=Role.MANAGER, site=SITE),)
    )
    assert proved.grants == principal.grants
    assert (proved.person, proved.is_sample, proved.second_factor) == (MANAGER, False, False)
    assert timedelta(0) < proved.until - datetime.now(UTC) <= timedelta(seconds=LIFETIME_S)
    with house.store() as accounts:
        assert principal.proof in [session.handle for session in accounts.sessions_of(MANAGER)]

    await console.query(q.SignOut(session=again.session))
    with pytest.raises(Unauthenticated) as over:
        await console.query(q.Prove(session=again.session))
    assert over.value.rule == Why.NO_SESSION


@pytest.mark.server
async def test_refusals_say_why(house: House, console: Caller) -> None:
    """A wrong password, a link that is none and a ticket that is none are refused as the library does."""
    await joined(house, console, AGENT, PASSWORD)
    nothing = SecretStr("nothing")
    wrong: tuple[tuple[Query[Any], Why], ...] = (
        (q.SignIn(name=AGENT, password=WRONG, where=HERE), Why.WRONG_CREDENTIALS),
        (q.ShowCode(ticket=nothing, code="123456", where=HERE), Why.NO_TICKET),
        (q.LookAtLink(link=nothing), Why.NO_LINK),
        (q.AcceptLink(link=nothing, password=PASSWORD, where=HERE), Why.NO_LINK),
        (q.Prove(session=nothing), Why.NO_SESSION),
    )
    for query, why in wrong:
        with pytest.raises(Unauthenticated) as refused:
            await console.query(query)
        assert refused.value.rule == why, query


@pytest.mark.server
async def test_roles_are_those_of_today(house: House, console: Caller) -> None:
    """A role that is granted is proved within a moment; who left is proved no more, and cannot sign in."""
    entered = await joined(house, console, AGENT, PASSWORD)
    assert entered.session is not None
    prove = q.Prove(session=entered.session)
    made = await console.query(q.MakeCalendarLink(session=entered.session, name="phone"))
    show = q.ProveCalendarLink(link=made.link, where=HERE)
    shown = await console.query(show)
    proved = house.principal_of(shown.token.get_secret_value())
    assert (proved.id, proved.scope, shown.is_of_sites) == (AGENT, q.CALENDAR_QUESTIONS, False)
    assert isinstance(may(proved, "desk.overview", SITE), Denied)
    assert isinstance(may(proved, "case.open", SITE), Denied)
    granted = Grant(role=Role.TRAINER)
    today = datetime.now(UTC).date() - timedelta(days=1)
    async with house.commanding() as caller:
        await caller.command(
            GrantRole(site=SITE, actor=MANAGER, staff=AGENT, role=Role.TRAINER, since=today, reason="r")
        )
        await until(lambda: console.query(prove), lambda proved: granted in proved.grants)
        await caller.command(Leave(site=SITE, actor=MANAGER, staff=AGENT, left_on=today - timedelta(days=1)))

        async def is_refused() -> AnswerableError | None:
            try:
                await console.query(prove)
            except Forbidden as error:
                return error
            return None

        refused = await until(is_refused, lambda error: error is not None)
    assert refused is not None
    assert (refused.rule, AGENT in refused.message) == (Why.NOT_EMPLOYED, True)
    with pytest.raises(Forbidden) as out:
        await console.query(q.SignIn(name=AGENT, password=PASSWORD, where=HERE))
    assert out.value.rule == Why.NOT_EMPLOYED
    with pytest.raises(NotFound):
        await console.query(show)
    revoked = await until_on_record(house, lambda one: isinstance(one, CalendarLinkRevoked))
    assert (revoked.who, revoked.done_by) == (AGENT, "system-accounts")
    await until_on_record(
        house,
        lambda one: (
            isinstance(one, SignInFailed) and (one.who, one.wrong) == (AGENT, SignInFault.NOT_EMPLOYED)
        ),
    )


@pytest.mark.server
async def test_who_is_on_no_register_cannot_set_a_password(house: House, console: Caller) -> None:
    """A link for somebody whom nobody employed is refused, and is still good."""
    with house.store() as accounts:
        link = accounts.invite(STRANGER, by="system-cli")
    for _ in range(2):
        with pytest.raises(Forbidden):
            await console.query(q.AcceptLink(link=link.secret, password=PASSWORD, where=HERE))


@pytest.mark.server
async def test_only_the_console_passes_passwords_on(house: House) -> None:
    """A person, the command line and a machine are refused whatever belongs to signing in."""
    asked = q.SignIn(name=MANAGER, password=PASSWORD, where=HERE)
    for who in (MANAGER, "system-cli", "system-desk", "machine-pbx"):
        async with house.asking(who) as caller:
            questions: tuple[Query[Any], ...] = (asked, q.Prove(session=PASSWORD), q.SamplePeople())
            for query in questions:
                with pytest.raises(Forbidden):
                    await caller.query(query)
    async with house.asking() as caller:
        with pytest.raises(Unauthenticated):
            await Caller(caller._client, lambda: "Bearer nonsense").query(asked)


@pytest.mark.server
async def test_views_are_saved_through_the_console_alone(house: House, console: Caller) -> None:
    """Whoever has the session has its views; a person's own token does not do, nor does another part's."""
    own = (await joined(house, console, MANAGER, PASSWORD)).session
    assert own is not None
    asked = q.SaveView(session=own, list_name="cases", name="Late", said={"text": MARKED})
    view = await console.query(asked)
    assert (await console.query(q.SavedViews(session=own, list_name="faults"))).views == ()
    assert (await console.query(q.SavedViews(session=own, list_name="cases"))).views == (view,)
    changed = await console.query(q.ChangeView(session=own, view=view.view, name="Later", opens=True))
    assert (await console.query(q.SavedViews(session=own))).views == (changed,)
    for who in (MANAGER, AGENT, "system-cli", "system-desk", "machine-pbx"):
        async with house.asking(who) as caller:
            questions: tuple[Query[Any], ...] = (
                asked,
                q.SavedViews(session=own),
                q.DeleteView(session=own, view=view.view),
            )
            for query in questions:
                with pytest.raises(Forbidden):
                    await caller.query(query)
    with pytest.raises(Conflict):
        await console.query(q.SaveView(session=own, list_name="cases", name="later", said={}))
    await console.query(q.DeleteView(session=own, view=view.view))
    with pytest.raises(NotFound):
        await console.query(q.DeleteView(session=own, view=view.view))
    assert MARKED not in house.said()


@pytest.mark.server
async def test_names_are_told_and_found(house: House, console: Caller) -> None:
    """People are found by name, pinyin and id where the asker may see them; who has no name has an id."""
    with house.store() as accounts:
        accounts.set_name(MANAGER, "欧阳秀英", by=MANAGER, sort_key="ouyang xiuying")
    proof = credential(house.keys, MANAGER)
    proof.principal = Principal(id=MANAGER, grants=(Grant(role=Role.MANAGER, site=SITE),))
    person = Caller(console._client, proof)

    named = await person.query(q.NamesOf(people=(MANAGER, AGENT)))
    assert [(one.person, one.name) for one in named.names] == [(MANAGER, "欧阳秀英")]
    for text in ("阳秀", "OuyangXiu", "xiuy", "manager", "ＯＵＹＡＮＧ"):
        found = await person.query(q.FindPeople(text=text))
        assert [one.person for one in found.names] == [MANAGER], text
        assert [one.grants[0] for one in found.names] == [Grant(role=Role.MANAGER, site=SITE)], text
    assert [one.name for one in (await person.query(q.FindPeople(text="agent"))).names] == [AGENT]
    with house.store() as accounts:
        accounts.forget_name(MANAGER, by=MANAGER)
    assert (await person.query(q.NamesOf(people=(MANAGER,)))).names == ()

    proof = credential(house.keys, MANAGER)
    proof.principal = Principal(id=MANAGER, grants=(Grant(role=Role.MANAGER, site="gz02"),))
    assert (await Caller(console._client, proof).query(q.FindPeople(text="manager"))).names == ()


@pytest.mark.server
async def test_an_installation_of_its_own_has_nothing_of_the_sample(console: Caller) -> None:
    """Nobody may be anybody: there is no cast, and whoever asks to enter is refused, with the reason."""
    assert (await console.query(q.SamplePeople())).people == ()
    with pytest.raises(Forbidden) as refused:
        await console.query(q.EnterSample(person=MANAGER, where=HERE))
    assert refused.value.rule == Why.NO_SAMPLE


@pytest.mark.server
async def test_no_log_has_a_secret(house: House, console: Caller) -> None:
    """Right, wrong, damaged and unanswered: no password, session or link is in a log or in an error."""
    await joined(house, console, MANAGER, PASSWORD)
    came = await console.query(q.SignIn(name=MANAGER, password=PASSWORD, where=HERE))
    said = []
    wrong: tuple[Query[Any], ...] = (
        q.SignIn(name=PASSWORD.get_secret_value(), password=WRONG, where=HERE),
        q.SignIn(name=MANAGER, password=WRONG, where=HERE),
        q.AcceptLink(link=PASSWORD, password=PASSWORD, where=HERE),
        q.Prove(session=PASSWORD),
    )
    for query in wrong:
        with pytest.raises(AnswerableError) as refused:
            await console.query(query)
        said.append(repr(refused.value) + refused.value.message)
    subject = query_subject("accounts", "sign_in")
    headers = {AUTHORIZATION: credential(house.keys, "system-console")()}
    for body in (
        f'{{"name": "x", "password": "{MARKED}", "more": "{MARKED}"}}',
        f'{{"name": "x", "password": ["{MARKED}"], "where": {{}}}}',
        f'{{"password": "{MARKED}',
        f'"{MARKED}"',
    ):
        reply = await console._client.request(subject, body.encode(), headers=headers, timeout=10)
        said.append(reply.data.decode())
    impatient = Caller(console._client, credential(house.keys, "system-console"), timeout_s=0.000001)
    with pytest.raises(AnswerableError) as slow:
        await impatient.query(q.SignIn(name=MARKED, password=WRONG, where=HERE))
    said.append(repr(slow.value) + slow.value.message)
    assert came.session is not None
    assert came.device is not None

    shown = "".join(said) + house.said()
    hidden = (MARKED, came.session.get_secret_value(), came.device.get_secret_value())
    assert [text for text in hidden if text in shown] == []
    assert "service.started" in shown


def test_questions_with_a_secret_are_known() -> None:
    """Whatever brings a secret, at any depth, is confidential as a whole; what brings none is not."""
    accounts = {name for name, query in QUERIES.items() if is_confidential(query)}
    assert {"accounts.sign_in", "accounts.show_code", "accounts.prove", "accounts.enter_sample"} <= accounts
    assert {name.partition(".")[0] for name in accounts} == {"accounts"}
    assert not is_confidential(q.NamesOf)
    assert is_confidential(q.Proved)


async def test_passwords_hold_nobody_up(tmp_path: Path) -> None:
    """While passwords are being looked at, sessions are proved and other questions answered."""
    waiting, going_on = threading.Semaphore(0), threading.Event()

    class Slow(Hasher):
        """Looks at a password until it is let go on."""

        def is_right(self, kept: str | None, password: SecretStr) -> bool:
            waiting.release()
            going_on.wait(30)
            return super().is_right(kept, password)

    clock = FixedClock(datetime(2026, 11, 30, 2, tzinfo=UTC))
    keys = Keys(tmp_path / "identity")
    keys.make()
    register = Register(clock)
    register._is_whole.set()
    accounts = open_accounts(Settings(data=tmp_path), clock, hasher=Slow(CHEAPEST))
    sight = sight_of(Principal(id="system-console"), "accounts.sign_in")
    with Work() as work:
        answers = Answers(accounts, register, lambda: keys.of(Owner.ACCOUNTS), work=work, is_sample=False)
        trying = [
            asyncio.ensure_future(
                answers.sign_in(q.SignIn(name=f"staff-{n}", password=WRONG, where=HERE), sight)
            )
            for n in range(3)
        ]
        for _ in trying:
            assert await asyncio.to_thread(waiting.acquire, timeout=30)
        began = time.monotonic()
        assert (await answers.state(q.State(), sight)).accounts == 0
        with pytest.raises(Unauthenticated):
            await answers.prove(q.Prove(session=WRONG), sight)
        assert not any(task.done() for task in trying)
        assert time.monotonic() - began < 30
        going_on.set()
        found = await asyncio.gather(*trying, return_exceptions=True)
    assert [type(one) for one in found] == [Unauthenticated] * 3
    accounts.close()
