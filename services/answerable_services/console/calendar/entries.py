"""What stands in a calendar: something that is due, planned or begins on a day, and where it leads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from answerable.queries.callbacks import CallbackRow, OwedRow, OwedState
from answerable.streams.survey.flow import SurveyStage

ZoneOf = Callable[[str], tzinfo]
"""Gives the zone by whose clock a site's days are told."""


class EntryKind(StrEnum):
    """What an entry is about."""

    OBLIGATION = "obligation"
    VISIT = "visit"
    TRAINING = "training"
    SURVEY = "survey"
    CALLBACK = "callback"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on one day.

    Arguments:
        kind: what it is about.
        name: which one, the same as long as it is there: its id, and what else tells it from others of it.
        reference: the id of the matter that it leads to; empty where it is the site's.
        site: where.
        on: the day, by the site's clock.
        at: the moment, where it is due at one.
        name_zh: what it is called in Chinese, where that is not its kind alone.
        name_en: what it is called in English.
        about: what a page says beside it: a project, a topic. It may name a customer, so no feed has it.
        word: the key of what is said of its kind.
        whose: whose it is, where it is somebody's.
        is_over: whether its time is over.
        since: when it came to stand as it does, where that is known.
        address: where it can be read that is of no matter.
    """

    kind: EntryKind
    name: str
    reference: str
    site: str
    on: date
    word: str
    at: datetime | None = None
    name_zh: str = ""
    name_en: str = ""
    about: str = ""
    whose: str | None = None
    is_over: bool = False
    since: datetime | None = None
    address: str = ""

    @property
    def order(self) -> tuple[date, int, str, str]:
        """Where it stands: by day, then by kind and time, what many have alike last."""
        kinds = tuple(EntryKind)
        return self.on, kinds.index(self.kind), "" if self.at is None else self.at.isoformat(), self.name


def of_obligation(row: OwedRow, zone_of: ZoneOf) -> Entry:
    """Tell of what a rulebook owes; it leads to its matter, or to the list where the site owes it."""
    return Entry(
        kind=EntryKind.OBLIGATION,
        name=row.obligation,
        reference=row.matter or "",
        site=row.site,
        on=row.due_at.astimezone(zone_of(row.site)).date(),
        at=row.due_at,
        word="calendar.is.obligation",
        name_zh=row.name_zh,
        name_en=row.name_en,
        whose=row.owed_by,
        is_over=row.state is OwedState.OVERDUE,
        since=row.begun_at,
        address=f"/due?{urlencode({'site': row.site, 'rule': row.rule})}",
    )


def of_callback(row: CallbackRow) -> Entry:
    """Tell of a callback that is owed."""
    return Entry(
        kind=EntryKind.CALLBACK,
        name=row.callback,
        reference=row.delivery,
        site=row.site,
        on=row.due_on,
        word="calendar.is.callback",
        about=row.project,
        is_over=row.days_over > 0,
    )


def of_visit(row: Any, today: date) -> Entry:
    """Tell of a visit that is to be made."""
    return Entry(
        kind=EntryKind.VISIT,
        name=row.visit,
        reference=row.visit,
        site=row.site,
        on=row.due_on,
        word=f"visit_kind.{row.visit_kind}",
        about=row.place or "",
        whose=row.visitor,
        is_over=row.due_on < today,
    )


def of_training(row: Any, today: date) -> Entry:
    """Tell of a session that is planned."""
    return Entry(
        kind=EntryKind.TRAINING,
        name=row.training,
        reference=row.training,
        site=row.site,
        on=row.held_on,
        word="calendar.is.training",
        about=row.topic,
        whose=row.staff,
        is_over=row.held_on < today,
    )


def of_survey(row: Any, first: date, last: date, today: date) -> list[Entry]:
    """Tell when a survey begins, as long as it has not, and when it ends, of what is in the period."""
    days = [(row.last_day, "ends", "calendar.is.survey_ends")]
    if row.state == SurveyStage.PREPARED:
        days.append((row.first_day, "begins", "calendar.is.survey_begins"))
    return [
        Entry(
            kind=EntryKind.SURVEY,
            name=f"{row.survey}-{what}",
            reference=row.survey,
            site=row.site,
            on=on,
            word=word,
            about=row.title,
            is_over=on < today,
        )
        for on, what, word in days
        if first <= on <= last
    ]


ONE_DAY = timedelta(days=1)
