"""Matters: who has a hand in one, how many begin on a day, and how its steps are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from answerable.calendar.months import Month
from answerable.calendar.workdays import is_working_day, next_working_day
from answerable.sample.centre import holidays
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.contact.events import Channel

_USUAL_CONTACTS = 4
"""Contacts of a working day at which the shares are what they are said to be; a busier centre has more."""

_SOLVED_BEHIND = timedelta(hours=5)


class Matter:
    """A matter that is gone through step by step.

    Arguments:
        scribe: writes it.
        stream: of which stream.
        name: what it is told apart by at its site; or its whole id.
    """

    def __init__(self, scribe: Scribe, stream: str, name: str) -> None:
        self._scribe = scribe
        self._stream = stream
        self.id = name if name.startswith(f"{stream}-") else f"{stream}-{scribe.centre.site}-{name}"

    def do(self, step: str, moment: datetime, actor: str, nth: object = "", **said: Any) -> None:
        """Take a step.

        Arguments:
            step: the command's name in the stream.
            moment: when.
            actor: who, by their id.
            nth: tells it apart from the same step of the same matter.
            said: its fields.
        """
        self.begin(step, moment, actor, nth, **{self._stream: self.id}, **said)

    def later(self, step: str, actor: str, nth: object = "", **said: Any) -> Callable[[datetime], None]:
        """Give what takes a step, at the moment that it is told.

        Arguments:
            step: the command's name in the stream.
            actor: who, by their id.
            nth: tells it apart from the same step of the same matter.
            said: its fields.
        """
        return lambda moment: self.do(step, moment, actor, nth, **said)

    def begin(self, step: str, moment: datetime, actor: str, nth: object = "", **said: Any) -> None:
        """Take a step that does not name the matter: its id follows from what is said.

        Arguments:
            step: the command's name in the stream.
            moment: when.
            actor: who, by their id.
            nth: tells it apart from the same step of the same matter.
            said: its fields.
        """
        name, key = f"{self._stream}.{step}", f"{self.id}:{step}{nth}"
        self._scribe.write(name, key, moment, actor, **said)


def opened(scribe: Scribe, name: str, moment: datetime, agent: str, about: str) -> str:
    """Let a case of a customer be opened, and solved some hours later, by whoever was first asked.

    Arguments:
        scribe: whose centre.
        name: its name at the site.
        moment: when it is opened.
        agent: who is asked.
        about: which customer.

    Returns:
        Its id.
    """
    case = Matter(scribe, "case", name)
    team = f"{scribe.centre.name_zh}热线组"
    said = {"topic": "终端设置与往来核对", "customer": about, "first_asked": agent, "team": team}
    case.do("open", moment, agent, **said)
    case.do("resolve", moment + _SOLVED_BEHIND, agent, resolution="已按客户要求核对并处理")
    case.do("inform_customer", moment + _SOLVED_BEHIND + minutes(10), agent, channel=Channel.CALL)
    case.do("close", moment + _SOLVED_BEHIND + minutes(40), agent)
    return case.id


def works(day: date) -> bool:
    """Tell whether people are at work on a day."""
    return is_working_day(day, holidays())


def is_first(day: date) -> bool:
    """Tell whether a day is the first working day of its month."""
    return day == next_working_day(Month.of(day).first_day, holidays())


def workdays(month: Month) -> Iterator[date]:
    """Give the days of a month on which people are at work, in order."""
    for number in range(1, month.last_day.day + 1):
        if works(month.day(number)):
            yield month.day(number)


def arising(scribe: Scribe, what: str, day: date, percent: int) -> Iterator[tuple[str, datetime, Random]]:
    """Let matters come up on a working day.

    Arguments:
        scribe: whose centre.
        what: which.
        day: the day.
        percent: hundredths of one on a usual day.

    Returns:
        For each its name at the site, when it comes up, and its chances.
    """
    if not works(day):
        return
    chance = scribe.dice(what, day)
    share = percent * scribe.centre.volume.contacts // _USUAL_CONTACTS
    for number in range(1, share // 100 + (chance.randrange(100) < share % 100) + 1):
        yield f"{day:%Y%m%d}-{number}", at(day, 9) + minutes(chance.randrange(420)), chance


def agents(scribe: Scribe, day: date, chance: Random, count: int = 1) -> list[str]:
    """Give different agents who have been there for a while, and stay.

    Arguments:
        scribe: whose centre.
        day: since when they are there.
        chance: draws.
        count: how many; fewer where there are not so many.
    """
    there = [one.id for one in scribe.centre.agents_on(day) if one.left_on is None]
    return chance.sample(there, min(count, len(there)))


def customer(scribe: Scribe, day: date, name: str) -> str:
    """Give a customer whom no other matter of that kind is about.

    Arguments:
        scribe: whose centre.
        day: when the matter begins.
        name: the matter's name, as `arising` gives it.
    """
    nth = int(name.rpartition("-")[2])
    return scribe.centre.customer(1000 + 400 * (day - scribe.centre.begins_on).days + nth)
