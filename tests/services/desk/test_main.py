"""The desk as a process: what intake carried out is soon in its answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import product
from typing import Any

import pytest

from answerable.errors import Invalid, NotFound, Unavailable
from answerable.ledger.server.accounts import User
from answerable.ledger.server.machine import free_port
from answerable.ledger.store.ledger import connect, disconnect
from answerable.messaging.client import Caller
from answerable.queries import desk as q
from answerable.queries.base import Direction
from answerable.queries.intake import Writing
from answerable.queries.matters import CaseStory
from answerable.streams.case import commands as case
from answerable.streams.contact import commands as contact
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable_services.desk import main as desk
from answerable_services.intake import main as intake
from tests.identity.proofs import Asking
from tests.services.conftest import Installation
from tests.services.intake.scenario import FIRST, TEN, hired, make

pytestmark = pytest.mark.server


@asynccontextmanager
async def running(installation: Installation) -> AsyncIterator[Caller]:
    """Run intake and the desk, and connect once both answer."""
    stop = asyncio.Event()
    settings = installation.settings(intake_port=free_port(), clock_start=TEN)
    services = [asyncio.create_task(module.run(settings, stop)) for module in (intake, desk)]
    endpoint = installation.endpoint
    client = await connect(
        endpoint.url, user=User.CONSOLE, password=endpoint.passwords[User.CONSOLE], name="test"
    )
    try:
        caller = Asking(client, settings.keys)
        async with asyncio.timeout(60):
            while not any(service.done() for service in services):
                try:
                    await caller.query(Writing())
                    await caller.query(q.Overview())
                except Unavailable:
                    await asyncio.sleep(0.05)
                else:
                    break
            yield caller
    finally:
        stop.set()
        await asyncio.gather(*services)
        await disconnect(client)


async def _told(caller: Caller, name: str) -> CaseStory:
    """Ask for a case's story until the desk has it."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await caller.query(q.CaseTimeline(case=name))
            except NotFound:
                await asyncio.sleep(0.05)


async def test_the_desk_follows(installation: Installation) -> None:
    """What was carried out is soon in the desk's answers, and the story comes from the ledger itself."""
    async with running(installation) as caller:
        await caller.command(make(site.Open, name_zh="厦门", name_en="Xiamen"))
        await caller.command(make(rulebook.Bind, rulebook="call-centre-80", effective_from="2016-01-01"))
        await caller.command(hired(FIRST))
        await caller.command(make(case.Open, case="case-1", topic="t", first_asked=FIRST))
        await caller.command(make(case.NoteProgress, case="case-1", note="half done"))
        story = await _told(caller, "case-1")

        assert (story.case.case, story.case.owner) == ("case-1", FIRST)
        assert [(entry.type, entry.fields.get("note")) for entry in story.entries] == [
            ("answerable.case.opened.v1", None),
            ("answerable.case.progress_noted.v1", "half done"),
        ]
        with pytest.raises(NotFound, match="case-nowhere"):
            await caller.query(q.CaseTimeline(case="case-nowhere"))


async def _pages(caller: Caller, query: Any) -> AsyncIterator[Any]:
    """Ask for one page of a story after the other."""
    after = None
    while True:
        page = await caller.query(query.model_copy(update={"after": after}))
        yield page
        if (after := page.after) is None:
            return


async def test_a_long_story_is_told_a_page_at_a_time(installation: Installation) -> None:
    """However long a matter is, an answer has so many of its events, and leads both ways; so newest first."""
    agent = "staff-xm07-agent"
    at = {"site": "xm07", "actor": agent}
    async with running(installation) as caller:
        await caller.command(make(site.Open, **at, name_zh="厦门", name_en="Xiamen"))
        await caller.command(
            make(rulebook.Bind, **at, rulebook="call-centre-80", effective_from="2016-01-01")
        )
        await caller.command(hired(agent, **{**at, "actor": "system-setup"}))
        await caller.command(make(contact.Receive, **at, contact="contact-7", channel="call", topic="t"))
        opened = {"case": "case-7", "topic": "t", "first_asked": agent, "contact": "contact-7", **at}
        await caller.command(make(case.Open, **opened))
        for number in range(9):
            await caller.command(make(case.NoteProgress, **at, case="case-7", note=f"note {number}"))
        whole = await _told(caller, "case-7")
        assert (len(whole.entries), whole.before, whole.after) == (11, None, None)
        queries: tuple[Any, ...] = (
            q.CaseTimeline(case="case-7", limit=4),
            q.StoryOf(matter="case-7", limit=4),
        )
        for query, order in product(queries, Direction):
            pages = [page async for page in _pages(caller, query.model_copy(update={"order": order}))]
            told = [entry for page in pages for entry in page.entries]
            is_with_contact = isinstance(query, q.CaseTimeline)
            assert [len(page.entries) for page in pages] == ([4, 4, 3] if is_with_contact else [4, 4, 2])
            expected = list(whole.entries if is_with_contact else whole.entries[1:])
            assert told == (expected if order is Direction.ASCENDING else expected[::-1])
            back = query.model_copy(update={"order": order, "before": pages[-1].before})
            assert await caller.query(back) == pages[1]
        behind = await caller.query(q.StoryOf(matter="case-7", after=whole.entries[-1].sequence))
        assert (behind.site, behind.entries, behind.before, behind.after) == ("xm07", (), None, None)
        with pytest.raises(Invalid):
            await caller.query(q.StoryOf(matter="case-7", after=1, before=9))
        with pytest.raises(NotFound, match="case-nowhere"):
            await caller.query(q.StoryOf(matter="case-nowhere", after=1))


async def test_a_story_says_whether_the_whole_matter_was_taken_back(installation: Installation) -> None:
    """By its newest event, whichever part of the story is asked for; what was begun anew stands."""
    lead, other = "staff-xm08-lead", "staff-xm08-other"
    at = {"site": "xm08", "actor": lead}
    asked = q.StoryOf(matter=other, limit=1)
    async with running(installation) as caller:
        await caller.command(make(site.Open, **at, name_zh="厦门", name_en="Xiamen"))
        for person in (lead, other):
            await caller.command(hired(person, **{**at, "actor": "system-setup"}))
        assert (await caller.query(asked)).voided_by is None
        said = {"reason": "another person"}
        await caller.command(make(staff.WithdrawHiring, **at, staff=other, **said))
        told = await caller.query(asked)
        assert [entry.event for entry in told.entries] == [f"{other}.1"]
        assert told.voided_by is not None
        assert (told.voided_by.event, told.voided_by.fields["reason"]) == (f"{other}.2", "another person")
        again = make(staff.Hire, **at, staff=other, role="agent", team="one", hired_on="2016-03-01")
        await caller.command(again)
        assert (await caller.query(asked)).voided_by is None
