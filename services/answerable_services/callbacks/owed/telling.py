"""Who is to be told of what is owed: by which trigger next, and whose reminders are over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, Protocol

from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, or_, select

from answerable.commands.base import Command
from answerable.projection.writing.rows import Row
from answerable.rulebook.telling import Relation, Telling
from answerable.streams.reminder.commands import Give, Lapse
from answerable.streams.reminder.events import Given, Trigger
from answerable_services.callbacks.judging import ACTOR
from answerable_services.callbacks.owed.declared import obligation_of
from answerable_services.callbacks.owed.tables import OWED

LAPSE = "lapse"
NOBODY = "[]"

_LONG_OVER = timedelta(days=30)
_CHAIN = (Relation.LEAD, Relation.SUPERVISOR, Relation.MANAGER, Relation.GENERAL_MANAGER)
_OF_WHAT = (
    *("site", "rule", "matter", "occurrence", "correlation_id"),
    *("begun_at", "timetable", "due_at", "owed_by"),
)


class Reminded(NamedTuple):
    """Somebody who was told.

    Arguments:
        trigger: by which trigger.
        told: who.
        at: when.
        reminder: the reminder's id.
        audience: how many were to be told.
    """

    trigger: str
    told: str
    at: datetime
    reminder: str
    audience: int


class People(Protocol):
    """Who works where, in which roles."""

    def is_there(self, person: str) -> bool:
        """Tell whether somebody is employed, and not away."""

    def holders(self, role: str, site: str) -> list[str]:
        """Give who has a role at a site today and is there."""


class _Once:
    """Asks each thing once: in a sweep the same people are looked for again and again.

    Arguments:
        people: who is asked.
    """

    def __init__(self, people: People) -> None:
        self._is_there, self._holders = cache(people.is_there), cache(people.holders)

    def is_there(self, person: str) -> bool:
        return self._is_there(person)

    def holders(self, role: str, site: str) -> list[str]:
        return self._holders(role, site)


_REMINDED = TypeAdapter(tuple[Reminded, ...])
_IDS = TypeAdapter(tuple[str, ...])


def with_given(row: Row, event: Given) -> dict[str, Any]:
    """Give what changes of a row when somebody was reminded of it."""
    before = _REMINDED.validate_json(row["reminded"])
    told = Reminded(
        event.trigger.value, event.reminded, event.occurred_at, event.originator_id, event.audience
    )
    unlapsed = {*_IDS.validate_json(row["unlapsed"]), event.originator_id}
    return {
        "reminded": _REMINDED.dump_json((*before, told)).decode(),
        "unlapsed": _IDS.dump_json(tuple(sorted(unlapsed))).decode(),
    }


def with_lapsed(row: Row, reminder: str) -> dict[str, Any]:
    """Give what changes of a row when a reminder of it is over: who was told may be told anew."""
    reminded = tuple(one for one in _REMINDED.validate_json(row["reminded"]) if one.reminder != reminder)
    unlapsed = tuple(one for one in _IDS.validate_json(row["unlapsed"]) if one != reminder)
    return {
        "reminded": _REMINDED.dump_json(reminded).decode(),
        "unlapsed": _IDS.dump_json(unlapsed).decode(),
    }


def next_told(row: Row, tells: Telling) -> tuple[str | None, datetime | None]:
    """Say by which trigger somebody is told next, from when on; or that reminders are over.

    Arguments:
        row: what is owed.
        tells: who is told of it, and when.
    """
    is_over = row["done_at"] is not None or row["ended_at"] is not None
    if row["is_void"] or row["is_excused"] or is_over:
        return (None, None) if row["unlapsed"] == NOBODY else (LAPSE, row["judged_from"])
    for trigger, at in _triggers(row, tells):
        told = _told_at(row, trigger)
        if len(told) < max((one.audience for one in told), default=1):
            return trigger.value, at
    return None, None


def _triggers(row: Mapping[Any, Any], tells: Telling) -> Iterator[tuple[Trigger, datetime]]:
    """Give the triggers that may come, in order, each with its moment: those of a miss once it is on record.

    Nobody above is told before those who were told of the miss had their time to acknowledge it.
    """
    begun_at, due_at, missed_at = row["begun_at"], row["due_at"], row["missed_at"]
    if missed_at is None:
        if tells.soon_due:
            yield Trigger.SOON_DUE, tells.at(Trigger.SOON_DUE, begun_at, due_at)
        return
    yield Trigger.NOT_DONE, missed_at
    told = _told_at(row, Trigger.NOT_DONE)
    is_answered = row["acknowledged_at"] is not None and row["acknowledged_at"] >= missed_at
    if told and tells.unanswered and not is_answered:
        yield Trigger.UNANSWERED, max(one.at for one in told) + timedelta(minutes=tells.escalates_minutes)


def _told_at(row: Mapping[Any, Any], trigger: Trigger) -> list[Reminded]:
    reminded = _REMINDED.validate_json(row["reminded"])
    return [one for one in reminded if one.trigger == trigger.value]


def to_tell(now: datetime) -> Select[Any]:
    """Ask for that of which somebody is to be told by now; nobody is told of what is long over.

    Arguments:
        now: the moment.
    """
    is_news = or_(OWED.c.tells == LAPSE, OWED.c.tells_at > now - _LONG_OVER)
    found = select(OWED).where(OWED.c.tells.is_not(None), OWED.c.tells_at <= now, is_news)
    return found.order_by(OWED.c.tells_at, OWED.c.obligation)


def reminders_to_give(connection: Connection, now: datetime, people: People) -> Iterator[Command]:
    """Give the commands that tell people of what is owed, and let reminders lapse of what is not any more.

    Arguments:
        connection: reads the view.
        now: the moment.
        people: who works where.
    """
    once = _Once(people)
    for row in connection.execute(to_tell(now)).mappings():
        if row["tells"] == LAPSE:
            said = {"site": row["site"], "correlation_id": row["correlation_id"], "actor": ACTOR}
            yield from (Lapse(**said, reminder=one) for one in _IDS.validate_json(row["unlapsed"]))
            continue
        declared = obligation_of(row["rulebook"], row["rule"])
        if declared is not None:
            yield from _given(row, declared.tells, now, once)


def _given(row: Mapping[Any, Any], tells: Telling, now: datetime, people: People) -> Iterator[Command]:
    """Tell who was not told yet, by the first trigger whose time it is and of which there is somebody."""
    said = {name: row[name] for name in _OF_WHAT}
    for trigger, at in _triggers(row, tells):
        if at > now or not tells.is_time_for(trigger, row["begun_at"], row["due_at"], now):
            continue
        wanted = told_of(row["owed_by"], row["site"], tells.who(trigger), people)
        before = {one.told for one in _told_at(row, trigger)}
        missing = [one for one in wanted if one not in before]
        if trigger is Trigger.UNANSWERED:
            last = max(_told_at(row, Trigger.NOT_DONE), key=lambda one: one.at)
            said["unanswered"] = last.reminder
        said |= {"step": row["part"], "actor": ACTOR, "trigger": trigger, "audience": len(wanted)}
        for told in missing:
            yield Give(**said, reminded=told)
        if missing:
            return


def told_of(owed_by: str | None, site: str, relations: Iterable[Relation], people: People) -> list[str]:
    """Give who is told: whose it is, and who has the roles; whoever is next above where that is nobody.

    Arguments:
        owed_by: whose it is.
        site: where.
        relations: who is to be told.
        people: who works where.
    """
    found: dict[str, None] = {}
    for relation in relations:
        if relation is Relation.OWNER and owed_by is not None and people.is_there(owed_by):
            found[owed_by] = None
            continue
        above = _CHAIN if relation is Relation.OWNER else _CHAIN[_CHAIN.index(relation) :]
        holders = (people.holders(role.value, site) for role in above)
        found |= dict.fromkeys(next((some for some in holders if some), []))
    return list(found)
