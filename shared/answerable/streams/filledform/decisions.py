"""Filled form: its cells hold what is declared, and each signs in turn, once, and for nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from answerable.calendar import Month
from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates, wrong
from answerable.forms.catalogue import find
from answerable.forms.checking import amiss_in, missing_in
from answerable.forms.declaration import Form, Period
from answerable.people import doers_of, must_have_been_there
from answerable.streams.filledform import commands, events
from answerable.streams.filledform.events import FormName, Signer
from answerable.streams.filledform.flow import SIGNATURES, TOGETHER, FilledFormStage
from answerable.streams.staff.state import Staff
from answerable.wording import listed, say, told_as

_MONTHS = {Period.MONTH: 1, Period.QUARTER: 3}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as it is filled in.

    Arguments:
        form: which.
        signers: who signs it, in this order.
        opened_by: who began it, and who had that recorded for them.
        written: what stands in its cells, by their keys.
        signed: who signed it as it stands.
        stage: where it stands.
    """

    form: str
    signers: tuple[str, ...]
    opened_by: tuple[str, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    signed: tuple[str, ...] = ()
    stage: FilledFormStage = FilledFormStage.TO_BE_FILLED

    @property
    def whose_turn(self) -> tuple[str, ...]:
        """Who signs next; nobody where everybody has."""
        return self.signers[len(self.signed) : len(self.signed) + 1]

    @property
    def may_not_void(self) -> tuple[str, ...]:
        """Who does not let it count for nothing: who signs it, even where they have not, or have to anew.

        A form of one's own, which one began and alone signs, one may void until one has signed it.
        """
        is_ones_own = len(self.signers) == 1 and self.signers[0] in self.opened_by
        return self.signed if is_ones_own else self.signers


def _named(command: commands.Begin) -> tuple[tuple[str, str], ...]:
    """Give who signs, in order, each by the field that names them."""
    both = (("signer", command.signer), ("countersigner", command.countersigner))
    return tuple((name, person) for name, person in both if person is not None)


def _each_once(_: None, command: commands.Begin, __: Stamp, ___: World) -> None:
    """Let each signature be somebody's of their own: nobody signs in two places."""
    form = find(command.form_name.value)
    if len(_named(command)) != len(form.signatures):
        wanted = listed([told_as(one.name, zh=one.says.zh, en=one.says.en) for one in form.signatures])
        said = say("refusal.filledform.signers", n=len(form.signatures), wanted=wanted)
        raise wrong("countersigner", said, rule=SIGNATURES)
    if command.countersigner == command.signer:
        said = say("refusal.filledform.signs_twice", person=command.signer)
        raise wrong("countersigner", said, rule=SIGNATURES)


def _of_the_rank(_: None, command: commands.Begin, stamp: Stamp, world: World) -> None:
    """Let a signature that asks for a superior be a superior's."""
    day = world.day_of(stamp.occurred_at)
    for (name, person), of in zip(_named(command), find(command.form_name.value).signatures, strict=True):
        known = world.people.get(person)
        if of.roles and isinstance(known, Staff) and not known.has_role(day, command.site, *of.roles):
            part = told_as(of.name, zh=of.says.zh, en=of.says.en)
            said = say("refusal.filledform.not_of_rank", person=person, part=part)
            raise wrong(name, said, rule=SIGNATURES)


def _about_its_time(_: None, command: commands.Begin, __: Stamp, ___: World) -> None:
    """Let a form say which month or quarter it is about where it is about one, and only there."""
    period = find(command.form_name.value).period
    if (period is None) is (command.month is None):
        return
    key = "refusal.filledform.no_period" if period is None else "refusal.filledform.which_period"
    raise wrong("month", say(key), rule=SIGNATURES)


def _of_their_own_time(_: None, command: commands.Begin, __: Stamp, world: World) -> None:
    """Let a plan or an assessment be of somebody who was there in the time that it is about."""
    form = find(command.form_name.value)
    days = _days_of(form, command.month)
    if form.is_of_signer and days is not None:
        known = world.people.get(command.signer)
        must_have_been_there("month", command.signer, known, *days)


def _fits_its_cells(state: FilledForm, command: commands.Fill, _: Stamp, __: World) -> None:
    """Let each cell be one of the form's, be named once, and hold what it is for."""
    form, seen = find(state.form), set[str]()
    for place, entry in enumerate(command.entries):
        cell = form.by_key.get(entry.cell)
        if cell is None:
            said = say("refusal.filledform.no_such_cell", cell=entry.cell)
            raise wrong(f"entries/{place}/cell", said, rule=TOGETHER)
        if entry.cell in seen:
            said = say("refusal.filledform.cell_twice", cell=entry.cell)
            raise wrong(f"entries/{place}/cell", said, rule=TOGETHER)
        seen.add(entry.cell)
        if entry.value is not None and (amiss := amiss_in(cell.column, entry.value)) is not None:
            raise wrong(f"entries/{place}/value", amiss, rule=TOGETHER)


def _says_something_new(state: FilledForm, command: commands.Fill, _: Stamp, __: World) -> None:
    """Let nothing be written that stands there already."""
    if all(state.written.get(entry.cell) == entry.value for entry in command.entries):
        said = say("refusal.filledform.stands_so", matter=command.filledform)
        raise refuse(said, rule=TOGETHER, field="entries")


def _somebody_has_to(state: FilledForm, command: commands.Sign, _: Stamp, __: World) -> None:
    """Let nobody sign behind the last one."""
    if not state.whose_turn:
        raise refuse(say("refusal.filledform.all_signed", matter=command.filledform), rule=SIGNATURES)


def _is_complete(state: FilledForm, _: commands.Sign, __: Stamp, ___: World) -> None:
    """Let nobody sign what is not filled in."""
    if (lack := missing_in(find(state.form), state.written)) is not None:
        raise refuse(lack, rule=TOGETHER)


def _everybody_signed(state: FilledForm, command: commands.Issue, _: Stamp, __: World) -> None:
    """Let nothing be issued that lacks a signature."""
    if state.whose_turn:
        said = say("refusal.filledform.not_signed", matter=command.filledform, person=state.whose_turn[0])
        raise refuse(said, rule=SIGNATURES)


def _edition(_: None, command: commands.Begin, __: Stamp, ___: World) -> int:
    return find(command.form_name.value).edition


def _header(_: None, command: commands.Begin, stamp: Stamp, world: World) -> tuple[Signer, ...]:
    """Say of each what they are on that day, as the register of staff has it."""
    day = world.day_of(stamp.occurred_at)
    found: list[Signer] = []
    for (_field, person), of in zip(_named(command), find(command.form_name.value).signatures, strict=True):
        known = world.people.get(person)
        standing = known.on(day) if isinstance(known, Staff) else None
        team = None if standing is None else standing.team
        role = None if standing is None else standing.role
        found.append(Signer(signed_as=of.name, staff=person, team=team, role=role))
    return tuple(found)


def _days_of(form: Form, month: str | None) -> tuple[date, date] | None:
    """Give the first and the last day of what a form is about."""
    if form.period is None or month is None:
        return None
    first = Month.parse(month)
    if form.period is Period.QUARTER:
        first = Month(first.year, first.month - (first.month - 1) % 3)
    return first.first_day, first.plus(_MONTHS[form.period]).first_day - _DAY


def _first_day(_: None, command: commands.Begin, __: Stamp, ___: World) -> date | None:
    days = _days_of(find(command.form_name.value), command.month)
    return None if days is None else days[0]


def _last_day(_: None, command: commands.Begin, __: Stamp, ___: World) -> date | None:
    days = _days_of(find(command.form_name.value), command.month)
    return None if days is None else days[1]


def _issue_by(_: None, command: commands.Begin, stamp: Stamp, world: World) -> date | None:
    """Say until when it has to be issued, as its declaration counts it (003-E4)."""
    form = find(command.form_name.value)
    if form.due is None:
        return None
    begun_on, days = world.day_of(stamp.occurred_at), _days_of(form, command.month)
    counted_from = days[1] if form.due.is_behind_period and days is not None else begun_on
    return max(counted_from, begun_on) + form.due.days * _DAY


def _signed_as(state: FilledForm, *_: Any) -> str:
    return find(state.form).signatures[len(state.signed)].name


def _is_last(state: FilledForm, *_: Any) -> bool:
    return len(state.signed) + 1 == len(state.signers)


def _form(state: FilledForm, *_: Any) -> FormName:
    return FormName(state.form)


def _copies(state: FilledForm, *_: Any) -> int:
    return find(state.form).copies


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (*matter.state.signers, *matter.state.opened_by)


relates("filledform", own=_whose)
records(
    commands.Begin,
    events.Begun,
    _each_once,
    _of_the_rank,
    _about_its_time,
    _of_their_own_time,
    works_out={
        "edition": _edition,
        "header": _header,
        "first_day": _first_day,
        "last_day": _last_day,
        "issue_by": _issue_by,
    },
)
records(commands.Fill, events.Filled, _fits_its_cells, _says_something_new, works_out={"form_name": _form})
records(
    commands.Sign,
    events.Signed,
    _somebody_has_to,
    _is_complete,
    works_out={"form_name": _form, "signed_as": _signed_as, "is_last": _is_last},
)
records(commands.SendBack, events.SentBack)
records(commands.Issue, events.Issued, _everybody_signed, works_out={"form_name": _form, "copies": _copies})
records(commands.Void, events.Voided, works_out={"form_name": _form})


@evolves(events.Begun)
def begun(_: None, event: events.Begun) -> FilledForm:
    """Begin it."""
    return FilledForm(
        form=event.form_name.value,
        signers=tuple(one.staff for one in event.header),
        opened_by=doers_of(event),
    )


@evolves(events.Filled)
def filled(state: FilledForm, event: events.Filled) -> FilledForm:
    """Let hold what was written last."""
    return replace(state, written=behind(state.written, event.entries))


@evolves(events.Signed)
def signed(state: FilledForm, event: events.Signed) -> FilledForm:
    """Remember who signed."""
    return replace(state, signed=(*state.signed, event.actor))


@evolves(events.SentBack)
def sent_back(state: FilledForm, _: events.SentBack) -> FilledForm:
    """Forget who signed: it is signed anew."""
    return replace(state, signed=())


def behind(written: Mapping[str, str], entries: tuple[events.FormEntry, ...]) -> dict[str, str]:
    """Give what stands in a form's cells behind some entries.

    Arguments:
        written: what stood in them.
        entries: what was written since.
    """
    now = {**written, **{entry.cell: entry.value for entry in entries if entry.value is not None}}
    empty = {entry.cell for entry in entries if entry.value is None}
    return {key: value for key, value in now.items() if key not in empty}
