"""The people whom a file names: hired before the first row that names them, where the mapping says how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from pydantic import Field

from answerable.commands.base import BulkItem
from answerable.commands.registry import COMMANDS
from answerable.days import RECORDED
from answerable.events.base import IMPORT_PREFIX, Label
from answerable.importing.part import Part
from answerable.people import people_said
from answerable.streams.staff.events import Role

ACTOR = "system-import"
"""Who hires them: nobody said who did."""

_DAY = timedelta(days=1)


class People(Part):
    """As what the people of a file are hired who are on no register yet.

    Arguments:
        role: what they are employed as.
        team: the group they belong to.
        hired_on: the first day of employment, which lies before the file's first row.
    """

    role: Role
    team: Label
    hired_on: date = Field(ge=date(1970, 1, 1))


def out_of_reach(people: People, today: date) -> str | None:
    """Tell why nobody can be hired as of the day that a mapping says; None where they can.

    Hiring is reported as of that day, so it cannot lie farther back than anything that is recorded.

    Arguments:
        people: as what the people of a file are hired.
        today: the day by the writer's clock.
    """
    first = RECORDED.first(today)
    if first < people.hired_on <= today:
        return None
    return (
        f"nobody can be recorded as hired on {people.hired_on}: write a day from {first + _DAY} to {today}, "
        "the first of these for whoever was hired before it"
    )


class Hiring:
    """Hires each person of a file once in an import, before the first row that names them.

    What it asks for depends on the person alone, so that another part of the file asks for the same.

    Arguments:
        people: as what they are hired; nobody is where None.
        mapping: the mapping's id.
        site: the site that they are hired at.
    """

    def __init__(self, people: People | None, mapping: str, site: str) -> None:
        self._people = people
        self._prefix = f"{IMPORT_PREFIX}{mapping}:{site}"
        self._site = site
        self._known: set[str] = set()

    def before(self, items: Iterable[BulkItem]) -> list[BulkItem]:
        """Give the commands that have to be carried out before these, in the order in which people appear."""
        if self._people is None:
            return []
        return [self._hire(self._people, person) for person in self._new(items)]

    def _new(self, items: Iterable[BulkItem]) -> Iterator[str]:
        for item in items:
            for person in people_said(COMMANDS[item.name], item.body):
                if person not in self._known:
                    self._known.add(person)
                    yield person

    def _hire(self, people: People, person: str) -> BulkItem:
        return BulkItem(
            name="staff.hire",
            key=f"{self._prefix}:{person}:hire",
            body={
                "site": self._site,
                "acting_for": ACTOR,
                "occurred_at": datetime.combine(people.hired_on, time(), UTC).isoformat(),
                "staff": person,
                "role": people.role.value,
                "team": people.team,
                "hired_on": people.hired_on.isoformat(),
            },
        )
