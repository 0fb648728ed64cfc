"""The rows of what is owed: found again, begun, changed; where each stands, and what is put on record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter

from answerable.calendar import Holidays, holidays_of
from answerable.calendar.working_time import Timetable
from answerable.events.base import Event
from answerable.obligations import Limit
from answerable.projection.writing.rows import Row, Rows
from answerable.rulebook.obligation import Obligation, event_called
from answerable.streams.obligation.commands import obligation_id
from answerable_services.callbacks.judging import judged_from
from answerable_services.callbacks.owed.declared import obligation_of
from answerable_services.callbacks.owed.tables import OWED, RUNNING, SITES
from answerable_services.callbacks.owed.telling import NOBODY, next_told
from answerable_services.callbacks.site_hours import timetable_in

MISS, WITHDRAW = "miss", "withdraw"
OPEN, DONE, MISSED, ENDED = "open", "done", "missed", "ended"

_IDS = TypeAdapter(tuple[str, ...])
_SECOND = timedelta(seconds=1)
_REMEMBERED = 20
_REMEMBERED_ELSEWHERE = 500
"""What ends with a matter is of many others, as the copies of a document."""

_OF_IT = frozenset({"obligation", "reminder"})


def running_of(at: str, rule: str, matter: str, rows: Rows) -> list[Row]:
    """Give what a rule owes of a matter, the earliest first, as far as it is remembered.

    Arguments:
        at: at which site.
        rule: the obligation's id in the rulebook.
        matter: of which matter; empty where the site owes it.
        rows: where they are kept.
    """
    running = rows.get(RUNNING, site=at, rule=rule, matter=matter)
    ids = () if running is None else _IDS.validate_json(running["obligations"])
    found = (rows.get(OWED, obligation=one) for one in ids)
    return [row for row in found if row is not None]


def put(name: str, declared: Obligation, event: Event, rows: Rows, **said: Any) -> None:
    """Begin to owe something.

    Arguments:
        name: the rulebook's id.
        declared: what it asks for.
        event: what it begins with.
        rows: where it is kept.
        said: since when, until when, of what and whose.
    """
    key = id_of(event.site, declared, said["matter"], said["part"], said["occurrence"])
    row: Row = {
        "obligation": key,
        "site": event.site,
        "rule": declared.id,
        "rulebook": name,
        "period_on": None,
        "correlation_id": event.correlation_id,
        "judged_from": judged_from(event),
        "done_at": None,
        "ended_at": None,
        "missed_at": None,
        "withdrawn_at": None,
        "is_excused": False,
        "is_void": False,
        "planned_at": said["due_at"],
        "reminded": NOBODY,
        "unlapsed": NOBODY,
        "acknowledged_at": None,
        **said,
    }
    _keep(row, rows)
    matter = "" if declared.anywhere or said["matter"] is None else said["matter"]
    _remember(declared, event.site, matter, key, _REMEMBERED, rows)
    if declared.ends_with_its is not None and (other := said_in(event, declared.ends_with_its)):
        _remember(declared, event.site, other, key, _REMEMBERED_ELSEWHERE, rows)


def _remember(declared: Obligation, at: str, matter: str, key: str, most: int, rows: Rows) -> None:
    """Find it again by a matter: its own, or one that it ends with."""
    running = rows.get(RUNNING, site=at, rule=declared.id, matter=matter)
    before = () if running is None else _IDS.validate_json(running["obligations"])
    known = (*(one for one in before if one != key), key)
    ids = _IDS.dump_json(known[-most:]).decode()
    rows.put(RUNNING, site=at, rule=declared.id, matter=matter, obligations=ids)


def change(row: Row, event: Event, rows: Rows, **changes: Any) -> None:
    """Change what is known of something owed, and work out where it stands then.

    Arguments:
        row: as it is.
        event: why.
        rows: where it is kept.
        changes: what is otherwise now.
    """
    # What is put on record of it tells nothing new of the matter itself.
    if event.stream not in _OF_IT:
        changes["judged_from"] = max(row["judged_from"], judged_from(event))
    _keep({**row, **changes}, rows)


def end(row: Row, event: Event, rows: Rows) -> None:
    """Owe it no more; what was missed before stays missed, but for what turns out never to have been.

    Arguments:
        row: as it is.
        event: what ends it.
        rows: where it is kept.
    """
    is_taken_back = bool(event.revokes or event.corrects)
    change(row, event, rows, **({"is_void": True} if is_taken_back else {"ended_at": event.occurred_at}))


def _counted_by(row: Row, rows: Rows) -> Timetable | None:
    """Give the timetable by whose working time it is counted; None where all time counts."""
    known = None if row["timetable"] is None else rows.get(SITES, site=row["site"])
    return None if known is None else timetable_in(known, row["timetable"])


def _keep(row: Row, rows: Rows) -> None:
    """Work out where it stands, and what has to be put on record, or taken back, from when on."""
    declared = obligation_of(row["rulebook"], row["rule"])
    grace = timedelta() if declared is None else timedelta(minutes=declared.grace_minutes)
    last_at, counted_by = row["due_at"] + grace, _counted_by(row, rows)
    late = Limit(last_at, timedelta(), counted_by)
    over_at = row["ended_at"] if row["done_at"] is None else row["done_at"]
    was_in_time = row["is_void"] or (over_at is not None and not late.over(over_at))
    row["state"] = _state_of(row)
    row["asks_for"] = row["asks_at"] = None
    if was_in_time and row["missed_at"] is not None:
        row["asks_for"], row["asks_at"] = WITHDRAW, max(row["missed_at"], row["judged_from"])
    elif not was_in_time and row["missed_at"] is None:
        row["asks_for"] = MISS
        found_at = row["done_at"] or replace(late, lasts=_SECOND).ends_at()
        # A miss that holds again is another one than that which was taken back, and has a key of its own.
        row["asks_at"] = found_at if row["withdrawn_at"] is None else max(found_at, row["withdrawn_at"])
    row["tells"], row["tells_at"] = (None, None) if declared is None else next_told(row, declared.tells)
    rows.put(OWED, **row)


def _state_of(row: Row) -> str:
    """Tell where it stands: what recurs and was missed is over, for the next one is owed by then."""
    if row["is_void"] or row["ended_at"] is not None:
        return ENDED
    if row["done_at"] is not None:
        return DONE
    is_over = row["period_on"] is not None and row["missed_at"] is not None
    return MISSED if is_over else OPEN


def is_done_last(row: Row, running: Sequence[Row]) -> bool:
    """Tell whether it is what was done last of its matter and its part: that alone is undone.

    Arguments:
        row: which.
        running: all that is owed of the matter by that rule.
    """
    done = [one["done_at"] for one in running if one["part"] == row["part"] and one["state"] == DONE]
    return row["state"] == DONE and bool(max(done) == row["done_at"])


def id_of(at: str, declared: Obligation, matter: str | None, part: str | None, occurrence: int) -> str:
    """Name something owed after what it is.

    Arguments:
        at: at which site.
        declared: what the rulebook asks for.
        matter: of which matter.
        part: for what of it.
        occurrence: which of several in a row.
    """
    return obligation_id(at, declared.id, matter, part, occurrence)


def is_among(kind: type[Event], names: Sequence[str]) -> bool:
    """Tell whether an event is of a kind that a rulebook names."""
    return any(kind is event_called(name) for name in names)


def said_in(event: Event, name: str) -> str:
    """Give what a field of an event says; nothing where it has none."""
    return str(getattr(event, name, ""))


def holidays_at(known: Row) -> Holidays:
    """Give the days off of a site's country."""
    return holidays_of(known["country"])
