"""Tokens of other systems: listed, made with what they are for, shown once, and revoked."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from answerable.errors import AnswerableError, BrokenRule, Forbidden, Invalid
from answerable.identity.machines import LONGEST_DAYS
from answerable.identity.permission import MACHINE, machine_actions, scope
from answerable.identity.table import table
from answerable.messaging.problems import said_of
from answerable.queries import accounts as q
from answerable.wording import say
from answerable_services.console.address import question
from answerable_services.console.administration import check_section, sections_of
from answerable_services.console.failing import status_of
from answerable_services.console.pages.entrance import Page, Sent
from answerable_services.console.view import View
from answerable_services.console.views.actions import scope_told
from answerable_services.console.views.failures import reason_of

router = APIRouter()

_USUAL_DAYS = "90"
_ALL = "*"


def _offered(view: View) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give what a token can be for: what the table gives other systems, each once, by group."""
    seen: set[str] = set()
    groups = []
    for group in table().groups:
        found = []
        for row in group.rows:
            if not any(role == MACHINE for _, role, _ in row.cells()):
                continue
            for action in row.do:
                name = next(one for one in machine_actions() if f"{action}.".startswith(f"{one}."))
                if name not in seen:
                    seen.add(name)
                    found.append((name, scope_told(name, view.words)))
        if found:
            groups.append((view.text(group.title), found))
    return groups


async def _page(
    view: View,
    said: dict[str, list[str]] | None = None,
    refused: AnswerableError | None = None,
    done: str = "",
) -> Response:
    """Show the tokens, and the form for another one with what was typed into it."""
    asked = await view.ask(q.ListTokens())
    status = status_of(asked)
    sites = await view.sites()
    reaches = () if view.person is None else scope(view.person.principal, "accounts.create_token").reaches
    may_all = view.person is not None and scope(view.person.principal, "accounts.create_token").is_everywhere
    return view.page(
        "admin/tokens.html",
        "admin",
        status=status if refused is None else refused.status,
        sections=sections_of(view.may),
        asked=asked,
        may_make=bool(reaches),
        may_all=may_all,
        offered=_offered(view),
        scope_told=partial(scope_told, words=view.words),
        sites=[
            one
            for one in (() if sites.answer is None else sites.answer.sites)
            if view.person is not None and view.person.may_at("accounts.create_token", one.site)
        ],
        said=said or {"days": [_USUAL_DAYS]},
        most=LONGEST_DAYS,
        machine_now=view.console.machine.now(),
        refused=None if refused is None else reason_of(refused, view.language),
        faults=dict.fromkeys(("name", "days", "site", "scope"), "") | _faults(refused, view),
        done=done == "revoked",
    )


@router.get("/admin/tokens")
async def tokens(view: Page, done: str = "") -> Response:
    """List the tokens of other systems."""
    check_section(view.may, "tokens")
    return await _page(view, done=done)


def _missing(field: str) -> Invalid:
    said = say(f"error.account.token_needs_{field}")
    return Invalid(said, broken_rules=(BrokenRule.of(f"/{field}", "missing", said),))


def _faults(refused: AnswerableError | None, view: View) -> dict[str, str]:
    """Give what is wrong with each field of the form; the first fault of each is told."""
    found: dict[str, str] = {}
    for broken in () if refused is None else refused.broken_rules:
        name = broken.pointer.strip("/").partition("/")[0]
        found.setdefault("site" if name == "sites" else name, view.text(said_of(broken)))
    return found


def _query(said: dict[str, list[str]]) -> q.CreateToken:
    """Read the form.

    Raises:
        Invalid: something that has to be said is not.
    """
    name, days = said.get("name", [""])[0].strip(), said.get("days", [""])[0].strip()
    scopes, sites = said.get("scope", []), said.get("site", [])
    if not name:
        raise _missing("name")
    if not scopes:
        raise _missing("scope")
    if not sites:
        raise _missing("site")
    where: Any = None if _ALL in sites else tuple(sites)
    return question(q.CreateToken, name=name, scope=tuple(scopes), sites=where, days=days)


@router.post("/admin/tokens")
async def create(view: Page, form: Sent) -> Response:
    """Make a token, and show it once."""
    check_section(view.may, "tokens")
    said = {name: list(values) for name, values in form.items()}
    try:
        query = _query(said)
    except AnswerableError as error:
        return await _page(view, said, error)
    made = await view.ask(query)
    if made.answer is None:
        return await _page(view, said, made.error or Forbidden("the accounts gave no reason"))
    return view.page("admin/token_made.html", "admin", sections=sections_of(view.may), made=made.answer)


@router.post("/admin/tokens/{token}/revoke")
async def revoke(view: Page, form: Sent, token: str) -> Response:
    """Let a token hold no more."""
    del form
    check_section(view.may, "tokens")
    revoked = await view.ask(question(q.RevokeToken, token=token))
    if revoked.error is not None:
        return await _page(view, refused=revoked.error)
    return view.lead_to("/admin/tokens?done=revoked")
