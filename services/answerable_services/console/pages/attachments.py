"""Files that notes name, to be saved: fetched from intake as whoever is signed in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response, StreamingResponse

from answerable_services.console.view import View, view_of

router = APIRouter()


@router.get("/attachments/{note}/{digest}")
async def attachment(view: Annotated[View, Depends(view_of)], note: str, digest: str) -> Response:
    """Give a file out; it is saved, and nothing in it is shown or run."""
    person = await view.still()
    given = await view.console.files.get(person.proof, note, digest)
    return StreamingResponse(given.chunks, headers=dict(given.headers))
