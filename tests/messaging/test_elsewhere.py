"""Another site's matter by its id: as one that there is not for whoever asks, and known to the auditor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import pytest
from pydantic import BaseModel

from answerable.errors import NotFound
from answerable.identity import Grant, Principal
from answerable.identity.sight import sight_of
from answerable.messaging.named import Named
from answerable.queries.base import NAMES
from answerable.streams.staff.events import Role


class Narrowed(BaseModel):
    """A list that is narrowed to a matter."""

    matter: Annotated[str, NAMES]


LEAD = Principal(id="staff-1", grants=(Grant(role=Role.LEAD, site="gz02"),))


async def _where_is(name: str) -> str | None:
    return "xm01" if name == "case-there" else None


async def _sites() -> Sequence[str]:
    return ("gz02", "xm01")


@pytest.mark.parametrize(("matter", "is_elsewhere"), [("case-there", True), ("case-none", False)])
async def test_only_the_auditor_is_told_that_it_is_somewhere(matter: str, *, is_elsewhere: bool) -> None:
    """The words are the same; what was reached for is marked, so that it counts."""
    sight = sight_of(LEAD, "desk.story_of.case")
    with pytest.raises(NotFound) as refused:
        await Named(_where_is, _sites).check(Narrowed(matter=matter), sight)
    assert refused.value.key == "error.no_matter"
    assert refused.value.is_elsewhere is is_elsewhere
