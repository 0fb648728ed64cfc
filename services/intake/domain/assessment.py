"""Assessment: entries for and against a person, and their revocation."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.commands import assessment as commands
from answerable.events import assessment as events
from answerable.events.base import Event
from services.intake.domain.kernel import Stamp, World, decides, evolves, opens, refuse, wrong


@dataclass(frozen=True, slots=True)
class Assessment:
    """One entry.

    Arguments:
        staff: whom it concerns.
        is_revoked: whether it was taken back.
    """

    staff: str
    is_revoked: bool = False


def _nobody_scores_themselves(actor: str, staff: str) -> None:
    if actor == staff:
        message = f"{staff} cannot be the one who assesses {staff}"
        raise refuse(message, rule="001-3.4")


@opens(commands.RecordViolation)
def record_violation(_: None, command: commands.RecordViolation, stamp: Stamp, world: World) -> list[Event]:
    """Record what a superior found; nobody assesses themselves (001-3.4)."""
    _nobody_scores_themselves(command.actor, command.staff)
    _must_be_an_article(command.site, command.article, stamp, world)
    return [
        events.ViolationRecorded(
            **stamp.next(),
            staff=command.staff,
            article=command.article,
            minutes=command.minutes,
            superior_informed=command.superior_informed,
            points=command.points,
            reason=command.reason,
            evidence=command.evidence,
            case=command.case,
        )
    ]


@opens(commands.RecordBonus)
def record_bonus(_: None, command: commands.RecordBonus, stamp: Stamp, world: World) -> list[Event]:
    """Record what a superior found."""
    _nobody_scores_themselves(command.actor, command.staff)
    _must_be_an_article(command.site, command.article, stamp, world)
    return [
        events.BonusRecorded(
            **stamp.next(),
            staff=command.staff,
            article=command.article,
            reason=command.reason,
            evidence=command.evidence,
        )
    ]


def _must_be_an_article(site: str, article: str, stamp: Stamp, world: World) -> None:
    """Refuse an article that the site's rulebook does not have: it could never count.

    Raises:
        Invalid: the bound rulebook has no such article on that day.
    """
    day = world.day_of(stamp.occurred_at)
    book = world.rulebook_on(site, day)
    if book.article(article, day) is None:
        message = f"{article} is not an article of {book.name} in force on {day}"
        raise wrong("article", message, rule="known-article")


@opens(commands.RecordExtra)
def record_extra(_: None, command: commands.RecordExtra, stamp: Stamp, __: World) -> list[Event]:
    """Add or take up to five points, with a reason (001-X1)."""
    _nobody_scores_themselves(command.actor, command.staff)
    return [
        events.ExtraRecorded(
            **stamp.next(), staff=command.staff, points=command.points, reason=command.reason
        )
    ]


@opens(commands.ScoreExam)
def score_exam(_: None, command: commands.ScoreExam, stamp: Stamp, __: World) -> list[Event]:
    """Record the marks of the monthly exam (001-3.6)."""
    _nobody_scores_themselves(command.actor, command.staff)
    if command.score > command.full_marks:
        message = f"{command.score} is more than the full marks of {command.full_marks}"
        raise wrong("score", message, rule="001-3.6")
    return [
        events.ExamScored(
            **stamp.next(),
            staff=command.staff,
            score=command.score,
            full_marks=command.full_marks,
            held_on=command.held_on,
        )
    ]


@decides(commands.Revoke)
def revoke(state: Assessment, command: commands.Revoke, stamp: Stamp, _: World) -> list[Event]:
    """Take an entry back; nobody revokes an entry about themselves."""
    if state.is_revoked:
        message = f"{command.assessment} was revoked already"
        raise refuse(message)
    if command.by == state.staff:
        message = f"{command.by} cannot revoke an entry about themselves"
        raise refuse(message, rule="001-3.4")
    return [events.Revoked(**stamp.next(), by=command.by, reason=command.reason)]


@evolves(events.ViolationRecorded, events.BonusRecorded, events.ExtraRecorded, events.ExamScored)
def recorded(
    _: None,
    event: events.ViolationRecorded | events.BonusRecorded | events.ExtraRecorded | events.ExamScored,
) -> Assessment:
    """Begin the entry."""
    return Assessment(staff=event.staff)


@evolves(events.Revoked)
def revoked(state: Assessment, _: events.Revoked) -> Assessment:
    """Take it back."""
    return Assessment(staff=state.staff, is_revoked=True)
