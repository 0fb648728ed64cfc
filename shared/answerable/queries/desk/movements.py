"""How keys and hazardous goods moved, day by day."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, Field

from answerable.events.base import SiteId
from answerable.queries.base import Answer, Query
from answerable.streams.hazmat.events import Substance, Unit


class KeysOfDay(Answer):
    """What keys did on a day.

    Arguments:
        day: which.
        lent: keys that were handed out.
        returned: keys that were taken back.
        lost: keys that were reported lost.
        out: keys that were with somebody at its end.
    """

    day: date
    lent: int
    returned: int
    lost: int
    out: int


class KeysMoved(Answer):
    """How keys moved in a period.

    Arguments:
        at: when that was so.
        first: the first day of the period.
        last: its last day.
        out_before: keys that were with somebody when it began.
        days: every day on which a key moved, the first one first.
    """

    at: AwareDatetime
    first: date
    last: date
    out_before: int
    days: tuple[KeysOfDay, ...]


class KeyMovements(Query[KeysMoved]):
    """How many keys were lent and returned, and how many were out at a day's end (002-r3-B2, 002-r13-4.1)?

    Arguments:
        site: at one site; at all that the asker sees where left out.
        months: how many, the running one among them.
    """

    site: SiteId | None = None
    months: int = Field(default=12, ge=1, le=24)


class GoodOfDay(Answer):
    """What a substance did on a day, in its unit.

    Arguments:
        day: which.
        received: what came into the store.
        issued: what was handed out for a use.
        returned: what was not used and came back.
        lent: what was lent outside.
        given_back: what came back from there.
        explained: by how much the store had more than the book, by a count; below nought where less.
        balance: what the store held at its end, by the book.
    """

    day: date
    received: int
    issued: int
    returned: int
    lent: int
    given_back: int
    explained: int
    balance: int


class GoodMoved(Answer):
    """How a substance moved in a period.

    Arguments:
        substance: which.
        unit: what it is measured in.
        balance_before: what the stores held when it began.
        days: every day on which some of it moved, the first one first.
    """

    substance: Substance
    unit: Unit
    balance_before: int
    days: tuple[GoodOfDay, ...]


class GoodsMoved(Answer):
    """How hazardous goods moved in a period.

    Arguments:
        at: when that was so.
        first: the first day of the period.
        last: its last day.
        goods: every substance that moved in it or of which something is left, in the order of the text.
    """

    at: AwareDatetime
    first: date
    last: date
    goods: tuple[GoodMoved, ...]


class GoodsMovements(Query[GoodsMoved]):
    """How much of each hazardous good came in, was drawn and came back, and what is left (002-r11-4)?

    Arguments:
        site: at one site; at all that the asker sees where left out.
        months: how many, the running one among them.
    """

    site: SiteId | None = None
    months: int = Field(default=12, ge=1, le=24)
