"""Sentences as their reader's page tells them: whatever has a name or a number is called by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from answerable.wording import Bilingual, Language, Sentence, say

_ID = re.compile(r"(?<![\w.-])[a-z]+-[A-Za-z0-9][A-Za-z0-9_-]{0,63}(?![\w-]|\.\d)", re.ASCII)
_PERSON = "person."


class _Calls(Protocol):
    """Knows what people call people and matters: the page's words."""

    @property
    def language(self) -> Language:
        """Of the page."""

    def called(self, person: str) -> str | None:
        """Tell what somebody or something is called."""


def told(said: Bilingual, words: _Calls) -> str:
    """Give a sentence in the page's language, with names and numbers in the place of ids that have them.

    Arguments:
        said: the sentence.
        words: the page's, which know what people are called.
    """
    language = words.language
    text = said.zh if language is Language.ZH else said.en
    if isinstance(said, Sentence):
        for kind, of in _people(said.values):
            if (name := words.called(f"{kind}-{of}")) is not None:
                text = _put(text, re.escape(say(f"{_PERSON}{kind}", id=of).in_(language)), name)
    for found in dict.fromkeys(_ID.findall(text)):
        if (name := words.called(found)) is not None:
            text = _put(text, rf"(?<![\w.-]){re.escape(found)}(?![\w-])", name)
    return text


def _people(values: object) -> Iterator[tuple[str, str]]:
    """Give the people that a sentence calls by their kind and id, such as ``Staff 7``."""
    if isinstance(values, list):
        for one in values:
            yield from _people(one)
    elif isinstance(values, dict):
        key, of = values.get("key"), values.get("values")
        if isinstance(key, str) and key.startswith(_PERSON) and isinstance(of, dict):
            yield key.removeprefix(_PERSON), str(of.get("id"))
        else:
            for one in values.values():
                yield from _people(one)


_HAN = "[\u3400-\u9fff]"


def _put(text: str, place: str, name: str) -> str:
    """Put a name in its place; where a character meets a character, the space of an id goes."""
    before = rf"(?:(?<={_HAN}) )?" if re.match(_HAN, name) else ""
    behind = rf"(?: (?={_HAN}))?" if re.search(rf"{_HAN}$", name) else ""
    return re.sub(f"{before}{place}{behind}", lambda _: name, text)
