"""One's own views of lists: saved as a list is shown, renamed, replaced, deleted, and opened first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from answerable.errors import AnswerableError, Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from answerable.queries import accounts as q
from answerable.wording import say
from answerable_services.console.address import one_of, question
from answerable_services.console.failing import status_of
from answerable_services.console.navigation import NAVIGATION
from answerable_services.console.pages.account import session_of
from answerable_services.console.pages.entrance import Page, Sent, asked
from answerable_services.console.saved.lists import LISTS, Said, SavedList, list_named
from answerable_services.console.saved.shown import by_list
from answerable_services.console.view import View
from answerable_services.console.views.failures import reason_of

router = APIRouter()

_DONE = frozenset({"renamed", "opens", "rests", "deleted"})


class Act(StrEnum):
    """What is done with a view."""

    RENAME = "rename"
    REPLACE = "replace"
    OPEN = "open"
    REST = "rest"
    DELETE = "delete"


_TOLD = {Act.RENAME: "renamed", Act.OPEN: "opens", Act.REST: "rests", Act.DELETE: "deleted"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """What somebody wanted to do with a view, and why it was not done.

    Arguments:
        error: why.
        name: as it was typed.
        view: which was to be changed; empty where one was to be saved.
        of: the list of the one that was to be saved.
        shown: how that list was shown, as the form said it.
        opens: whether the list was to open with it.
    """

    error: AnswerableError
    name: str
    view: str = ""
    of: SavedList | None = None
    shown: str = ""
    opens: bool = False

    @property
    def is_there(self) -> bool:
        """Whether a view of that name can be replaced."""
        return isinstance(self.error, Conflict)


def _typed(form: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(form.get(name, ())), "")


def _name_in(form: Mapping[str, Sequence[str]]) -> str:
    """Give the name that was typed.

    Raises:
        Invalid: none was.
    """
    name = _typed(form, "name")
    if not name.strip():
        raise Invalid(say("error.account.view_name", most=q.LONGEST_VIEW_NAME))
    return name


def _in_order() -> list[SavedList]:
    """Give the lists in the order of the navigation."""
    areas = [name for name, _, _ in NAVIGATION]
    return sorted(LISTS.values(), key=lambda of: (areas.index(of.area), of.name))


async def _page(view: View, *, refusal: Refusal | None = None, done: str = "") -> Response:
    """Show all views of whoever is signed in.

    Raises:
        Unauthenticated: the session is over.
    """
    seen = await asked(view, q.SavedViews(session=session_of(view)))
    if isinstance(seen.error, Unauthenticated):
        raise seen.error
    views = () if seen.answer is None else seen.answer.views
    return view.page(
        "saved/page.html",
        "views",
        status=status_of(seen) if refusal is None else refusal.error.status,
        seen=seen,
        lists=by_list(views, _in_order()),
        gone=[one for one in views if one.list_name not in LISTS],
        count=len(views),
        most=q.MOST_VIEWS,
        longest=q.LONGEST_VIEW_NAME,
        refusal=refusal,
        reason=None if refusal is None else reason_of(refusal.error, view.language),
        done=done if done in _DONE else "",
    )


@router.get("/views")
async def index(view: Page, done: str = "") -> Response:
    """Show all views of whoever is signed in, by list."""
    return await _page(view, done=done)


def _own_list(view: View, name: str) -> SavedList:
    """Give a list by its name, for whoever has it.

    Raises:
        Invalid: there is none.
        Forbidden: it is not for whoever is signed in.
    """
    of = list_named(name)
    if not any(map(view.may, of.asks)):
        raise Forbidden(say("error.not_shown", action=of.href))
    return of


@router.post("/views")
async def save(view: Page, form: Sent) -> Response:
    """Save a list as it is shown, by a name.

    Raises:
        Invalid: there is no such list, or it cannot be shown so.
        Forbidden: the list is not for whoever is signed in.
        Unauthenticated: the session is over.
    """
    of = _own_list(view, _typed(form, "list"))
    said, opens = of.read(_typed(form, "shown")), "opens" in form
    try:
        query = question(
            q.SaveView,
            session=session_of(view),
            list_name=of.name,
            name=_name_in(form),
            said=dict(said),
            opens=opens,
            overwrites="replace" in form,
        )
    except Invalid as error:
        refused: AnswerableError = error
    else:
        given = await asked(view, query)
        if given.answer is not None:
            return _back_to(view, of, said, given.answer, "replaced" if query.overwrites else "saved")
        refused = given.error or Conflict("the accounts gave no reason")
    if isinstance(refused, Unauthenticated):
        raise refused
    refusal = Refusal(refused, _typed(form, "name"), of=of, shown=urlencode(said), opens=opens)
    return await _page(view, refusal=refusal)


def _back_to(view: View, of: SavedList, said: Said, saved: q.SavedView, done: str) -> Response:
    return view.lead_to(of.address(said, view=saved.view, done=done))


async def _own(view: View, handle: str) -> q.SavedView:
    """Find a view of whoever is signed in.

    Raises:
        NotFound: they have none by that handle.
        AnswerableError: the accounts do not answer.
    """
    seen = await asked(view, q.SavedViews(session=session_of(view)))
    if seen.answer is None:
        raise seen.error or NotFound(say("error.account.no_view"))
    found = next((one for one in seen.answer.views if one.view == handle), None)
    if found is None:
        raise NotFound(say("error.account.no_view"))
    return found


@router.post("/views/{handle}")
async def act_on(view: Page, form: Sent, handle: str) -> Response:
    """Do something with a view of one's own.

    Raises:
        NotFound: whoever asks has no such view.
        Invalid: nothing of that name can be done, or the list cannot be shown so.
        AnswerableError: the accounts do not answer.
    """
    act = one_of(Act, _typed(form, "act")) or Act.RENAME
    own = await _own(view, handle)
    if act is Act.REPLACE:
        return await _replace(view, own, form)
    refused = await _refused(view, own, act, form)
    if refused is None:
        return view.lead_to(f"/views?done={_TOLD[act]}#{own.list_name}")
    if isinstance(refused, Unauthenticated):
        raise refused
    return await _page(view, refusal=Refusal(refused, _typed(form, "name"), view=handle))


async def _replace(view: View, own: q.SavedView, form: Mapping[str, Sequence[str]]) -> Response:
    """Let a view be as its list is shown."""
    of = _own_list(view, own.list_name)
    said = of.read(_typed(form, "shown"))
    query = question(q.ChangeView, session=session_of(view), view=own.view, said=dict(said))
    changed = await asked(view, query)
    if changed.answer is None:
        raise changed.error or NotFound(say("error.account.no_view"))
    return _back_to(view, of, said, changed.answer, "replaced")


async def _refused(
    view: View, own: q.SavedView, act: Act, form: Mapping[str, Sequence[str]]
) -> AnswerableError | None:
    """Do something with a view; give why it was refused, where it was."""
    session = session_of(view)
    if act is Act.DELETE:
        return (await asked(view, q.DeleteView(session=session, view=own.view))).error
    opens = {Act.OPEN: True, Act.REST: False}.get(act)
    try:
        name = _name_in(form) if act is Act.RENAME else None
        query = question(q.ChangeView, session=session, view=own.view, name=name, opens=opens)
    except Invalid as error:
        return error
    return (await asked(view, query)).error
