"""A call is taken on one page while it lasts, before a running centre, without a browser."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
import pytest

from answerable.commands.registry import COMMANDS
from answerable.queries.registers import REGISTERS
from answerable.streams.contact import commands as contact
from answerable_services.console.calling.outcomes import SHOWN, STEPS, Outcome
from answerable_services.console.calling.progress import Progress
from answerable_services.console.forms import form_of
from answerable_services.console.language import Language, words_of
from tests.services.conftest import Installation
from tests.services.console.following import Visitor, asked_in, said
from tests.services.console.given.cases import case_row
from tests.services.console.given.moments import NOW
from tests.services.console.sample import FakeCaller
from tests.services.console.test_work import Centre, centre
from tests.services.intake.scenario import FIRST, SITE, TEN, make

server = pytest.mark.server
AT = f"/call?site={SITE}"


def test_every_step_is_a_command_and_every_input_a_field() -> None:
    """So that the page asks what the commands take."""
    assert set(STEPS) == set(Outcome)
    assert all(step in COMMANDS for steps in STEPS.values() for step in steps)
    assert all(form_of(COMMANDS[step]).field(name) is not None for name, step in SHOWN.items())


@pytest.mark.parametrize("language", Language)
def test_every_outcome_has_its_word(language: Language) -> None:
    """In both languages."""
    assert all(words_of(language)(f"call.outcome.{one}") for one in Outcome)


async def test_a_call_goes_on_where_its_address_leads(browser: httpx.AsyncClient) -> None:
    """What the form keeps of a half recorded call is what the page reads from its address."""
    half = Progress.new(NOW)
    half.done, half.made = ["contact.receive"], {"contact": "contact-1"}
    page = await browser.get(half.address(SITE))
    assert page.status_code == 200
    assert f'name="form_key" value="{half.key}"' in page.text
    assert 'id="so-far"' in page.text


async def test_cases_of_others_hide_none_of_the_callers(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """The register finds cases by a text, and so those of customers whose ids contain the caller's, too."""
    published: Any = REGISTERS["case"]
    of_others = [(f"case-{n}", f"customer-xm01-39{n}") for n in range(12)]
    rows = [
        case_row(7).model_copy(update={"case": case, "customer": customer, "topic": case})
        for case, customer in (*of_others, ("case-own", "customer-xm01-39"))
    ]

    def cases(query: Any) -> Any:
        return published.page.model_construct(rows=tuple(rows[: query.limit]), counts={}, after=None)

    caller.table[published.query] = cases
    known = (await browser.get("/call/caller?customer=xm01-39")).text
    assert re.findall(r'href="/cases/([^"]+)"', known) == ["case-own"]


async def _begin(visitor: Visitor) -> dict[str, list[str]]:
    return asked_in(await visitor.read(AT))


async def _send(visitor: Visitor, form: dict[str, list[str]], **typed: Any) -> httpx.Response:
    return await visitor.post(AT, {**form, **typed})


async def _contact_of(c: Centre, customer: str) -> list[tuple[str, str]]:
    """Give the contacts of a customer, each with how it stands."""
    asked: Any = REGISTERS["contact"].query
    page = await c.caller.query(asked(customer=customer))
    return [(row.contact, row.state.value) for row in page.rows]


async def _until_known(c: Centre, customer: str, how_many: int) -> list[tuple[str, str]]:
    async with asyncio.timeout(20):
        while len(found := await _contact_of(c, customer)) < how_many:
            await asyncio.sleep(0.05)
        return found


@server
@pytest.mark.parametrize("language", Language)
async def test_a_call_answered_at_once(installation: Installation, language: Language) -> None:
    """Two events from one click, also where it is clicked twice; what was asked stands in the topic."""
    async with centre(installation) as c:
        agent = c.as_(FIRST, language)
        assert 'href="/call"' in await agent.read("/")
        form = await _begin(agent)
        assert form["channel"] == ["call"]
        customer = f"customer-a{language}"
        typed = {"customer": customer, "topic": "打印机", "text": "怎么换墨盒", "outcome": "answered"}
        answers = await asyncio.gather(*(_send(agent, form, **typed) for _ in range(2)))
        assert [one.status_code for one in answers] == [303, 303], [said(one.text) for one in answers]
        assert len({one.headers["location"] for one in answers}) == 1
        matter = answers[0].headers["location"].rpartition("/")[2]
        assert await c.told(matter) == [("received", "first"), ("answered", "first")]
        received = (await c.story(matter)).entries[0]
        assert received.fields["topic"].startswith("打印机")
        assert received.fields["topic"].endswith("怎么换墨盒")
        assert received.fields["asked"] == FIRST
        assert received.occurred_at >= TEN
        assert 'id="recorded"' in await agent.read(answers[0].headers["location"])


@server
@pytest.mark.parametrize(
    ("outcome", "typed", "stream", "story"),
    [
        ("case", {"text": "三楼卡纸"}, "case", ["opened", "progress_noted"]),
        ("case", {}, "case", ["opened"]),
        ("complaint", {"text": "三天没有回音"}, "complaint", ["filed"]),
        ("fault", {"text": "离线", "place": "车库", "plan": "重启"}, "fault", ["reported"]),
        ("return_call", {}, "contact", ["received", "return_call_requested"]),
    ],
)
async def test_what_comes_of_a_call(
    installation: Installation, outcome: str, typed: dict[str, str], stream: str, story: list[str]
) -> None:
    """A case, a complaint, a fault or a return call: the contact first, then what it leads to."""
    async with centre(installation) as c:
        agent = c.as_(FIRST)
        customer = f"customer-b{outcome}{len(typed)}"
        asked = {"customer": customer, "topic": "打印机", "outcome": outcome, **typed}
        answer = await _send(agent, await _begin(agent), **asked)
        assert answer.status_code == 303, said(answer.text)
        matter = answer.headers["location"].rpartition("/")[2]
        assert matter.startswith(f"{stream}-")
        told = [one for one, _ in await c.told(matter)]
        assert [one for one in told if one in story] == story
        [(taken, state)] = await _until_known(c, customer, 1)
        assert state == ("received" if outcome == "return_call" else "answered")
        if stream == "case":
            assert (await c.story(matter)).facts["contact"] == taken
            page = await agent.read(answer.headers["location"])
            told_of = said(page.partition('id="recorded"')[2].partition("</p>")[0])
            assert words_of(Language.ZH)("command.case.open") in told_of


@server
async def test_what_is_missing_is_asked_for_before_anything_is_recorded(installation: Installation) -> None:
    """A complaint without its text, a fault without its place: all that was typed is kept."""
    async with centre(installation) as c:
        agent = c.as_(FIRST)
        form = await _begin(agent)
        typed = {"customer": "customer-c", "topic": "车库", "text": "离线", "outcome": "fault"}
        answer = await _send(agent, form, **typed)
        assert answer.status_code == 422
        assert 'id="call-fault-report-place-fault"' in answer.text, said(answer.text)
        kept = asked_in(answer.text)
        assert (kept["customer"], kept["text"]) == (["customer-c"], ["离线"])
        assert (kept["form_key"], kept["began"]) == (form["form_key"], form["began"])
        assert await _contact_of(c, "customer-c") == []
        silent = await _send(agent, form, customer="customer-c", topic="车库", outcome="complaint")
        assert 'id="call-complaint-file-text-fault"' in silent.text


@server
async def test_the_second_is_refused_and_the_first_stays(installation: Installation) -> None:
    """The page says what was recorded and what was not, and goes on from there without recording it again."""
    async with centre(installation) as c:
        agent = c.as_(FIRST)
        form = await _begin(agent)
        typed = {"customer": "customer-d", "topic": "投诉", "text": "态度不好", "outcome": "complaint"}
        refused = await _send(agent, form, **typed, about="staff-nobody")
        assert refused.status_code in {404, 409, 422}, said(refused.text)
        assert 'id="so-far"' in refused.text
        kept = asked_in(refused.text)
        assert kept["done"] == ["contact.receive", "contact.answer"]
        [(taken, state)] = await _until_known(c, "customer-d", 1)
        assert (kept["made"], state) == ([taken], "answered")
        repeat = words_of(Language.ZH)("call.repeat", n=1, days=7)
        looked = await _send(agent, kept, look="yes")
        assert repeat not in looked.text  # this call is not the one before
        assert repeat not in await agent.read(f"/call/caller?customer=customer-d&made={taken}")
        assert repeat in await agent.read("/call/caller?customer=customer-d")
        mended = await _send(agent, kept, about="second", outcome="complaint")
        assert mended.status_code == 303, said(mended.text)
        assert mended.headers["location"].startswith("/complaints/")
        assert await c.told(taken) == [("received", "first"), ("answered", "first")]
        assert len(await _contact_of(c, "customer-d")) == 1


@server
@pytest.mark.parametrize("language", Language)
async def test_what_is_known_of_the_caller(installation: Installation, language: Language) -> None:
    """Earlier contacts and what is open stand beside it, by the button and by the script's own question."""
    async with centre(installation) as c:
        agent = c.as_(FIRST, language)
        customer = f"customer-e{language}"
        typed = {"customer": customer, "topic": "墨盒没到", "outcome": "case"}
        assert (await _send(agent, await _begin(agent), **typed)).status_code == 303
        received = make(
            contact.Receive,
            contact=f"contact-old{language}",
            channel="call",
            customer=customer,
            topic="很久以前",
            occurred_at="2016-03-02T02:00:00Z",
        )
        await c.caller.command(received, key=f"old{language}")
        await _until_known(c, customer, 2)
        looked = await _send(
            agent, await _begin(agent), customer=customer.removeprefix("customer-"), look="yes"
        )
        assert looked.status_code == 200
        fragment = await agent.read(f"/call/caller?customer={customer}")
        for text in (looked.text, fragment):
            assert re.search(r'href="/cases/case-[^"]*"', text), said(text)
            assert "很久以前" in text
            assert words_of(language)("call.repeat", n=1, days=7) in text
            assert words_of(language)("call.assumed", days=7) in text
        assert "<html" not in fragment
        assert words_of(language)("call.new") in await agent.read("/call/caller?customer=customer-nobody")
        assert words_of(language)("call.nobody") in await agent.read("/call/caller?customer=")
