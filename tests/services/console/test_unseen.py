"""A page that is behind: nobody signs, approves or writes over what others changed since they opened it."""

from __future__ import annotations

import pytest

from answerable.commands.registry import COMMANDS
from answerable_services.console.doing.unseen import rests_on_the_page
from answerable_services.console.forms import form_of
from answerable_services.console.language import Language, words_of
from tests.services.conftest import Installation
from tests.services.console.following import asked_in, said
from tests.services.console.test_work import Centre, centre
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD

SHOWN = [
    "complaint.approve_plan",
    "documentcopy.acknowledge",
    "filledform.issue",
    "filledform.sign",
    "handover.sign_in",
    "keycount.confirm",
    "leave.approve",
    "leave.refuse",
    "report.issue",
    "report.sign",
    "report.withdraw_signature",
    "swap.agree",
]
SAYS_ITSELF = [
    "case.accept",
    "case.resolve",
    "complaint.correct_filing",
    "contact.answer",
    "filledform.begin",
    "filledform.fill",
    "handover.check_item",
    "training.sign_in",
]


@pytest.mark.parametrize("name", SHOWN)
def test_what_signs_or_decides_rests_on_its_page(name: str) -> None:
    """It follows from the flow: a step that leads on, or leads back."""
    assert rests_on_the_page(form_of(COMMANDS[name]))


@pytest.mark.parametrize("name", SAYS_ITSELF)
def test_what_only_adds_does_not(name: str) -> None:
    """Nor what is done in haste, and what says by itself what it changes."""
    assert not rests_on_the_page(form_of(COMMANDS[name]))


async def _form_filled_in(c: Centre) -> str:
    """Begin a note that two sign, and fill in what it needs."""
    first = c.as_(FIRST)
    note = await first.do("filledform.begin", form_name="liaison_note", signer=FIRST, countersigner=LEAD)
    entries = {"to_department": "技术部", "problem": "终端离线", "is_solved_first": "yes"}
    typed = {
        f"entries.{at}.{part}": text
        for at, one in enumerate(entries.items())
        for part, text in zip(("cell", "value"), one, strict=True)
    }
    await first.do("filledform.fill", note, **typed)
    return note


@pytest.mark.server
@pytest.mark.parametrize("language", Language)
async def test_nobody_signs_what_they_have_not_seen(installation: Installation, language: Language) -> None:
    """Changed behind an open page, it is shown with what was changed; one press more signs it."""
    async with centre(installation) as c:
        note, first, lead = await _form_filled_in(c), c.as_(FIRST, language), c.as_(LEAD, language)
        held = await first.form("filledform.sign", note)
        await lead.do(
            "filledform.fill", note, **{"entries.0.cell": "problem", "entries.0.value": "终端离线，另付千元"}
        )
        late = await first.send("filledform.sign", note, held)
        assert late.status_code == 409, said(late.text)
        shown = said(late.text.partition('id="faster"')[2].partition('id="before"')[0])
        assert "终端离线，另付千元" in shown
        assert words_of(language)("do.look_again") in shown
        assert "signed" not in [what for what, _ in await c.told(note)]
        again = await first.send("filledform.sign", note, asked_in(late.text))
        assert again.status_code == 303, said(again.text)
        assert (await c.told(note))[-1] == ("signed", FIRST.removeprefix("staff-"))


@pytest.mark.server
async def test_a_leave_that_was_asked_anew_is_not_approved_unseen(installation: Installation) -> None:
    """It has the same id, and other days."""
    async with centre(installation) as c:
        first, third = c.as_(FIRST), c.as_(THIRD)
        day = {"leave_kind": "personal", "since": "2016-03-28", "reason": "r"}
        leave = await first.do("leave.ask", **day, until="2016-03-28")
        held = await third.form("leave.approve", leave)
        await first.do("leave.withdraw", leave, reason="r")
        assert await first.do("leave.ask", **day, until="2016-04-28") == leave
        late = await third.send("leave.approve", leave, held)
        assert late.status_code == 409, said(late.text)
        assert "2016-04-28" in said(late.text.partition('id="faster"')[2].partition('id="before"')[0])
        assert "approved" not in [what for what, _ in await c.told(leave)]


@pytest.mark.server
async def test_what_one_did_oneself_asks_for_nothing(installation: Installation) -> None:
    """Nor does a page that is not behind."""
    async with centre(installation) as c:
        note, first = await _form_filled_in(c), c.as_(FIRST)
        held = await first.form("filledform.sign", note)
        own = {"entries.0.cell": "problem", "entries.0.value": "终端又离线"}
        await first.do("filledform.fill", note, **own)
        signed = await first.send("filledform.sign", note, held)
        assert signed.status_code == 303, said(signed.text)


@pytest.mark.server
async def test_a_button_of_the_first_page_is_behind_as_well(installation: Installation) -> None:
    """A plan that was proposed anew behind it is shown in its form, and not approved."""
    async with centre(installation) as c:
        lead, third = c.as_(LEAD), c.as_(THIRD)
        complaint = await c.as_(FIRST).do(
            "complaint.file", channel="call", topic="打印机", text="等了三天", customer="customer-7"
        )
        await lead.do("complaint.investigate", complaint, findings="备件没有送到")
        await third.do("complaint.uphold", complaint, responsible=SECOND, reason="属实")
        plan = {"due_at": "2016-03-20T10:00"}
        await lead.do("complaint.propose_plan", complaint, plan="致电道歉", **plan)
        home = await third.read("/")
        await lead.do("complaint.propose_plan", complaint, plan="赔偿一千元", **plan)
        late = await third.press(home, "complaint.approve_plan", complaint)
        assert late.status_code == 409, said(late.text)
        assert "赔偿一千元" in said(late.text.partition('id="faster"')[2].partition('id="before"')[0])
        assert (await c.told(complaint))[-1][0] == "plan_proposed"


@pytest.mark.server
async def test_a_page_to_fill_in_wipes_nothing(installation: Installation) -> None:
    """Held open while another fills in, it sends what was typed in it; what both changed is asked about."""
    async with centre(installation) as c:
        first, lead = c.as_(FIRST), c.as_(LEAD)
        note = await first.do("filledform.begin", form_name="liaison_note", signer=FIRST, countersigner=LEAD)
        at = f"/filledforms/{note}/fill"
        held = asked_in(await lead.read(at))
        mine = {**asked_in(await first.read(at)), "cell.problem": "终端离线", "cell.to_department": "技术部"}
        assert (await first.post(at, mine)).status_code == 303
        saved = await lead.post(at, {**held, "cell.done": "已切换备用线路"})
        assert saved.status_code == 303, said(saved.text)
        cells = {one["cell"]: one["value"] for one in (await c.story(note)).facts["entries"]}
        assert cells == {"problem": "终端离线", "to_department": "技术部", "done": "已切换备用线路"}
        both = await lead.post(at, {**held, "cell.problem": "线路中断"})
        assert both.status_code == 409, said(both.text)
        kept = asked_in(both.text)
        assert (kept["cell.problem"], kept["was.cell.problem"]) == (["线路中断"], ["终端离线"])
        assert "终端离线" in said(both.text)
        assert (await lead.post(at, kept)).status_code == 303
        cells = {one["cell"]: one["value"] for one in (await c.story(note)).facts["entries"]}
        assert (cells["problem"], cells["done"]) == ("线路中断", "已切换备用线路")
