"""What corrects an event is no event among others: no projection can forget it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import ClassVar

import pytest
from sqlalchemy import Column, MetaData, String, Table

from answerable.commands.registry import COMMANDS
from answerable.errors import Invalid
from answerable.events.base import Event
from answerable.projection.writing.projection import Projection, forgotten, on
from answerable.projection.writing.rows import Rows
from answerable.streams.account import events as account
from answerable.streams.assessment import events as assessment
from answerable.streams.case import events as case
from answerable.streams.contact import events as contact
from answerable.streams.staff import events as staff
from tests.docs.pages import text_of

TABLES = MetaData()
Table("solved", TABLES, Column("case", String, primary_key=True))

CORRECTS = re.compile(r"(Corrected|Withdrawn|Revoked|Annulled)$")
"""What the names of events end with that put something right or take it back."""

STEPS = {staff.RoleWithdrawn, account.TokenRevoked}
"""Events of such a name that are steps of their own."""

BESIDE = {contact.Voided, assessment.ExamScored}
"""What takes something back beside what it says for itself."""


class Solved(Projection):
    """Wants solutions, and forgets that they are taken back."""

    name, version, tables = "solved", 1, TABLES

    @on(case.Resolved)
    def resolved(self, event: case.Resolved, rows: Rows) -> None:
        """Do nothing: it is never made."""


class Explained(Solved):
    """Says why it need not handle them."""

    unaffected_by: ClassVar[Mapping[type[Event], str]] = {case.ResolutionWithdrawn: "an example"}


def events(base: type[Event] = Event) -> Iterator[type[Event]]:
    """Give every event of the project's own streams."""
    for event in base.__subclasses__():
        if event.__module__.startswith("answerable.streams."):
            yield event


def test_one_that_forgets_is_refused() -> None:
    """It cannot be made, and the refusal names the event, what corrects it, and the two ways out."""
    with pytest.raises(Invalid, match=r"case\.Resolved is corrected by case\.ResolutionWithdrawn") as refused:
        Solved()

    assert "unaffected_by" in refused.value.message
    assert forgotten(Solved) == [("case.Resolved", "case.ResolutionWithdrawn")]


def test_one_that_explains_is_made() -> None:
    """A correction that changes no row is named with the reason."""
    assert Explained().wanted() == {case.Resolved}


@pytest.mark.parametrize("event", list(events()))
def test_a_correction_says_of_what(event: type[Event]) -> None:
    """Every event that puts something right or takes it back says which events, of its own stream."""
    corrected = {*event.corrects, *event.revokes}
    is_correction = CORRECTS.search(event.__name__) is not None and event not in STEPS

    assert {one.stream for one in corrected} <= {event.stream}
    assert not is_correction or corrected


def test_every_correcting_command_has_its_event() -> None:
    """A stream has as many correcting events as the page of corrections has commands that correct.

    One that corrects gives a reason, and is none of what is only told or done with one.
    """
    rows = re.findall(
        r"^\| `([a-z]+)\.[a-z_]+` \| itself a correction",
        text_of("docs/reference/corrections.md"),
        re.MULTILINE,
    )
    named = [event for event in events() if (event.corrects or event.revokes) and event not in BESIDE]

    assert Counter(rows) == Counter(event.stream for event in named)


def test_the_page_names_the_streams() -> None:
    """The page about events lists the streams that there are."""
    (listed,) = re.findall(r"The streams: ([a-z,\s]+)\.", text_of("docs/concepts/events-and-the-ledger.md"))

    assert re.split(r",\s+", listed) == sorted({name.partition(".")[0] for name in COMMANDS})
