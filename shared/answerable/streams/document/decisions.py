"""Document: no draft is reviewed by its author, and nothing is replaced by what is not in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates, wrong
from answerable.handbook.listed import handbook
from answerable.people import doers_of
from answerable.streams.document import commands, events
from answerable.streams.document.events import Fitness
from answerable.streams.document.flow import CONTROL, FITNESS, STABLE, DocumentStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Document:
    """An edition of a document.

    Arguments:
        code: its code in the handbook.
        edition: which edition.
        owner: who answers for it.
        title_zh: what it is called in Chinese.
        title_en: what it is called in English.
        written_by: who wrote it, and who had that recorded for them.
        valid_until: its last day, where it holds for a limited time.
        proposed_by: everybody who proposed its revision; nobody where none is open.
        stage: where it stands.
    """

    code: str
    edition: int
    owner: str
    title_zh: str
    title_en: str
    written_by: tuple[str, ...] = ()
    valid_until: date | None = None
    proposed_by: tuple[str, ...] = ()
    stage: DocumentStage = DocumentStage.DRAFTED

    def is_over(self, day: date) -> bool:
        """Tell whether its last day lies before a day."""
        return self.valid_until is not None and self.valid_until < day

    def is_in_force(self, day: date) -> bool:
        """Tell whether it binds on a day: it was issued, and holds yet."""
        return self.stage is DocumentStage.IN_FORCE and not self.is_over(day)


def _stable_in_the_handbook(_: Document | None, command: commands.Draft, stamp: Stamp, world: World) -> None:
    """Let the handbook have only what holds for long, and nothing be over before it is written (003-B2)."""
    if command.valid_until is None:
        return
    listed = handbook().called(command.code)
    if command.first_page is not None or (listed is not None and not listed.is_named_only):
        said = say("refusal.document.not_stable", code=command.code)
        raise wrong("valid_until", said, rule=STABLE)
    if command.valid_until < (today := world.day_of(stamp.occurred_at)):
        said = say("refusal.document.over", day=str(command.valid_until), today=str(today))
        raise wrong("valid_until", said, rule="order-of-times")


def _no_annex_to_itself(_: Document | None, command: commands.Draft, __: Stamp, ___: World) -> None:
    """Let nothing be a part of itself (004-15a)."""
    if command.annex_to == command.target:
        raise wrong("annex_to", say("refusal.document.annex_to_itself"), rule="004-15a")


def _still_valid(state: Document, _: commands.Issue, stamp: Stamp, world: World) -> None:
    """Let nothing be issued whose last day is over."""
    day = world.day_of(stamp.occurred_at)
    if state.is_over(day):
        said = say("refusal.document.over", day=str(state.valid_until), today=str(day))
        raise refuse(said, rule=CONTROL)


def _one_is_in_force(state: Document, command: commands.Issue, stamp: Stamp, world: World) -> None:
    """Let one edition be in force, and none be issued behind a newer one (003-B5)."""
    day = world.day_of(stamp.occurred_at)
    for name in command.depends_on:
        other: Document | None = world.others[name]
        if other is None:
            continue
        was_issued = other.stage in (DocumentStage.IN_FORCE, DocumentStage.RETIRED)
        if other.edition > state.edition and was_issued:
            said = say("refusal.document.behind_a_newer", edition=other.edition, document=command.document)
            raise refuse(said, rule=CONTROL)
        if other.is_in_force(day):
            raise refuse(say("refusal.document.holds_yet", edition=other.edition, other=name), rule=CONTROL)


def _was_proposed(state: Document, command: commands.DecideRevision, _: Stamp, __: World) -> None:
    """Let only a revision be decided on that was proposed."""
    if not state.proposed_by:
        raise refuse(say("refusal.document.not_proposed", document=command.document), rule=FITNESS)


def _by_a_newer_one(state: Document, command: commands.Retire, stamp: Stamp, world: World) -> None:
    """Let its place be taken by a newer edition of the same document, which waits to be issued."""
    if command.replaced_by is None:
        return
    newer = world.others[command.replaced_by]
    if not isinstance(newer, Document):
        raise world.no_such(command.replaced_by, command.site)
    if newer.code != state.code or newer.edition <= state.edition:
        said = say("refusal.document.not_newer", other=command.replaced_by, document=command.document)
        raise wrong("replaced_by", said, rule=CONTROL)
    if newer.stage is not DocumentStage.REVIEWED or newer.is_over(world.day_of(stamp.occurred_at)):
        said = say("refusal.document.not_ready", document=command.replaced_by)
        raise refuse(said, rule=CONTROL, field="replaced_by")


def _today(_: Document, __: commands.Issue, stamp: Stamp, world: World) -> date:
    """Give the day from which it binds: that of its issue (003-B1)."""
    return world.day_of(stamp.occurred_at)


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.owner, *matter.state.written_by)


relates("document", own=_whose)
records(commands.Draft, events.Drafted, _stable_in_the_handbook, _no_annex_to_itself, may_begin=True)
records(commands.Review, events.Reviewed)
records(
    commands.Issue,
    events.Issued,
    _still_valid,
    _one_is_in_force,
    works_out={"in_force_from": _today},
)
records(commands.Assess, events.Assessed)
records(commands.DecideRevision, events.RevisionDecided, _was_proposed)
records(commands.Retire, events.Retired, _by_a_newer_one)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Drafted)
def drafted(_: Document | None, event: events.Drafted) -> Document:
    """Begin it, or write it anew."""
    return Document(
        code=event.code,
        edition=event.edition,
        owner=event.owner,
        title_zh=event.title_zh,
        title_en=event.title_en,
        written_by=doers_of(event),
        valid_until=event.valid_until,
    )


@evolves(events.Assessed)
def assessed(state: Document, event: events.Assessed) -> Document:
    """Remember everybody who proposes a revision; where it is found fit, none is proposed."""
    if event.fitness is not Fitness.TO_BE_REVISED:
        return replace(state, proposed_by=())
    return replace(state, proposed_by=tuple(dict.fromkeys((*state.proposed_by, *doers_of(event)))))


@evolves(events.RevisionDecided)
def revision_decided(state: Document, _: events.RevisionDecided) -> Document:
    """Close what was proposed."""
    return replace(state, proposed_by=())
