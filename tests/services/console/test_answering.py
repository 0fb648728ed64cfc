"""Where customers answer a survey by their link: open to whoever has it, and silent about everything else."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest

from answerable.errors import AnswerableError, BrokenRule, Forbidden, Invalid, NotFound, Refused, Unavailable
from answerable.queries.desk import AskedByLink, QuestionnaireAsked
from answerable.streams.questionnaire.commands import Answer
from answerable.streams.questionnaire.flow import QuestionnaireStage
from answerable.streams.questionnaire.links import questionnaire_of
from answerable_services.console.app import create_app
from answerable_services.console.forgery import FIELD
from answerable_services.console.live import Notices
from answerable_services.console.pacing import AT_ONCE, Pace, place_of
from tests.services.console.entered import PATIENT
from tests.services.console.given.moments import CLOCK, NOW
from tests.services.console.sample import FakeCaller

SECRET = "what-only-the-customer-has"
LINK = f"/answer?link={SECRET}"
ORIGIN = {"Origin": "http://localhost"}
_TOKEN = re.compile(rf'name="{FIELD}" value="([^"]+)"')


def questionnaire(**said: Any) -> QuestionnaireAsked:
    """Give what the desk says of a questionnaire that can be answered."""
    known: dict[str, Any] = {
        "questionnaire": questionnaire_of(SECRET),
        "survey": "survey-1",
        "site": "xm01",
        "name_zh": "厦门服务中心",
        "name_en": "Xiamen service centre",
        "state": QuestionnaireStage.SENT_OUT,
        "is_open": True,
        "last_day": date(2016, 4, 20),
    }
    return QuestionnaireAsked.model_validate(known | said)


def asked(query: AskedByLink) -> QuestionnaireAsked:
    """Answer as the desk: there is one questionnaire, which can be answered."""
    if query.questionnaire != questionnaire_of(SECRET):
        raise NotFound("there is none")
    return questionnaire()


@pytest.fixture
def desk() -> FakeCaller:
    return FakeCaller({AskedByLink: asked})


@pytest.fixture
async def phone(desk: FakeCaller) -> AsyncIterator[httpx.AsyncClient]:
    """A customer's browser: nobody is signed in there."""
    transport = httpx.ASGITransport(create_app(desk, Notices(), CLOCK, PATIENT))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://localhost", headers={"Accept-Language": "en"}
    ) as client:
        yield client


async def send(phone: httpx.AsyncClient, **said: str) -> httpx.Response:
    """Open the link, fill its form in and send it."""
    token = _TOKEN.search((await phone.get(LINK)).text)
    assert token is not None
    return await phone.post(LINK, data={FIELD: token[1], **said}, headers=ORIGIN)


async def test_an_answer_is_given_once_as_the_console(phone: httpx.AsyncClient, desk: FakeCaller) -> None:
    """By one key for each link; what was left out is not said, and no one is named."""
    came = await send(phone, operation="4", training="", opinion="  quick  ")
    assert (came.status_code, came.headers["location"]) == (303, "/answer/thanks")
    name = questionnaire_of(SECRET)
    command = Answer(site="xm01", questionnaire=name, survey="survey-1", operation=4, opinion="quick")
    assert desk.given == [(command, f"{name}.answer")]
    assert "Thank you" in (await phone.get("/answer/thanks")).text


@pytest.mark.parametrize("link", ["", "x", f"{SECRET}x", "%00", "a" * 3000])
async def test_what_is_no_link_looks_alike(phone: httpx.AsyncClient, link: str) -> None:
    """Nobody learns whether there is a survey."""
    page = await phone.get(f"/answer?link={link}")
    assert (page.status_code, "This link is not valid" in page.text) == (404, True)
    assert page.headers["x-robots-tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"is_open": False, "state": QuestionnaireStage.CAME_BACK}, "has been used already"),
        ({"is_open": False, "state": QuestionnaireStage.LINK_REVOKED}, "takes no answers any more"),
        ({"is_open": False, "state": QuestionnaireStage.DISCOUNTED}, "takes no answers any more"),
        ({"is_open": False}, "takes no answers any more"),
    ],
)
async def test_a_link_that_is_over_says_so(
    phone: httpx.AsyncClient, desk: FakeCaller, said: dict[str, Any], told: str
) -> None:
    """Used, revoked, expired or closed: it says which to whoever has it, and takes nothing."""
    token = _TOKEN.search((await phone.get(LINK)).text)
    assert token is not None
    desk.table[AskedByLink] = questionnaire(**said)
    for page in (
        await phone.get(LINK),
        await phone.post(LINK, data={FIELD: token[1], "operation": "5"}, headers=ORIGIN),
    ):
        assert (page.status_code, told in page.text) == (410, True)
    assert desk.given == []


@pytest.mark.parametrize("said", [{}, {"operation": "6"}, {"operation": "五"}, {"opinion": "only this"}])
async def test_what_is_no_rating_is_asked_for_again(
    phone: httpx.AsyncClient, desk: FakeCaller, said: dict[str, str]
) -> None:
    """With what was written kept, and nothing given."""
    page = await send(phone, **said)
    assert (page.status_code, "rate at least one" in page.text) == (422, True)
    assert said.get("opinion", "") in page.text
    assert desk.given == []


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (Refused("used"), 410, "takes no answers any more"),
        (Forbidden("not by you"), 410, "takes no answers any more"),
        (Unavailable("intake is away"), 503, "could not be recorded just now"),
        (
            Invalid("w", broken_rules=(BrokenRule(pointer="/opinion", rule="personal-data", message="m"),)),
            422,
            "personal data in it",
        ),
        (
            Invalid(
                "w", broken_rules=(BrokenRule(pointer="/opinion", rule="control-character", message="m"),)
            ),
            422,
            "plain words",
        ),
        (
            Invalid("w", broken_rules=(BrokenRule(pointer="/operation", rule="between", message="m"),)),
            422,
            "rate at least one",
        ),
    ],
)
async def test_a_refusal_is_told_in_a_customers_words(
    phone: httpx.AsyncClient, desk: FakeCaller, error: AnswerableError, status: int, told: str
) -> None:
    """Never in those of the inside."""
    desk.refusal = error
    page = await send(phone, operation="4", opinion="call me")
    assert (page.status_code, told in page.text) == (status, True)
    assert error.message not in page.text or len(error.message) == 1


async def test_of_two_answers_at_once_the_second_is_told_so(
    phone: httpx.AsyncClient, desk: FakeCaller
) -> None:
    """What stands is the first; the other rated something, and is not told that it did not."""
    desk.refusal = Invalid("the key stands for another command", rule="idempotency-key")
    page = await send(phone, after_sales="4")
    assert page.status_code == 410
    assert "has been used already" in page.text


async def test_a_form_that_is_not_ours_is_not_taken(phone: httpx.AsyncClient, desk: FakeCaller) -> None:
    """Neither without its token nor from another site, and the page shows nothing of the inside."""
    await phone.get(LINK)
    for headers in (ORIGIN, {"Origin": "https://elsewhere.example"}):
        page = await phone.post(LINK, data={"operation": "5"}, headers=headers)
        assert (page.status_code, "open your link again" in page.text) == (403, True)
        assert "/sign-in" not in page.text
    assert desk.given == []


async def test_what_messengers_add_to_a_link_does_no_harm(phone: httpx.AsyncClient) -> None:
    """Some say where a link was opened from."""
    assert (await phone.get(f"{LINK}&from=singlemessage&isappinstalled=0")).status_code == 200


async def test_services_that_are_away_are_no_reason_to_lose_the_link(
    phone: httpx.AsyncClient, desk: FakeCaller
) -> None:
    """The page says to come back."""
    desk.table[AskedByLink] = Unavailable("the desk is away")
    page = await phone.get(LINK)
    assert (page.status_code, "Please come back later" in page.text) == (503, True)


async def test_too_many_requests_wait(phone: httpx.AsyncClient) -> None:
    """From one place; the answer says how long."""
    for _ in range(AT_ONCE):
        assert (await phone.get("/answer?link=x")).status_code == 404
    slowed = await phone.get(LINK)
    assert (slowed.status_code, slowed.headers["retry-after"]) == (429, "60")


def test_each_place_has_its_own_pace() -> None:
    """It recovers with time, and a network of IPv6 is one place."""
    pace = Pace(at_once=2, a_second=0.0001)
    assert [pace.lets("203.0.113.7", NOW) for _ in range(3)] == [True, True, False]
    assert pace.lets("203.0.113.8", NOW)
    assert place_of("2001:db8::1") == place_of("2001:db8::ffff:1") != place_of("2001:db8:0:1::1")
    assert place_of("::ffff:203.0.113.7") == "203.0.113.7"
    assert place_of("") == place_of("no address") == ""
