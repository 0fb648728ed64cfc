"""A rulebook as data: articles, readings, examples, and what frames them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Literal, NamedTuple, Self
from zoneinfo import ZoneInfo

from pydantic import Field, PositiveInt, StrictInt, field_validator, model_validator

from answerable.calendar.anniversaries import CallbackPlan
from answerable.events.base import ArticleId
from answerable.events.case import Priority
from answerable.rulebook.matchers import Test, compile_alternatives, compile_when
from answerable.rulebook.terms import Effect, Period, Points, Severity, Term, Text, When


class Quote(Term):
    """The words of an article that frames the others.

    Arguments:
        article: its id.
        text: its words.
        note: how they are read, where that needs saying.
    """

    article: ArticleId
    text: Text
    note: Text | None = None


class ExpectedPoints(Term):
    """An example's expected points."""

    points: Points


class Example(Term):
    """A case and what must come of it; run at every lint.

    Arguments:
        given: the fields that are known.
        expect: points, or that nothing applies, a person has to look, or a dismissal is proposed.
        reading: under which reading, where the article has several; else what acts by itself.
    """

    given: dict[str, bool | int | str | None]
    expect: ExpectedPoints | Literal["none", "unknown", "dismissal"]
    reading: str | None = None


class Reading(Term):
    """One way to understand an article whose text allows several.

    Arguments:
        id: ``a``, ``b`` …
        says: what it means.
        effect: the effect under this reading, where it differs.
        once_a_month: the condition under this reading, where it differs.
    """

    id: str
    says: Text
    effect: Effect | None = None
    once_a_month: tuple[When, ...] | None = None


class Article(Term):
    """One rule of a scoring scheme.

    Arguments:
        id: its id.
        text: its words.
        severity: the list it stands in.
        event: the kind of event that can trigger it, for example ``case.LimitMissed``.
        when: what the event's fields have to satisfy.
        once_a_month: instead of an event: alternatives over the inputs of a whole month.
        band: the family of articles of which at most one applies to an event.
        effect: what follows.
        in_force: when it applies; the rulebook's own period where missing.
        defect: the number of the text's defect in the list of defects.
        readings: the ways to read it, the default first.
        fixed: the reading a person has decided on.
        note: how it is read, where that needs saying.
        examples: cases that must come true.
    """

    id: ArticleId
    text: Text
    severity: Severity
    event: str | None = Field(default=None, pattern=r"^[a-z_]+\.[A-Z][A-Za-z]+$")
    when: When = Field(default_factory=dict)
    once_a_month: tuple[When, ...] | None = Field(default=None, min_length=1)
    band: str | None = None
    effect: Effect
    in_force: Period | None = None
    defect: str | None = None
    readings: tuple[Reading, ...] = ()
    fixed: str | None = None
    note: Text | None = None
    examples: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _has_one_trigger(self) -> Self:
        if (self.event is None) == (self.once_a_month is None):
            message = "an article has either an event with its condition, or once_a_month"
            raise ValueError(message)
        if self.event is None and (self.when or self.band):
            message = "when and band belong to an event, not to once_a_month"
            raise ValueError(message)
        if self.event is not None and any(reading.once_a_month is not None for reading in self.readings):
            message = "a reading of an article with an event cannot have once_a_month"
            raise ValueError(message)
        check_readings([reading.id for reading in self.readings], self.fixed)
        return self

    def ways(self) -> tuple[Reading, ...]:
        """List the readings with effect and condition filled in; one where nothing is doubtful."""
        readings = self.readings or (Reading(id="", says=self.text),)
        return tuple(
            Reading(
                id=reading.id,
                says=reading.says,
                effect=reading.effect or self.effect,
                once_a_month=reading.once_a_month or self.once_a_month,
            )
            for reading in readings
        )

    @cached_property
    def tests(self) -> tuple[tuple[Reading, Effect, Test], ...]:
        """The readings, each with its effect and its compiled condition."""
        of_event = compile_when(self.when)
        return tuple(
            (
                way,
                way.effect or self.effect,
                compile_alternatives(way.once_a_month) if way.once_a_month else of_event,
            )
            for way in self.ways()
        )


def check_readings(ids: list[str], fixed: str | None) -> None:
    """Refuse a reading given twice and a decision for a reading that does not exist.

    Raises:
        ValueError: either is so.
    """
    if len(set(ids)) != len(ids):
        message = "two readings have one id"
        raise ValueError(message)
    if fixed is not None and fixed not in ids:
        message = f"reading {fixed!r} is fixed, but not described"
        raise ValueError(message)


class Band(Term):
    """A family of articles that split the whole numbers of a field among them.

    Arguments:
        id: its name; articles refer to it.
        field: the field that is split.
        first: the lowest number that any of them covers.
    """

    id: str
    field: str
    first: StrictInt


class Base(Quote):
    """The points a month starts with."""

    points: Points


class CapOrder(StrEnum):
    """Which comes first where points are capped (X9)."""

    ALL_THEN_CAP = "all_then_cap"
    CAP_THEN_EXTRA = "cap_then_extra"


class CapReading(Term):
    """One way to read the cap."""

    id: str
    says: Text
    order: CapOrder


class CapExample(Term):
    """A raw total and what it counts as."""

    raw: Points
    capped: Points


class Cap(Quote):
    """The most that a month can come to."""

    points: Points
    defect: str | None = None
    readings: tuple[CapReading, ...] = Field(min_length=1)
    fixed: str | None = None
    examples: tuple[CapExample, ...] = ()

    @model_validator(mode="after")
    def _is_decided_well(self) -> Self:
        check_readings([reading.id for reading in self.readings], self.fixed)
        return self


class GradeBand(Term):
    """A grade and the scores it covers: every bound given has to hold."""

    grade: str
    gt: Points | None = None
    ge: Points | None = None
    lt: Points | None = None
    le: Points | None = None


class GradeReading(Term):
    """One way to read the grades; the best grade first."""

    id: str
    says: Text
    bands: tuple[GradeBand, ...] = Field(min_length=1)


class GradeExample(Term):
    """A score and its grade; none where it has none."""

    score: Points
    grade: str | None


class Grades(Quote):
    """Which score earns which grade."""

    lowest: Points
    defect: str | None = None
    readings: tuple[GradeReading, ...] = Field(min_length=1)
    fixed: str | None = None
    examples: tuple[GradeExample, ...] = ()

    @model_validator(mode="after")
    def _is_decided_well(self) -> Self:
        check_readings([reading.id for reading in self.readings], self.fixed)
        return self


class LegalParameter(Term):
    """A limit of the law that a money effect or a dismissal has to pass.

    Arguments:
        id: its name; effects refer to it.
        says: what it demands.
        source: the law, ordinance or case.
        value: the number, where there is one for every place.
        in_force: when it applies, where known.
    """

    id: str
    says: Text
    source: Text
    value: Points | None = None
    in_force: Period | None = None


class Threshold(Quote):
    """A score below which the text allows a dismissal; a proposal only."""

    below: Points
    legal: tuple[str, ...] = Field(min_length=1)


class PayExample(Term):
    """A score and the yuan it is worth; printed in the article, or following by arithmetic."""

    article: ArticleId
    score: Points
    yuan: Points


class Pay(Term):
    """How a score moves the month's pay; a proposal only.

    Arguments:
        standard: the score that changes nothing.
        yuan_per_point: yuan for each point above or below it.
        limit_yuan: the most yuan up or down.
        first_month: the month of employment from which pay moves; the month of hiring is 1.
        quotes: the articles it rests on.
        legal: the legal parameters a deduction has to pass.
        examples: scores that must come out so.
    """

    standard: Points
    yuan_per_point: Points
    limit_yuan: Points
    first_month: PositiveInt
    quotes: tuple[Quote, ...] = Field(min_length=1)
    legal: tuple[str, ...] = ()
    examples: tuple[PayExample, ...] = ()


class Limits(Quote):
    """How long a case may take, by priority."""

    assumed: bool
    minutes: dict[Priority, PositiveInt]

    @field_validator("minutes")
    @classmethod
    def _is_whole(cls, minutes: dict[Priority, int]) -> dict[Priority, int]:
        if missing := sorted(set(Priority) - set(minutes)):
            message = f"no time limit for {', '.join(missing)}"
            raise ValueError(message)
        return minutes


class Callbacks(Quote):
    """How often the customer of a delivery is called back."""

    monthly: PositiveInt
    then_every_months: PositiveInt
    grace_working_days: StrictInt = Field(ge=0)
    assumed: tuple[str, ...] = ()


class Limit(NamedTuple):
    """A time limit and the article it comes from."""

    minutes: int
    article: str


class Source(Term):
    """Where the words come from."""

    document: str
    title: Text


class Rulebook(Term):
    """One organisation's regulation, in one edition."""

    rulebook: str = Field(pattern=r"^[a-z][a-z0-9-]{1,63}$")
    edition: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$")
    title: Text
    language: Literal["zh", "en"]
    timezone: str
    source: Source
    in_force: Period
    base: Base
    cap: Cap
    grades: Grades
    dismissal: Threshold
    pay: Pay
    legal: tuple[LegalParameter, ...] = ()
    bands: tuple[Band, ...] = ()
    articles: tuple[Article, ...] = Field(min_length=1)
    limits: Limits
    callbacks: Callbacks
    digest: str = Field(default="", description="SHA-256 of the file's bytes; set by the loader")

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            message = f"{name!r} is no time zone"
            raise ValueError(message) from error
        return name

    @property
    def name(self) -> str:
        """Its id and edition, as a decision cites them: ``call-centre-80@2026.1``."""
        return f"{self.rulebook}@{self.edition}"

    @property
    def zone(self) -> ZoneInfo:
        """The zone its days and months are counted in."""
        return ZoneInfo(self.timezone)

    @property
    def callback_plan(self) -> CallbackPlan:
        """How often the customer of a delivery is called back."""
        rule = self.callbacks
        return CallbackPlan(rule.article, rule.monthly, rule.then_every_months, rule.grace_working_days)

    def limit_for(self, priority: Priority) -> Limit:
        """Give the time limit of a case, and the article it comes from."""
        return Limit(self.limits.minutes[priority], self.limits.article)

    def in_force_on(self, article: Article, day: date) -> bool:
        """Tell whether an article applies on a day; the rulebook itself applies where it is bound."""
        return article.in_force is None or day in article.in_force

    @cached_property
    def by_event(self) -> Mapping[str, tuple[Article, ...]]:
        """The articles that each kind of event can trigger."""
        found: dict[str, tuple[Article, ...]] = {}
        for article in self.articles:
            if article.event is not None:
                found[article.event] = (*found.get(article.event, ()), article)
        return found

    def article(self, article_id: str, day: date) -> Article | None:
        """Find the scoring article of an id that is in force on a day."""
        return next((a for a in self.articles if a.id == article_id and self.in_force_on(a, day)), None)

    def monthly(self, day: date) -> Iterator[Article]:
        """Give the articles that are worked out from a whole month, in force on a day."""
        return (a for a in self.articles if a.once_a_month is not None and self.in_force_on(a, day))
