"""The page that shows a questionnaire's link to who made it, as long as they are signed in."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from answerable.queries.desk import StoryOf
from answerable.streams.questionnaire.links import questionnaire_of
from answerable_services.console.doing.called import called_of
from answerable_services.console.doing.linking import secret_of
from answerable_services.console.failing import status_of
from answerable_services.console.view import View, view_of

router = APIRouter()


@router.get("/survey-link")
async def link(
    view: Annotated[View, Depends(view_of)], key: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Show the link that was made with a form, where the questionnaire was sent by it.

    Raises:
        NotFound: it was not, or somebody else did.
    """
    secret = secret_of(view, key).get_secret_value()
    questionnaire = questionnaire_of(secret)
    told = await view.ask(StoryOf(matter=questionnaire, limit=1))
    status_of(told)
    at = view.request.url
    return view.page(
        "surveys/link.html",
        "questionnaires",
        questionnaire=questionnaire,
        called=await called_of(view, told.answer),
        link=f"{at.scheme}://{at.netloc}/answer?{urlencode({'link': secret})}",
    )
