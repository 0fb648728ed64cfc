"""What waits about keys: loans, sealed keys in use, what is lost, counts, locks and found keys."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from answerable.queries.registers import REGISTERS
from answerable.streams.foundkey.flow import FoundkeyStage
from answerable.streams.key.flow import KeyStage
from answerable.streams.keycount.flow import KeycountStage
from answerable.streams.lockchange.flow import LockchangeStage
from answerable.streams.unsealing.flow import UnsealingStage
from answerable_services.console.address import question
from answerable_services.console.home.items import MOST, Me, is_not_theirs, staged, step_of
from answerable_services.console.home.panels import Item, Panel
from answerable_services.console.home.work import Work
from answerable_services.console.views.deadline import Tone

if TYPE_CHECKING:
    from answerable_services.console.view import View


class Waiting(NamedTuple):
    """What of a register waits for somebody.

    Arguments:
        stream: whose register.
        what: the columns that say what a matter is about.
        person: the column that names who did the last thing.
        steps: in each stage the command that leads on.
        only_others: the commands that nobody gives who is named in that column.
        only_own: the commands that only they give.
    """

    stream: str
    what: tuple[str, ...]
    person: str
    steps: Mapping[StrEnum, str]
    only_others: frozenset[str] = frozenset()
    only_own: frozenset[str] = frozenset()


WAITING: Mapping[Work, Waiting] = {
    Work.UNSEALINGS: Waiting(
        "unsealing",
        ("label",),
        "asked_by",
        {
            UnsealingStage.EMERGENCY: "unsealing.approve",
            UnsealingStage.APPLIED: "unsealing.confirm",
            UnsealingStage.CONFIRMED: "unsealing.agree",
            UnsealingStage.ALLOWED: "unsealing.attend",
            UnsealingStage.UNSEALED: "unsealing.reseal",
            UnsealingStage.RESEALED: "unsealing.sign",
        },
        frozenset({"unsealing.approve", "unsealing.agree"}),
    ),
    Work.LOANS: Waiting(
        "key",
        ("label", "opens"),
        "borrower",
        {
            KeyStage.ASKED: "key.approve_loan",
            KeyStage.APPROVED: "key.hand_out",
            KeyStage.OUT: "key.bring_back",
            KeyStage.BROUGHT_BACK: "key.take_back",
        },
        frozenset({"key.approve_loan", "key.hand_out", "key.take_back"}),
        frozenset({"key.bring_back"}),
    ),
    Work.LOST_KEYS: Waiting(
        "key",
        ("label", "opens"),
        "borrower",
        {KeyStage.MISSING: "key.take_precaution", KeyStage.SECURED: "key.replace"},
        frozenset({"key.take_precaution", "key.replace"}),
    ),
    Work.KEYCOUNTS: Waiting(
        "keycount",
        ("on",),
        "counted_by",
        {KeycountStage.DIFFERS: "keycount.settle", KeycountStage.COUNTED: "keycount.confirm"},
        frozenset({"keycount.settle", "keycount.confirm"}),
    ),
    Work.LOCKS: Waiting(
        "lockchange",
        ("place", "cause"),
        "applied_by",
        {
            LockchangeStage.APPLIED: "lockchange.approve",
            LockchangeStage.APPROVED: "lockchange.fit",
            LockchangeStage.CHANGED: "lockchange.receive_keys",
        },
        frozenset({"lockchange.approve"}),
    ),
    Work.FOUND_KEYS: Waiting(
        "foundkey",
        ("place", "looks"),
        "finder",
        {FoundkeyStage.FOUND: "foundkey.receive", FoundkeyStage.RECEIVED: "foundkey.give_back"},
        frozenset({"foundkey.receive", "foundkey.give_back"}),
    ),
}
"""What waits of each register of keys, and the command that gets it done."""


async def waiting(view: View, me: Me, work: Work) -> Panel | None:
    """Find what waits for a step that whoever looks may take, by what they are to the matter.

    Arguments:
        view: the page; asks as them.
        me: who.
        work: which part.
    """
    of = WAITING[work]
    published = REGISTERS[of.stream]
    asked: list[dict[str, Any]] = [
        {"state": stage.value, **({of.person: me.person} if command in of.only_own else {})}
        for stage, command in of.steps.items()
    ]
    found = await asyncio.gather(*(view.ask(question(published.query, limit=MOST, **one)) for one in asked))
    if any(map(is_not_theirs, found)):
        return None
    failed = next((one for one in found if one.answer is None), None)
    if failed is not None:
        return Panel(work, failed=failed)
    pages: list[Any] = [one.answer for one in found]
    items = [_item(row, of, view, me) for page in pages for row in page.rows]
    theirs = tuple(item for item in items if item is not None)
    is_more = any(page.after is not None for page in pages)
    return Panel(work, theirs[:MOST], len(theirs), f"/{published.register.name}", is_more=is_more)


def _item(row: Any, of: Waiting, view: View, me: Me) -> Item | None:
    """Make the item of a matter; None where its next step is not for whoever looks."""
    published, person = REGISTERS[of.stream], getattr(row, of.person)
    command = of.steps[row.state]
    if command == "unsealing.attend" and me.person in row.present:
        command = "unsealing.unseal"
    if command in of.only_others and person == me.person:
        return None
    step = step_of(view, command, row.site, target=getattr(row, of.stream))
    if step is None:
        return None
    what = " · ".join(str(getattr(row, name)) for name in of.what)
    item = staged(published, row, what, person, view, step)
    if of.stream == "unsealing" and row.emergency is not None:
        return replace(item, said=((view.words("unsealings.emergency"), row.emergency),))
    is_late = row.state is KeyStage.OUT and row.back_by < view.now.astimezone(view.zone(row.site)).date()
    return replace(item, tone=Tone.BAD, icon="overdue") if is_late else item
