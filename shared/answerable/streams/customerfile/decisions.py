"""Customer file: one for a customer, with a day until which it is reviewed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.deciding import Stamp, World, evolves, records, relates, took_it_down, wrong
from answerable.streams.customerfile import commands, events
from answerable.streams.customerfile.events import FilePart, LawfulGround
from answerable.streams.customerfile.flow import ACCURATE, CustomerfileStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Customerfile:
    """A customer's file.

    Arguments:
        file_no: its number where the data are kept.
        file_parts: what it has.
        lawful_ground: why it may be kept.
        stage: where it stands.
        before: the closed file that it was opened after, where there was one.
    """

    file_no: str
    file_parts: tuple[FilePart, ...]
    lawful_ground: LawfulGround
    stage: CustomerfileStage = CustomerfileStage.KEPT
    before: Customerfile | None = None


Said = commands.Open | commands.Review


def _reviewed_later(_: Customerfile | None, command: Said, stamp: Stamp, world: World) -> None:
    """Let a file be reviewed behind the day on which it is known to be right."""
    if command.review_on <= (today := world.day_of(stamp.occurred_at)):
        said = say("refusal.customerfile.review_first", day=str(command.review_on), today=str(today))
        raise wrong("review_on", said, rule="order-of-times")


def _each_part_once(_: Customerfile | None, command: Said, __: Stamp, ___: World) -> None:
    """Let each part be named once."""
    if len(set(command.file_parts)) < len(command.file_parts):
        raise wrong("file_parts", say("refusal.customerfile.named_twice"), rule=ACCURATE)


def _is_changed(state: Customerfile, command: commands.Review, _: Stamp, __: World) -> bool:
    return (state.file_no, frozenset(state.file_parts), state.lawful_ground) != (
        command.file_no,
        frozenset(command.file_parts),
        command.lawful_ground,
    )


relates("customerfile", own=took_it_down)
records(commands.Open, events.Opened, _reviewed_later, _each_part_once, may_begin=True)
records(
    commands.Review,
    events.Reviewed,
    _reviewed_later,
    _each_part_once,
    works_out={"is_changed": _is_changed},
)
records(commands.Close, events.Closed)
records(commands.WithdrawClosing, events.ClosingWithdrawn)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Opened)
def opened(_: Customerfile | None, event: events.Opened) -> Customerfile:
    """Begin the file, or begin it anew."""
    return Customerfile(event.file_no, event.file_parts, event.lawful_ground)


@evolves(events.Reviewed)
def reviewed(state: Customerfile, event: events.Reviewed) -> Customerfile:
    """Know what it has since."""
    return replace(
        state,
        file_no=event.file_no,
        file_parts=event.file_parts,
        lawful_ground=event.lawful_ground,
    )
