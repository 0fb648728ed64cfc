"""Forms on paper and on the screen: the list of them, each blank or filled in, and the handbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from answerable.commands.registry import COMMANDS
from answerable.errors import Conflict, NotFound
from answerable.forms import Form, find, forms
from answerable.handbook import handbook
from answerable.queries.desk import StoryOf
from answerable.queries.matters import Story
from answerable.queries.registers import REGISTERS
from answerable.streams.document.flow import DocumentStage
from answerable.streams.filledform.flow import FilledFormStage
from answerable.wording import say
from answerable_services.console import gate
from answerable_services.console.address import matter_in, question
from answerable_services.console.asking import Reply
from answerable_services.console.doing.called import called_of
from answerable_services.console.doing.filling import Known
from answerable_services.console.doing.giving import Desk, Given
from answerable_services.console.doing.pressing import press_of
from answerable_services.console.failing import status_of
from answerable_services.console.forms import form_of
from answerable_services.console.pages.doing import home
from answerable_services.console.view import View, view_of
from answerable_services.console.views.entries import changed_by_both, changed_in, inputs_of
from answerable_services.console.views.format import shown
from answerable_services.console.views.sheets import sheet_of

router = APIRouter()

_FILL = "filledform.fill"
_LISTS = "filledforms"
_MOST_EDITIONS = REGISTERS["document"].register.most_rows


@router.get("/forms")
async def index(view: Annotated[View, Depends(view_of)]) -> Response:
    """List every form that the regulations name: filled in here, or held by a register (001-K5)."""
    registers = {one.register.stream: one.register.name for one in REGISTERS.values()}
    return view.page("filledforms/index.html", _LISTS, forms=tuple(forms().values()), registers=registers)


@router.get("/forms/{form}")
async def blank(view: Annotated[View, Depends(view_of)], form: str) -> Response:
    """Show a blank form as it is printed."""
    declared = find(shown(form))
    return view.page(
        "filledforms/print.html", _LISTS, sheet=sheet_of(view, declared), filledform="", called=""
    )


@router.get("/filledforms/{filledform}/print")
async def paper(view: Annotated[View, Depends(view_of)], filledform: str) -> Response:
    """Show a filled form as it is printed."""
    told, form = await _told(view, filledform)
    return view.page(
        "filledforms/print.html",
        _LISTS,
        sheet=sheet_of(view, form, told),
        filledform=told.matter,
        called=await called_of(view, told) or told.matter,
    )


@router.get("/filledforms/{filledform}/fill")
async def fill(view: Annotated[View, Depends(view_of)], filledform: str) -> Response:
    """Show a form to be filled in on the screen, with what stands in it."""
    told, form = await _told(view, filledform)
    return await _asked(view, told, form)


async def _asked(
    view: View, told: Story, form: Form, sent: Mapping[str, Sequence[str]] | None = None
) -> Response:
    """Show a form to be filled in; behind cells that somebody else has changed too, with what was typed."""
    page = f"/filledforms/{told.matter}"
    me = None if view.person is None else view.person.id
    is_open = told.state == FilledFormStage.TO_BE_FILLED.value
    press = press_of(view, _FILL, told.site, Known(me, told.matter), then=page) if is_open else None
    return view.page(
        "filledforms/fill.html",
        _LISTS,
        status=200 if sent is None else Conflict.status,
        form=form,
        filledform=told.matter,
        called=await called_of(view, told) or told.matter,
        sections=inputs_of(view, form, told, sent),
        press=press,
        is_of_both=sent is not None,
    )


@router.post("/filledforms/{filledform}/fill")
async def take(
    view: Annotated[View, Depends(view_of)],
    sent: Annotated[Mapping[str, Sequence[str]], Depends(gate.sent)],
    filledform: str,
) -> Response:
    """Record what was changed in a form; where nothing was, lead back to it.

    What somebody else has changed too since the page was opened is shown first, and written over only then.
    """
    told, form = await _told(view, filledform)
    is_open = told.state == FilledFormStage.TO_BE_FILLED.value
    if is_open and changed_by_both(form, told, sent):
        return await _asked(view, told, form, sent)
    entries = changed_in(form, told, sent)
    if not entries:
        return view.lead_to(f"/filledforms/{told.matter}")
    sites = await view.sites()
    given = Given(told.site, told.matter, "", {})
    desk = Desk(view, form_of(COMMANDS[_FILL]), given, sites.answer)
    return await desk.take({**sent, **entries, "filledform": [told.matter]})


async def _told(view: View, filledform: str) -> tuple[Story, Form]:
    """Ask for a filled form, and give it with its declaration.

    Raises:
        AnswerableError: it is not there, or not for whoever looks.
    """
    matter = matter_in(filledform, "filledform")
    told = await view.ask(question(StoryOf, matter=matter, limit=1))
    await view.sites()
    status_of(told)
    if told.answer is None:
        raise told.error or NotFound(say("error.no_matter", matter=matter))
    return told.answer, find(str(told.answer.facts.get("form_name")))


@router.get("/handbook")
async def documents(view: Annotated[View, Depends(view_of)], site: str = "") -> Response:
    """List the documents of the handbook, each with the edition that is in force at a site."""
    sites = await view.sites()
    chosen = site or home(view, sites.answer)
    asked = await view.ask(
        question(
            REGISTERS["document"].query,
            site=chosen,
            state=DocumentStage.IN_FORCE.value,
            limit=_MOST_EDITIONS,
        )
    )
    return view.page(
        "filledforms/handbook.html",
        "documents",
        status=status_of(asked),
        asked=asked,
        book=handbook(),
        in_force=_in_force(asked),
        sites=sites.answer,
        site=chosen,
    )


def _in_force(asked: Reply[Any]) -> dict[str, Any]:
    """Give the newest edition in force of each document, by its code."""
    rows = () if asked.answer is None else asked.answer.rows
    return {row.code: row for row in sorted(rows, key=lambda row: row.edition)}
