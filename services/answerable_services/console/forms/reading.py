"""Reading what a browser sends of a form: the body that the command API takes, or what is wrong where.

What is wrong is found by the command's own model, so that a form is no more and no less strict than the
API; what only a form can get wrong, as a moment that the clocks left out, is found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any
from unicodedata import normalize

from pydantic import ValidationError
from pydantic_core import to_json

from answerable.corrections import EMPTIES
from answerable.discovery import streams
from answerable.errors import BrokenRule
from answerable.messaging.problems import invalid
from answerable_services.console.forms.fields import ANY_MATTER, ARTICLE, SITE_ITSELF, FormField, Input
from answerable_services.console.forms.form import Form
from answerable_services.console.forms.moments import NoMoment, moment_of
from answerable_services.console.forms.placing import Faults, faults_of
from answerable_services.console.forms.prefilling import NO, NONE_OF, WAS, WHICH, YES

Submitted = Mapping[str, Sequence[str]]
"""What a browser sends, by the names of the inputs."""

_KNOWN_TO_THE_PAGE = {"site": "any-site", "actor": "system-form"}
"""What stands for what the page adds, while all else is checked."""

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_MOST_ROWS = 1000

# Chinese keyboards write figures and signs in full width: what stands for a figure is read as one.
_IN_ONE_WIDTH = frozenset(
    {Input.NUMBER, Input.DECIMAL, Input.DAY, Input.MONTH, Input.MOMENT, Input.REFERENCE, Input.NEW_ID}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed into a form, and what it comes to.

    Arguments:
        typed: all of the form's own inputs as they came, so that nothing is lost when it is shown again;
            rows in which nothing was typed are left out.
        body: the fields that were asked for, as the command API takes them; None where something is wrong.
        faults: what is wrong.
    """

    typed: Mapping[str, list[str]]
    body: Mapping[str, Any] | None
    faults: Faults = field(default_factory=Faults)


def parse(form: Form, submitted: Submitted, zone: tzinfo) -> Entry:
    """Read what a browser sent of a form.

    Inputs that are not the form's, such as a token, are passed over.

    Arguments:
        form: the command's.
        submitted: what was sent.
        zone: the site's, whose clock moments were typed by.
    """
    typed = dict(_own_inputs(form, submitted))
    reader = _Reader(typed, zone)
    body: dict[str, Any] = {}
    emptied: list[str] = []
    for asked in form.fields:
        if reader.stands_as_it_was(asked):
            continue
        value = reader.value_of(asked)
        if value is not None:
            body[asked.name] = value
        elif reader.was_emptied(asked):
            if asked.may_be_emptied:
                emptied.append(asked.name)
            elif not asked.is_required:
                what = "something has to hold of this: it can be said anew, and not be emptied"
                reader.wrong(asked.name, "not_emptied", what)
    if emptied:
        body[EMPTIES] = emptied
    own = {broken.pointer for broken in reader.broken}
    broken = reader.broken + [one for one in _check(form, body) if one.pointer not in own]
    faults = faults_of(form, broken)
    return Entry(typed, None if faults else body, faults)


def _check(form: Form, body: Mapping[str, Any]) -> list[BrokenRule]:
    """Give what the command's model finds wrong, as intake would."""
    added = {
        name: value
        for name, value in _KNOWN_TO_THE_PAGE.items()
        if name in form.model.model_fields and form.field(name) is None
    }
    try:
        form.model.model_validate_json(to_json({**added, **body}), strict=True)
    except ValidationError as error:
        listed = error.errors(include_url=False, include_context=False, include_input=False)
        return [_as_a_form_says(form, one) for one in invalid(listed, "the form").broken_rules]
    return []


def _as_a_form_says(form: Form, broken: BrokenRule) -> BrokenRule:
    """Name the rule of a decimal number's spelling, which is only a value's to the model."""
    asked = form.field(broken.pointer[1:])
    if asked is not None and asked.input is Input.DECIMAL and broken.rule == "value_error":
        return broken.model_copy(update={"rule": "decimal_spelling"})
    return broken


def _own_inputs(form: Form, submitted: Submitted) -> Iterator[tuple[str, list[str]]]:
    """Give the inputs that are the form's own, without rows that say nothing."""
    for asked in form.fields:
        name = asked.name
        for one in (name, f"{name}{WHICH}", f"{name}{NONE_OF}", f"{WAS}{name}", f"{WAS}{name}{WHICH}"):
            if one in submitted:
                values = list(submitted[one])
                yield one, [value for value in values if value.strip()] if asked.is_list else values
        if asked.input is Input.PARTS:
            yield from _rows(asked, submitted)


def _rows(asked: FormField, submitted: Submitted) -> Iterator[tuple[str, list[str]]]:
    form = re.compile(rf"{re.escape(asked.name)}\.(\d{{1,4}})\.[a-z_.]+", re.ASCII)
    numbers = {int(found[1]) for name in submitted if (found := form.fullmatch(name)) is not None}
    row = 0
    for number in sorted(numbers)[:_MOST_ROWS]:
        said = {
            f"{part.name}{end}": list(submitted[name])
            for part in asked.parts
            for end in ("", WHICH)
            if (name := f"{asked.name}.{number}.{part.name}{end}") in submitted
        }
        if any(value.strip() for values in said.values() for value in values):
            yield from ((f"{asked.name}.{row}.{part}", values) for part, values in said.items())
            row += 1


def _plain(typed: str) -> str:
    """Give a browser's line ends as everybody else has them."""
    return typed.replace("\r\n", "\n").replace("\r", "\n")


class _Reader:
    """Reads inputs one by one, and notes what is wrong.

    Arguments:
        typed: the form's inputs.
        zone: the site's.
    """

    def __init__(self, typed: Submitted, zone: tzinfo) -> None:
        self._typed = typed
        self._zone = zone
        self.broken: list[BrokenRule] = []

    def wrong(self, name: str, rule: str, what: str) -> None:
        """Note what is wrong with an input."""
        self.broken.append(BrokenRule(pointer=f"/{name.replace('.', '/')}", rule=rule, message=what))

    def stands_as_it_was(self, asked: FormField) -> bool:
        """Tell whether an input holds what stood in it when the form was made."""
        name = asked.name
        ends = ("", WHICH) if asked.input is Input.MOMENT else ("",)
        return f"{WAS}{name}" in self._typed and all(
            self._one(f"{name}{end}") == self._one(f"{WAS}{name}{end}") for end in ends
        )

    def was_emptied(self, asked: FormField) -> bool:
        """Tell whether something stood in an input, and nothing does now."""
        return bool(self._one(f"{WAS}{asked.name}").strip())

    def _one(self, name: str) -> str:
        """Give what was typed into an input."""
        values = self._typed.get(name, ())
        return _plain(values[0]) if values else ""

    def value_of(self, asked: FormField) -> Any:
        """Give what a field says, as JSON has it; None where it says nothing."""
        if asked.input is Input.PARTS:
            return self._parts(asked)
        if asked.is_list:
            rows = [_plain(value).strip() for value in self._typed.get(asked.name, ())]
            return [self._read(asked, row, f"{asked.name}/{at}") for at, row in enumerate(rows)] or None
        return self._single(asked, asked.name)

    def _single(self, asked: FormField, name: str) -> Any:
        if len(self._typed.get(name, ())) > 1:
            self.wrong(name, "named_twice", "the input was sent more than once")
        text = self._one(name)
        if asked.input is Input.YES_NO and not asked.is_unsaid:
            return text == YES
        if not text.strip():
            return None
        if asked.input is Input.YES_NO:
            return {YES: True, NO: False}.get(text, text)
        return self._read(asked, text, name)

    def _read(self, asked: FormField, text: str, name: str) -> Any:
        """Read a text that says something; what cannot be read stays as it is, for the model to tell."""
        if asked.input in _IN_ONE_WIDTH:
            text = normalize("NFKC", text).strip()
        if asked.input is Input.NUMBER:
            return int(text) if _WHOLE.fullmatch(text) is not None else text
        if asked.input is Input.MOMENT:
            try:
                return moment_of(text, self._one(f"{name}{WHICH}"), self._zone)
            except NoMoment as error:
                self.wrong(name, error.rule, error.what)
                return text
        if asked.input in (Input.REFERENCE, Input.NEW_ID):
            return _whole_id(asked.searches, text)
        return text

    def _parts(self, asked: FormField) -> list[dict[str, Any]] | None:
        rows: list[dict[str, Any]] = []
        while any(name.startswith(f"{asked.name}.{len(rows)}.") for name in self._typed):
            row = f"{asked.name}.{len(rows)}"
            values = ((part.name, self._single(part, f"{row}.{part.name}")) for part in asked.parts)
            rows.append({name: value for name, value in values if value is not None})
        if rows and self._one(f"{asked.name}{NONE_OF}"):
            what = "it is said that there is nothing, and something is said: leave one of the two out"
            self.wrong(asked.name, "contradiction", what)
        return rows or ([] if self._one(f"{asked.name}{NONE_OF}") else None)


def _whole_id(searches: str | None, text: str) -> str:
    """Give an id with its stream's name before it, which whoever types it may leave out."""
    if searches in (None, ANY_MATTER, ARTICLE, SITE_ITSELF) or text.partition("-")[0] in {
        *streams(),
        searches,
    }:
        return text
    return f"{searches}-{text}"
