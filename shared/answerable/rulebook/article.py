"""An article as data: its trigger, its effect, its readings, and the examples that must come true."""

from __future__ import annotations

from functools import cached_property
from typing import Literal, NamedTuple, Self

from pydantic import Field, StrictInt, model_validator

from answerable.conditions.compiling import CompiledClause, Test, compile_alternatives, compile_clauses
from answerable.conditions.vocabulary import When
from answerable.events.base import ArticleId
from answerable.rulebook.effect import (
    BilingualText,
    Effect,
    Period,
    Points,
    Repetition,
    RulebookPart,
    Severity,
)


class ExpectedPoints(RulebookPart):
    """An example's expected points."""

    points: Points


class Example(RulebookPart):
    """A case and what must come of it; run at every lint.

    Arguments:
        given: the fields that are known.
        expect: points, or that nothing applies, a person has to look, or a dismissal is proposed.
        reading: under which reading, where the article has several; else what acts by itself.
    """

    given: dict[str, bool | int | str | None]
    expect: ExpectedPoints | Literal["none", "unknown", "dismissal", "referral", "grade", "counted"]
    reading: str | None = None


class CountExample(RulebookPart):
    """How often an article applied in a month, and what that comes to; run at every lint.

    Arguments:
        times: how often.
        points: what all of them come to.
        reading: under which reading, where it has several; else what acts by itself.
    """

    times: StrictInt = Field(ge=0)
    points: Points
    reading: str | None = None


class Reading(RulebookPart):
    """One way to understand an article whose text allows several.

    Arguments:
        id: ``a``, ``b`` …
        says: what it means.
        effect: the effect under this reading, where it differs.
        once_a_month: the condition under this reading, where it differs.
        repeated: what changes under it where the article applies several times.
    """

    id: str
    says: BilingualText
    effect: Effect | None = None
    repeated: Repetition | None = None
    once_a_month: tuple[When, ...] | None = None


class Way(NamedTuple):
    """A reading of an article, compiled.

    Arguments:
        id: the reading's id; empty where the article has only one.
        says: what it means.
        effect: what follows under it.
        test: its condition.
        clauses: the same condition, clause by clause.
    """

    id: str
    says: BilingualText
    effect: Effect
    test: Test
    clauses: tuple[CompiledClause, ...]


class Article(RulebookPart):
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
        repeated: what changes where it applies several times in a month.
        counted: what so many times must come to.
        printed: the number that it is printed under, where that is not the one of its id.
        in_force: when it applies; the rulebook's own period where missing.
        defect: the number of the text's defect in the list of defects.
        readings: the ways to read it, the default first.
        fixed: the reading a person has decided on.
        note: how it is read, where that needs saying.
        examples: cases that must come true.
    """

    id: ArticleId
    text: BilingualText
    severity: Severity
    event: str | None = Field(default=None, pattern=r"^[a-z_]+\.[A-Z][A-Za-z]+$")
    when: When = Field(default_factory=dict)
    once_a_month: tuple[When, ...] | None = Field(default=None, min_length=1)
    band: str | None = None
    effect: Effect
    repeated: Repetition | None = None
    counted: tuple[CountExample, ...] = ()
    printed: str | None = None
    in_force: Period | None = None
    defect: str | None = None
    readings: tuple[Reading, ...] = ()
    fixed: str | None = None
    note: BilingualText | None = None
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
        if self.is_repeated and (self.event is None or self.effect.points is None):
            message = "what changes with every time needs an event, and points of its own for each time"
            raise ValueError(message)
        check_readings([reading.id for reading in self.readings], self.fixed)
        return self

    @cached_property
    def is_repeated(self) -> bool:
        """Whether something changes where it applies several times in a month."""
        return self.repeated is not None or any(one.repeated is not None for one in self.readings)

    @cached_property
    def repetitions(self) -> tuple[tuple[Reading | None, Repetition], ...]:
        """What changes where it applies several times, by reading; none where nothing does."""
        if not self.is_repeated:
            return ()
        if not any(one.repeated is not None for one in self.readings):
            return () if self.repeated is None else ((None, self.repeated),)
        found = ((one, one.repeated or self.repeated) for one in self.readings)
        return tuple((one, repetition) for one, repetition in found if repetition is not None)

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The readings, ready to be weighed; one where nothing is doubtful."""
        # What readings make of the times of a month, is weighed when the month is.
        readings = (() if self.is_repeated else self.readings) or (Reading(id="", says=self.text),)
        return tuple(self._way(reading) for reading in readings)

    def _way(self, reading: Reading) -> Way:
        whens = reading.once_a_month or self.once_a_month or (self.when,)
        clauses = tuple(clause for when in whens for clause in compile_clauses(when))
        return Way(
            reading.id, reading.says, reading.effect or self.effect, compile_alternatives(whens), clauses
        )

    @cached_property
    def uses_rank(self) -> bool:
        """Whether it depends on the person's rank in the month."""
        return any(clause.field == "rank" for way in self.ways for clause in way.clauses)


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


class Band(RulebookPart):
    """A family of articles that split the whole numbers of a field among them.

    Arguments:
        id: its name; articles refer to it.
        field: the field that is split.
        first: the lowest number that any of them covers.
    """

    id: str
    field: str
    first: StrictInt
