"""Staff: whom a centre of a kind has beside the superiors and agents that every centre has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from answerable.sample.centre import Person
from answerable.sample.scribe import Scribe, at
from answerable.streams.staff.events import Role

Post = tuple[str, Role, str]
"""A word that the person's id ends in, their role, and their team."""

OFFICERS: tuple[Post, ...] = (
    ("finance", Role.FINANCE, "财务部"),
    ("data-protection-officer", Role.DATA_PROTECTION_OFFICER, "管理部"),
)
"""Those whom every kind has."""

_THERE_SINCE = timedelta(days=800)


def hire(scribe: Scribe, posts: Sequence[Post]) -> None:
    """Hire those whom a kind has beside.

    Arguments:
        scribe: writes it.
        posts: who.
    """
    centre = scribe.centre
    since = centre.begins_on - _THERE_SINCE
    for word, role, team in posts:
        person = Person(centre.staff(word), role, team, since)
        scribe.write(
            "staff.hire",
            f"{person.id}:hire",
            at(since, 8, 45),
            centre.staff("general-manager"),
            staff=person.id,
            role=person.role,
            team=person.team,
            hired_on=person.hired_on,
        )
