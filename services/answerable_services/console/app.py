"""The web application: its pages, its files, its headers and its friendly errors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from answerable.clock import Clock
from answerable.errors import AnswerableError, Invalid, NotFound, Unauthenticated
from answerable.messaging.border import OwnHosts, allowed_hosts
from answerable.messaging.denials import UNKNOWN, Denials
from answerable.messaging.head_requests import HeadRequests
from answerable.messaging.problems import invalid
from answerable.messaging.whole_answers import WholeAnswers
from answerable.settings import Settings
from answerable.streams.account.events import Way
from answerable.wording import say
from answerable_services.console.address_words import check_address
from answerable_services.console.asking import NotOffered, OwnBus
from answerable_services.console.doing.undoing import undo_of
from answerable_services.console.environment import STATIC
from answerable_services.console.failing import error_page
from answerable_services.console.forgery import FORGED
from answerable_services.console.gate import admit, open_to_all, recognise_where_possible, turned_away
from answerable_services.console.live import Notices
from answerable_services.console.pages import (
    access,
    account,
    administration,
    answering,
    attachments,
    calendar_feed,
    call,
    callbacks,
    cases,
    choosing,
    doing,
    due,
    due_calendar,
    due_limit,
    entrance,
    forms,
    handovers,
    home,
    messages,
    overview,
    passkeys,
    people_admin,
    plots,
    provider,
    registers,
    roster,
    saved_views,
    scores,
    search,
    suggestions,
    survey_links,
    system,
    tokens,
)
from answerable_services.console.parts import Console
from answerable_services.console.saved.opening import Opens, find_views
from answerable_services.console.security import HEADERS, SecurityHeaders, without_secrets
from answerable_services.console.view import view_of
from answerable_services.console.views.format import shown

log = structlog.get_logger()

ROUTERS = (
    home,
    overview,
    plots,
    cases,
    scores,
    callbacks,
    due,
    roster,
    due_calendar,
    due_limit,
    handovers,
    forms,
    registers,
    search,
    access,
    system,
    doing,
    choosing,
    attachments,
    call,
    account,
    saved_views,
    administration,
    people_admin,
    tokens,
    messages,
    suggestions,
    survey_links,
)

PAGES = APIRouter(
    redirect_slashes=False, dependencies=[Depends(admit), Depends(check_address), Depends(find_views)]
)
"""All pages: what their functions ask for is read once, and not for each application."""

for _area in (*ROUTERS, answering, calendar_feed, entrance, passkeys, provider):
    PAGES.include_router(_area.router)


@PAGES.get("/health")
@open_to_all
async def health() -> PlainTextResponse:
    """Say that the console runs; what it shows is the services' matter."""
    return PlainTextResponse("ok\n")


def _handle(
    app: FastAPI, kind: type[Exception], handler: Callable[[Request, Any], Awaitable[Response]]
) -> None:
    app.add_exception_handler(kind, handler)


async def _on_refusal(request: Request, error: AnswerableError) -> Response:
    if isinstance(error, Unauthenticated):
        return turned_away(request)
    if isinstance(error, NotOffered) or error.key in FORGED:
        _tell(request, error)
    view = view_of(request)
    whole = None if view.saved is None else view.saved.instead_of(error)
    return error_page(view, error) if whole is None else view.lead_to(whole)


async def _on_view(_: Request, opens: Opens) -> Response:
    return RedirectResponse(opens.address, status_code=303)


def _tell(request: Request, error: AnswerableError) -> None:
    """Count what the pages refuse themselves; what a service refuses, it counts itself."""
    console: Console = request.app.state.console
    person = getattr(request.state, "person", None)
    area = request.scope["path"].strip("/").partition("/")[0].partition(".")[0].replace("-", "_")
    console.denials.refused(
        error,
        f"page.{area}" if area.isidentifier() and area.isascii() and area.islower() else UNKNOWN,
        Way.PAGE,
        who=None if person is None else person.principal,
        address=request.client.host if request.client else "",
    )


async def _on_bad_address(request: Request, error: RequestValidationError) -> Response:
    return error_page(view_of(request), invalid(error.errors(), say("error.the_address"), skip=1))


async def _on_http(request: Request, error: HTTPException) -> Response:
    await recognise_where_possible(request)
    if error.status_code == NotFound.status:
        return error_page(view_of(request), NotFound(say("error.no_page", path=shown(request.scope["path"]))))
    response = error_page(view_of(request), Invalid(say("error.method_not_allowed", detail=error.detail)))
    response.status_code = error.status_code
    response.headers.update(error.headers or {})
    return response


async def _on_failure(request: Request, error: Exception) -> Response:
    log.error("page.failed", path=without_secrets(request.url.path), exc_info=error)
    failure = AnswerableError(say("error.page_failed"))
    response = error_page(view_of(request), failure)
    response.headers.update(HEADERS)  # this answer is given outside the middleware
    return response


class _Application(FastAPI):
    """The application with HEAD in front of all of it, answers to failures included, which end well."""

    def build_middleware_stack(self) -> ASGIApp:
        """Put what answers a request together."""
        return WholeAnswers(HeadRequests(super().build_middleware_stack()))


def create_app(
    bus: OwnBus,
    notices: Notices,
    clock: Clock,
    settings: Settings,
    *,
    machine: Clock | None = None,
    denials: Denials | None = None,
) -> FastAPI:
    """Make the application.

    Arguments:
        bus: asks the accounts as the console, and everything else as whoever is signed in.
        notices: says when a view moved.
        clock: tells what "now" is.
        settings: how this process is set up.
        machine: the clock that sessions go by; the machine's where left out.
        denials: counts what the pages refuse.
    """
    # One page has one address: with a slash behind it, it is another, and there is none.
    app = _Application(
        title="Answerable",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    console = Console(bus, notices, clock, settings, machine)
    app.state.console = console
    app.state.undo = undo_of
    if denials is not None:
        app.state.console.denials = denials
    app.add_middleware(OwnHosts, hosts=allowed_hosts(settings.http_host, settings.pages_url))
    app.add_middleware(SecurityHeaders)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.mount("", PAGES)
    _handle(app, AnswerableError, _on_refusal)
    _handle(app, Opens, _on_view)
    _handle(app, RequestValidationError, _on_bad_address)
    _handle(app, HTTPException, _on_http)
    _handle(app, Exception, _on_failure)
    return app
