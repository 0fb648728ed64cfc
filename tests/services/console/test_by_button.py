"""What is said a hundred times a day is one click: callbacks, and a handover's checklist; no browser."""

from __future__ import annotations

import asyncio
import re

import pytest

from answerable.commands.registry import COMMANDS
from answerable.deciding import may_begin
from answerable.queries import callbacks as q
from answerable.streams.delivery import commands as delivery
from answerable_services.callbacks import main as callbacks
from answerable_services.console.doing.undoing import UNDOES
from answerable_services.console.language import Language
from tests.services.conftest import Installation
from tests.services.console.following import pressed_in, said
from tests.services.console.test_work import Centre, centre
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, make

pytestmark = pytest.mark.server


async def _owed(c: Centre, *deliveries: str) -> None:
    """Accept deliveries so long ago that a callback is owed, and wait until it is listed."""
    for one in deliveries:
        accepted = make(
            delivery.Accept, delivery=one, customer="customer-7", project="机房", accepted_on="2016-02-10"
        )
        await c.caller.command(accepted, key=one)
    async with asyncio.timeout(30):
        while len((await c.caller.query(q.Due(site=SITE))).callbacks) < len(deliveries):
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("language", Language)
async def test_a_callback_is_one_click(installation: Installation, language: Language) -> None:
    """How satisfied the customer was, or why nobody was reached, from the list and from the first page."""
    async with centre(installation, callbacks) as c:
        agent, lead = c.as_(FIRST, language), c.as_(LEAD, language)
        one, two = f"delivery-{language}1", f"delivery-{language}2"
        await _owed(c, one, two)
        page = await agent.read("/callbacks")
        missed = await agent.press(page, "callback.attempt", one, outcome="no_answer")
        assert (missed.status_code, missed.headers["location"]) == (303, "/callbacks"), said(missed.text)
        reached = [await agent.press(page, "callback.complete", one, satisfaction="4") for _ in range(2)]
        assert [one.headers.get("location") for one in reached] == ["/callbacks"] * 2
        told = await agent.read("/callbacks")
        assert 'id="recorded"' in told
        assert 'id="undo"' not in told  # whoever made the call never takes it back
        owed = [sent["delivery"] for _, sent in pressed_in(told, "callback.complete")]
        assert [one] not in owed
        assert [two] in owed
        home = await agent.read("/")
        last = await agent.press(home, "callback.complete", two, satisfaction="5")
        assert last.headers["location"] == "/", said(last.text)
        owed = [sent["delivery"] for _, sent in pressed_in(await agent.read("/"), "callback.complete")]
        assert [two] not in owed

        assert await c.told(f"callback-{language}1-1") == [("attempted", "first"), ("completed", "first")]
        await lead.do("callback.withdraw_call", f"callback-{language}1-1", reason="误点")
        assert [one for one, _ in await c.told(f"callback-{language}1-1")][-1] == "call_withdrawn"


def test_what_takes_back_what() -> None:
    """Both commands are there, of one stream; a form fills in what the second asks of the matter."""
    for done, back in UNDOES.items():
        assert COMMANDS[done].stream == COMMANDS[back].stream
        assert not may_begin(COMMANDS[back])


async def test_what_was_pressed_by_mistake_can_be_taken_back(installation: Installation) -> None:
    """The notice leads to the command that takes it back, and to none where there is none."""
    async with centre(installation) as c:
        lead = c.as_(LEAD, Language.EN)
        form = await lead.form("case.open")
        opened = await lead.send("case.open", "", form, topic="打印机", first_asked=LEAD)
        page = await lead.read(opened.headers["location"])
        undo = re.search(r'id="undo" href="([^"]*)"', page)
        assert undo is not None, said(page)
        assert "/do/case/withdraw" in undo[1]
        await lead.read(undo[1].replace("&amp;", "&"))


@pytest.mark.parametrize("language", Language)
async def test_a_handover_by_touch(installation: Installation, language: Language) -> None:
    """Each item is one touch, × asks for a note, what is open goes on with one, and each signs alone."""
    async with centre(installation) as c:
        out, into, lead = (c.as_(who, language) for who in (FIRST, SECOND, LEAD))
        case = await out.do("case.open", topic="打印机", first_asked=FIRST)
        matter = await out.do(
            "handover.start",
            on="2016-03-10",
            shift="day" if language is Language.ZH else "evening",
            outgoing=FIRST,
            incoming=SECOND,
            checklist=["电脑", "电话"],
        )
        at = f"/handovers/{matter}/check"
        assert f'href="{at}"' in await out.read(f"/handovers/{matter}")
        page = await out.read(at)
        assert not pressed_in(page, "handover.sign_out")  # two items are left
        normal = await out.press(page, "handover.check_item", "电脑", mark="√")
        assert normal.headers["location"] == f"{at}#item-1", said(normal.text)
        silent = await out.press(page, "handover.check_item", "电话", mark="×")
        assert silent.status_code == 422
        assert 'id="handover-check_item-note-fault"' in silent.text, said(silent.text)
        missing = "未填写" if language is Language.ZH else "a note must say what is wrong"
        assert missing in said(silent.text.partition('id="handover-check_item-note-fault"')[2])
        wrong = await out.press(page, "handover.check_item", "电话", mark="×", note="没有声音")
        assert wrong.headers["location"] == f"{at}#item-2", said(wrong.text)
        carried = await out.press(await out.read(at), "handover.carry_open_item", case, reason="未办结")
        assert carried.headers["location"] == f"{at}#open", said(carried.text)
        page = await out.read(at)
        assert 'value="2" max="2"' in page
        left = [sent["matter"] for _, sent in pressed_in(page, "handover.carry_open_item")]
        assert [case] not in left
        assert not pressed_in(await into.read(at), "handover.sign_out")
        await out.do("handover.count_item", matter, thing="keys", number="4")
        assert not pressed_in(await out.read(at), "handover.confirm_count")  # the other side confirms
        agreed = await into.press(await into.read(at), "handover.confirm_count", "keys")
        assert agreed.headers["location"] == f"{at}#numbers", said(agreed.text)
        assert not pressed_in(await into.read(at), "handover.confirm_count")
        page = await out.read(at)
        assert (await out.press(page, "handover.sign_out")).headers["location"] == at
        assert not pressed_in(await out.read(at), "handover.sign_in")
        assert (await into.press(await into.read(at), "handover.sign_in")).headers["location"] == at
        assert not pressed_in(await lead.read(at), "handover.sign_in")

        assert [one for one, _ in await c.told(matter)] == [
            "started",
            "item_checked",
            "item_checked",
            "open_item_carried",
            "item_counted",
            "count_confirmed",
            "signed_out",
            "signed_in",
        ]
