"""The sample's people, as a visitor chooses among them: by site, and there by role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from answerable.queries.accounts import SamplePerson
from answerable.streams.staff.events import Role

_ORDER = {role: at for at, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class CastAt:
    """The people of one site.

    Arguments:
        site: which; None for those who have a role at all of them.
        people: theirs, by role.
    """

    site: str | None
    people: tuple[SamplePerson, ...]


def cast_by_site(people: Iterable[SamplePerson]) -> tuple[CastAt, ...]:
    """Group the sample's people; those of all sites stand first.

    Arguments:
        people: everybody of the sample.
    """
    found: dict[str, list[SamplePerson]] = {}
    for one in people:
        found.setdefault(_site(one), []).append(one)
    return tuple(
        CastAt(site or None, tuple(sorted(there, key=_rank))) for site, there in sorted(found.items())
    )


def _site(one: SamplePerson) -> str:
    sites = [grant.site or "" for grant in one.grants]
    return min(sites, default="")


def _rank(one: SamplePerson) -> tuple[int, str]:
    return min((_ORDER[grant.role] for grant in one.grants), default=len(_ORDER)), one.person
