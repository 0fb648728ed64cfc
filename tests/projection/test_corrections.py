"""What corrects an event is no event among others: no projection can forget it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

import pytest
from sqlalchemy import Column, MetaData, String, Table

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.corrections import corrections
from answerable.deciding import recorded_as
from answerable.discovery import parts
from answerable.errors import Invalid
from answerable.events.base import Event
from answerable.projection.writing.projection import Projection, forgotten, on
from answerable.projection.writing.rows import Rows
from answerable.streams.assessment import events as assessment
from answerable.streams.attendance import commands as attendance_commands
from answerable.streams.attendance import events as attendance
from answerable.streams.case import commands as case
from answerable.streams.case import events
from answerable.streams.contact import events as contact
from answerable.streams.documentcopy import events as documentcopy
from answerable.streams.dutylog import commands as dutylog_commands
from answerable.streams.dutylog import events as dutylog
from answerable.streams.filledform import events as filledform
from answerable.streams.hazmat import events as hazmat
from answerable.streams.obligation import events as obligation
from answerable.streams.questionnaire import events as questionnaire
from answerable.streams.report import events as report
from answerable.streams.saleday import events as saleday
from answerable.streams.shipment import commands as shipment_commands
from answerable.streams.shipment import events as shipment
from answerable.streams.survey import events as survey
from answerable.streams.training import events as training
from tests.docs.pages import text_of

TABLES = MetaData()
Table("solved", TABLES, Column("case", String, primary_key=True))

parts("decisions")  # which register what corrects what

CALLED = [
    COMMANDS[name]
    for name in re.findall(
        r"^\| `([a-z_.]+)` \| itself a correction", text_of("docs/reference/corrections.md"), re.MULTILINE
    )
]
"""The commands that the page of corrections calls such: those that say anew, and those that take back."""

WORKED_OUT: dict[type[Command], type[Event]] = {
    attendance_commands.Correct: attendance.Corrected,
    case.CorrectLimit: events.LimitCorrected,
    dutylog_commands.WithdrawEntry: dutylog.EntryWithdrawn,
    shipment_commands.WithdrawStep: shipment.StepWithdrawn,
}
"""Corrections whose decision works out what is recorded, so that no declaration says it."""

BESIDE = {
    contact.Voided,
    dutylog.LightsWithdrawn,
    documentcopy.Recalled,
    filledform.SentBack,
    filledform.Voided,
    saleday.Restated,
    shipment.SendingWithdrawn,
    report.SentBack,
    assessment.ExamScored,
    hazmat.KeyPassed,
    hazmat.Moved,
    hazmat.TakenOff,
    obligation.Excused,
    questionnaire.AnswerDiscounted,
    survey.ReportSentBack,
    training.Struck,
}
"""What takes something back beside what it says for itself."""


class Solved(Projection):
    """Wants solutions, and forgets that they are taken back."""

    name, version, tables = "solved", 1, TABLES

    @on(events.Resolved)
    def resolved(self, event: events.Resolved, rows: Rows) -> None:
        """Do nothing: it is never made."""


class Explained(Solved):
    """Says why it need not handle them."""

    unaffected_by: ClassVar[Mapping[type[Event], str]] = {events.ResolutionWithdrawn: "an example"}


def of_streams() -> Iterator[type[Event]]:
    """Give every event of the project's own streams."""
    return (one for one in Event.__subclasses__() if one.__module__.startswith("answerable.streams."))


def recorded(command: type[Command]) -> type[Event]:
    """Give what a correction is recorded as."""
    if command in corrections():
        return corrections()[command].corrected
    return recorded_as(command) or WORKED_OUT[command]


def test_one_that_forgets_is_refused() -> None:
    """It cannot be made, and the refusal names the event, what corrects it, and the two ways out."""
    with pytest.raises(Invalid, match=r"case\.Resolved is corrected by case\.ResolutionWithdrawn") as refused:
        Solved()

    assert "unaffected_by" in refused.value.message
    assert forgotten(Solved) == [("case.Resolved", "case.ResolutionWithdrawn")]


def test_one_that_explains_is_made() -> None:
    """A correction that changes no row is named with the reason."""
    assert Explained().wanted() == {events.Resolved}


@pytest.mark.parametrize("command", corrections(), ids=lambda command: command.command_name)
def test_what_says_anew_corrects_the_fact_that_said_it(command: type[Command]) -> None:
    """Its event names the fact that the command is registered for; the page calls it a correction."""
    correction = corrections()[command]

    assert correction.of in correction.corrected.corrects
    assert correction.fields
    assert command in CALLED


@pytest.mark.parametrize("command", CALLED, ids=lambda command: command.command_name)
def test_a_correction_says_of_what(command: type[Command]) -> None:
    """Whatever puts something right or takes it back says which events, of its own stream."""
    event = recorded(command)
    corrected = {*event.corrects, *event.revokes}

    assert {one.stream for one in corrected} == {event.stream}


def test_nothing_else_corrects() -> None:
    """An event that corrects others is what a correction is recorded as, or does so beside what it says."""
    correcting = {event for event in of_streams() if event.corrects or event.revokes}

    assert correcting - {recorded(command) for command in CALLED} == BESIDE


def test_the_page_names_the_streams() -> None:
    """The page about events lists the streams that there are."""
    (listed,) = re.findall(r"The streams: ([a-z,\s]+)\.", text_of("docs/concepts/events-and-the-ledger.md"))

    assert re.split(r",\s+", listed) == sorted({name.partition(".")[0] for name in COMMANDS})
