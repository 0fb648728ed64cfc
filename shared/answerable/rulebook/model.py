"""A rulebook: articles and their frame, in one edition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from answerable.calendar.anniversaries import CallbackPlan
from answerable.obligations import Clock
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
from answerable.rulebook.scheme import (
    Base,
    Callbacks,
    Cap,
    Grades,
    LegalParameter,
    Limits,
    Pay,
    Threshold,
    Warranty,
)
from answerable.streams.case.events import Priority
from answerable.warranty import WarrantyTerms


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
    """One organisation's regulation, in one edition."""

    rulebook: str = Field(pattern=r"^[a-z][a-z0-9-]{1,63}$")
    edition: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$")
    title: BilingualText
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

    @property
    def warranty_terms(self) -> WarrantyTerms | None:
        """How long a device is repaired free of charge; None where it does not say."""
        rule = self.warranty
        return None if rule is None else WarrantyTerms(rule.article, rule.months, rule.after_repair_months)

    @cached_property
    def assumed(self) -> Mapping[str, Assumed]:
        """The numbers that no text gives, which the site may set, by the rule's id."""
        found = (*assumed_limits(self.limits), *assumed_obligations(self.obligations))
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
            "limits": limits_as_set(self.limits, left),
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
        """Give the time limit of a case, and the article it comes from."""
        clock = Clock.WORKING if priority in self.limits.working else Clock.CALENDAR
        return Limit(self.limits.minutes[priority], self.limits.article, clock)

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
