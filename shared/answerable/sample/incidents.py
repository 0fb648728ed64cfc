"""The sample's real incidents, through the same mapping as any other incident log."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files

from answerable.commands.base import BulkItem
from answerable.commands.registry import COMMANDS
from answerable.importing.interpreter import Interpreted, Interpreter
from answerable.importing.loader import load
from answerable.importing.mapping import Scope
from answerable.importing.memory import BriefMemory
from answerable.people import people_said
from answerable.sample.centre import Centre, Person
from answerable.streams.staff.events import Role

_OPENED_BY = "opened_by"
_AT_THE_DESK = ("contact.receive", "case.open")


@cache
def rows() -> tuple[dict[str, str], ...]:
    """Give the rows of the incident log that comes with the package."""
    text = files("answerable").joinpath("sample", "incidents.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def site_of(opened_by: str, sites: Sequence[str]) -> str:
    """Tell the site that an incident belongs to: all of one first responder's are at one site.

    Arguments:
        opened_by: who opened it, as the log says.
        sites: the sites there are.
    """
    return sites[int(sha256(opened_by.encode()).hexdigest(), 16) % len(sites)]


def commands(sites: Sequence[str]) -> Iterator[BulkItem]:
    """Give the commands of all incidents, in the log's order.

    Arguments:
        sites: the sites they are spread over.
    """
    mapping = load("incident-log").model_copy(update={"scope": Scope.CENTRE})  # one log, shared out
    interpreters = {site: Interpreter(mapping, site, BriefMemory()) for site in sites}
    for number, row in enumerate(rows(), start=2):
        outcome = interpreters[site_of(row[_OPENED_BY], sites)].row(number, row)
        if isinstance(outcome, Interpreted):
            yield from outcome.items


def persons(centres: Sequence[Centre]) -> Iterator[tuple[str, Person, datetime]]:
    """Give the persons whom the incidents name, each with their site and the first moment they are seen.

    Arguments:
        centres: the sites that the incidents are spread over.
    """
    begins_on = {centre.site: centre.begins_on for centre in centres}
    seen: set[str] = set()
    for item in commands([centre.site for centre in centres]):
        for person in people_said(COMMANDS[item.name], item.body):
            if person in seen:
                continue
            seen.add(person)
            site = item.body["site"]
            is_desk = item.name in _AT_THE_DESK
            role, team = (Role.AGENT, "服务台") if is_desk else (Role.TECHNICIAN, "解决小组")
            hired_on = begins_on[site].replace(year=begins_on[site].year - 2)
            yield site, Person(person, role, team, hired_on), datetime.fromisoformat(item.body["occurred_at"])
