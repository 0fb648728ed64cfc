"""A service: started, answering, failing loudly, and stopped with nothing left open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import SecretStr

from answerable.clock import FixedClock
from answerable.errors import Busy, NotFound, Unavailable
from answerable.events.base import SiteId, StaffId
from answerable.identity.sight import Sight
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.ledger import DESIGN, Ledger, entry_for
from answerable.messaging.named import names_in
from answerable.queries import audit, callbacks, desk, scoring
from answerable.queries.base import NAMES, Answer, Query
from answerable.queries.registers import REGISTERS
from answerable.service import Service, connection_of
from answerable.settings import Settings
from tests.identity.proofs import Asking
from tests.ledger.servers import OPERATOR, open_ledger
from tests.projection.examples import TEN, entries, received
from tests.serving import Views, own_ledger, running, service_of, statuses

pytestmark = pytest.mark.server


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[Ledger]:
    async with own_ledger(tmp_path) as opened:
        yield opened


async def test_keeps_its_views_and_tells_how_far_they_are(ledger: Ledger, settings: Settings) -> None:
    """While it runs, its view follows the ledger and it answers for it; then it stops without a sound."""
    await ledger.append(entries(received(1, "a"), received(2, "a")))
    async with running(service_of(settings)):
        assert await statuses(ledger, settings, 2) == {
            "name": "topics",
            "position": 2,
            "events": 2,
            "lag": 0,
            "parked": 0,
        }

    with pytest.raises(Unavailable, match="nobody answers"):
        await Asking(ledger.client, settings.keys).query(Views())


async def test_says_that_a_view_moved(ledger: Ledger, settings: Settings) -> None:
    """Whoever listens for notices hears which view moved, and how far."""
    heard = await ledger.client.subscribe("answerable.notice.*")
    await ledger.append(entries(received(1, "a")))
    async with running(service_of(settings)):
        message = await heard.next_msg(timeout=10)

    assert (message.subject, message.data) == (
        "answerable.notice.topics",
        b'{"projection":"topics","position":1}',
    )


async def test_a_view_that_moved_between_two_waits_counts(ledger: Ledger, settings: Settings) -> None:
    """Work that looked at the view too early looks again, and not only when its longest pause is over."""
    service = service_of(settings)
    async with running(service):
        await ledger.append(entries(received(1, "a")))
        await statuses(ledger, settings, 1)

        async with asyncio.timeout(20):
            await service.until_moved(60)


async def test_a_poison_event_leaves_it_answering(ledger: Ledger, settings: Settings) -> None:
    """An event that cannot be taken is parked and told of; the view goes on, and the service answers."""
    await ledger.append(entries(received(1, "poison"), received(2, "a")))
    async with running(service_of(settings)) as task:
        found = await statuses(ledger, settings, 2)
        assert not task.done()

    assert found == {"name": "topics", "position": 2, "events": 2, "lag": 0, "parked": 1}


async def test_one_part_failing_ends_it_loudly(ledger: Ledger, settings: Settings) -> None:
    """A part that fails ends the whole service with its error; nothing goes on half."""
    service = service_of(settings)
    others: list[str] = []

    async def fails() -> None:
        message = "burst"
        raise Busy(message)

    async def goes_on() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            others.append("ended")

    service.works(goes_on)
    service.works(fails)
    with pytest.raises(Busy, match="burst"):
        await asyncio.wait_for(service.run(asyncio.Event()), 20)

    assert others == ["ended"]
    with pytest.raises(Unavailable, match="nobody answers"):
        await Asking(ledger.client, settings.keys).query(Views())


async def test_a_part_that_ends_does_not_end_it(ledger: Ledger, settings: Settings) -> None:
    """A part that has nothing more to do leaves the others running."""
    service, ended = service_of(settings), asyncio.Event()

    async def ends() -> None:
        ended.set()

    service.works(ends)
    async with running(service) as task:
        await asyncio.wait_for(ended.wait(), 10)
        await statuses(ledger, settings, 0)
        assert not task.done()


async def test_needs_an_installed_ledger(tmp_path: Path, settings: Settings) -> None:
    """On a server without a ledger it does not start, and makes none."""
    async with EmbeddedServer(tmp_path, open_access=True) as endpoint:
        with pytest.raises(Unavailable, match="not installed"):
            await service_of(settings).run(asyncio.Event())
        async with open_ledger(endpoint, DESIGN) as ledger:
            with pytest.raises(Unavailable):
                await ledger.status()


class TestConnection:
    def test_needs_a_server(self, settings: Settings) -> None:
        """Without a server on the directory it says how to start one."""
        with pytest.raises(NotFound, match="no server runs on"):
            Service("test", settings)

    def test_a_named_server_comes_first(self, settings: Settings) -> None:
        """Where the settings name a server, that one is used, with the password of each user."""
        named = settings.model_copy(
            update={"nats_url": "nats://elsewhere:4222", "nats_passwords": {"desk": SecretStr("p")}}
        )

        assert connection_of(named, "desk") == ("nats://elsewhere:4222", "desk", "p")
        with pytest.raises(NotFound, match="no password of the user 'intake'"):
            connection_of(named, "intake")

    def test_a_named_server_may_be_open(self, settings: Settings) -> None:
        """Where no password is set, one connects as nobody in particular."""
        named = settings.model_copy(update={"nats_url": "nats://elsewhere:4222"})

        assert connection_of(named, "desk") == ("nats://elsewhere:4222", None, None)

    async def test_only_known_users(self, ledger: Ledger, settings: Settings) -> None:
        """A user that the installation does not have is not found."""
        with pytest.raises(NotFound, match="has no user 'stranger'"):
            connection_of(settings, "stranger")

    async def test_the_ledger_is_there_only_while_it_runs(self, ledger: Ledger, settings: Settings) -> None:
        """Before it runs, a service has no ledger to ask."""
        with pytest.raises(NotFound, match="is not running"):
            _ = service_of(settings).ledger


class Few(Answer):
    """What is there: nothing of interest."""


class Which(Query[Few]):
    """Which are there?"""

    site: SiteId | None = None
    staff: StaffId | None = None
    owner: Annotated[str | None, NAMES] = None
    customer: Annotated[str | None, NAMES] = None
    text: str | None = None


async def test_what_a_question_names_must_exist(ledger: Ledger, settings: Settings) -> None:
    """A site, a person or a matter that nobody recorded is not found, whichever service is asked."""
    for name in ("site-xm01", "staff-a", "case-7"):
        await ledger.append([entry_for("xm01", name, b"{}", expected=0)])
    service = Service("test", settings, user=OPERATOR, clock=FixedClock(TEN))
    asked: list[Which] = []

    async def few(which: Which, _: Sight) -> Few:
        asked.append(which)
        return Few()

    service.answers(Which, few, like="desk.overview")
    refused = {
        "there is no site zz99; known are: xm01": Which(site="zz99"),
        "there is no staff-b": Which(site="xm01", staff="staff-b"),
        "there is no case-8": Which(owner="case-8"),
        "there is no nobody": Which(owner="nobody"),
        "there is no worker-7": Which(owner="worker-7"),
    }
    known = [Which(), Which(site="xm01", staff="staff-a", owner="case-7", customer="customer-z", text="zz")]
    caller = Asking(ledger.client, settings.keys)
    async with running(service):
        async with asyncio.timeout(30):
            while not asked:
                try:
                    await caller.query(Which())
                except Unavailable:
                    await asyncio.sleep(0.02)
        asked.clear()
        for which in known * 2:
            assert await caller.query(which) == Few()
        for said, which in refused.items():
            with pytest.raises(NotFound, match=said):
                await caller.query(which)
    assert asked == known * 2


def test_every_filter_that_names_something_is_looked_up() -> None:
    """No question of ours has a site, a person or a filter by id that is taken as it comes."""
    of_lists = {one.register.stream: set(names_in(one.query)) for one in REGISTERS.values()}
    assert of_lists["case"] == {("site", True), ("owner", False)}
    assert of_lists["complaint"] == {("site", True)} | {(one, False) for one in ("about", "customer", "case")}
    for question in (callbacks.Due, callbacks.History, desk.Overview, desk.HandoverBoard, scoring.Statements):
        assert names_in(question) == (("site", True),)
    for of_person in (audit.Findings, audit.Accesses, scoring.StatementOf):
        assert set(names_in(of_person)) == {("site", True), ("staff", False)}
