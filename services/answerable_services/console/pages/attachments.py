"""Files that notes name, to be saved: fetched from intake as whoever is signed in."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response, StreamingResponse

from answerable.errors import NotFound
from answerable.wording import say
from answerable_services.console.address import matter_in
from answerable_services.console.view import View, view_of
from answerable_services.console.views.format import shown

router = APIRouter()

_DIGEST = re.compile(r"[0-9a-f]{64}")


@router.get("/attachments/{note}/{digest}")
async def attachment(view: Annotated[View, Depends(view_of)], note: str, digest: str) -> Response:
    """Give a file out; it is saved, and nothing in it is shown or run."""
    if _DIGEST.fullmatch(digest) is None:
        raise NotFound(say("error.no_page", path=shown(view.path)))
    person = await view.still()
    given = await view.console.files.get(person.proof, matter_in(note, "note"), digest)
    return StreamingResponse(given.chunks, headers=dict(given.headers))
