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
    MINE = "mine"
    """Cases that they are responsible for."""
    APPROVE = "approve"
    """Complaints whose plan waits for an approval."""
    EXPORTS = "exports"
    """Exports that wait for an approval."""
    ALLOWED = "allowed"
    """Exports that they asked for, and that are approved."""
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
    CALLBACKS = "callbacks"
    """Customers to be called back today, and those who should have been."""
    RETURN_CALLS = "return_calls"
    """Customers who asked to be called back, and were not yet."""
    SUGGESTED = "suggested"
    """What may be a violation, and nobody has decided on."""
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
        Work.ORDERS,
        Work.ORAL,
        Work.VENDORS,
        Work.MONEY,
    }
)
"""What somebody else waits for: it is counted beside the way to the first page."""

TOLD = frozenset({Work.DUTY, Work.SCORE, Work.SITES, Work.VIEWS, Work.DENIED})
"""What tells somebody how things are, and waits for nobody."""

_ORDERS_OF: Mapping[Role, frozenset[Work]] = {
    Role.LEAD: frozenset({Work.GIVE_OUT, Work.MY_MONEY}),
    Role.SUPERVISOR: frozenset({Work.GIVE_OUT, Work.MY_MONEY}),
    Role.MANAGER: frozenset({Work.ORDERS, Work.ORAL, Work.VENDORS, Work.DIFFERENCES}),
    Role.GENERAL_MANAGER: frozenset({Work.ORDERS, Work.ORAL, Work.VENDORS, Work.DIFFERENCES}),
    Role.TECHNICIAN: frozenset({Work.MY_ORDERS, Work.MY_MONEY}),
    Role.FINANCE: frozenset({Work.MONEY}),
}
"""What each role finds of work orders and repair fees (000-5)."""

_AT_THE_DESK: Mapping[Role, frozenset[Work]] = {
    Role.AGENT: frozenset(
        {
            Work.ASKED,
            Work.SIGN,
            Work.MINE,
            Work.ALLOWED,
            Work.CALLBACKS,
            Work.RETURN_CALLS,
            Work.SCORE,
        }
    ),
    Role.TRAINER: frozenset({Work.ASKED, Work.MINE, Work.COMPLAINTS, Work.OVERDUE}),
    Role.LEAD: frozenset(
        {
            Work.ASKED,
            Work.SIGN,
            Work.MINE,
            Work.ALLOWED,
            Work.OVERDUE,
            Work.NEEDS_OWNER,
            Work.WAITING,
            Work.COMPLAINTS,
            Work.CALLBACKS,
            Work.RETURN_CALLS,
            Work.SUGGESTED,
            Work.DUTY,
            Work.UNREVIEWED,
            Work.SCORE,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            Work.ASKED,
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
            Work.CALLBACKS,
            Work.RETURN_CALLS,
            Work.SUGGESTED,
            Work.DUTY,
            Work.UNSIGNED,
            Work.UNREVIEWED,
        }
    ),
    Role.MANAGER: frozenset(
        {
            Work.ASKED,
            Work.MINE,
            Work.APPROVE,
            Work.EXPORTS,
            Work.ALLOWED,
            Work.OVERDUE,
            Work.NEEDS_OWNER,
            Work.COMPLAINTS,
            Work.FAULTS,
            Work.SUGGESTED,
            Work.UNSIGNED,
            Work.SITES,
            Work.FINDINGS,
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
        }
    ),
    Role.SALESPERSON: frozenset(
        {Work.ASKED, Work.MINE, Work.ALLOWED, Work.CALLBACKS, Work.FAULTS, Work.SCORE}
    ),
    Role.TECHNICIAN: frozenset({Work.ASKED, Work.SIGN, Work.MINE, Work.FAULTS, Work.SCORE}),
    Role.AUDITOR: frozenset({Work.FINDINGS, Work.DENIED, Work.SITES, Work.VIEWS}),
    Role.DATA_PROTECTION_OFFICER: frozenset({Work.FINDINGS, Work.DENIED}),
    Role.OPERATIONS: frozenset({Work.VIEWS}),
}
"""What each role finds of all else."""

HOMES: Mapping[Role, frozenset[Work]] = {
    role: _AT_THE_DESK.get(role, frozenset()) | _ORDERS_OF.get(role, frozenset()) for role in Role
}
"""What each role finds on its first page; whoever has several finds all of it."""


def works_of(grants: Iterable[Grant]) -> tuple[Work, ...]:
    """Give what waits for somebody with some roles, in the order in which it is shown.

    Arguments:
        grants: their roles.
    """
    theirs = frozenset[Work]().union(*(HOMES.get(grant.role, frozenset()) for grant in grants))
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
