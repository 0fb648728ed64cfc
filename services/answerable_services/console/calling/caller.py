"""What is known of whoever calls: earlier contacts, and all that is open with them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from answerable.errors import AnswerableError, Invalid
from answerable.queries.callbacks import CallbackRow, CallbackState, OfDelivery
from answerable.queries.registers import REGISTERS
from answerable.streams.contact.flow import ContactStage
from answerable_services.console.address import question
from answerable_services.console.doing.choosing import customer_in
from answerable_services.console.views.links import link_of
from answerable_services.console.views.registers import Stage, stage_of

if TYPE_CHECKING:
    from answerable_services.console.view import View

REPEAT_DAYS = 7
"""Days within which another contact of a customer is marked as a repeat: assumed, as no rule says it."""

_MOST = 6
_LOOKED_AT = 50
_MOST_DELIVERIES = 4


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is known of a customer.

    Arguments:
        href: its page.
        matter: its id.
        what: what it is about.
        at: when it began, where that is told.
        stage: where it stands.
        is_repeat: whether it is a contact of the last days.
    """

    href: str
    matter: str
    what: str
    at: datetime | None
    stage: Stage | None
    is_repeat: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """What is known of a customer, as far as whoever looks may see it.

    Arguments:
        customer: who; empty where nobody is named.
        parts: lines by what they are: contacts, cases, complaints, faults; what may not be seen is left out.
        callbacks: calls that are owed to them.
        failed: services that did not answer.
    """

    customer: str = ""
    parts: tuple[tuple[str, tuple[Line, ...]], ...] = ()
    callbacks: tuple[CallbackRow, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def repeats(self) -> int:
        """Contacts of the last days."""
        return sum(line.is_repeat for _, lines in self.parts for line in lines)

    @property
    def is_new(self) -> bool:
        """Whether nothing is known of them."""
        return not (self.failed or self.callbacks or any(lines for _, lines in self.parts))


async def caller_of(view: View, text: str, made: Collection[str] = ()) -> Caller:
    """Look up whoever calls.

    Arguments:
        view: the page; asks as whoever looks at it.
        text: what was typed for the customer.
        made: what was recorded of this call, which is nothing that was known before.
    """
    customer = customer_in(text)
    if not customer:
        return Caller()
    try:
        questions = [
            question(REGISTERS["contact"].query, customer=customer, limit=_MOST),
            # The register of cases finds customers by its texts only: also those whose ids contain this one.
            question(REGISTERS["case"].query, text=customer, mark="is_open", limit=_LOOKED_AT),
            question(REGISTERS["complaint"].query, customer=customer, mark="is_open", limit=_MOST),
            question(REGISTERS["fault"].query, customer=customer, mark="is_open", limit=_MOST),
            question(REGISTERS["delivery"].query, customer=customer, limit=_MOST_DELIVERIES),
        ]
    except Invalid:  # no customer is called so
        return Caller()
    *found, delivered = await asyncio.gather(*map(view.ask, questions))
    streams = ("contact", "case", "complaint", "fault")
    parts, failed = [], []
    for stream, reply in zip(streams, found, strict=True):
        if reply.answer is not None:
            lines = _lines(view, stream, customer, reply.answer.rows)
            known = (line for line in lines if line.matter not in made)
            parts.append((stream, tuple(islice(known, _MOST))))
        elif _is_silent(reply.error):
            failed.append(reply.service)
    rows = () if delivered.answer is None else delivered.answer.rows
    callbacks = await _owed(view, [row.delivery for row in rows])
    return Caller(customer, tuple(parts), callbacks, tuple(dict.fromkeys(failed)))


def _is_silent(error: AnswerableError | None) -> bool:
    return error is not None and error.status >= 500  # noqa: PLR2004 - what may not be seen is left out


def _lines(view: View, stream: str, customer: str, rows: Iterable[Any]) -> Iterable[Line]:
    register = REGISTERS[stream].register
    since = view.now - timedelta(days=REPEAT_DAYS)
    for row in rows:
        if getattr(row, "customer", customer) != customer:
            continue  # its text says so of somebody else
        matter = getattr(row, stream)
        at = getattr(row, register.newest, None)
        counts = stream == "contact" and row.state is not ContactStage.VOIDED
        is_repeat = counts and at is not None and at >= since
        what = str(getattr(row, "topic", None) or getattr(row, "phenomenon", None) or matter)
        stage = stage_of(register, row.state, view.words)
        yield Line(str(link_of(matter)), matter, what, at, stage, is_repeat)


async def _owed(view: View, deliveries: list[str]) -> tuple[CallbackRow, ...]:
    asked = await asyncio.gather(*(view.ask(question(OfDelivery, delivery=one)) for one in deliveries))
    rows = [row for one in asked if one.answer is not None for row in one.answer.callbacks]
    return tuple(
        row
        for row in rows
        if row.state is CallbackState.OVERDUE
        or (row.state is CallbackState.DUE and row.due_on <= view.now.astimezone(view.zone(row.site)).date())
    )
