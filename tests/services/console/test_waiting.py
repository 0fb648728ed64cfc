"""What waits for somebody is on their first page, with what they decide on and its button; no browser."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from answerable_services.console.language import Language, words_of
from tests.services.conftest import Installation
from tests.services.console.following import Visitor, pressed_in, said
from tests.services.console.test_work import Centre, centre
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, THIRD

pytestmark = pytest.mark.server

PLAN = "三天内派人上门更换"


async def _until(page: Callable[[], Awaitable[str]], words: str) -> str:
    async with asyncio.timeout(60):
        while words not in (text := await page()):
            await asyncio.sleep(0.05)
        return text


def _part(page: str, name: str) -> str:
    """Give one part of a first page."""
    return page.partition(f'id="{name}"')[2].partition("</section>")[0]


async def _planned(c: Centre) -> str:
    """File a complaint, and bring it to a plan that waits for an approval."""
    complaint = await c.as_(FIRST).do(
        "complaint.file", channel="call", topic="打印机", text="等了三天", customer="customer-7"
    )
    lead = c.as_(LEAD)
    await lead.do("complaint.investigate", complaint, findings="备件没有送到")
    await c.as_(THIRD).do("complaint.uphold", complaint, responsible=SECOND, reason="属实")
    await lead.do("complaint.propose_plan", complaint, plan=PLAN, due_at="2016-03-20T10:00")
    return complaint


async def test_a_plan_is_seen_where_it_is_approved(installation: Installation) -> None:
    """On the first page and in the form: the plan, until when, and who proposed it; it can be taken back."""
    async with centre(installation) as c:
        complaint = await _planned(c)
        supervisor = c.as_(THIRD)
        form = await supervisor.read(f"/do/complaint/approve_plan?site={SITE}&target={complaint}")
        assert PLAN in said(form), said(form)
        assert "备件没有送到" in said(form)
        home = await supervisor.read("/")
        part = said(_part(home, "approve"))
        assert PLAN in part, part
        assert "2016-03-20" in part
        assert LEAD.removeprefix("staff-") in part
        done = await supervisor.press(home, "complaint.approve_plan", complaint)
        assert (done.status_code, done.headers["location"]) == (303, "/"), said(done.text)
        told = await supervisor.read("/")
        assert 'id="recorded"' in told
        assert not pressed_in(told, "complaint.approve_plan")
        assert (await c.told(complaint))[-1] == ("plan_approved", THIRD.removeprefix("staff-"))


async def test_a_transfer_to_a_team_waits_for_its_members(installation: Installation) -> None:
    """For each of them, who takes it with one click, and for nobody once it was taken."""
    async with centre(installation) as c:
        case = await c.as_(FIRST).do("case.open", topic="打印机", first_asked=FIRST)
        await c.as_(FIRST).do("case.transfer", case, to_team="t", reason="要上门")
        member = c.as_(SECOND)
        home = await _until(lambda: member.read("/"), f"target={case}")
        assert '<span class="count">1</span>' in _part(home, "asked")
        taken = await member.press(home, "case.accept", case)
        assert taken.headers["location"] == "/", said(taken.text)
        home = await member.read("/")
        assert not pressed_in(home, "case.accept")
        assert case in _part(home, "mine") or "打印机" in _part(home, "mine")


async def test_a_customer_who_asked_for_a_call_waits(installation: Installation) -> None:
    """Until somebody answered them."""
    async with centre(installation) as c:
        agent = c.as_(FIRST)
        contact = await agent.do("contact.receive", channel="call", topic="墨盒", customer="customer-7")
        assert contact not in await agent.read("/")
        await agent.do("contact.request_return_call", contact)
        home = await _until(lambda: agent.read("/"), contact)
        assert contact in _part(home, "return_calls")
        await agent.do("contact.answer", contact, talk_s="30")
        assert contact not in await agent.read("/")


async def _handed(c: Centre, out: Visitor) -> str:
    """Begin a handover, with a case open, and sign it out."""
    await out.do("case.open", topic="门禁不开", first_asked=FIRST)
    handover = await out.do(
        "handover.start", on="2016-03-10", shift="day", outgoing=FIRST, incoming=SECOND, checklist=["电脑"]
    )
    await out.do("handover.check_item", handover, item="电脑", mark="√")
    await out.do("handover.sign_out", handover)
    return handover


@pytest.mark.parametrize("language", Language)
async def test_a_refused_handover_waits_for_the_outgoing_side(
    installation: Installation, language: Language
) -> None:
    """And for whoever sees to it that each is signed; what is open is told before and after the signature."""
    async with centre(installation) as c:
        out, supervisor = c.as_(FIRST, language), c.as_(THIRD, language)
        handover = await _handed(c, out)
        check = await out.read(f"/handovers/{handover}/check")
        assert "门禁不开" in check
        assert words_of(language)("handovers.nothing_open") not in check
        await c.as_(SECOND, language).do("handover.refuse", handover, reason="钥匙未交清")
        await supervisor.do("handover.uphold_refusal", handover, decision="补交钥匙后重新交接")
        home = await _until(lambda: out.read("/"), "/do/handover/start")
        assert handover in _part(home, "sign")
        assert handover in _part(await supervisor.read("/"), "unsigned")
        await c.as_(LEAD, language).do("handover.review", handover)
        assert handover not in _part(await out.read("/"), "sign")
        assert handover not in _part(await supervisor.read("/"), "unsigned")
