"""Which role finds what on its first page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from answerable.identity import Grant
from answerable.streams.staff.events import Role
from answerable_services.console.home.work import Work

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
