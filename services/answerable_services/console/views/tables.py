"""What a page's list is as a table to take away: the same columns with the same names, in the same order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic_core import to_jsonable_python

from answerable.register import Column as Kept
from answerable.register import Kind, Register
from answerable_services.console.exports import Column
from answerable_services.console.views.actions import called_by_programs
from answerable_services.console.views.fields import fate_of, written
from answerable_services.console.views.links import name_of
from answerable_services.console.views.registers import heading, stage_of
from answerable_services.console.workbook import Value

if TYPE_CHECKING:
    from answerable_services.console.view import View

_SECONDS, _MINUTES = "_s", "_minutes"


def at(view: View, value: datetime | None, site: str) -> datetime | None:
    """Give a moment by a site's clock.

    Arguments:
        view: the page.
        value: the moment; None where there is none.
        site: whose clock.
    """
    return None if value is None else value.astimezone(view.zone(site))


def who(view: View, person: str | None, label: str = "") -> str | None:
    """Give what people call a person or a customer; None for nobody.

    Arguments:
        view: the page.
        person: the id.
        label: what the column is called, and need not be said again.
    """
    return name_of(person, view.words, label) if person else None


def shown_columns(register: Register) -> tuple[str, ...]:
    """Name what a register's own page shows: the id, the stage, what is listed, the site."""
    stage = () if register.flow is None else ("state",)
    return (register.stream, *stage, *(one.name for one in register.listed), "site")


def columns_of(
    register: Register,
    view: View,
    names: Sequence[str],
    taken_back: Mapping[str, str],
    called: Mapping[str, str] | None = None,
) -> tuple[Column, ...]:
    """Give a register's columns as its page has them.

    Arguments:
        register: whose list.
        view: the page.
        names: which, in their order; see `shown_columns`.
        taken_back: of what rows name, what counts for nothing any more, as the answer at hand says.
        called: the words' keys of columns that the page calls otherwise.
    """
    keys = {register.stream: "registers.id", "state": "case.state", "site": "case.site", **(called or {})}
    return tuple(
        Column(
            view.words(keys[name]) if name in keys else heading(register, name, view.words),
            _taken(register, name, view, taken_back),
        )
        for name in names
    )


def _called(matter: str, view: View) -> str:
    """Give an id behind what people call it, as the page has the two beside each other."""
    called = view.words.called(matter)
    return matter if called is None else f"{called} {matter}"


def _taken(
    register: Register, name: str, view: View, taken_back: Mapping[str, str]
) -> Callable[[Any], Value]:
    if name == register.stream:
        return lambda row: getattr(row, "number", None) or _called(getattr(row, name), view)
    if name == "site":
        return lambda row: getattr(row, register.site_column)
    if name == "state":
        return lambda row: stage.text if (stage := stage_of(register, row.state, view.words)) else None
    column = register.column(name)
    return lambda row: _value(column, getattr(row, name), view, row.site, taken_back)


def _parts(name: str, one: Mapping[str, Any], view: View, site: str) -> str:
    """Give what a list has several parts of: a file as the page names it, all else part by part."""
    if "digest" in one:
        return written(name, one, view.words, view.zone(site))
    return " ".join(str(part) for part in one.values() if part is not None)


def _value(column: Kept, value: Any, view: View, site: str, taken_back: Mapping[str, str]) -> Value:
    """Give what a cell holds: a number, a day or a moment as such, all else in the words of the page."""
    if value is None or value in ((), []):
        return None
    if column.kind is Kind.MOMENT:
        return at(view, value, site)
    if column.kind is Kind.DAY:
        found: Value = value
        return found
    if column.kind is Kind.NUMBER:
        units = {_SECONDS: "seconds", _MINUTES: "minutes"}
        unit = next((unit for ending, unit in units.items() if column.name.endswith(ending)), None)
        return int(value) if unit is None else timedelta(**{unit: value})
    told = to_jsonable_python(value)
    if column.kind is Kind.LIST and any(isinstance(one, Mapping) for one in told):
        return "; ".join(_parts(column.name, one, view, site) for one in told)
    text = written(column.words or column.name, told, view.words, view.zone(site))
    fate = fate_of(told, taken_back, view.words)
    return " ".join(one for one in (text, fate, called_by_programs(column.name, told)) if one)
