"""What a site lacks before anything can wait at it: a rulebook, and people beside whoever looks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from answerable.errors import NotFound
from answerable.queries.desk import SiteName, SiteNames, StoryOf
from answerable.queries.registers import REGISTERS
from answerable.streams.rulebook.commands import Bind, binding_id
from answerable.streams.staff.commands import Hire
from answerable_services.console.address import question
from answerable_services.console.home.items import step_of

if TYPE_CHECKING:
    from answerable_services.console.home.panels import Step
    from answerable_services.console.view import View

_NEW = 3
"""Sites of an installation that has just begun; where there are more, nobody is told how to begin."""


class Lack(NamedTuple):
    """Something that a site lacks.

    Arguments:
        site: which.
        what: the word for it.
        step: the form that sees to it.
    """

    site: SiteName
    what: str
    step: Step


async def lacks_of(view: View, sites: SiteNames) -> tuple[Lack, ...]:
    """Find what sites lack that whoever looks can see to; what cannot be asked is not said to be missing.

    Arguments:
        view: the page; asks as them.
        sites: those that they see.
    """
    if len(sites.sites) > _NEW:
        return ()
    found = await asyncio.gather(*(_lacks(view, site) for site in sites.sites))
    return tuple(one for of_site in found for one in of_site)


async def _lacks(view: View, site: SiteName) -> list[Lack]:
    bind = step_of(view, Bind.command_name, site.site)
    hire = step_of(view, Hire.command_name, site.site)
    found = []
    if bind is not None:
        told = await view.ask(StoryOf(matter=binding_id(site.site), limit=1))
        if isinstance(told.error, NotFound):
            found.append(Lack(site, "no_rulebook", bind))
    if hire is not None:
        listed = await view.ask(question(REGISTERS["staff"].query, site=site.site, limit=2))
        if listed.answer is not None and len(listed.answer.rows) < 2:  # noqa: PLR2004  (one is who looks)
            found.append(Lack(site, "nobody_else", hire))
    return found
