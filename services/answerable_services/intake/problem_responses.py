"""Problems by HTTP: what each status means, and the response that tells an error (RFC 9457)."""

from __future__ import annotations

from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse

from answerable.errors import AnswerableError, Unauthenticated
from answerable.messaging.problems import CONTENT_TYPE, Problem, problem_of

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": description}
    for status, description in (
        (400, "The body cannot be read"),
        (401, "Nothing proves who asks"),
        (403, "Whoever asks may not do it, or asks for another host, or from a page of another origin"),
        (404, "What the command is for does not exist"),
        (409, "The present state does not allow it"),
        (413, "The body is too large"),
        (415, "The body is not said to be JSON"),
        (422, "A field breaks a rule"),
        (500, "Something failed inside, or stored data is damaged"),
        (503, "The ledger does not answer, or was found damaged"),
    )
}


def problem_response(error: AnswerableError) -> Response:
    """Give the response that tells an error."""
    problem = problem_of(error)
    document = problem.model_dump(mode="json", exclude_none=True)
    headers = {"www-authenticate": "Bearer"} if isinstance(error, Unauthenticated) else None  # RFC 6750, 3
    return JSONResponse(document, problem.status, headers=headers, media_type=CONTENT_TYPE)
