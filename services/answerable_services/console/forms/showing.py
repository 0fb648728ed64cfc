"""A form as a template writes it: every input with its name, words, value and faults, ready to be set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC

from answerable_services.console.forms.fields import FormField, Input
from answerable_services.console.forms.form import Form, Group
from answerable_services.console.forms.moments import FIRST, SECOND
from answerable_services.console.forms.placing import Fault, Faults
from answerable_services.console.forms.prefilling import NO, NONE_OF, WAS, WHICH, YES, typed_of
from answerable_services.console.forms.shapes import fits
from answerable_services.console.forms.shown import (
    Hidden,
    Option,
    ShownField,
    ShownForm,
    ShownGroup,
    Wrong,
)
from answerable_services.console.forms.wording import asked_of, choice_of, title_of
from answerable_services.console.language import Words
from answerable_services.console.views.telling import told

MORE = "more"
"""The name of the button that asks for the form again, with more rows; its value is the list's name."""

_SPARE = 3
"""Empty rows behind those in which something stands, so that a list can grow without a script."""

Typed = Mapping[str, Sequence[str]]
"""What stands in a form's inputs, by their names."""

Offered = Mapping[str, Sequence[tuple[str, str]]]
"""What was found for an input, by its name, each with what people call it; a row's name has its number."""

_MODES = {Input.NUMBER: "numeric", Input.DECIMAL: "decimal"}
_TYPES = {Input.DAY: "date", Input.MONTH: "month", Input.MOMENT: "datetime-local"}


def shown(
    form: Form,
    words: Words,
    *,
    typed: Typed | None = None,
    faults: Faults | None = None,
    offered: Offered | None = None,
    place: str = "",
    more: str = "",
) -> ShownForm:
    """Give a form as a template writes it.

    Arguments:
        form: the command's.
        words: the language.
        typed: what stands in it, from `typed_of` or a `parse` of what was sent; its defaults if left out.
        faults: what is wrong with that.
        offered: what was found for inputs in which was searched.
        place: what its ids begin with, where a page has the same form twice.
        more: the list that gets more empty rows, as asked for with the button `MORE`.
    """
    typed = typed_of(form, {}, UTC) if typed is None else typed
    writer = _Writer(form, words, typed, faults or Faults(), offered or {}, place, more)
    groups = tuple(
        ShownGroup(
            group.value,
            words(f"form.group.{group}"),
            words("form.anew_hint") if group is Group.ANEW else "",
            tuple(writer.field(field) for field in fields),
        )
        for group, fields in form.groups
    )
    inputs = [one for group in groups for field in group.fields for one in _each(field)]
    return ShownForm(
        id=writer.id_of(),
        command=form.command,
        title=title_of(form, words),
        hidden=writer.hidden(),
        groups=groups,
        of_whole=tuple(writer.said(fault) for fault in writer.faults.of_whole),
        wrong=tuple(Wrong(one.id, one.label, said) for one in inputs for said in one.faults),
    )


def _each(field: ShownField) -> Sequence[ShownField]:
    return [field, *(one for inner in field.inner for one in _each(inner))]


class _Writer:
    """Writes one form's inputs; see `shown`."""

    def __init__(
        self,
        form: Form,
        words: Words,
        typed: Typed,
        faults: Faults,
        offered: Offered,
        place: str,
        more: str,
    ) -> None:
        self.faults = faults
        self._form = form
        self._words = words
        self._typed = typed
        self._offered = offered
        self._place = place
        self._more = more

    def id_of(self, name: str = "") -> str:
        """Give the id of the form, or of one of its inputs."""
        parts = (self._place, self._form.command, name)
        return "-".join(part.replace(".", "-") for part in parts if part)

    def said(self, fault: Fault) -> str:
        """Give a fault in the page's language."""
        return told(fault.said, self._words)

    def hidden(self) -> tuple[Hidden, ...]:
        """Give what is sent along: what the page knows, and what stood in the inputs."""
        known = [name for field in self._form.hidden for name in (field.name, f"{field.name}{WHICH}")]
        sent = [*known, *(name for name in self._typed if name.startswith(WAS))]
        return tuple(Hidden(name, value) for name in sent for value in self._typed.get(name, ()))

    def field(self, field: FormField) -> ShownField:
        """Write a field."""
        if field.input is Input.PARTS:
            return self._list("parts", field, self._parts(field))
        if field.is_list:
            return self._list("rows", field, self._rows(field))
        return self._input(field, field.name, field.name)

    def _value(self, name: str, at: int = 0) -> str:
        values = self._typed.get(name, ())
        return values[at] if at < len(values) else ""

    def _faults(self, name: str) -> tuple[str, ...]:
        return tuple(self.said(fault) for fault in self.faults.at(name))

    def _input(self, field: FormField, name: str, path: str) -> ShownField:
        """Write one input with its own label.

        Arguments:
            field: what is typed into it.
            name: under which it is sent.
            path: its place in the catalogue.
        """
        asked = asked_of(self._form, path, self._words)
        plain = ShownField(
            control="input",
            id=self.id_of(name),
            name=name,
            label=asked.label,
            help=asked.help,
            value=self._value(name),
            is_required=field.is_required,
            is_optional=field.is_unsaid,
            faults=self._faults(name),
        )
        control = self._controlled(field, self._searched(plain, name))
        return self._with_which(control) if field.input is Input.MOMENT else control

    def _searched(self, plain: ShownField, key: str) -> ShownField:
        """Put below an input what was found where something was searched in it."""
        found = tuple(Option(one, text) for one, text in self._offered.get(key, ()))
        return replace(plain, key=key, options=found, was_searched=key in self._offered)

    def _controlled(self, field: FormField, plain: ShownField) -> ShownField:
        """Give an input the control that its kind of value is typed into."""
        value = plain.value
        if field.is_hidden:
            return replace(plain, control="hidden")
        if field.input is Input.YES_NO and not field.is_unsaid:
            return replace(plain, control="box", value=YES, is_ticked=value == YES, is_required=False)
        if field.input is Input.YES_NO:
            options = tuple(Option(one, self._words(one), one == value) for one in (YES, NO))
            return replace(plain, control="select", options=self._with_none(options, field, value))
        if field.choices is not None:
            options = tuple(
                Option(one.value, choice_of(field.name, one.value, self._words), one.value == value)
                for one in field.choices
            )
            return replace(plain, control="select", options=self._with_none(options, field, value))
        if field.input is Input.LONG_TEXT:
            return replace(plain, control="area")
        is_searched = field.input is Input.REFERENCE and field.searches is not None
        return replace(
            plain,
            called=(self._words.called(value) or "") if is_searched else "",
            # What a browser's own control cannot show stands in a plain one: it would be lost else.
            type=_TYPES.get(field.input, "text") if fits(field.input, value) else "text",
            mode=_MODES.get(field.input, ""),
            searches=field.searches if field.input is Input.REFERENCE else None,
            may_have_left=field.may_have_left,
        )

    def _with_none(self, options: tuple[Option, ...], field: FormField, value: str) -> tuple[Option, ...]:
        """Put before the choices that nothing is chosen, where that can be, and what was sent and is none."""
        is_chosen = any(option.is_chosen for option in options)
        if value and not is_chosen:
            options = (Option(value, value, is_chosen=True), *options)
        if field.default:
            return options
        none = self._words("form.choose" if field.is_required else "form.unsaid")
        return (Option("", none, is_chosen=not value), *options)

    def _with_which(self, control: ShownField) -> ShownField:
        """Put beside a moment that was there twice the question which of the two is meant."""
        which = f"{control.name}{WHICH}"
        faults = self.faults.at(control.name)
        if which not in self._typed and not any(fault.rule == "clock_overlap" for fault in faults):
            return control
        chosen = self._value(which)
        options = tuple(
            Option(one, self._words(f"form.which.{one}"), one == chosen) for one in (FIRST, SECOND)
        )
        asked = ShownField(
            control="select",
            id=self.id_of(which),
            name=which,
            label=self._words("form.which.label"),
            help=self._words("form.which.help"),
            options=(Option("", self._words("form.choose"), is_chosen=not chosen), *options),
        )
        return replace(control, inner=(asked,))

    def _rows(self, field: FormField) -> tuple[ShownField, ...]:
        """Write the inputs of a list, with some empty ones behind them, all sent under one name."""
        label = asked_of(self._form, field.name, self._words).label
        rows = self._how_many(field, len(self._typed.get(field.name, ())))
        plain = (
            ShownField(
                control="input",
                id=self.id_of(f"{field.name}.{at}"),
                name=field.name,
                label=self._words("form.row", what=label, n=at + 1),
                help="",
                value=self._value(field.name, at),
                is_required=at < field.fewest,
                faults=self._faults(f"{field.name}.{at}"),
            )
            for at in range(rows)
        )
        return tuple(
            self._controlled(field, self._searched(one, f"{field.name}.{at}")) for at, one in enumerate(plain)
        )

    def _parts(self, field: FormField) -> tuple[ShownField, ...]:
        """Write the rows of a list whose rows have several inputs."""
        label = asked_of(self._form, field.name, self._words).label
        known = [name.split(".")[1] for name in self._typed if name.startswith(f"{field.name}.")]
        filled = max((int(row) + 1 for row in known if row.isdecimal()), default=0)
        return tuple(
            ShownField(
                control="part",
                id=self.id_of(f"{field.name}.{row}"),
                name=f"{field.name}.{row}",
                label=self._words("form.row", what=label, n=row + 1),
                help="",
                inner=tuple(
                    # A row may stay empty as a whole, so that no browser may ask for a part of it.
                    replace(
                        self._input(part, f"{field.name}.{row}.{part.name}", f"{field.name}.{part.name}"),
                        is_required=False,
                    )
                    for part in field.parts
                ),
            )
            for row in range(self._how_many(field, filled))
        )

    def _how_many(self, field: FormField, filled: int) -> int:
        rows = filled + _SPARE * (2 if self._more == field.name else 1)
        if field.takes_files:
            return filled  # each row comes with its file
        return max(rows if field.most is None else min(rows, field.most), filled)

    def _list(self, control: str, field: FormField, inner: tuple[ShownField, ...]) -> ShownField:
        """Put the rows of a list together."""
        asked = asked_of(self._form, field.name, self._words)
        none = f"{field.name}{NONE_OF}"
        box = ShownField(
            control="box",
            id=self.id_of(none),
            name=none,
            label=self._words("form.none_of", what=asked.label),
            help="",
            value=YES,
            is_ticked=bool(self._value(none)),
        )
        return ShownField(
            control=control,
            id=self.id_of(field.name),
            name=field.name,
            label=asked.label,
            help=asked.help,
            is_required=field.is_required,
            is_optional=field.is_unsaid,
            faults=self._faults(field.name),
            inner=inner,
            none=box if field.is_unsaid and not field.fewest and not field.takes_files else None,
            takes_files=field.takes_files,
        )
