"""Who may see the story of a matter, by the table and by what is on record of it: as the desk answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from answerable.deciding import Matter, relating_of
from answerable.identity import Kind, Principal
from answerable.identity.answers import Allowed, Denied, Why
from answerable.identity.permission import may, scope
from answerable.identity.relations import Relation
from answerable.streams.assessment.decisions import Assessment
from answerable.streams.duty.decisions import Duty
from answerable.streams.site.commands import site_id
from answerable.streams.staff.state import Staff
from answerable_services.intake.aggregate import Aggregate

Look = Callable[[Iterable[str]], Awaitable[dict[str, Aggregate]]]
"""Gives aggregates as they are now."""


class Seeing:
    """Tells who may see a matter.

    Arguments:
        look: gives matters, people and sites as they are now.
        now: the writer's clock.
    """

    def __init__(self, look: Look, now: Callable[[], datetime]) -> None:
        self._look = look
        self._now = now

    async def of(self, asker: Principal, seen: Aggregate) -> Allowed | Denied:
        """Tell whether somebody may see a matter.

        Arguments:
            asker: who asks, as it was proved.
            seen: the matter.
        """
        stream = seen.id.partition("-")[0]
        action = f"desk.story_of.{stream}"
        relations = set()
        if asker.id in _owners(seen):
            relations.add(Relation.OWN)
        if asker.id in relating_of(stream).asked(Matter(seen.state, seen.taken_down_by), None):
            # Whom a matter waits for sees it as their own, so that they can answer.
            relations |= {Relation.ASKED, Relation.OWN}
        if Relation.TEAM in scope(asker, action).reaches and await self._is_of_their_team(asker, seen):
            relations.add(Relation.TEAM)
        found: Allowed | Denied = Denied(Why.ELSEWHERE, action, seen.site, asker.grants)
        for site in _sites(seen):
            found = may(asker, action, site, relations)
            if isinstance(found, Allowed):
                break
        return found

    async def is_told_of(self, asker: Principal, seen: Aggregate) -> bool:
        """Tell whether somebody is told of a matter beside its story, as by what can be done with it.

        What another system's token names is asked where it asks: here it counts what the table lets systems
        see. A part of the system is told.

        Arguments:
            asker: who asks, as it was proved.
            seen: the matter.
        """
        return not seen.version or not isinstance(await self.told_of(asker, seen), Denied)

    async def told_of(self, asker: Principal, seen: Aggregate) -> Allowed | Denied | None:
        """Give why somebody is told of a matter, or why not, as `is_told_of`; None for a part of the system.

        Arguments:
            asker: who asks, as it was proved.
            seen: the matter.
        """
        if asker.kind is Kind.SYSTEM:
            return None
        whole = asker if asker.scope is None else asker.model_copy(update={"scope": None})
        return await self.of(whole, seen)

    async def _is_of_their_team(self, asker: Principal, seen: Aggregate) -> bool:
        """Tell whether whose a matter is belongs to the team of whoever asks, as the register has it now."""
        owners = sorted(_owners(seen))
        if not owners or seen.site is None:
            return False
        site = site_id(seen.site)
        known = await self._look([asker.id, site, *owners])
        if (opened := known[site].state) is None:
            return False
        today = self._now().astimezone(ZoneInfo(opened.timezone)).date()
        placed = {
            name: (standing.site, standing.team)
            for name, one in known.items()
            if isinstance(one.state, Staff) and (standing := one.state.on(today)).team is not None
        }
        mine = placed.get(asker.id)
        return mine is not None and any(placed.get(owner) == mine for owner in owners)


def _owners(seen: Aggregate) -> set[str]:
    """Give whose a matter is: also of those of which nothing is done by who owns them."""
    owners = relating_of(seen.id.partition("-")[0]).own(Matter(seen.state, seen.taken_down_by), None)
    found = {one for one in owners if one is not None}
    if isinstance(seen.state, Staff):
        found.add(seen.id)
    if isinstance(seen.state, Assessment) and seen.state.staff is not None:
        found.add(seen.state.staff)
    return found


def _sites(seen: Aggregate) -> list[str]:
    """Give the sites that a matter is of: what is of a person, of each where they were."""
    found = {seen.site}
    if isinstance(seen.state, Staff):
        found.update(seen.state.sites)
    if isinstance(seen.state, tuple):  # a roster's
        found.update(one.site for one in seen.state if isinstance(one, Duty))
    return sorted(site for site in found if site is not None)
