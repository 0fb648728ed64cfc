"""How far a call is recorded: kept by its page, and by the address at which it goes on after another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_urlsafe
from urllib.parse import urlencode

from answerable.commands.base import Receipt
from answerable_services.console.calling.outcomes import STEPS
from answerable_services.console.doing.giving import read_key
from answerable_services.console.doing.pressing import KEY
from answerable_services.console.views.links import link_of

BEGAN, DONE, MADE = "began", "done", "made"
"""The inputs beside those that are typed: what the page keeps while a call lasts."""

BETWEEN = ","
"""What stands between the commands, and the matters, of an address."""

_LONGEST = timedelta(hours=12)
"""A page that was left open for longer says nothing of when a call began."""


@dataclass(slots=True)
class Progress:
    """How far a call is recorded.

    Arguments:
        key: what the commands' idempotency keys are made from.
        began: when the call began: when its page was opened.
        done: the commands that were recorded.
        made: the matters that they began, by their streams.
    """

    key: str
    began: datetime
    done: list[str] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)

    @classmethod
    def new(cls, now: datetime) -> Progress:
        """Begin a call."""
        return cls(token_urlsafe(18), now)

    @classmethod
    def at(cls, address: Mapping[str, str], now: datetime) -> Progress:
        """Read what an address kept, as `address` writes it.

        Arguments:
            address: by the names of the inputs.
            now: the time.
        """
        return cls.kept({name: said.split(BETWEEN) for name, said in address.items() if said}, now)

    @classmethod
    def kept(cls, sent: Mapping[str, Sequence[str]], now: datetime) -> Progress:
        """Read what a page kept; what nobody's page can have kept counts for nothing.

        Arguments:
            sent: by the names of the inputs.
            now: the time.
        """
        try:
            began = datetime.fromisoformat(sent.get(BEGAN, [""])[0])
        except ValueError:
            began = now
        if began.tzinfo is None or not now - _LONGEST <= began <= now:
            began = now
        every = {step for steps in STEPS.values() for step in steps}
        made = {one.partition("-")[0]: one for one in sent.get(MADE, ()) if link_of(one) is not None}
        done = [step for step in sent.get(DONE, ()) if step in every and made]
        return cls(read_key(sent), began, done, made)

    def recorded(self, step: str, receipt: Receipt | None) -> None:
        """Remember that a command was recorded; without a receipt, that it had been before."""
        self.done.append(step)
        if receipt is not None:
            self.made.setdefault(receipt.id.partition("-")[0], receipt.id)

    def address(self, site: str) -> str:
        """Give the address at which the call goes on; empty where nothing of it was recorded.

        Arguments:
            site: where.
        """
        if not self.done:
            return ""
        kept = {DONE: BETWEEN.join(self.done), MADE: BETWEEN.join(self.made.values())}
        return f"/call?{urlencode({'site': site, KEY: self.key, BEGAN: self.began.isoformat(), **kept})}"
