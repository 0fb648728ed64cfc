"""Calls that an agent takes on the page that is made for them, by keyboard, and what each costs them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

from selenium.webdriver.common.keys import Keys

from answerable_services.console.calling.caller import REPEAT_DAYS
from answerable_services.console.calling.outcomes import STEPS, Outcome
from answerable_services.console.views.links import link_of
from tests.e2e.seat import Seat


@dataclass(frozen=True)
class Call:
    """Something that a customer calls for.

    Arguments:
        customer: who, without what all ids of customers begin with.
        topic: what about.
        text: what was asked.
        outcome: what comes of it.
        about: whom a complaint is about.
    """

    customer: str
    topic: str
    text: str
    outcome: Outcome = Outcome.ANSWERED
    about: str = ""


@dataclass
class Taken:
    """A call that was taken.

    Arguments:
        matter: what came of it: the case, the complaint, or else the contact.
        keys: how many keys were pressed, beside what was typed.
        waited_s: what the agent waited for, each with its seconds; no typing is in them.
    """

    matter: str = ""
    keys: int = 0
    waited_s: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """Measure how long the agent waits for something."""
        began = perf_counter()
        yield
        self.waited_s[what] = perf_counter() - began


def take(seat: Seat, call: Call, known: Sequence[str] = ()) -> Taken:
    """Take a call, from the key that begins it to the key that says what came of it.

    Arguments:
        seat: where the agent sits.
        call: what is called for.
        known: what was recorded of this customer's earlier calls, which has to appear while the agent types.
    """
    taken, before = Taken(), seat.keys
    with taken.waiting("open"):
        seat.leave(lambda: seat.press("t"))
        seat.wait(lambda: seat.focused == "customer", "the focus on who calls")
    seat.type(call.customer)
    if known:
        with taken.waiting("known"):
            for matter in known:
                seat.find(f"#caller a[href='{link_of(matter)}']")
        assert seat.focused == "customer"
        assert seat.words("call.repeat", n=len(known), days=REPEAT_DAYS) in seat.find("#caller").text
    for name, text in {"topic": call.topic, "text": call.text, "about": call.about}.items():
        if text:
            seat.set(seat.find(f"#call [name={name}]"), text)
    with taken.waiting("record"):
        figure = str(list(Outcome).index(call.outcome) + 1)
        seat.leave(lambda: seat.press_with(Keys.ALT, figure))
        taken.matter = seat.recorded(*STEPS[call.outcome])
    taken.keys = seat.keys - before
    return taken


def cost_of(calls: Sequence[Taken]) -> str:
    """Say what the calls cost whoever took them: keys, and seconds in which a page was waited for."""
    waits = {
        what: sorted(one.waited_s[what] for one in calls if what in one.waited_s)
        for what in ("open", "known", "record")
    }
    told = [
        f"{what} {median(found):.2f} s, at most {found[-1]:.2f} s" for what, found in waits.items() if found
    ]
    keys = sorted(one.keys for one in calls)
    return f"{len(calls)} calls, without typing: {keys[0]} to {keys[-1]} keys; {'; '.join(told)}"
