"""Pages speak to people: no name out of the code stands among their words, in either language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from enum import Enum
from html import unescape
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from pydantic import BaseModel

from answerable.events.base import Event
from answerable.events.registry import REGISTRY
from answerable.queries import desk, matters
from answerable_services.cli.services import SERVICES
from answerable_services.console.language import Language
from answerable_services.console.views.timeline import kind_of
from tests.services.console.browsing import text_of
from tests.services.console.sample import FakeCaller
from tests.services.console.test_pages import PAGES

FOLDER = Path(__file__).parents[2] / "events" / "golden"
"""An example of every event, and one more for each value of its closed sets."""

_WORD = re.compile(r"(?<![\w.-])[a-z]{2,}(?:_[a-z0-9]+)*(?![\w.-])")
"""A word in small letters that is no part of an id."""
_HIDDEN = re.compile(r"<(script|style|code)\b.*?</\1>|<[^>]*>", re.DOTALL)


def members(annotation: Any) -> Iterator[str]:
    """Give every value of the closed sets in a type, also of the parts that it is made of."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for field in annotation.model_fields.values():
            yield from members(field.annotation)
    for part in get_args(annotation):
        yield from members(part)


CLOSED = {value for model in REGISTRY for value in members(model) if _WORD.fullmatch(value)}
"""The values of every closed set that an event has, but for signs, which are the same in every language."""


PARTS = frozenset(SERVICES)
"""The parts of the system: its operators find them named as commands name them, behind their words."""

CODE = (
    CLOSED
    | {name for model in REGISTRY for name in (*model.model_fields, *kind_of(model.event_type).split("."))}
) - PARTS
"""Those, the fields, the streams and the events, but for the parts of the system."""


SHOWN = sorted({*PAGES, "/contacts", "/deliveries", "/complaints/complaint-76", "/search"} - {"/system"})
"""All but the page for whoever runs the centre, which names services and views as commands do."""


def withheld(value: Any) -> Any:
    """Give a JSON value without what somebody wrote in it, such as a reason or an id."""
    if isinstance(value, dict):
        return {name: withheld(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [withheld(inner) for inner in value]
    return value if value in CLOSED or not isinstance(value, str) else "7"


def examples() -> Iterator[matters.TimelineEntry]:
    """Give every stored example of every event as an entry of one story."""
    lines = [line for path in sorted(FOLDER.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    for sequence, line in enumerate(lines, start=1):
        body = json.loads(line)
        data = body["data"]
        yield matters.TimelineEntry(
            sequence=sequence,
            event=f"record-7.{sequence}",
            type=body["type"],
            occurred_at=data["occurred_at"],
            recorded_at=data["recorded_at"],
            actor="staff-7",
            is_imported=False,
            fields={name: withheld(said) for name, said in data.items() if name not in Event.model_fields},
        )


def seen(page: str) -> str:
    """Give what a reader of a page sees."""
    return unescape(_HIDDEN.sub(" ", page.partition("<body")[2].partition(">")[2]))


def of_the_code(page: str, lang: Language) -> set[str]:
    """Give the words on a page that only the code says; an English page may say some of them itself."""
    words = set(_WORD.findall(seen(page)))
    return {word for word in words if "_" in word or (lang is Language.ZH and word in CODE)}


@pytest.mark.parametrize("lang", Language)
async def test_what_a_story_tells_is_in_words(
    browser: httpx.AsyncClient, caller: FakeCaller, lang: Language
) -> None:
    """Each event, each field, and each value of a closed set has its word."""
    caller.table[desk.StoryOf] = matters.Story(
        matter="record-7", site="xm01", state=None, facts={}, entries=tuple(examples())
    )
    assert of_the_code(await text_of(browser, "/matters/record-7", lang), lang) == set()


@pytest.mark.parametrize("lang", Language)
@pytest.mark.parametrize("path", SHOWN)
async def test_no_page_names_anything_as_the_code_does(
    browser: httpx.AsyncClient, path: str, lang: Language
) -> None:
    """Whatever a page shows of closed sets is in words."""
    assert of_the_code(await text_of(browser, path, lang), lang) == set()
