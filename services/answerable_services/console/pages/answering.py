"""Where a customer answers a survey by the link that they were sent: open to whoever has it, and to it alone.

Nobody is signed in here, and nothing of the inside is shown: a link that is none, one that was made up and
one of a survey that there never was look the same. What is sent is given to intake by the console itself,
which the table of who may do what lets give this one command.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.errors import (
    AnswerableError,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    TooManyAttempts,
    Unavailable,
)
from answerable.queries.desk import AskedByLink, QuestionnaireAsked
from answerable.streams.questionnaire.commands import Answer
from answerable.streams.questionnaire.events import Topic
from answerable.streams.questionnaire.flow import QuestionnaireStage
from answerable.streams.questionnaire.links import questionnaire_of
from answerable_services.console import gate
from answerable_services.console.address_words import asked_by_others
from answerable_services.console.asking import Reply, ask
from answerable_services.console.doing.giving import REPEATED
from answerable_services.console.gate import open_to_all
from answerable_services.console.view import View, view_of

router = APIRouter()

Page = Annotated[View, Depends(view_of)]
Sent = Annotated[Mapping[str, Sequence[str]], Depends(gate.sent)]

OPINION = "opinion"
MOST_LETTERS = 2000
_GONE = 410
_RATINGS = ("1", "2", "3", "4", "5")
_UNCHECKED = "-"
"""Stands for a link that has nothing in it: no questionnaire is called so."""


@dataclass
class Typed:
    """What a customer has typed, and what is wrong with it.

    Arguments:
        ratings: by the topic's name.
        opinion: what they wrote beside.
        faults: what is said beside a part of the form, by its name.
        is_failing: whether it could not be recorded for now.
    """

    ratings: dict[str, str] = field(default_factory=dict)
    opinion: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    is_failing: bool = False


@router.get("/answer")
@asked_by_others
@open_to_all
async def answer(view: Page, link: str = "") -> Response:
    """Show a questionnaire to whoever has its link, or say that it cannot be answered."""
    if (refused := _too_often(view)) is not None:
        return refused
    asked = await _asked(view, link)
    if asked.answer is None or not asked.answer.is_open:
        return _closed(view, asked)
    return _form(view, Typed(), asked.answer)


@router.post("/answer")
@asked_by_others
@open_to_all
async def answered(view: Page, form: Sent, link: str = "") -> Response:
    """Take a customer's answer, once."""
    if (refused := _too_often(view)) is not None:
        return refused
    asked = await _asked(view, link)
    if asked.answer is None or not asked.answer.is_open:
        return _closed(view, asked)
    return await _taken(view, _typed(view, form), asked.answer)


@router.get("/answer/thanks")
@asked_by_others
@open_to_all
async def thanks(view: Page) -> Response:
    """Thank whoever has answered."""
    return _said(view, "thanks", 200)


async def _taken(view: View, typed: Typed, asked: QuestionnaireAsked) -> Response:
    """Give intake what was typed, as the console; show the form again with what is wrong with it."""
    if typed.faults:
        return _form(view, typed, asked, status=Invalid.status)
    try:
        # One key for each link: who presses twice has answered once, and is thanked twice.
        await view.console.bus.command(_command(asked, typed), key=f"{asked.questionnaire}.answer")
    except Invalid as error:
        if error.rule == REPEATED:  # another answer by this link came first, at the same moment
            return _said(view, "used", _GONE)
        typed.faults = _faults(view, error)
        return _form(view, typed, asked, status=Invalid.status)
    except (Refused, Forbidden, NotFound):
        return _said(view, "over", _GONE)
    except AnswerableError:
        typed.is_failing = True
        return _form(view, typed, asked, status=Unavailable.status)
    return view.lead_to("/answer/thanks")


def _too_often(view: View) -> Response | None:
    """Say that there were too many requests from one place, where there were."""
    client = view.request.client
    if view.console.pace.lets("" if client is None else client.host, view.console.machine.now()):
        return None
    response = _said(view, "too_often", TooManyAttempts.status)
    response.headers["Retry-After"] = "60"
    return response


async def _asked(view: View, link: str) -> Reply[QuestionnaireAsked]:
    """Ask, as the console, whether the questionnaire of a link can be answered."""
    return await ask(
        view.console.bus,
        AskedByLink(questionnaire=questionnaire_of(link or _UNCHECKED)),
        deadline_s=view.console.settings.page_wait_s,
    )


def _closed(view: View, asked: Reply[QuestionnaireAsked]) -> Response:
    """Say why a link leads to no form."""
    if asked.answer is None:
        is_none = isinstance(asked.error, NotFound)
        return _said(view, "unknown" if is_none else "later", (NotFound if is_none else Unavailable).status)
    return _said(view, "used" if asked.answer.state is QuestionnaireStage.CAME_BACK else "over", _GONE)


def _said(view: View, what: str, status: int) -> Response:
    return _for_customers(view.page("answer/said.html", "", status=status, what=what))


def _form(view: View, typed: Typed, asked: QuestionnaireAsked, *, status: int = 200) -> Response:
    name = asked.name_zh if view.language == "zh" else asked.name_en
    page = view.page(
        "answer/form.html",
        "",
        status=status,
        typed=typed,
        centre=name,
        last_day=asked.last_day,
        topics=tuple(Topic),
        ratings=_RATINGS,
        most=MOST_LETTERS,
        action=view.with_query(),
    )
    return _for_customers(page)


def _for_customers(response: Response) -> Response:
    """Keep a page that only one customer has the address of out of every index."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _typed(view: View, form: Mapping[str, Sequence[str]]) -> Typed:
    """Read what was typed; what is no rating of ours is a fault."""
    said = {name: next(iter(form.get(name, ())), "") for name in (*Topic, OPINION)}
    typed = Typed({topic.value: said[topic] for topic in Topic}, said[OPINION].strip())
    rated = [rating for rating in typed.ratings.values() if rating]
    if not rated or any(rating not in _RATINGS for rating in rated):
        typed.faults["ratings"] = view.words("answer.rate_one")
    if len(typed.opinion) > MOST_LETTERS:
        typed.faults[OPINION] = view.words("answer.too_long", most=MOST_LETTERS)
    return typed


def _command(asked: QuestionnaireAsked, typed: Typed) -> Answer:
    ratings = {name: int(rating) for name, rating in typed.ratings.items() if rating}
    return Answer.model_validate(
        {
            "site": asked.site,
            "questionnaire": asked.questionnaire,
            "survey": asked.survey,
            **ratings,
            OPINION: typed.opinion or None,
        }
    )


def _faults(view: View, error: Invalid) -> dict[str, str]:
    """Say beside which part of the form something is wrong, in words for a customer."""
    places = {rule.pointer.strip("/") for rule in error.broken_rules}
    if OPINION in places:
        is_personal = any(rule.rule == "personal-data" for rule in error.broken_rules)
        return {OPINION: view.words("answer.personal" if is_personal else "answer.unwritable")}
    return {"ratings": view.words("answer.rate_one")}
