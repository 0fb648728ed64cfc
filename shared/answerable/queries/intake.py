"""Questions to intake itself: whether commands are carried out now."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from answerable.events.base import OriginatorId, SiteId
from answerable.queries.base import Answer, Query
from answerable.wording import Sentence


class ClockState(Answer):
    """How the writer's clock stands to others.

    Arguments:
        at: what it shows.
        tolerance_s: seconds by which it may differ.
        behind_last_s: seconds by which it is behind the time that the last event was recorded at; mostly 0.
        ahead_of_server_s: seconds by which it is ahead of the NATS server's, negative where it is behind;
            None where the two are not compared, as for the sample centre's clock.
        fault: why nothing is recorded by it; None where it is trusted.
    """

    at: AwareDatetime
    tolerance_s: float
    behind_last_s: float
    ahead_of_server_s: float | None = None
    fault: str | None = None


class WritingState(Answer):
    """Whether the ledger is written to.

    Arguments:
        fault: why it is not; None where it is.
        clock: how the writer's clock stands; None where the ledger does not answer.
    """

    fault: str | None = None
    clock: ClockState | None = None


class ViewAhead(Query[WritingState]):
    """A view has seen events that the ledger does not have: is anything written?

    Intake compares it with the ledger itself, and refuses to write until a person has looked.

    Arguments:
        view: whose service tells this.
        position: the last sequence that it has seen.
    """

    view: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
    position: Annotated[int, Field(ge=0, lt=1 << 63)]


class Writing(Query[WritingState]):
    """Are commands carried out?"""


class PossibleCommand(Answer):
    """Whether one command could be given now.

    Arguments:
        command: its name.
        is_permitted: whether whoever asks may give it, by the table of who may do what and as far as that is
            known before anything is typed: what they may not is not for them, and pages leave it out.
        is_possible: whether nothing stands against it, as far as that was looked at.
        is_decided: whether the whole decision was made; else a field that is yet to be typed can still stand
            against it.
        begins: whether it may be a matter's first.
        stages: the stages in which the stream's flow lets it be given; none where it has no say in it.
        rule: the article or rule that stands against it, where there is one.
        why: what stands against it, for a person; None where nothing does.
    """

    command: str
    is_permitted: bool
    is_possible: bool
    is_decided: bool
    begins: bool
    stages: tuple[str, ...] = ()
    rule: str | None = None
    why: Sentence | None = None


class Possibilities(Answer):
    """Which commands could be given now, in the order of their names.

    Arguments:
        site: where.
        target: the matter; None where none was named.
        version: of its last event; 0 where it has none.
        stage: where it stands by its flow; None where it has none.
        commands: those of its stream; where no matter was named, those that begin one.
    """

    site: str
    target: str | None
    version: int
    stage: str | None
    commands: tuple[PossibleCommand, ...]


class Possible(Query[Possibilities]):
    """Which commands could whoever asks give to a matter now, or begin one with? Nothing is written.

    Arguments:
        site: where.
        target: the matter; one that has no event yet can be begun.
        stream: where no matter is named, whose commands; every stream's if left out.
    """

    site: SiteId
    target: OriginatorId | None = None
    stream: Annotated[str, Field(pattern=r"^[a-z]{1,40}$")] | None = None
