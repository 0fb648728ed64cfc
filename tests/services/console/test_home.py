"""The first page: what waits for whoever is signed in, by their roles."""

from __future__ import annotations

import httpx
import pytest

from answerable.errors import TooSlow
from answerable.identity import Grant
from answerable.queries import callbacks
from answerable.queries.registers import REGISTERS
from answerable.streams.staff.events import Role
from answerable_services.console.home.panels import HOMES, Work, works_of
from answerable_services.console.language import Language, words_of
from tests.services.console.given.cases import case_row
from tests.services.console.sample import FakeCaller


def test_every_role_has_a_first_page() -> None:
    """Nobody who works here finds an empty one."""
    assert set(HOMES) == set(Role)
    assert all(HOMES.values())


def test_whoever_has_several_roles_finds_all_of_it_once() -> None:
    """In the order of what others wait for first."""
    grants = (
        Grant(role=Role.AUDITOR),
        Grant(role=Role.AGENT, site="xm01"),
        Grant(role=Role.LEAD, site="xm01"),
    )

    works = works_of(grants)

    assert set(works) == HOMES[Role.AUDITOR] | HOMES[Role.AGENT] | HOMES[Role.LEAD]
    assert list(works) == sorted(works, key=list(Work).index)


@pytest.mark.parametrize("language", list(Language))
def test_each_part_says_what_it_is_and_that_nothing_waits(language: Language) -> None:
    """In both languages."""
    words = words_of(language)

    assert all(words(f"home.{work}") and words(f"home.{work}_none") for work in Work)


async def test_what_waits_is_one_step_from_done(browser: httpx.AsyncClient) -> None:
    """Each item leads to its matter, and where one command gets it done, to the command's form."""
    page = (await browser.get("/?lang=en")).text

    assert 'href="/cases/case-INC0000045"' in page
    assert 'href="/do/callback/complete?site=' in page
    assert "<h1>My work</h1>" in page


async def test_a_service_that_is_silent_is_named_where_its_part_would_be(
    browser: httpx.AsyncClient, caller: FakeCaller
) -> None:
    """Everything else is shown."""
    caller.table[callbacks.Due] = TooSlow("no answer")

    response = await browser.get("/?lang=en")

    assert response.status_code == 200
    assert "answerable run callbacks" in response.text
    assert 'href="/cases/case-INC0000045"' in response.text


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("On duty today", "On leave")), ("zh", ("今日值班", "请假"))]
)
async def test_who_is_there_today(browser: httpx.AsyncClient, language: str, words: tuple[str, str]) -> None:
    """The lead finds who is on duty, by stretch, and who is on leave."""
    page = (await browser.get(f"/?lang={language}")).text

    assert all(word in page for word in words)
    assert "09:03–17:03" in page
    assert "00:03–06:03" in page
    assert 'href="/people/staff-149"' in page
    assert Work.DUTY in works_of((Grant(role=Role.LEAD, site="xm01"),))


async def test_what_others_wait_for_is_counted(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """By a short question that pages ask again and again, which is nobody's use of the session."""
    said = (await browser.get("/waiting")).json()

    assert said["count"] > 0
    assert not [asked for asked in caller.asked if isinstance(asked, callbacks.Due)]


@pytest.mark.parametrize(("after", "told"), [(None, "2"), ("further", "2+")])
async def test_cases_are_counted_where_nobody_keeps_their_number(
    browser: httpx.AsyncClient, caller: FakeCaller, after: str | None, told: str
) -> None:
    """Beside the heading stands how many there are, or that there are more."""
    page = REGISTERS["case"].page.model_validate(
        {"rows": (case_row(1), case_row(2)), "total": None, "counts": {}, "after": after}
    )
    caller.table[REGISTERS["case"].query] = page
    shown = (await browser.get("/?lang=en")).text

    assert f'My cases <span class="count">{told}</span>' in shown


async def test_a_callback_is_named_by_what_was_delivered(browser: httpx.AsyncClient) -> None:
    """By its project and which one it is, and by no id."""
    page = (await browser.get("/?lang=en")).text

    assert ">GPS 终端安装第 1 期</a>" in page
    assert ">callback-d1-1<" not in page
