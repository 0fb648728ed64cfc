"""A movement that was recorded wrongly: what it can have been in truth, and the balance that follows."""

from __future__ import annotations

from dataclasses import replace

from answerable.corrections import nothing_to_correct
from answerable.deciding import Stamp, World, must_follow, no_such, wrong
from answerable.streams.hazmatbook.commands import CorrectEntry
from answerable.streams.hazmatbook.entries import Entry, EntryKind
from answerable.streams.hazmatbook.flow import RETURN
from answerable.streams.hazmatbook.holding import holds_enough
from answerable.streams.hazmatbook.sheet import Sheet, moved_of
from answerable.wording import say

_LEFT = (EntryKind.ISSUED, EntryKind.LENT)
_CAME_BACK = (EntryKind.RETURNED, EntryKind.GIVEN_BACK)


def _entry(sheet: Sheet, command: CorrectEntry) -> Entry:
    entry = sheet.entry(command.line)
    if entry is None or (entry.of is not None and moved_of(sheet, entry.of, entry.kind) is not entry):
        said = say("refusal.hazmatbook.no_entry", number=command.line, book=command.hazmatbook)
        raise no_such("line", said)
    return entry


def is_another_amount(sheet: Sheet, command: CorrectEntry, _: Stamp, __: World) -> None:
    """Let a movement that is there become another amount."""
    if _entry(sheet, command).amount == command.amount:
        raise nothing_to_correct(command.hazmatbook)


def lies_behind_it(sheet: Sheet, command: CorrectEntry, stamp: Stamp, _: World) -> None:
    """Let nobody put right what had not happened."""
    moved_at = _entry(sheet, command).at
    must_follow(stamp, moved_at, say("refusal.hazmatbook.was_entered", number=command.line))


def goes_with_what_came_back(sheet: Sheet, command: CorrectEntry, _: Stamp, __: World) -> None:
    """Let no more have come back than left, whichever of the two is put right."""
    entry = _entry(sheet, command)
    if entry.of is None:
        return
    if entry.kind in _LEFT:
        back = moved_of(sheet, entry.of, _CAME_BACK[_LEFT.index(entry.kind)])
        if back is not None and command.amount < back.amount:
            said = say("refusal.hazmatbook.less_than_back", amount=command.amount, back=back.amount)
            raise wrong("amount", said, rule=RETURN)
        return
    left = moved_of(sheet, entry.of, _LEFT[_CAME_BACK.index(entry.kind)])
    lending = sheet.lending(entry.of)
    out = left.amount if left is not None else 0 if lending is None else lending.amount
    if command.amount > out:
        said = say("refusal.hazmatbook.more_than_out", amount=command.amount, out=out)
        raise wrong("amount", said, rule=RETURN)


def _corrected(sheet: Sheet, command: CorrectEntry) -> Sheet:
    entries = tuple(
        replace(one, amount=command.amount) if one.number == command.line else one for one in sheet.entries
    )
    return replace(sheet, entries=entries)


def leaves_enough(sheet: Sheet, command: CorrectEntry, _: Stamp, __: World) -> None:
    """Let the store never have held less than nothing."""
    entry = _entry(sheet, command)
    holds_enough(sheet, _corrected(sheet, command).entries, command.amount, entry.at, "amount")


def balance(sheet: Sheet, command: CorrectEntry, _: Stamp, __: World) -> int:
    """Give what the store holds with the movement put right."""
    return _corrected(sheet, command).balance
