"""Count of keys: what was counted last is counted again, against its card (002-r9-1.1, 002-r3-B4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from answerable.deciding import Stamp, World, evolves, opens_or_continues, records, refuse, wrong
from answerable.events.base import Event
from answerable.people import is_of_the_staff
from answerable.streams.key.decisions import Key
from answerable.streams.key.flow import ENDED, KeyStage
from answerable.streams.keycount import commands, events
from answerable.streams.keycount.events import CountedKey, KeyShift
from answerable.streams.keycount.flow import CHECKING, COUNTING, KeycountStage
from answerable.wording import Sentence, listed, say

TODAY = "today"

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Keycount:
    """A shift's count.

    Arguments:
        keys: the keys that are to be counted again, each with its label.
        counted_by: who counted, and who had it recorded.
        stage: where it stands.
    """

    keys: tuple[tuple[str, str], ...]
    counted_by: tuple[str, ...]
    stage: KeycountStage = KeycountStage.COUNTED


@opens_or_continues(commands.CountKeys)
def count(state: Keycount | None, command: commands.CountKeys, stamp: Stamp, world: World) -> list[Event]:
    """Record what was counted, and that it differs where it does."""
    if state is not None and state.stage is not KeycountStage.WITHDRAWN:
        said = say("refusal.keycount.counted", keycount=command.target)
        raise refuse(said, rule=COUNTING, field="shift")
    _today(command, world.day_of(stamp.occurred_at))
    lines = tuple(_line(place, line, command, world) for place, line in enumerate(command.keys))
    _all_of_the_last(command, world)
    late = sum(line.cause is not None for line in lines)
    counted = events.Counted(
        **stamp.next(),
        on=command.on,
        shift=command.shift,
        keys=lines,
        expected=sum(line.expected for line in lines),
        counted=sum(line.counted for line in lines),
        late=late,
    )
    differ = tuple(line.label for line in lines if line.counted != line.expected)
    return [counted, events.Differed(**stamp.next(), labels=differ)] if differ else [counted]


def _today(command: commands.CountKeys, today: date) -> None:
    """Let a shift count as it begins or ends; a late one may end behind midnight."""
    earliest = today - _DAY if command.shift is KeyShift.LATE else today
    if not earliest <= command.on <= today:
        said = say("refusal.keycount.other_day", day=str(command.on), today=str(today))
        raise wrong("on", said, rule=TODAY)


def _line(place: int, line: commands.KeyLine, command: commands.CountKeys, world: World) -> CountedKey:
    """Give what a line of the sheet says, beside what the key's card does."""
    key: Key | None = world.others[line.key]
    if key is None:
        raise _wrong(place, "key", say("refusal.keycount.no_key", key=line.key, site=command.site))
    if [one.key for one in command.keys].index(line.key) < place:
        raise _wrong(place, "key", say("refusal.keycount.twice", label=key.label))
    borrower = key.borrower if key.stage is KeyStage.OUT else None
    is_late = borrower is not None and _is_due(key, command)
    if is_late and line.cause is None:
        said = say("refusal.keycount.no_cause", label=key.label, staff=borrower, due=str(key.back_by))
        raise _wrong(place, "cause", said, rule=CHECKING)
    if not is_late and line.cause is not None:
        raise _wrong(place, "cause", say("refusal.keycount.not_late", label=key.label), rule=CHECKING)
    return CountedKey(
        key=line.key,
        label=key.label,
        expected=key.expected,
        counted=line.counted,
        borrower=borrower,
        cause=line.cause,
        has_left=key.stage in (*ENDED, KeyStage.WITH_CUSTOMER),
    )


def _wrong(place: int, field: str, said: Sentence, *, rule: str = COUNTING) -> Exception:
    return wrong(f"keys/{place}/{field}", said, rule=rule)


def _is_due(key: Key, command: commands.CountKeys) -> bool:
    """Tell whether a key should be back: behind its day, and on its day for the late shift."""
    if key.back_by is None:
        return False
    return key.back_by < command.on or (key.back_by == command.on and command.shift is KeyShift.LATE)


def _all_of_the_last(command: commands.CountKeys, world: World) -> None:
    """Let no key drop out from one count to the next: what is missing would be found by nobody."""
    earlier: list[Keycount] = [
        one
        for name in command.earlier
        if (one := world.others[name]) is not None and one.stage is not KeycountStage.WITHDRAWN
    ]
    now = {line.key for line in command.keys}
    left_out = [label for key, label in (earlier[0].keys if earlier else ()) if key not in now]
    if left_out:
        said = say("refusal.keycount.left_out", labels=listed(left_out))
        raise wrong("keys", said, rule=COUNTING)


records(commands.Confirm, events.Confirmed)
records(commands.Settle, events.Settled)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Counted)
def counted(_: Keycount | None, event: events.Counted) -> Keycount:
    """Remember what was counted, and by whom."""
    by = tuple(one for one in (event.actor, event.entered_by) if one is not None and is_of_the_staff(one))
    return Keycount(tuple((line.key, line.label) for line in event.keys if not line.has_left), by)
