"""What a question names: a site, a person or a matter that nobody ever recorded is said not to exist.

A list that is narrowed by a name with a slip in it would be empty, as if nothing had happened there.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Any, get_args

import structlog
from pydantic import BaseModel

from answerable.discovery import streams
from answerable.errors import AnswerableError, NotFound
from answerable.events.base import SITE, MemberOfStaff
from answerable.identity.sight import Sight
from answerable.queries.base import NAMES
from answerable.wording import listed, say

log = structlog.get_logger()

_WITHIN_S = 1.0
_REMEMBERED = 20_000
_LASTING = ("site-", "staff-")
_ID = re.compile(r"([a-z]+)-[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_PERSON = "staff-"
_CUSTOMER = "customer-"
"""What customers' ids begin with; they have no events of their own, so nothing tells whether one exists."""


@cache
def names_in(question: type[BaseModel]) -> tuple[tuple[str, bool], ...]:
    """List the fields of a question that name something, and whether it is a site.

    Arguments:
        question: the question's model.
    """
    found = []
    for name, field in question.model_fields.items():
        marks = {*map(type, field.metadata), *map(type, _marks(field.annotation))}
        if marks & {type(SITE), type(NAMES), MemberOfStaff}:
            found.append((name, type(SITE) in marks))
    return tuple(found)


def _values_in(question: BaseModel) -> Iterator[tuple[str, bool]]:
    """Give what a question names, each by itself where a field names several, and whether it is a site."""
    for name, is_site in names_in(type(question)):
        said = getattr(question, name)
        for value in said if isinstance(said, tuple) else (said,):
            if value is not None:
                yield value, is_site


def _marks(annotation: Any) -> list[Any]:
    """Give the marks of a type and of the types that it is made of."""
    inner = [mark for part in get_args(annotation) for mark in _marks(part)]
    return [*getattr(annotation, "__metadata__", ()), *inner]


def missing_site(name: str, known: Collection[str]) -> NotFound:
    """Say that there is no site of a name, and which there are.

    Arguments:
        name: what was named.
        known: the sites that whoever asks may know of.
    """
    if not known:
        return NotFound(say("error.no_site_yet", site=name))
    return NotFound(say("error.no_site", site=name, known=listed(known)))


class Named:
    """Tells whether what questions name exists, and remembers what does: neither sites nor people vanish.

    Arguments:
        where_is: tells at which site an aggregate's last event was recorded; None where it has none.
        sites: names the sites that there are.
    """

    def __init__(
        self,
        where_is: Callable[[str], Awaitable[str | None]],
        sites: Callable[[], Awaitable[Sequence[str]]],
    ) -> None:
        self._where_is = where_is
        self._sites = sites
        self._known: set[str] = set()

    async def check(self, question: BaseModel, sight: Sight) -> None:
        """Look up whatever a question names; where the ledger is away, it is answered from the view unlooked.

        Another site's matter is none for whoever does not see that site. Nor do they learn who is on
        another site's register: nobody is looked up for them, and a list narrowed by somebody whom it does
        not name is empty.

        Arguments:
            question: the question.
            sight: what of the answer the asker may see.

        Raises:
            NotFound: there is no such site, person or matter.
        """
        reach = None if sight.is_everywhere else sight.reach
        for value, is_site in _values_in(question):
            if value.startswith(_CUSTOMER):
                continue
            if is_site and not await self._exists(f"site-{value}", None):
                raise await self._missing_site(value, reach)
            if is_site or (reach is not None and value.startswith(_PERSON)):
                continue
            if not await self._exists(value, reach):
                missing = NotFound(say("error.no_matter", matter=value))
                # Whoever asks hears the same; the auditor hears that it is somewhere.
                missing.is_elsewhere = reach is not None and await self._exists(value, None)
                raise missing

    async def _missing_site(self, name: str, reach: frozenset[str] | None) -> NotFound:
        return missing_site(name, [site for site in await self._sites() if reach is None or site in reach])

    async def _exists(self, originator_id: str, reach: frozenset[str] | None) -> bool:
        if originator_id in self._known:
            return True
        found = _ID.fullmatch(originator_id)
        if found is None or found[1] not in streams():
            return False
        try:
            async with asyncio.timeout(_WITHIN_S):
                site = await self._where_is(originator_id)
        except (AnswerableError, TimeoutError) as error:
            log.warning("name.not_looked_up", name=originator_id, reason=str(error))
            return True
        is_there = site is not None and (reach is None or site in reach)
        if is_there and originator_id.startswith(_LASTING) and len(self._known) < _REMEMBERED:
            self._known.add(originator_id)
        return is_there
