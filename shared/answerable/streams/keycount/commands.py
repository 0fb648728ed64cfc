"""Count of keys: count, confirm, settle what differs, take back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from answerable.commands.base import Command, Count
from answerable.days import OwnDay
from answerable.events.base import AT_WORK, Text, identity
from answerable.streams.key.commands import KeyId
from answerable.streams.keycount.events import KeyShift

KeycountId = Annotated[str, identity("keycount")]

LOOKED_BACK = timedelta(days=7)
"""How far back the last count of the site is looked for: what it counted is counted again."""


def keycount_id(site: str, on: date, shift: KeyShift) -> str:
    """Name the one count of a site's day and shift."""
    return f"keycount-{site}-{on:%Y%m%d}-{shift}"


class KeyLine(BaseModel):
    """One line of the sheet (《钥匙交接单》).

    Arguments:
        key: which key.
        counted: how many lie in their place.
        cause: why it is not back; needed where it should be.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: KeyId
    counted: Count
    cause: Text | None = None


class CountKeys(Command):
    """Count a shift's keys against their cards: once for a site, day and shift (002-r9-1.1).

    Arguments:
        on: the day.
        shift: which shift.
        keys: each key, with how many lie in their place.
    """

    doer = AT_WORK

    on: OwnDay
    shift: KeyShift
    keys: tuple[KeyLine, ...] = Field(min_length=1, max_length=200)

    @property
    def target(self) -> str:
        """The count of that day and shift."""
        return keycount_id(self.site, self.on, self.shift)

    @property
    def earlier(self) -> tuple[str, ...]:
        """The counts of the site in the days before, the latest first."""
        found = [self.on] if self.shift is KeyShift.LATE else []
        before = [keycount_id(self.site, day, KeyShift.EARLY) for day in found]
        day = self.on
        while day > self.on - LOOKED_BACK:
            day -= timedelta(days=1)
            before += [keycount_id(self.site, day, shift) for shift in (KeyShift.LATE, KeyShift.EARLY)]
        return tuple(before)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The card of each key, and the counts before."""
        return (*dict.fromkeys(line.key for line in self.keys), *self.earlier)


class Confirm(Command):
    """Confirm that one counted the same; never by who counted (002-r9-1.1.2).

    Arguments:
        keycount: which.
    """

    doer = AT_WORK

    keycount: KeycountId


class Settle(Command):
    """Say why the count differed; never by who counted.

    Arguments:
        keycount: which.
        finding: what it came from, and what was done.
    """

    keycount: KeycountId
    finding: Text


class Withdraw(Command):
    """Take a count back; never by who counted.

    Arguments:
        keycount: which.
        reason: why.
    """

    keycount: KeycountId
    reason: Text
