"""Who may see the story of a matter: by where it is, whose it is, and whose team they are in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from answerable.errors import NotFound
from answerable.events.cloudevents import decode
from answerable.events.subjects import OF_PEOPLE, anywhere, parse
from answerable.identity.sight import Sight
from answerable.ledger.store.ledger import Ledger
from answerable.projection.views.store import Store
from answerable.projection.writing.rows import Row
from answerable.wording import say
from answerable_services.desk import tables as t
from answerable_services.desk.own import CONCERNS

_MOST_EVENTS = 200
"""Events of a matter without a register in which it is looked for whose it is; they are short."""


async def check_story(store: Store, ledger: Ledger, matter: str, row: Row | None, sight: Sight) -> None:
    """Let somebody see a matter's story, or let it be none: one of another site is as if it were not there.

    The story of somebody who moved is seen where they are and where they were.

    Arguments:
        store: holds the desk's view.
        ledger: has the matter's events.
        matter: which.
        row: what its register keeps of it.
        sight: what the asker may see.

    Raises:
        NotFound: there is no such matter, or they may not see it.
    """
    if sight.is_everywhere:
        return
    stream = matter.partition("-")[0]
    owners = set() if row is None else {row[name] for name in t.REGISTERS[stream].own}
    sites = (
        {parse(one).site for one in await ledger.subjects(anywhere(matter))} if stream in OF_PEOPLE else set()
    )
    if row is not None:
        sites.add(row["site"])
    elif not sites or stream in CONCERNS:
        events = await ledger.page(matter, after=0, limit=_MOST_EVENTS)
        sites |= {parse(one.subject).site for one in events}
        named = [getattr(decode(one.body), CONCERNS.get(stream, ""), None) for one in events]
        owners = set([name for name in named if name is not None][-1:])
    is_of_team = False
    if sight.team != frozenset() and owners:
        is_of_team = await store.read(lambda connection: _share_a_team(connection, sight.person, owners))
    for site in sites:
        if sight.shows(site, is_own=sight.person in owners, is_of_team=is_of_team):
            return
    missing = NotFound(say("error.no_matter", matter=matter))
    missing.is_elsewhere = bool(sites) and sight.reach is not None and sites.isdisjoint(sight.reach)
    raise missing


def _share_a_team(connection: Connection, person: str, others: set[Any]) -> bool:
    """Tell whether somebody is in the team of any of others, by what the register of staff says now."""
    people = t.MATTERS["staff"].c
    asked = select(people.staff, people.site, people.team).where(people.staff.in_(sorted({person, *others})))
    found: Mapping[str, tuple[str, str | None]] = {
        staff: (site, team) for staff, site, team in connection.execute(asked)
    }
    mine = found.get(person, ("", None))
    return mine[1] is not None and any(found.get(one) == mine for one in others)
