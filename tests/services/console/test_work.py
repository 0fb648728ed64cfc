"""A day's work through the pages, before a running centre: several people, links and forms, no browser."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from types import ModuleType
from typing import Any

import httpx
import pytest
from nats.aio.client import Client
from pydantic import SecretStr

from answerable.clock import StartedClock
from answerable.commands.base import Command, Receipt
from answerable.errors import Refused, Unavailable
from answerable.identity import Credential, Grant, Keys, Owner, Principal
from answerable.ledger.server.accounts import User
from answerable.ledger.server.machine import free_port
from answerable.ledger.store.ledger import connect, disconnect
from answerable.messaging.client import Caller
from answerable.messaging.subjects import EVERY_NOTICE
from answerable.queries import accounts
from answerable.queries import desk as q
from answerable.queries.intake import Writing
from answerable.queries.matters import Story
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable.streams.staff.events import Role
from answerable_services.console.app import create_app
from answerable_services.console.language import Language
from answerable_services.console.live import Notices
from answerable_services.desk import main as desk
from answerable_services.intake import main as intake
from tests.identity.proofs import Asking
from tests.services.conftest import Installation
from tests.services.console.entered import PATIENT, Entered
from tests.services.console.following import Visitor, asked_in, said
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, TEN, THIRD, hired, make

pytestmark = pytest.mark.server

ROLES = {FIRST: "agent", SECOND: "agent", LEAD: "lead", THIRD: "supervisor"}
_FAR = datetime(2199, 1, 1, tzinfo=UTC)


class Bus:
    """Asks a running centre; the accounts are not there, and say who it is that is signed in.

    Arguments:
        client: an open connection.
        who: proves the one who is signed in.
    """

    def __init__(self, client: Client, who: Credential) -> None:
        self._client = client
        self._who = who

    def proved_by(self, credential: Callable[[], str]) -> Caller:
        return Caller(self._client, credential)

    async def query(self, query: Any) -> Any:
        if isinstance(query, accounts.SavedViews):
            return accounts.SavedViewList(views=())
        assert isinstance(query, accounts.Prove)
        return accounts.Proved(
            person=self._who.principal.id,
            grants=self._who.principal.grants,
            token=SecretStr(self._who()),
            until=_FAR,
            expires_at=_FAR,
        )

    async def command(self, command: Command, *, key: str | None = None) -> Receipt:
        raise Refused(f"{command.command_name} is not carried out here, with the key {key}")


class Centre:
    """A running centre with people who sit before its pages.

    Arguments:
        caller: asks the services behind them.
        visitor: gives somebody who is signed in, reading in a language.
    """

    def __init__(self, caller: Caller, visitor: Callable[[str, str], Visitor]) -> None:
        self.caller = caller
        self._visitor = visitor

    def as_(self, who: str, language: str = Language.ZH) -> Visitor:
        return self._visitor(who, language)

    async def story(self, matter: str) -> Story:
        return await self.caller.query(q.StoryOf(matter=matter))

    async def told(self, matter: str) -> list[tuple[str, str]]:
        """Give what happened in a matter: each event with who did it."""
        story = await self.story(matter)
        return [(one.type.split(".")[-2], one.actor.removeprefix("staff-")) for one in story.entries]


@asynccontextmanager
async def centre(installation: Installation, *also: ModuleType) -> AsyncIterator[Centre]:
    """Run intake and the desk, open a site with four people, and sit them before the console.

    Arguments:
        installation: the ledger.
        also: further services, by their modules.
    """
    stop = asyncio.Event()
    settings = installation.settings(
        intake_port=free_port(), clock_start=TEN, page_wait_s=PATIENT.page_wait_s
    )
    services = [asyncio.create_task(module.run(settings, stop)) for module in (intake, desk, *also)]
    endpoint = installation.endpoint
    client = await connect(
        endpoint.url, user=User.CONSOLE, password=endpoint.passwords[User.CONSOLE], name="test"
    )
    notices = Notices()

    async def on_notice(_: Any) -> None:
        await notices.moved()

    async with AsyncExitStack() as opened:
        try:
            caller = Asking(client, settings.keys)
            await _until_there(caller, services)
            await client.subscribe(EVERY_NOTICE, cb=on_notice)
            # So long before that what happens by the pages' clocks, which began later, lies behind it.
            opened_at = "2016-02-29T00:00:00Z"
            opening = make(site.Open, name_zh="厦门", name_en="Xiamen", occurred_at=opened_at)
            await caller.command(opening, key="open")
            bind = make(rulebook.Bind, rulebook="call-centre-80", effective_from="2016-01-01")
            await caller.command(bind, key="bind")
            for person, role in ROLES.items():
                await caller.command(hired(person, role=role), key=f"hire-{person}")
            keys = Keys(settings.keys)
            clients: dict[tuple[str, str], httpx.AsyncClient] = {}

            def visitor(who: str, language: str) -> Visitor:
                grants = (Grant(role=Role(ROLES[who]), site=SITE),)
                proof = Credential(Principal(id=who, grants=grants), partial(keys.of, Owner.ACCOUNTS))
                app = Entered(create_app(Bus(client, proof), notices, StartedClock(TEN), settings))
                if (who, language) not in clients:
                    browser = httpx.AsyncClient(
                        transport=httpx.ASGITransport(app),
                        base_url="http://localhost",
                        headers={"accept-language": language},
                    )
                    opened.push_async_callback(browser.aclose)
                    clients[who, language] = browser
                return Visitor(clients[who, language], SITE)

            yield Centre(caller, visitor)
        finally:
            stop.set()
            await asyncio.gather(*services)
            await disconnect(client)


async def _until_there(caller: Caller, services: list[asyncio.Task[None]]) -> None:
    async with asyncio.timeout(60):
        while not any(service.done() for service in services):
            try:
                await caller.query(Writing())
                await caller.query(q.Overview())
            except Unavailable:
                await asyncio.sleep(0.05)
            else:
                return


@pytest.mark.parametrize("language", Language)
async def test_a_complaint_from_filing_to_feedback(installation: Installation, language: Language) -> None:
    """Taken by an agent, investigated, judged by somebody else, planned, approved, and fed back."""
    async with centre(installation) as c:
        agent, lead, supervisor = (c.as_(who, language) for who in (FIRST, LEAD, THIRD))
        matter = await agent.do(
            "complaint.file", channel="call", topic="等待", text="三天没有回音", about=SECOND
        )
        await lead.do("complaint.investigate", matter, findings="没有登记")
        await supervisor.do("complaint.uphold", matter, responsible=SECOND, reason="属实")
        await lead.do("complaint.propose_plan", matter, plan="致电道歉", due_at="2016-03-14T18:00")
        links, _ = await lead.offered(matter)
        assert lead.address("complaint.approve_plan", matter) not in links  # nobody approves their own plan
        await supervisor.do("complaint.approve_plan", matter)
        await lead.do("complaint.carry_out", matter, note="已致电")
        await agent.do("complaint.feed_back", matter, channel="call", is_satisfied="yes")

        assert await c.told(matter) == [
            ("filed", "first"),
            ("investigated", "lead"),
            ("upheld", "third"),
            ("plan_proposed", "lead"),
            ("plan_approved", "third"),
            ("carried_out", "lead"),
            ("fed_back", "first"),
        ]


async def test_a_case_goes_to_a_colleague(installation: Installation) -> None:
    """Opened at one desk, asked for at another, accepted there; what the flow refuses is told beside it."""
    async with centre(installation) as c:
        first, second = c.as_(FIRST), c.as_(SECOND, Language.EN)
        matter = await first.do("case.open", topic="打印机", first_asked=FIRST)
        form = await first.form("case.transfer", matter)
        refused = await first.send("case.transfer", matter, form, to="staff-nobody", reason="r")
        assert refused.status_code in {404, 409, 422}, said(refused.text)
        assert 'id="case-transfer-to-fault"' in refused.text, said(refused.text)
        kept = asked_in(refused.text)
        assert (kept["to"], kept["reason"], kept["form_key"]) == (["staff-nobody"], ["r"], form["form_key"])
        assert (await first.send("case.transfer", matter, kept, to="second")).status_code == 303
        await second.do("case.accept", matter)

        assert await c.told(matter) == [
            ("opened", "first"),
            ("transfer_requested", "first"),
            ("transfer_accepted", "second"),
        ]


async def test_once_however_often_it_is_sent(installation: Installation) -> None:
    """A double click records one event; the same form with other words is another command, and says so."""
    async with centre(installation) as c:
        first = c.as_(FIRST)
        form = await first.form("case.open")
        sent = [first.send("case.open", "", form, topic="一次", first_asked=FIRST) for _ in range(2)]
        answers = await asyncio.gather(*sent)
        places = {answer.headers.get("location") for answer in answers}
        assert len(places) == 1, [said(one.text) for one in answers]
        matter = str(places.pop()).rpartition("/")[2]
        assert await c.told(matter) == [("opened", "first")]
        note = await first.form("case.note_progress", matter)
        for words, status in (("甲", 303), ("甲", 303), ("乙", 422)):
            answer = await first.send("case.note_progress", matter, note, note=words)
            assert answer.status_code == status, said(answer.text)
        assert asked_in(answer.text)["note"] == ["乙"]
        assert [one for one, _ in await c.told(matter)] == ["opened", "progress_noted"]


async def test_somebody_was_faster(installation: Installation) -> None:
    """Whoever resolves a case that was resolved meanwhile is told by whom, and keeps their words."""
    async with centre(installation) as c:
        first = c.as_(FIRST)
        matter = await first.do("case.open", topic="两人", first_asked=FIRST)
        form = await first.form("case.resolve", matter)
        await first.do("case.resolve", matter, resolution="换了墨盒")
        late = await first.send("case.resolve", matter, form, resolution="重启")

        assert late.status_code == 409, said(late.text)
        assert 'id="faster"' in late.text
        assert asked_in(late.text)["resolution"] == ["重启"]


async def test_a_handover_to_both_signatures(installation: Installation) -> None:
    """Begun with its checklist, each item marked, signed by both sides, reviewed."""
    async with centre(installation) as c:
        out, into, lead = c.as_(FIRST, Language.EN), c.as_(SECOND, Language.EN), c.as_(LEAD)
        items = ["电脑", "电话"]
        matter = await out.do(
            "handover.start", on="2016-03-10", shift="day", outgoing=FIRST, incoming=SECOND, checklist=items
        )
        for item in items:
            await out.do("handover.check_item", matter, item=item, mark="√")
        await out.do("handover.sign_out", matter)
        await into.do("handover.sign_in", matter)
        await lead.do("handover.review", matter)

        told = await c.told(matter)
        assert [who for what, who in told if what in {"signed_out", "signed_in", "reviewed"}] == [
            "first",
            "second",
            "lead",
        ]


async def test_a_fault_and_its_end(installation: Installation) -> None:
    """Reported by whoever knows first, told on, handled, and ended."""
    async with centre(installation) as c:
        first, lead = c.as_(FIRST), c.as_(LEAD)
        matter = await first.do(
            "fault.report", began_at="2016-03-10T09:30", place="机房", phenomenon="离线", plan="重启"
        )
        await first.do("fault.log_handling", matter, note="已重启")
        await lead.do("fault.end", matter, ended_at="2016-03-10T09:50")

        assert [one for one, _ in await c.told(matter)] == ["reported", "handling_logged", "ended"]


async def test_a_violation_with_its_article_and_evidence(installation: Installation) -> None:
    """The article is found in the site's rulebook, with its own words and its points."""
    async with centre(installation) as c:
        agent, lead = c.as_(FIRST), c.as_(LEAD)
        case = await agent.do("case.open", topic="普通话", first_asked=FIRST)
        found = await lead.read(f"/choose/article?text=普通话&site={SITE}")
        assert "001-m1" in found
        assert "工作时间不使用普通话" in found
        matter = await lead.do(
            "assessment.record_violation",
            staff="first",
            article="001-m1",
            reason="通话录音",
            evidence=[case],
        )
        assert await c.told(matter) == [("violation_recorded", "lead")]
        offered = await c.as_(THIRD).read(f"/people/{FIRST}")
        assert re.findall(r'href="/do/assessment/record_violation\?[^"]*about=staff-first', offered)
