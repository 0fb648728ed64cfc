"""What a field can name, for the script that completes what is typed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse, Response

from answerable_services.console.doing.choosing import candidates
from answerable_services.console.view import View, view_of

router = APIRouter()


@router.get("/choose/{register}")
async def choose(
    view: Annotated[View, Depends(view_of)],
    register: str,
    text: Annotated[str, Query(max_length=80)] = "",
    site: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """Give candidates as JSON, each with its id and its name."""
    found = await candidates(view, register, text, site)
    return JSONResponse([one._asdict() for one in found])
