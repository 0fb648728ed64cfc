"""Forms as tests fill them in: commands of every kind, and what a browser makes of a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from hypothesis import strategies as st

from answerable.commands.base import Command
from answerable.corrections import EMPTIES
from answerable.spelling import composed
from answerable_services.console.forms import Form, Input, form_of
from tests.services.intake import any_command

_WRITTEN = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs"))
# Of what nobody sees, nothing is left: that is no text.
_LINE = st.text(_WRITTEN, min_size=1, max_size=20).filter(lambda text: composed(text) != "")
_LINES = st.lists(_LINE, min_size=1, max_size=3).map("\n".join)


def bodies(model: type[Command]) -> st.SearchStrategy[dict[str, Any]]:
    """Give valid bodies of a command as JSON has them, with texts of any characters that can be typed."""
    return any_command.of(model).flatmap(_with_texts)


@st.composite
def _with_texts(draw: st.DrawFn, command: Command) -> dict[str, Any]:
    body: dict[str, Any] = command.model_dump(mode="json", exclude_none=True)
    emptied = body.pop(EMPTIES, ())
    for name in emptied:  # what is emptied is not said as well
        body.pop(name, None)
    for asked in form_of(type(command)).fields:
        if not asked.is_free_text or asked.name not in body:
            continue
        text = _LINES if asked.input is Input.LONG_TEXT else _LINE
        body[asked.name] = draw(st.lists(text, min_size=1, max_size=4) if asked.is_list else text)
    in_order = [asked.name for asked in form_of(type(command)).fields if asked.name in emptied]
    return body | ({EMPTIES: in_order} if in_order else {})


def asked_in(form: Form, body: Mapping[str, Any]) -> dict[str, Any]:
    """Give the part of a body that a form asks for, and what it works out: what is emptied."""
    names = {*(asked.name for asked in form.fields), EMPTIES}
    return {name: value for name, value in body.items() if name in names}


def read(form: Form, body: Mapping[str, Any]) -> Command:
    """Read a form's body as intake does, so that two spellings of one moment are the same."""
    added = {"site": "any-site", "actor": "system-form"}
    asked = {asked.name for asked in form.fields}
    own = {name: value for name, value in added.items() if name in form.model.model_fields.keys() - asked}
    return form.model.model_validate_json(json.dumps({**own, **body}), strict=True)


@dataclass
class Element:
    """An element of a page with its attributes."""

    tag: str
    attributes: dict[str, str | None]
    text: str = ""

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name) or ""


@dataclass
class Page(HTMLParser):
    """A page read as a browser does, as far as forms are concerned.

    Arguments:
        elements: all of them, in order.
    """

    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []

    @classmethod
    def of(cls, text: str) -> Page:
        page = cls()
        page.feed(text)
        page.close()
        return page

    _EMPTY = frozenset({"input", "br", "hr", "img", "meta", "link"})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag not in self._EMPTY:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> ends nothing"
        closed = self._open.pop()
        assert closed.tag == tag, f"<{closed.tag}> is ended by </{tag}>"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def __iter__(self) -> Iterator[Element]:
        return iter(self.elements)

    def all(self, *tags: str) -> list[Element]:
        return [one for one in self.elements if one.tag in tags]

    def submitted(self) -> dict[str, list[str]]:
        """Give what a browser would send of the form as it stands, buttons left out (HTML, 4.10.21)."""
        sent: dict[str, list[str]] = {}
        for at, one in enumerate(self.elements):
            if one.tag == "textarea":
                value = one.text.removeprefix("\n").replace("\n", "\r\n")
            elif one.tag == "select":
                options = _options(self.elements[at + 1 :])
                value = next(
                    (each["value"] for each in options if "selected" in each.attributes), options[0]["value"]
                )
            elif one.tag == "input" and (
                one["type"] not in {"checkbox", "radio"} or "checked" in one.attributes
            ):
                value = one["value"]
            else:
                continue
            sent.setdefault(one["name"], []).append(value)
        return sent


def _options(behind: Sequence[Element]) -> list[Element]:
    found: list[Element] = []
    for one in behind:
        if one.tag != "option":
            break
        found.append(one)
    return found
