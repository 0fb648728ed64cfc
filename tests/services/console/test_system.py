"""The system page: views, the ledger and its writer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from answerable.errors import Unavailable
from answerable.projection.ahead import told
from answerable.queries import callbacks, desk, intake
from answerable.queries.views import SetAside, ViewStatuses
from tests.services.console.browsing import text_of
from tests.services.console.given.centre import ledger, writing
from tests.services.console.sample import FakeCaller


async def test_a_stopped_view_shows_its_error(browser: httpx.AsyncClient) -> None:
    """A stall is never silent."""
    page = await text_of(browser, "/system", "en")
    assert "access v2 cannot take event 12481" in page
    assert "answerable projection rebuild access" in page


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "it is what is left of them: do not rebuild it"), ("zh", "请勿重建")]
)
async def test_a_view_ahead_of_the_ledger_is_not_to_be_rebuilt(
    browser: httpx.AsyncClient, caller: FakeCaller, lang: str, said: str
) -> None:
    """Its row leads to the copies and to the confirmation, never to the command that removes what is left."""
    [view] = caller.table[callbacks.Views].views
    ahead = view.model_copy(update={"error": told(view.position, view.position - 5)})
    caller.table[callbacks.Views] = ViewStatuses(views=(ahead,))
    page = await text_of(browser, "/system", lang)

    assert said in page
    assert "answerable ledger confirm-end" in page
    assert f"answerable projection rebuild {view.name}" not in page


async def test_a_parked_event_is_shown_with_what_to_do(browser: httpx.AsyncClient) -> None:
    """An event that a view could not take is named, with the command that lists it."""
    page = await text_of(browser, "/system", "en")
    assert "event 12481 on ledger.xm01.case.case-7: KeyError" in page
    assert "answerable projection parked access" in page


async def test_the_ledgers_state_stands_first(browser: httpx.AsyncClient) -> None:
    """How many events, nothing missing, and that nothing can be taken out."""
    page = await text_of(browser, "/system", "en")
    assert "6.2 MiB" in page
    assert [said in page for said in ("no delete, no purge", "as it was made")] == [True, True]


async def test_a_ledger_with_a_hole_is_an_alarm(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """What is missing, what was changed, and what to do about it."""
    caller.table[desk.LedgerStatus] = ledger(deleted=2, deny_purge=False, differences=("deny_purge is off",))
    page = await text_of(browser, "/system", "en")
    for said in ("events are gone", "events can be deleted", "1 departure<", "deny_purge is off"):
        assert said in page


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("cannot be trusted", "365 days ahead of the server&#39;s", "more than 60 s", "refused")),
        ("zh", ("不可信", "比服务器快 365 天", "相差超过 60 秒", "拒绝受理")),
    ],
)
async def test_a_clock_that_cannot_be_trusted_is_an_alarm(
    browser: httpx.AsyncClient, caller: FakeCaller, lang: str, said: tuple[str, ...]
) -> None:
    """By how much it is wrong, that nothing is recorded, and what to do, in the page's own language."""
    assert "cannot be trusted" not in await text_of(browser, "/system", "en")
    year = timedelta(days=365).total_seconds()
    caller.table[intake.Writing] = writing(ahead_of_server_s=year, fault="the writer's clock is ahead")
    page = await text_of(browser, "/system", lang)

    assert [word for word in said if word not in page] == []
    assert "the writer&#39;s clock is ahead" not in page


async def test_a_writer_that_does_not_answer_leaves_the_rest(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """And one that halted says why; the ledger and the views are shown all the same."""
    caller.table[intake.Writing] = Unavailable("intake is away")
    assert "intake is away" in await text_of(browser, "/system", "en")
    caller.table[intake.Writing] = intake.WritingState(fault="events 7 to 9 are missing")
    page = await text_of(browser, "/system", "en")
    assert [said in page for said in ("events 7 to 9 are missing", "refused", "6.2 MiB")] == [True] * 3


async def test_a_halted_writer_is_an_alarm(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """While intake refuses to write, the page says so, with intake's own words."""
    assert "nothing is written" not in await text_of(browser, "/system", "en")
    caller.table[intake.Writing] = intake.WritingState(
        fault="the ledger ended at event 15, and views were further"
    )
    page = await text_of(browser, "/system", "en")
    for said in ("nothing is written", "the ledger ended at event 15"):
        assert said in page


async def test_a_damaged_view_that_was_set_aside_is_said(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """The page names why, and where it is kept, for as long as that is."""
    aside = SetAside(at=datetime(2026, 11, 29, tzinfo=UTC), why="it lacks topics", kept="g1.sqlite.damaged-1")
    [view] = caller.table[callbacks.Views].views
    caller.table[callbacks.Views] = ViewStatuses(views=(view.model_copy(update={"set_aside": aside}),))
    page = await text_of(browser, "/system", "en")
    for said in ("it lacks topics", "g1.sqlite.damaged-1"):
        assert said in page
