"""What can come of a call, and the commands that record it, one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from answerable_services.console.forms import Faults

RECEIVE, ANSWER = "contact.receive", "contact.answer"


class Outcome(StrEnum):
    """What comes of a call; in the order of the buttons."""

    ANSWERED = "answered"
    CASE = "case"
    RETURN_CALL = "return_call"
    COMPLAINT = "complaint"
    FAULT = "fault"


STEPS: Mapping[Outcome, tuple[str, ...]] = {
    Outcome.ANSWERED: (RECEIVE, ANSWER),
    Outcome.CASE: (RECEIVE, ANSWER, "case.open", "case.note_progress"),
    Outcome.RETURN_CALL: (RECEIVE, "contact.request_return_call"),
    Outcome.COMPLAINT: (RECEIVE, ANSWER, "complaint.file"),
    Outcome.FAULT: (RECEIVE, ANSWER, "fault.report"),
}
"""The commands of each."""

ALSO = "case.note_progress"
"""The command that is left out where nothing was written down."""

INTO_TOPIC = frozenset({Outcome.ANSWERED, Outcome.RETURN_CALL})
"""Where only the contact is recorded, what was asked stands in its topic: it has no other place."""

TEXT = "text"
"""The input that what was asked stands in."""

_SAID_AS = {
    ("case.note_progress", "note"): TEXT,
    ("complaint.file", "text"): TEXT,
    ("fault.report", "phenomenon"): TEXT,
}
"""Fields that the page has one input for, whichever command they are of."""

SHOWN: Mapping[str, str] = {
    "customer": RECEIVE,
    "channel": RECEIVE,
    "topic": RECEIVE,
    TEXT: "complaint.file",
    "priority": "case.open",
    "about": "complaint.file",
    "place": "fault.report",
    "plan": "fault.report",
}
"""The page's inputs, each with the command whose field it is written as."""


def input_of(step: str, field: str) -> str:
    """Give the input that a command's field is typed into.

    Arguments:
        step: the command's name.
        field: the field's.
    """
    return _SAID_AS.get((step, field), field)


def on_the_page(step: str, faults: Faults) -> Faults:
    """Put a command's faults beside the page's inputs; what the page does not ask is about the whole.

    Arguments:
        step: the command's name.
        faults: what is wrong with its fields.
    """
    of_fields, of_whole = {}, list(faults.of_whole)
    for field, found in faults.of_fields.items():
        name = input_of(step, field)
        if name in SHOWN:
            of_fields[name] = found
        else:
            of_whole += found
    return Faults(of_fields, tuple(of_whole))
