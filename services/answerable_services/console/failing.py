"""A page that has not what it is about: its status, and the page that says what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from answerable.errors import AnswerableError, Forbidden, Invalid, NotFound, Refused, Unavailable
from answerable_services.console.forgery import FORGED
from answerable_services.console.navigation import ways_back

if TYPE_CHECKING:
    from fastapi.responses import HTMLResponse

    from answerable_services.console.asking import Reply
    from answerable_services.console.view import View


FOR_CUSTOMERS = "/answer"
"""Where customers answer a survey by their link."""


def status_of(main: Reply[Any]) -> int:
    """Tell a page's status from the answer that it is mainly about: 503 without it.

    Raises:
        NotFound: what the page is about does not exist.
        Invalid: the address asks for what cannot be.
        Refused: it asks for what the present state does not allow.
        Forbidden: whoever asks may not see it.
    """
    if main.error is None:
        return 200
    if isinstance(main.error, NotFound | Invalid | Refused | Forbidden):
        raise main.error
    return Unavailable.status if isinstance(main.error, Unavailable) else max(main.error.status, 500)


def error_page(view: View, error: AnswerableError) -> HTMLResponse:
    """Give the page for an error: what happened, to what, and what to do."""
    key = {
        400: "invalid",
        403: "forbidden",
        404: "missing",
        409: "refused",
        422: "invalid",
        503: "unavailable",
    }.get(error.status, "failed")
    if error.key in FORGED:  # it is about the form, and about nobody's role
        key = "forged"
    if view.request.url.path == FOR_CUSTOMERS:  # they are shown nothing of the inside
        what = "stale" if error.status == Forbidden.status else "later"
        return view.page("answer/said.html", "", status=error.status, what=what)
    return view.page(
        "error.html",
        "",
        status=error.status,
        key=key,
        error=error,
        code=error.status,
        ways_back=ways_back(view.request.url.path, view.words, view.areas),
    )
