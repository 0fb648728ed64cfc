"""Assessment: record what counts for or against a member of staff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from answerable.commands.base import SPELLED, SPELLED_WITH_SIGN, Command
from answerable.days import FoundMonth, RecordedDay
from answerable.events.base import (
    COMPOSED,
    FREE_TEXT,
    MAY_CITE,
    ArticleId,
    CaseOfAnyTime,
    EmployedHere,
    EverEmployed,
    OriginatorId,
    StaffId,
    Text,
    identity,
)
from answerable.ids import cited_by, id_from_key
from answerable.spans import OffenceMinutes

_Points = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=3), SPELLED]
_Extra = Annotated[Decimal, Field(ge=-5, le=5, max_digits=7, decimal_places=3), SPELLED_WITH_SIGN]
_Score = Annotated[Decimal, Field(ge=0, le=1000, max_digits=7, decimal_places=3), SPELLED]
_FullMarks = Annotated[Decimal, Field(gt=0, le=1000, max_digits=7, decimal_places=3), SPELLED]

AssessmentId = Annotated[str, identity("assessment")]
_Proof = Annotated[
    str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True), FREE_TEXT, MAY_CITE, COMPOSED
]
Evidence = Annotated[
    tuple[_Proof, ...],
    Field(min_length=1, max_length=20),
]


def exam_id(site: str, staff: str, month: str) -> str:
    """Name the one entry for a person's exam of a month, resits included.

    Arguments:
        site: where.
        staff: who sat it.
        month: as ``YYYY-MM``.
    """
    return id_from_key("assessment", site, f"exam {staff} {month}")


def extra_id(site: str, staff: str, month: str) -> str:
    """Name the one entry for the points that a month's rating adds or takes (001-X1).

    Arguments:
        site: where.
        staff: whose.
        month: as ``YYYY-MM``.
    """
    return id_from_key("assessment", site, f"extra {staff} {month}")


def aside_id(site: str, matter: str, version: int) -> str:
    """Name the one entry by which something that may be a violation is set aside.

    Arguments:
        site: where.
        matter: in which matter it happened.
        version: which of the matter's events shows it.
    """
    return id_from_key("assessment", site, f"aside {matter}.{version}")


def cited_events(evidence: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Give the events that evidence names, each by its matter and version; other evidence is left out."""
    for one in evidence:
        if (named := cited_by(one)) is not None and named.version is not None:
            yield named.matter, named.version


class OnPerson(Command):
    """An entry about a member of staff.

    Arguments:
        staff: whom it concerns.
    """

    staff: StaffId


class RecordViolation(OnPerson):
    """Record that an article was broken.

    Arguments:
        assessment: its id; where left out, that of the person, the article and the first event that shows it,
            so that nothing is recorded twice, or a new one where no event does.
        staff: who broke it.
        article: which article.
        minutes: how long, where the article counts minutes.
        superior_informed: whether the superior had been told.
        points: what is proposed inside the article's range, as a positive number.
        reason: what happened.
        evidence: events, cases or records that show it.
        case: the case it belongs to.
    """

    assessment: AssessmentId | None = None
    staff: EmployedHere
    article: ArticleId
    minutes: OffenceMinutes | None = None
    superior_informed: bool | None = None
    points: _Points | None = None
    reason: Text
    evidence: Evidence
    case: CaseOfAnyTime | None = None

    @property
    def target(self) -> str | None:
        """The one entry for that person, article and event; None where no event shows it."""
        return self.assessment or next(iter(shown_ids(self)), None)

    @property
    def asides(self) -> tuple[str, ...]:
        """The entries by which what shows it may have been set aside."""
        return tuple(aside_id(self.site, *event) for event in cited_events(self.evidence))

    @property
    def depends_on(self) -> tuple[str, ...]:
        """What the same events may have been recorded as, or been set aside."""
        return (*shown_ids(self), *self.asides)


class RecordBonus(OnPerson):
    """Record that a bonus article applies.

    Arguments:
        assessment: its id; where left out, that of the person, the article and the first event that shows it,
            so that nothing is recorded twice, or a new one where no event does.
        staff: who earned it.
        article: which article.
        reason: what for.
        evidence: events, cases or records that show it.
    """

    assessment: AssessmentId | None = None
    staff: EmployedHere
    article: ArticleId
    reason: Text
    evidence: Evidence

    @property
    def target(self) -> str | None:
        """The one entry for that person, article and event; None where no event shows it."""
        return self.assessment or next(iter(shown_ids(self)), None)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """What the same events may have been recorded as."""
        return shown_ids(self)


def shown_ids(command: RecordViolation | RecordBonus) -> tuple[str, ...]:
    """Name the one entry for a person and an article of each event that shows it, in order.

    Arguments:
        command: what is asked.
    """
    about = f"{command.article} {command.staff}"
    return tuple(
        id_from_key("assessment", command.site, f"{about} {matter}.{version}")
        for matter, version in cited_events(command.evidence)
    )


class RecordExtra(OnPerson):
    """Add or take up to five points, with a reason (001-X1).

    Arguments:
        staff: whose.
        month: the month that is rated, as ``YYYY-MM``.
        points: from −5 to +5.
        reason: why.
    """

    staff: EverEmployed
    month: FoundMonth
    points: _Extra
    reason: Text

    @property
    def target(self) -> str:
        """The one entry of that person and month."""
        return extra_id(self.site, self.staff, self.month)


class ScoreExam(OnPerson):
    """Record the marks of the monthly exam (001-3.6).

    Arguments:
        staff: who sat it.
        score: the marks reached.
        full_marks: the marks that could be reached.
        held_on: the day.
    """

    staff: EverEmployed
    score: _Score
    full_marks: _FullMarks = Decimal(100)
    held_on: RecordedDay

    @property
    def target(self) -> str:
        """The one entry of that person and month."""
        return exam_id(self.site, self.staff, f"{self.held_on:%Y-%m}")


class SetAside(Command):
    """Set aside what may be a violation, and is none.

    Arguments:
        matter: in which matter it happened.
        version: which of the matter's events shows it, as the number at the end of that event's id.
        reason: why it is none.
    """

    matter: OriginatorId
    version: Annotated[int, Field(ge=1, le=1_000_000)]
    reason: Text

    @property
    def target(self) -> str:
        """The one entry about that event."""
        return aside_id(self.site, self.matter, self.version)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The matter: nobody sets aside what counts against themselves."""
        return (self.matter,)


class Revoke(Command):
    """Take an entry back.

    Arguments:
        assessment: which.
        reason: why.
    """

    assessment: AssessmentId
    reason: Text
