"""A rulebook: articles and their frame, in one edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from answerable.calendar.anniversaries import CallbackPlan
from answerable.errors import Refused
from answerable.obligations import Clock
from answerable.purposes import Purpose
from answerable.rulebook.article import Article, Band
from answerable.rulebook.effect import BilingualText, Period, RulebookPart
from answerable.rulebook.numbers import (
    Assumed,
    assumed_limits,
    assumed_obligations,
    limits_as_set,
    obligations_as_set,
)
from answerable.rulebook.obligation import Obligation
from answerable.rulebook.scheme import Callbacks, GradeChange, LegalParameter, Limits, MonthlyPoints, Warranty
from answerable.streams.case.events import Priority
from answerable.warranty import WarrantyTerms
from answerable.wording import say

P = TypeVar("P")


class Limit(NamedTuple):
    """A time limit and the article it comes from."""

    minutes: int
    article: str
    clock: Clock = Clock.CALENDAR


class Source(RulebookPart):
    """Where the words come from."""

    document: str
    title: BilingualText


class Rulebook(RulebookPart):
    """One organisation's regulation, in one edition; it has the parts that its text has.

    Arguments:
        rulebook: its stable id.
        edition: which edition of it.
        title: what it is called.
        language: of the authoritative text.
        timezone: the zone that its days and months are counted in.
        source: where the words come from.
        in_force: when this edition applies, where it is bound.
        legal: the limits of the law that effects on money or employment have to pass.
        monthly_points: how a month is scored, with the articles; nobody is scored by it where missing.
        grade_change: what acts make of the month's grade, whatever its score.
        bands: families of articles of which at most one applies to an event.
        articles: what scores.
        limits: how long a case may take.
        callbacks: how often the customer of a delivery is called back.
        obligations: whatever else becomes due.
        warranty: how long a device is repaired free of charge.
    """

    rulebook: str = Field(pattern=r"^[a-z][a-z0-9-]{1,63}$")
    edition: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$")
    title: BilingualText
    language: Literal["zh", "en"]
    timezone: str
    source: Source
    in_force: Period
    legal: tuple[LegalParameter, ...] = ()
    monthly_points: MonthlyPoints | None = None
    grade_change: GradeChange | None = None
    bands: tuple[Band, ...] = ()
    articles: tuple[Article, ...] = ()
    limits: Limits | None = None
    callbacks: Callbacks | None = None
    obligations: tuple[Obligation, ...] = ()
    warranty: Warranty | None = None
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

    @field_validator("obligations")
    @classmethod
    def _are_told_apart(cls, obligations: tuple[Obligation, ...]) -> tuple[Obligation, ...]:
        ids = [one.id for one in obligations]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            message = f"several obligations are called {', '.join(twice)}"
            raise ValueError(message)
        return obligations

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not self.purposes:
            message = f"a rulebook has a part that it can be bound for: {', '.join(Purpose)}"
            raise ValueError(message)
        parts = {"monthly_points": self.monthly_points, "grade_change": self.grade_change}
        needs = {"grade_change" if one.effect.changes_grade else "monthly_points" for one in self.articles}
        if wrong := sorted(name for name, part in parts.items() if (part is not None) != (name in needs)):
            message = f"{wrong[0]} and the articles that it is about go together"
            raise ValueError(message)
        return self

    @cached_property
    def purposes(self) -> tuple[Purpose, ...]:
        """What it can be bound for: the parts that it has."""
        has = {
            Purpose.SCORING: self.monthly_points is not None,
            Purpose.GRADES: self.grade_change is not None,
            Purpose.LIMITS: self.limits is not None,
            Purpose.CALLBACKS: self.callbacks is not None,
            Purpose.OBLIGATIONS: bool(self.obligations),
            Purpose.WARRANTY: self.warranty is not None,
        }
        return tuple(purpose for purpose, is_there in has.items() if is_there)

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
        """How often the customer of a delivery is called back.

        Raises:
            Refused: it does not say.
        """
        rule = self._part(self.callbacks, Purpose.CALLBACKS)
        return CallbackPlan(rule.article, rule.monthly, rule.then_every_months, rule.grace_working_days)

    @property
    def warranty_terms(self) -> WarrantyTerms | None:
        """How long a device is repaired free of charge; None where it does not say."""
        rule = self.warranty
        return None if rule is None else WarrantyTerms(rule.article, rule.months, rule.after_repair_months)

    @cached_property
    def assumed(self) -> Mapping[str, Assumed]:
        """The numbers that no text gives, which the site may set, by the rule's id."""
        limits = () if self.limits is None else assumed_limits(self.limits)
        found = (*limits, *assumed_obligations(self.obligations))
        return {one.rule: one for one in found}

    def as_set(self, numbers: Mapping[str, int]) -> Rulebook:
        """Give it with the numbers that a site set itself.

        Arguments:
            numbers: which, by the rule's id; those that it does not leave to the site change nothing.
        """
        if not numbers:
            return self
        key = tuple(sorted(numbers.items()))
        if (known := self._as_set.get(key)) is None:
            known = self._as_set[key] = self._with_numbers(numbers)
        return known

    def _with_numbers(self, numbers: Mapping[str, int]) -> Rulebook:
        left = {rule: number for rule, number in numbers.items() if rule in self.assumed}
        said = {
            "limits": None if self.limits is None else limits_as_set(self.limits, left),
            "obligations": obligations_as_set(self.obligations, left),
        }
        made = self.model_copy(update=said)
        for worked_out in ("assumed", "_as_set"):  # of its numbers: a copy with others works it out anew
            made.__dict__.pop(worked_out, None)
        return made

    @cached_property
    def _as_set(self) -> dict[tuple[tuple[str, int], ...], Rulebook]:
        """What was made of it for sites, so that each is made once."""
        return {}

    def limit_for(self, priority: Priority) -> Limit:
        """Give the time limit of a case, and the article it comes from.

        Raises:
            Refused: it has no limits.
        """
        limits = self.time_limits
        clock = Clock.WORKING if priority in limits.working else Clock.CALENDAR
        return Limit(limits.minutes[priority], limits.article, clock)

    @property
    def time_limits(self) -> Limits:
        """How long a case may take.

        Raises:
            Refused: it does not say.
        """
        return self._part(self.limits, Purpose.LIMITS)

    @property
    def scored_by(self) -> MonthlyPoints:
        """How a month is scored.

        Raises:
            Refused: it does not say.
        """
        return self._part(self.monthly_points, Purpose.SCORING)

    def _part(self, part: P | None, purpose: Purpose) -> P:
        if part is None:
            raise Refused(
                say("error.not_in_the_rulebook", rulebook=self.name, purpose=say(f"purpose.{purpose}"))
            )
        return part

    def obligation(self, rule: str) -> Obligation | None:
        """Find what becomes due by its id; None where there is no such obligation."""
        return next((one for one in self.obligations if one.id == rule), None)

    def in_force_on(self, article: Article, day: date) -> bool:
        """Tell whether an article applies on a day; the rulebook itself applies where it is bound."""
        return article.in_force is None or day in article.in_force

    @cached_property
    def _by_event(self) -> Mapping[str, Mapping[str | None, tuple[Article, ...]]]:
        """The articles of each kind of event, by the article the event has to name, if any."""
        found: dict[str, dict[str | None, tuple[Article, ...]]] = {}
        for article in self.articles:
            if article.event is None:
                continue
            named = article.when["article"].eq if "article" in article.when else None
            of_event = found.setdefault(article.event, {})
            key = named if isinstance(named, str) else None
            of_event[key] = (*of_event.get(key, ()), article)
        return found

    def candidates(self, event: str, named: str | None) -> tuple[Article, ...]:
        """Give the articles that an event may trigger.

        Arguments:
            event: the kind of event.
            named: the article that the event itself names, where it does.
        """
        of_event = self._by_event.get(event, {})
        free = of_event.get(None, ())
        return free if named is None else (*of_event.get(named, ()), *free)

    def article(self, article_id: str, day: date) -> Article | None:
        """Find the scoring article of an id that is in force on a day."""
        return next((a for a in self.articles if a.id == article_id and self.in_force_on(a, day)), None)

    def monthly(self, day: date) -> Iterator[Article]:
        """Give the articles that are worked out from a whole month, in force on a day."""
        return (a for a in self.articles if a.once_a_month is not None and self.in_force_on(a, day))
