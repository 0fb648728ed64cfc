"""The parts of the first page, and which role has which of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from answerable.identity import Grant
from answerable.streams.staff.events import Role
from answerable_services.console.asking import Reply
from answerable_services.console.doing.calling_back import Calling
from answerable_services.console.doing.pressing import Press
from answerable_services.console.views.deadline import Tone


class Work(StrEnum):
    """What can wait for somebody; in the order in which it is shown, what others wait for first."""

    ASKED = "asked"
    """Cases that they were asked to take."""
    SIGN = "sign"
    """Handovers that wait for their signature, and for nobody before them."""
    REMINDERS = "reminders"
    """What they were reminded of, and have not acknowledged."""
    MINE = "mine"
    """Cases that they are responsible for."""
    APPROVE = "approve"
    """Complaints whose plan waits for an approval."""
    EXPORTS = "exports"
    """Exports that wait for an approval."""
    ALLOWED = "allowed"
    """Exports that they asked for, and that are approved."""
    REFUSALS = "refusals"
    """Refused handovers that a superior has to decide on."""
    DEPOSITS = "deposits"
    """Things that somebody wants to leave at the desk, which wait for an approval."""
    DRAWINGS = "drawings"
    """Sheets of hazardous goods on which somebody asks for some."""
    HAZARDS = "hazards"
    """Sheets of hazardous goods that do not add up, or with an incident that nobody dealt with."""
    VISITS = "visits"
    """Visits that they are to make."""
    TAKE_OVER = "take_over"
    """Reports of visits that wait for somebody who was not there."""
    UNLINKED = "unlinked"
    """Visits with findings that have no case."""
    SURVEYED = "surveyed"
    """Surveys whose report waits for an approval."""
    UNSEALINGS = "unsealings"
    """Sealed keys in use that wait for their step: an approval, their presence, a signature."""
    LOANS = "loans"
    """Keys that wait to be approved, handed out, brought back or seen in their place by them."""
    LOST_KEYS = "lost_keys"
    """Keys that are lost, until they do no harm and are replaced."""
    KEYCOUNTS = "keycounts"
    """Counts of keys to be confirmed, or that differ."""
    LOCKS = "locks"
    """Locks to be changed, by the one whose step it is."""
    FOUND_KEYS = "found_keys"
    """Found keys that security has to take or give back."""
    MY_SWAPS = "my_swaps"
    """Swaps in which they are asked to do somebody else's duty."""
    SWAPS = "swaps"
    """Swaps that wait for an approval."""
    LEAVES = "leaves"
    """Leaves that wait for an approval."""
    MY_LOG = "my_log"
    """Duty logs that they keep, and have not signed off."""
    ORDERS = "orders"
    """Work orders that wait for an approval."""
    ORAL = "oral"
    """What they are said to have allowed by word of mouth."""
    VENDORS = "vendors"
    """Outside vendors that wait for an agreement."""
    MONEY = "money"
    """Repair fees that were handed over, and wait for finance."""
    DIFFERENCES = "differences"
    """Repair fees whose amounts do not agree."""
    GIVE_OUT = "give_out"
    """Approved work orders that nobody has."""
    MY_ORDERS = "my_orders"
    """Work orders that they have."""
    MY_MONEY = "my_money"
    """Repair fees that they collected, and have not handed over."""
    OVERDUE = "overdue"
    """Cases behind their limit."""
    NEEDS_OWNER = "needs_owner"
    """Cases whose owner is away."""
    WAITING = "waiting"
    """Transfers that nobody has accepted."""
    COMPLAINTS = "complaints"
    """Complaints that are open."""
    FAULTS = "faults"
    """Faults that are open."""
    DUE = "due"
    """What they owe by the rulebook in time; of the whole site, for whoever leads it."""
    CALLBACKS = "callbacks"
    """Customers to be called back today, and those who should have been."""
    RETURN_CALLS = "return_calls"
    """Customers who asked to be called back, and were not yet."""
    SUGGESTED = "suggested"
    """What may be a violation, and nobody has decided on."""
    IDEAS = "ideas"
    """Suggestions that nobody has decided on."""
    TRIALS = "trials"
    """Suggestions on trial, whose effect is to be found."""
    NEEDS = "needs"
    """Needs of customers that nobody has planned for."""
    SUPPLY = "supply"
    """Supply plans that wait for an approval."""
    DISPUTES = "disputes"
    """Disputes that wait for the office."""
    ANSWERS = "answers"
    """Disputes in which they are asked for their department’s opinion."""
    MAJOR = "major"
    """Major matters that wait for the general manager."""
    UNWRITTEN = "unwritten"
    """Major matters without a written report."""
    TRAININGS = "trainings"
    """Training sessions that are to be held, attended and ended."""
    TO_SIGN = "to_sign"
    """Filled forms that wait for their signature, and for nobody before them."""
    TO_FILL = "to_fill"
    """Forms that they have to fill in and sign."""
    TO_READ = "to_read"
    """Documents of which they have a copy, and have not said that they know it."""
    TO_REVIEW = "to_review"
    """Drafts of documents that wait for somebody who did not write them."""
    TO_REVISE = "to_revise"
    """Documents whose revision is proposed."""
    TO_ISSUE = "to_issue"
    """Filled forms that everybody has signed."""
    REPORTS = "reports"
    """Reports that wait for a signature."""
    WEEKLIES = "weeklies"
    """The technicians' weekly reports that wait for a signature."""
    MY_REPORTS = "my_reports"
    """Their own reports that they have not handed in, or that came back."""
    SOUGHT = "sought"
    """Customers’ data that others ask for: whether they are told waits for an approval."""
    TO_TELL = "to_tell"
    """What they asked for others and was approved."""
    INSIDE = "inside"
    """Who was let into the office and has not left."""
    UNPLEDGED = "unpledged"
    """Staff without a statement of secrecy that holds today."""
    FORMS = "forms"
    """Work contact forms and opinions that they are asked to answer."""
    LATE_FORMS = "late_forms"
    """Work contact forms that were filed behind the solution, and wait to be confirmed."""
    OPINIONS = "opinions"
    """Opinions that were answered, and of which the customer has to be told."""
    NEW_LEADS = "new_leads"
    """Sales leads that nobody has passed on."""
    MY_LEADS = "my_leads"
    """Sales leads that were passed on to them."""
    GRADES = "grades"
    """Customers' grades that wait to be confirmed."""
    EVENTS = "events"
    """Events for customers that wait for an approval."""
    UNSENT = "unsent"
    """Orders of the shop that are not sent yet."""
    LOST_GOODS = "lost_goods"
    """What the courier lost, and nobody has claimed."""
    DUTY = "duty"
    """Who is on duty today, and who is on leave."""
    UNSIGNED = "unsigned"
    """Handovers of the site that lack a signature."""
    UNREVIEWED = "unreviewed"
    """Handovers of the site that nobody has reviewed."""
    SCORE = "score"
    """Their own score so far."""
    SITES = "sites"
    """The sites side by side."""
    FINDINGS = "findings"
    """What an auditor should look at."""
    DENIED = "denied"
    """Attempts that were denied."""
    VIEWS = "views"
    """How far the services are behind the ledger."""


WAITED_FOR = frozenset(
    {
        Work.ASKED,
        Work.SIGN,
        Work.APPROVE,
        Work.EXPORTS,
        Work.REFUSALS,
        Work.DEPOSITS,
        Work.DRAWINGS,
        Work.TAKE_OVER,
        Work.SURVEYED,
        Work.TO_SIGN,
        Work.TO_REVIEW,
        Work.TO_REVISE,
        Work.UNSEALINGS,
        Work.MY_SWAPS,
        Work.SWAPS,
        Work.LEAVES,
        Work.ORDERS,
        Work.ORAL,
        Work.VENDORS,
        Work.MONEY,
        Work.FORMS,
        Work.LATE_FORMS,
        Work.MY_LEADS,
        Work.GRADES,
        Work.EVENTS,
    }
)
"""What somebody else waits for: it is counted beside the way to the first page."""

TOLD = frozenset({Work.DUTY, Work.SCORE, Work.SITES, Work.VIEWS, Work.DENIED})
"""What tells somebody how things are, and waits for nobody."""

_OF_VISITS: Mapping[Role, frozenset[Work]] = {
    Role.AGENT: frozenset({Work.VISITS}),
    Role.LEAD: frozenset({Work.VISITS, Work.TAKE_OVER, Work.UNLINKED}),
    Role.SUPERVISOR: frozenset({Work.VISITS, Work.TAKE_OVER, Work.UNLINKED, Work.SURVEYED}),
    Role.MANAGER: frozenset({Work.VISITS, Work.TAKE_OVER, Work.SURVEYED}),
    Role.GENERAL_MANAGER: frozenset({Work.VISITS, Work.TAKE_OVER, Work.SURVEYED}),
    Role.SALESPERSON: frozenset({Work.VISITS}),
    Role.TECHNICIAN: frozenset({Work.VISITS}),
}
"""What each finds there of visits and surveys."""


_OF_CUSTOMERS: Mapping[Role, frozenset[Work]] = {
    Role.AGENT: frozenset({Work.FORMS, Work.OPINIONS, Work.UNSENT}),
    Role.TRAINER: frozenset({Work.FORMS}),
    Role.LEAD: frozenset({Work.FORMS, Work.OPINIONS, Work.NEW_LEADS, Work.UNSENT, Work.LOST_GOODS}),
    Role.SUPERVISOR: frozenset(
        {Work.FORMS, Work.LATE_FORMS, Work.OPINIONS, Work.NEW_LEADS, Work.GRADES, Work.LOST_GOODS}
    ),
    Role.MANAGER: frozenset({Work.FORMS, Work.LATE_FORMS, Work.MY_LEADS, Work.GRADES, Work.EVENTS}),
    Role.GENERAL_MANAGER: frozenset({Work.FORMS, Work.LATE_FORMS, Work.EVENTS}),
    Role.SALESPERSON: frozenset({Work.FORMS, Work.MY_LEADS}),
    Role.TECHNICIAN: frozenset({Work.FORMS}),
}
"""What each finds there of work contact forms, sales leads, customers' grades, their events and orders."""

_OF_ORDERS: Mapping[Role, frozenset[Work]] = {
    Role.LEAD: frozenset({Work.GIVE_OUT, Work.MY_MONEY}),
    Role.SUPERVISOR: frozenset({Work.GIVE_OUT, Work.MY_MONEY}),
    Role.MANAGER: frozenset({Work.ORDERS, Work.ORAL, Work.VENDORS, Work.DIFFERENCES}),
    Role.GENERAL_MANAGER: frozenset({Work.ORDERS, Work.ORAL, Work.VENDORS, Work.DIFFERENCES}),
    Role.TECHNICIAN: frozenset({Work.MY_ORDERS, Work.MY_MONEY}),
    Role.FINANCE: frozenset({Work.MONEY}),
}
"""What each finds there of work orders and repair fees (000-5)."""

_OF_ALL_ELSE: Mapping[Role, frozenset[Work]] = {
    Role.AGENT: frozenset(
        {
            Work.ASKED,
            Work.SIGN,
            Work.MINE,
            Work.ALLOWED,
            Work.DUE,
            Work.CALLBACKS,
            Work.RETURN_CALLS,
            Work.SCORE,
            Work.ANSWERS,
            Work.UNWRITTEN,
            Work.TRAININGS,
            Work.MY_REPORTS,
            Work.TO_TELL,
        }
    ),
    Role.TRAINER: frozenset(
        {
            Work.ASKED,
            Work.MINE,
            Work.COMPLAINTS,
            Work.OVERDUE,
            Work.TRIALS,
            Work.TRAININGS,
        }
    ),
    Role.LEAD: frozenset(
        {
            Work.ASKED,
            Work.REFUSALS,
            Work.DEPOSITS,
            Work.DRAWINGS,
            Work.HAZARDS,
            Work.SIGN,
            Work.MINE,
            Work.ALLOWED,
            Work.OVERDUE,
            Work.NEEDS_OWNER,
            Work.WAITING,
            Work.COMPLAINTS,
            Work.DUE,
            Work.CALLBACKS,
            Work.RETURN_CALLS,
            Work.SUGGESTED,
            Work.DUTY,
            Work.UNREVIEWED,
            Work.SCORE,
            Work.ANSWERS,
            Work.UNWRITTEN,
            Work.TRAININGS,
            Work.WEEKLIES,
            Work.MY_REPORTS,
            Work.TO_TELL,
            Work.INSIDE,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            Work.ASKED,
            Work.REFUSALS,
            Work.DEPOSITS,
            Work.DRAWINGS,
            Work.HAZARDS,
            Work.SIGN,
            Work.MINE,
            Work.APPROVE,
            Work.EXPORTS,
            Work.ALLOWED,
            Work.OVERDUE,
            Work.NEEDS_OWNER,
            Work.WAITING,
            Work.COMPLAINTS,
            Work.FAULTS,
            Work.DUE,
            Work.CALLBACKS,
            Work.RETURN_CALLS,
            Work.SUGGESTED,
            Work.IDEAS,
            Work.TRIALS,
            Work.DUTY,
            Work.UNSIGNED,
            Work.UNREVIEWED,
            Work.NEEDS,
            Work.SUPPLY,
            Work.DISPUTES,
            Work.ANSWERS,
            Work.UNWRITTEN,
            Work.TRAININGS,
            Work.REPORTS,
            Work.MY_REPORTS,
            Work.SOUGHT,
            Work.INSIDE,
            Work.UNPLEDGED,
        }
    ),
    Role.MANAGER: frozenset(
        {
            Work.ASKED,
            Work.REFUSALS,
            Work.DEPOSITS,
            Work.DRAWINGS,
            Work.HAZARDS,
            Work.MINE,
            Work.APPROVE,
            Work.EXPORTS,
            Work.ALLOWED,
            Work.OVERDUE,
            Work.NEEDS_OWNER,
            Work.COMPLAINTS,
            Work.FAULTS,
            Work.DUE,
            Work.SUGGESTED,
            Work.IDEAS,
            Work.TRIALS,
            Work.UNSIGNED,
            Work.SITES,
            Work.FINDINGS,
            Work.SUPPLY,
            Work.DISPUTES,
            Work.ANSWERS,
            Work.UNWRITTEN,
            Work.REPORTS,
            Work.MY_REPORTS,
            Work.SOUGHT,
            Work.UNPLEDGED,
        }
    ),
    Role.GENERAL_MANAGER: frozenset(
        {
            Work.ASKED,
            Work.MINE,
            Work.APPROVE,
            Work.EXPORTS,
            Work.ALLOWED,
            Work.OVERDUE,
            Work.FAULTS,
            Work.SITES,
            Work.FINDINGS,
            Work.SUPPLY,
            Work.DISPUTES,
            Work.MAJOR,
            Work.REPORTS,
        }
    ),
    Role.SALESPERSON: frozenset(
        {
            Work.ASKED,
            Work.MINE,
            Work.ALLOWED,
            Work.DUE,
            Work.CALLBACKS,
            Work.FAULTS,
            Work.SCORE,
            Work.NEEDS,
            Work.ANSWERS,
            Work.MY_REPORTS,
            Work.TO_TELL,
        }
    ),
    Role.TECHNICIAN: frozenset(
        {
            Work.ASKED,
            Work.SIGN,
            Work.MINE,
            Work.DUE,
            Work.FAULTS,
            Work.SCORE,
            Work.ANSWERS,
            Work.UNWRITTEN,
            Work.TRAININGS,
            Work.MY_REPORTS,
            Work.TO_TELL,
        }
    ),
    Role.AUDITOR: frozenset({Work.FINDINGS, Work.DENIED, Work.SITES, Work.VIEWS}),
    Role.DATA_PROTECTION_OFFICER: frozenset({Work.FINDINGS, Work.DENIED}),
    Role.OPERATIONS: frozenset({Work.VIEWS}),
}
"""What each finds there of everything else."""

_COUNTING = {Work.UNSEALINGS, Work.LOANS, Work.KEYCOUNTS}
_HEADING = {Work.LOANS, Work.LOST_KEYS, Work.KEYCOUNTS}
_OF_KEYS: Mapping[Role, frozenset[Work]] = {
    Role.AGENT: frozenset(_COUNTING),
    Role.LEAD: frozenset({*_HEADING, Work.UNSEALINGS}),
    Role.SUPERVISOR: frozenset(_HEADING),
    Role.MANAGER: frozenset({*_HEADING, Work.UNSEALINGS}),
    Role.GENERAL_MANAGER: frozenset({Work.UNSEALINGS}),
    Role.SALESPERSON: frozenset({Work.LOANS}),
    Role.TECHNICIAN: frozenset({Work.LOANS, Work.LOST_KEYS, Work.LOCKS}),
    Role.GUARD: frozenset({*_COUNTING, Work.LOST_KEYS, Work.LOCKS, Work.FOUND_KEYS}),
}
"""What each finds there of keys."""

_SEE_NO_MATTERS = {Role.AUDITOR, Role.DATA_PROTECTION_OFFICER, Role.OPERATIONS}
_REMINDED = {role: frozenset({Work.REMINDERS}) for role in Role if role not in _SEE_NO_MATTERS}
"""Whoever has something to do may be reminded of it."""

_ON_DUTY = frozenset({Work.MY_SWAPS, Work.MY_LOG})
_OF_DUTY: Mapping[Role, frozenset[Work]] = {
    Role.AGENT: _ON_DUTY,
    Role.LEAD: _ON_DUTY,
    Role.SUPERVISOR: _ON_DUTY | {Work.SWAPS, Work.LEAVES},
    Role.MANAGER: _ON_DUTY | {Work.SWAPS, Work.LEAVES},
    Role.TECHNICIAN: _ON_DUTY,
    Role.GUARD: _ON_DUTY,
    Role.TRAINER: frozenset({Work.MY_SWAPS}),
    Role.SALESPERSON: frozenset({Work.MY_SWAPS}),
}
"""What each finds there of duties, swaps and leave (002-r15-1.8, 001-2.8)."""

_THEIR_PAPERS = frozenset({Work.TO_SIGN, Work.TO_FILL, Work.TO_READ})
_OF_PAPERS: Mapping[Role, frozenset[Work]] = {
    Role.AGENT: _THEIR_PAPERS,
    Role.LEAD: _THEIR_PAPERS | {Work.TO_ISSUE},
    Role.SUPERVISOR: _THEIR_PAPERS | {Work.TO_ISSUE, Work.TO_REVIEW},
    Role.TRAINER: _THEIR_PAPERS,
    Role.MANAGER: _THEIR_PAPERS | {Work.TO_ISSUE, Work.TO_REVIEW, Work.TO_REVISE},
    Role.GENERAL_MANAGER: frozenset({Work.TO_SIGN, Work.TO_REVIEW, Work.TO_REVISE}),
    Role.SALESPERSON: _THEIR_PAPERS,
    Role.TECHNICIAN: _THEIR_PAPERS,
}
"""What each finds there of documents and forms (003-B, 003-C)."""

_PARTS = (_OF_ALL_ELSE, _OF_VISITS, _OF_KEYS, _OF_ORDERS, _REMINDED, _OF_DUTY, _OF_PAPERS, _OF_CUSTOMERS)

HOMES: Mapping[Role, frozenset[Work]] = {
    role: frozenset[Work]().union(*(part.get(role, frozenset()) for part in _PARTS)) for role in Role
}
"""What each role finds on its first page; whoever has several finds all of it."""


def works_of(grants: Iterable[Grant]) -> tuple[Work, ...]:
    """Give what waits for somebody with some roles, in the order in which it is shown.

    Arguments:
        grants: their roles.
    """
    theirs = frozenset[Work]().union(*(HOMES[grant.role] for grant in grants))
    return tuple(work for work in Work if work in theirs)


class Step(NamedTuple):
    """What gets a thing done.

    Arguments:
        href: the address of its form.
        title: the words on the button.
        press: the button itself, where nothing has to be typed.
    """

    href: str
    title: str
    press: Press | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits.

    Arguments:
        href: where it is done.
        matter: what people call it: its number, or its id.
        what: what it is about.
        person: somebody whom it concerns beside whoever looks, by id.
        tone: how much it asks for attention.
        icon: the mark beside the words.
        told: how it stands, in words.
        step: the form that gets it done, where one does; hidden from those who may not give it.
        calling: of a callback, the buttons that say what came of it.
        said: what has to be seen before it is done, each with its name.
    """

    href: str
    matter: str
    what: str
    person: str | None
    tone: Tone
    icon: str
    told: str
    step: Step | None = None
    calling: Calling | None = None
    said: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the page; where nothing waits in it, only its name is shown.

    Arguments:
        work: what it holds.
        items: what waits, the most urgent first.
        total: how many there are in all, where that is known.
        everything: the list that has all of them.
        shown: what a part of its own shape shows, in place of items.
        failed: the question that nobody answered.
        is_more: whether there are more than the total says, and nobody counted how many.
    """

    work: Work
    items: tuple[Item, ...] = ()
    total: int | None = None
    everything: str | None = None
    shown: Any = None
    failed: Reply[Any] | None = None
    is_more: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits in it."""
        return not self.items and self.shown is None and self.failed is None
