"""People and their accounts: who can sign in, and what those who look after them do about it.

Links by which somebody sets a password are shown once, in the page that answers the form: they stand in no
address of ours and are kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel

from answerable.errors import AnswerableError, Conflict, NotFound
from answerable.queries import accounts as q
from answerable.queries.base import Query as Question
from answerable.spelling import folded
from answerable.streams.staff.events import Role
from answerable.wording import say
from answerable_services.console.address import Number, matter_in, one_of, question
from answerable_services.console.administration import SECTIONS, check_section, sections_of
from answerable_services.console.doing.offers import Offers, begun_in, offers_of
from answerable_services.console.exports import Column, Table, export
from answerable_services.console.failing import status_of
from answerable_services.console.pages.entrance import Page, Sent
from answerable_services.console.saved.lists import Said, SavedList, saves_views, words_of_views
from answerable_services.console.view import View
from answerable_services.console.views.failures import reason_of
from answerable_services.console.views.format import machine_time

router = APIRouter()

_PAGE = 50
"""People on one page."""


class State(StrEnum):
    """How somebody's account stands."""

    NONE = "none"
    INVITED = "invited"
    ACTIVE = "active"
    SECURED = "secured"


def state_of(row: q.AccountRow) -> State:
    """Tell how somebody's account stands: a second factor beside the password is more than the password."""
    if row.has_account:
        return State.SECURED if row.second_factor else State.ACTIVE
    return State.NONE if row.invited_until is None else State.INVITED


class Filters(BaseModel):
    """What the list's address can say.

    Arguments:
        site: of those who work there.
        role: of one role, also where it is granted.
        state: of one state of their account.
        text: a part of their name, of how it is sorted, of their team or id.
        after: how many stand on the pages before.
        before: how many stand before the page behind it.
    """

    site: str = ""
    role: str = ""
    state: str = ""
    text: str = ""
    after: Number = None
    before: Number = None

    def keep(self, row: q.AccountRow) -> bool:
        """Tell whether somebody is among those who are asked for."""
        role, state = one_of(Role, self.role), one_of(State, self.state)
        roles = {row.role, *(grant.role for grant in row.grants)}
        said = " ".join(filter(None, (row.name, row.sort_key, row.team, row.person)))
        return (
            (role is None or role in roles)
            and (state is None or state is state_of(row))
            and folded(self.text.strip()) in folded(said)
        )


def _look(said: Said) -> None:
    filters = Filters.model_validate(said)
    question(q.AccountsOf, site=filters.site)
    one_of(Role, filters.role)
    one_of(State, filters.state)


_VIEWS = SavedList(
    "accounts",
    "/admin/people",
    "admin.tab.people",
    "admin",
    SECTIONS["people"],
    words_of_views(Filters.model_fields),
    _look,
)


def _kept(filters: Filters, rows: Iterable[q.AccountRow]) -> list[q.AccountRow]:
    """Give those who are asked for: whoever is employed first, by name."""
    return sorted(
        filter(filters.keep, rows), key=lambda row: (not row.is_employed, row.sort_key or row.person)
    )


class Stretch(NamedTuple):
    """One page of the list.

    Arguments:
        rows: those on it.
        before: what the link to the page before says; None on the first.
        after: what the link to the next one says; None on the last.
    """

    rows: list[q.AccountRow]
    before: int | None
    after: int | None

    @classmethod
    def of(cls, found: list[q.AccountRow], filters: Filters) -> Stretch:
        """Cut a page out of all who are asked for; behind the last one, the last is given."""
        start = filters.after or 0 if filters.before is None else filters.before - _PAGE
        start = max(0, min(start, (len(found) - 1) // _PAGE * _PAGE))
        end = start + _PAGE
        return cls(found[start:end], start or None, end if end < len(found) else None)


def _columns(view: View) -> tuple[Column, ...]:
    t = view.words

    def roles(row: q.AccountRow) -> str:
        held = [
            t(f"role.{grant.role}")
            if grant.site == row.site
            else f"{t(f'role.{grant.role}')} {grant.site or t('all_sites')}"
            for grant in row.grants
        ]
        return t("list_comma").join(held) or ("" if row.role is None else t(f"role.{row.role}"))

    return (
        Column(t("admin.person"), lambda row: row.name or row.person),
        Column(t("registers.id"), lambda row: row.person),
        Column(t("field.role"), roles),
        Column(t("field.team"), lambda row: row.team),
        Column(t("case.site"), lambda row: row.site),
        Column(
            t("people.presence"), lambda row: None if row.presence is None else t(f"presence.{row.presence}")
        ),
        Column(t("admin.account"), lambda row: t(f"admin.state.{state_of(row)}")),
        Column(t("admin.sessions"), lambda row: row.sessions),
    )


@router.get("/admin/people.csv")
@router.get("/admin/people.xlsx")
async def table(view: Page, filters: Annotated[Filters, Query()]) -> Response:
    """Give the list as a file, as it is shown."""
    check_section(view.may, "people")
    asked = question(q.AccountsOf, site=filters.site)
    about = (filters.site,) if filters.site else ()
    title = view.words("admin.tab.people")
    return await export(
        view,
        Table("people", title, asked, _columns(view), lambda answer: _kept(filters, answer.accounts), about),
    )


@router.get("/admin/people")
@saves_views(_VIEWS)
async def people(view: Page, filters: Annotated[Filters, Query()]) -> Response:
    """List everybody of the sites that whoever is signed in looks after, with how their accounts stand."""
    check_section(view.may, "people")
    asked = await view.ask(question(q.AccountsOf, site=filters.site))
    sites = await view.sites()
    status = status_of(asked)
    rows = () if asked.answer is None else asked.answer.accounts
    found = _kept(filters, rows)
    page = Stretch.of(found, filters)
    return view.page(
        "admin/people.html",
        "admin",
        status=status,
        sections=sections_of(view.may),
        asked=asked,
        rows=[(row, state_of(row)) for row in page.rows],
        page=page,
        found=len(found),
        total=len(rows),
        counts={state: sum(state_of(row) is state for row in rows if row.is_employed) for state in State},
        filters=filters,
        roles=list(Role),
        states=list(State),
        sites=sites.answer,
        begin=begun_in(view, "staff", filters.site),
    )


async def _person(
    view: View, person: str, refused: AnswerableError | None = None, done: str = ""
) -> Response:
    """Show somebody: what is on record of them today, what can be done, and their account."""
    person = matter_in(person, "staff")
    asked = await view.ask(question(q.AccountsOf, person=person))
    status = status_of(asked)
    await view.sites()
    row = None if asked.answer is None else next(iter(asked.answer.accounts), None)
    offers = Offers() if row is None or row.site is None else await offers_of(view, row.site, person)
    return view.page(
        "admin/person.html",
        "admin",
        status=status if refused is None else refused.status,
        sections=sections_of(view.may),
        person=person,
        asked=asked,
        row=row,
        state=None if row is None else state_of(row),
        offers=offers,
        is_oneself=view.person is not None and view.person.id == person,
        refused=None if refused is None else reason_of(refused, view.language),
        done=done if done in _ACTS else "",
    )


@router.get("/admin/people/{person}")
async def one(view: Page, person: str, done: str = "") -> Response:
    """Show somebody."""
    check_section(view.may, "people")
    return await _person(view, person, done=done)


def _named(person: str, said: dict[str, str]) -> q.SetName:
    return question(q.SetName, person=person, name=said.get("name", ""), sort_key=said.get("sort_key", ""))


_ACTS: dict[str, Callable[[str, dict[str, str]], Question[Any]]] = {
    "invite": lambda person, _: q.Invite(person=person),
    "reset": lambda person, said: q.Reset(person=person, drops_second_factor="drop" in said),
    "close": lambda person, _: q.CloseAccount(person=person),
    "sessions": lambda person, _: q.EndSessionsOf(person=person),
    "name": _named,
    "forget": lambda person, _: q.ForgetName(person=person),
}
"""What is done about somebody's account, by the last part of the address."""


async def _was_made(view: View, person: str, form: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether a link was made since the form was: to load the page that shows one sends it again."""
    asked = await view.ask(question(q.AccountsOf, person=person))
    row = None if asked.answer is None else next(iter(asked.answer.accounts), None)
    until = None if row is None else row.invited_until
    return form["before"][0] != ("" if until is None else machine_time(until))


@router.post("/admin/people/{person}/{act}")
async def act_on(view: Page, form: Sent, person: str, act: str) -> Response:
    """Do something about somebody's account; a link that comes of it is shown once.

    Raises:
        NotFound: nothing of that name can be done.
    """
    check_section(view.may, "people")
    person = matter_in(person, "staff")
    make = _ACTS.get(act)
    if make is None:
        raise NotFound(say("error.no_page", path=view.path))
    said = {name: values[0] for name, values in form.items() if values and values[0].strip()}
    try:
        query = make(person, said)
    except AnswerableError as error:
        return await _person(view, person, error)
    if "before" in form and isinstance(query, q.Invite | q.Reset) and await _was_made(view, person, form):
        return await _person(view, person, Conflict(say("error.link_was_made")))
    given = await view.ask(query)
    if given.error is not None:
        return await _person(view, person, given.error)
    if isinstance(given.answer, q.MadeLink):
        made = given.answer
        base = view.request.url
        link = f"{base.scheme}://{base.netloc}/join?link={made.link.get_secret_value()}"
        return view.page(
            "admin/link.html", "admin", sections=sections_of(view.may), person=person, made=made, link=link
        )
    await view.console.names.look()  # so that the next page calls them so
    return view.lead_to(f"/admin/people/{person}?done={act}")
