"""The book of a hazardous good: movements are bound by what the store holds, and counts by the book."""

from __future__ import annotations

from typing import Any

from answerable.calendar import Month
from answerable.deciding import Stamp, World, evolves, must_follow, no_such, records, refuse, wrong
from answerable.streams.hazmat.decisions import Hazmat
from answerable.streams.hazmat.events import UNITS, Substance, Unit
from answerable.streams.hazmat.flow import CATALOGUE, HazmatStage
from answerable.streams.hazmatbook import commands as c
from answerable.streams.hazmatbook import correcting
from answerable.streams.hazmatbook import events as e
from answerable.streams.hazmatbook.entries import Entry, EntryKind, balance_at
from answerable.streams.hazmatbook.flow import INCIDENT, ISSUE, LENDING, RETURN
from answerable.streams.hazmatbook.holding import holds_enough
from answerable.streams.hazmatbook.sheet import (
    FOLDS,
    Drawing,
    Fate,
    Incident,
    Lending,
    Sheet,
    after,
    next_number,
)
from answerable.wording import say

MONTH = "month-of-site"
"""The rule that a line stands on the sheet of its month, by the site's calendar."""

_Line = c.TakeIn | c.Ask | c.Issue | c.PermitLending | c.Lend
_Later = c.TakeBack | c.TakeLoanBack | c.CountStock | c.ReportIncident


def _of_a_good_that_is_kept(_: None, command: c.Open, __: Stamp, world: World) -> None:
    """Let sheets follow each other, from the month in which the good was put in the catalogue."""
    good: Hazmat | None = world.others[command.hazmat]
    if good is None:
        raise world.no_such(command.hazmat, command.site)
    if good.stage is HazmatStage.TAKEN_OFF:
        said = say("refusal.hazmatbook.taken_off", hazmat=command.hazmat)
        raise refuse(said, rule=CATALOGUE, field="hazmat")
    if command.month < good.month:
        said = say(
            "refusal.hazmatbook.before_first", hazmat=command.hazmat, first=good.month, month=command.month
        )
        raise wrong("month", said, rule=MONTH)
    last = _last(command, world)
    if command.month != good.month and (last is None or not last.is_closed):
        before = str(Month.parse(command.month).plus(-1))
        raise refuse(say("refusal.hazmatbook.previous_open", month=before), rule=RETURN, field="month")


def _last(command: c.Open, world: World) -> Sheet | None:
    sheet: Sheet | None = world.others[command.depends_on[1]]
    return sheet


def _carried(_: None, command: c.Open, __: Stamp, world: World) -> int:
    last = _last(command, world)
    return 0 if last is None else last.balance


def _substance(_: None, command: c.Open, __: Stamp, world: World) -> Substance:
    good: Hazmat = world.others[command.hazmat]
    return good.substance


def _unit(_: None, command: c.Open, __: Stamp, world: World) -> Unit:
    good: Hazmat = world.others[command.hazmat]
    return UNITS[good.substance]


def _still_lent(_: None, command: c.Open, __: Stamp, world: World) -> tuple[e.StillLent, ...]:
    last = _last(command, world)
    return tuple(
        e.StillLent(number=one.number, amount=one.amount, borrower=one.borrower, back_by=one.back_by)
        for one in (() if last is None else last.outside)
    )


def _in_its_month(sheet: Sheet, _: _Line, stamp: Stamp, world: World) -> None:
    """Let a line stand on the sheet of the month in which it happened."""
    month = str(Month.of(world.day_of(stamp.occurred_at)))
    if month != sheet.month:
        said = say("refusal.hazmatbook.other_month", month=sheet.month, other=month)
        raise wrong("occurred_at", said, rule=MONTH)


def _not_before_its_month(sheet: Sheet, _: _Later, stamp: Stamp, world: World) -> None:
    """Let what is out come back, and the store be counted, behind the month's end too, until it is closed."""
    month = str(Month.of(world.day_of(stamp.occurred_at)))
    if month < sheet.month:
        said = say("refusal.hazmatbook.other_month", month=sheet.month, other=month)
        raise wrong("occurred_at", said, rule=MONTH)


def _leaves(sheet: Sheet, kind: EntryKind, amount: int, stamp: Stamp, field: str) -> None:
    leaving = Entry(sheet.next_entry, kind, stamp.occurred_at, amount, -1, ())
    holds_enough(sheet, (*sheet.entries, leaving), amount, stamp.occurred_at, field)


def _drawing(sheet: Sheet, command: c.Issue | c.Refuse | c.TakeBack) -> Drawing:
    drawing = sheet.drawing(command.drawing)
    if drawing is None:
        said = say("refusal.hazmatbook.no_drawing", number=command.drawing, book=command.hazmatbook)
        raise no_such("drawing", said)
    return drawing


def _waits(sheet: Sheet, command: c.Issue | c.Refuse, stamp: Stamp, _: World) -> None:
    """Let only what was asked for, and nobody has decided on, be handed out or refused."""
    drawing = _drawing(sheet, command)
    if drawing.fate is not Fate.ASKED:
        said = say("refusal.hazmatbook.not_asked", number=command.drawing)
        raise refuse(said, rule=ISSUE, field="drawing")
    must_follow(stamp, drawing.at, say("refusal.hazmatbook.was_asked", number=command.drawing))


def _is_there(sheet: Sheet, command: c.Issue, stamp: Stamp, _: World) -> None:
    """Let no more be handed out than there is."""
    _leaves(sheet, EntryKind.ISSUED, _drawing(sheet, command).amount, stamp, "drawing")


def _no_more_than_drawn(sheet: Sheet, command: c.TakeBack, stamp: Stamp, _: World) -> None:
    """Let the rest of what is out come back, once, and no more than that."""
    drawing = _drawing(sheet, command)
    if drawing.fate is not Fate.OUT:
        said = say("refusal.hazmatbook.not_out", number=command.drawing)
        raise refuse(said, rule=RETURN, field="drawing")
    must_follow(stamp, drawing.at, say("refusal.hazmatbook.was_issued", number=command.drawing))
    _no_more(command.amount, drawing.amount)


def _no_more(amount: int, out: int) -> None:
    if amount > out:
        said = say("refusal.hazmatbook.more_than_out", amount=amount, out=out)
        raise wrong("amount", said, rule=RETURN)


def _lending(sheet: Sheet, command: c.WithdrawPermission | c.Lend | c.TakeLoanBack) -> Lending:
    lending = sheet.lending(command.lending)
    if lending is None:
        said = say("refusal.hazmatbook.no_lending", number=command.lending, book=command.hazmatbook)
        raise no_such("lending", said)
    return lending


def _due_today_or_later(_: Sheet, command: c.PermitLending, stamp: Stamp, world: World) -> None:
    """Let nothing be due before it may leave."""
    if command.back_by < (today := world.day_of(stamp.occurred_at)):
        said = say("refusal.hazmatbook.due_before", back_by=str(command.back_by), today=str(today))
        raise wrong("back_by", said, rule="order-of-times")


def _is_permitted(sheet: Sheet, command: c.WithdrawPermission | c.Lend, stamp: Stamp, _: World) -> None:
    """Let nothing be lent without permission (002-r11-6)."""
    lending = _lending(sheet, command)
    if lending.fate is not Fate.PERMITTED:
        said = say("refusal.hazmatbook.not_permitted", number=command.lending)
        raise refuse(said, rule=LENDING, field="lending")
    must_follow(stamp, lending.at, say("refusal.hazmatbook.was_permitted", number=command.lending))


def _is_there_to_lend(sheet: Sheet, command: c.Lend, stamp: Stamp, _: World) -> None:
    """Let no more be lent than there is."""
    _leaves(sheet, EntryKind.LENT, _lending(sheet, command).amount, stamp, "lending")


def _no_more_than_lent(sheet: Sheet, command: c.TakeLoanBack, stamp: Stamp, _: World) -> None:
    """Let what is outside come back, once, and no more than that."""
    lending = _lending(sheet, command)
    if lending.fate is not Fate.LENT:
        said = say("refusal.hazmatbook.not_lent", number=command.lending)
        raise refuse(said, rule=LENDING, field="lending")
    if lending.permitted_by:  # one of an earlier sheet left before this one began, whenever that was entered
        must_follow(stamp, lending.at, say("refusal.hazmatbook.was_lent", number=command.lending))
    _no_more(command.amount, lending.amount)


def _incident(sheet: Sheet, command: c.SettleIncident, stamp: Stamp, _: World) -> None:
    """Let an incident be dealt with once, behind its report."""
    incident: Incident | None = sheet.incident(command.incident)
    if incident is None:
        said = say("refusal.hazmatbook.no_incident", number=command.incident, book=command.hazmatbook)
        raise no_such("incident", said)
    if incident.is_over:
        said = say("refusal.hazmatbook.incident_over", number=command.incident)
        raise refuse(said, rule=INCIDENT, field="incident")
    must_follow(stamp, incident.at, say("refusal.hazmatbook.was_reported"))


def _booked(sheet: Sheet, _: c.CountStock, stamp: Stamp, __: World) -> int:
    return balance_at(sheet.carried, sheet.entries, stamp.occurred_at)


def _behind_the_last_count(sheet: Sheet, _: c.CountStock, stamp: Stamp, __: World) -> None:
    """Let a count lie behind the one that it stands in place of."""
    if sheet.stocktaking is not None:
        must_follow(stamp, sheet.stocktaking.at, say("refusal.hazmatbook.was_counted"))


def _differs(sheet: Sheet, command: c.Explain, stamp: Stamp, _: World) -> None:
    """Let only a count be explained that does not add up."""
    if sheet.stocktaking is None:
        raise refuse(say("refusal.hazmatbook.not_counted", book=command.hazmatbook), rule=RETURN)
    if not sheet.difference:
        raise refuse(say("refusal.hazmatbook.adds_up", book=command.hazmatbook), rule=RETURN)
    must_follow(stamp, sheet.stocktaking.at, say("refusal.hazmatbook.was_counted"))
    at = sheet.stocktaking.at
    sign, amount = (1 if sheet.difference > 0 else -1), abs(sheet.difference)
    explained = Entry(sheet.next_entry, EntryKind.EXPLAINED, at, amount, sign, ())
    holds_enough(sheet, (*sheet.entries, explained), amount, at, "explanation")


def _adds_up(sheet: Sheet, command: c.Close, stamp: Stamp, _: World) -> None:
    """Let a sheet be closed with nothing out, counted behind its last movement, and no difference left."""
    waiting = [str(one.number) for one in sheet.drawings if one.fate in (Fate.ASKED, Fate.OUT)]
    if waiting:
        raise refuse(say("refusal.hazmatbook.drawings_open", numbers=", ".join(waiting)), rule=RETURN)
    if sheet.stocktaking is None or not sheet.is_counted:
        raise refuse(say("refusal.hazmatbook.count_first", book=command.hazmatbook), rule=RETURN)
    if sheet.difference:
        raise refuse(say("refusal.hazmatbook.difference", difference=sheet.difference), rule=RETURN)
    must_follow(stamp, sheet.stocktaking.at, say("refusal.hazmatbook.was_counted"))


def _nothing_rests_on_it(sheet: Sheet, command: c.WithdrawClosing, stamp: Stamp, world: World) -> None:
    """Let no sheet be opened again whose balance the next one has begun with, or before it was closed."""
    must_follow(stamp, sheet.closed_at or sheet.opened_at, say("refusal.hazmatbook.was_closed"))
    behind = command.depends_on[0]
    if world.others[behind] is not None:
        raise refuse(say("refusal.hazmatbook.next_begun", book=behind), rule=RETURN, field="month")


def _next_entry(sheet: Sheet, *_: Any) -> int:
    return sheet.next_entry


def _drawn(sheet: Sheet, command: c.Issue, *_: Any) -> int:
    return _drawing(sheet, command).amount


def _lent(sheet: Sheet, command: c.Lend, *_: Any) -> int:
    return _lending(sheet, command).amount


_IN = _in_its_month
_ENTRY = {"line": _next_entry}

records(
    c.Open,
    e.Opened,
    _of_a_good_that_is_kept,
    works_out={"substance": _substance, "unit": _unit, "carried": _carried, "lent": _still_lent},
    may_begin=True,
)
records(
    c.TakeIn,
    e.TakenIn,
    _IN,
    works_out={**_ENTRY, "balance": lambda sheet, command, *_: sheet.balance + command.amount},
)
records(c.Ask, e.Asked, _IN, works_out={"drawing": lambda sheet, *_: next_number(sheet.drawings)})
records(
    c.Issue,
    e.Issued,
    _IN,
    _waits,
    _is_there,
    works_out={
        **_ENTRY,
        "amount": _drawn,
        "user": lambda sheet, command, *_: _drawing(sheet, command).by,
        "balance": lambda sheet, command, *_: sheet.balance - _drawing(sheet, command).amount,
    },
)
records(c.Refuse, e.Refused, _waits)
records(
    c.TakeBack,
    e.Returned,
    _not_before_its_month,
    _no_more_than_drawn,
    works_out={
        **_ENTRY,
        "used": lambda sheet, command, *_: _drawing(sheet, command).amount - command.amount,
        "balance": lambda sheet, command, *_: sheet.balance + command.amount,
    },
)
records(
    c.ReportIncident,
    e.IncidentReported,
    _not_before_its_month,
    works_out={"incident": lambda sheet, *_: next_number(sheet.incidents)},
)
records(c.SettleIncident, e.IncidentSettled, _incident)
records(
    c.PermitLending,
    e.LendingPermitted,
    _IN,
    _due_today_or_later,
    works_out={"lending": lambda sheet, *_: next_number(sheet.lendings)},
)
records(c.WithdrawPermission, e.PermissionWithdrawn, _is_permitted)
records(
    c.Lend,
    e.Lent,
    _IN,
    _is_permitted,
    _is_there_to_lend,
    works_out={
        **_ENTRY,
        "amount": _lent,
        "balance": lambda sheet, command, *_: sheet.balance - _lending(sheet, command).amount,
    },
)
records(
    c.TakeLoanBack,
    e.GivenBack,
    _not_before_its_month,
    _no_more_than_lent,
    works_out={
        **_ENTRY,
        "kept": lambda sheet, command, *_: _lending(sheet, command).amount - command.amount,
        "balance": lambda sheet, command, *_: sheet.balance + command.amount,
    },
)
records(c.CountStock, e.Counted, _not_before_its_month, _behind_the_last_count, works_out={"booked": _booked})
records(
    c.Explain,
    e.Explained,
    _differs,
    works_out={
        **_ENTRY,
        "difference": lambda sheet, *_: sheet.difference,
        "balance": lambda sheet, *_: sheet.balance + sheet.difference,
    },
)
records(
    c.CorrectEntry,
    e.EntryCorrected,
    correcting.is_another_amount,
    correcting.lies_behind_it,
    correcting.goes_with_what_came_back,
    correcting.leaves_enough,
    works_out={"balance": correcting.balance},
)
records(c.Close, e.Closed, _adds_up, works_out={"balance": lambda sheet, *_: sheet.balance})
records(c.WithdrawClosing, e.ClosingWithdrawn, _nothing_rests_on_it)
evolves(*FOLDS)(after)
