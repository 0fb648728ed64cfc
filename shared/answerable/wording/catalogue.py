"""Catalogues: folders of YAML files in which each key says the same in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

from answerable.errors import Misconfigured
from answerable.strict_yaml import values

PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
"""The plural categories that Unicode's CLDR tells apart."""


class Language(StrEnum):
    """A language that people are spoken to in; the first is used when nothing else is asked for."""

    ZH = "zh"
    EN = "en"

    @property
    def tag(self) -> str:
        """The BCP 47 tag for the ``lang`` attribute."""
        return "zh-CN" if self is Language.ZH else "en"


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a key says in one language.

    Arguments:
        forms: the sentence for each plural category of ``n`` that differs; ``other`` is always there.
    """

    forms: Mapping[str, str]

    @property
    def text(self) -> str:
        """The sentence, in the form for several things."""
        return self.forms["other"]


Entry: TypeAlias = Mapping[str, Phrase]
"""A key's phrase in each language."""


def _phrase(value: object, source: str, key: str) -> Phrase:
    if not isinstance(value, Mapping):
        return Phrase({"other": str(value)})
    if "other" not in value or not set(value) <= PLURALS:
        raise Misconfigured(f"{source}: {key} has to name its plurals as CLDR does, and other among them")
    return Phrase({category: str(text) for category, text in value.items()})


def _entries(tree: Mapping[str, Any], source: str, prefix: str = "") -> Iterator[tuple[str, Entry]]:
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and not (set(value) & set(Language)):
            yield from _entries(value, source, f"{key}.")
        elif isinstance(value, Mapping) and set(value) == set(Language):
            yield key, {language: _phrase(value[language], source, key) for language in Language}
        else:
            raise Misconfigured(f"{source}: {key} has to say what it is in each of {', '.join(Language)}")


def read_catalogue(*folders: Path) -> dict[str, Entry]:
    """Read folders of words, each key with its phrase in every language.

    Arguments:
        folders: in each, or in folders of it, one file a stream, a page or a part of the system.

    Raises:
        Misconfigured: a key lacks a language, or stands in two files.
    """
    catalogue: dict[str, Entry] = {}
    for folder, path in ((one, path) for one in folders for path in sorted(one.rglob("*.yaml"))):
        source = path.relative_to(folder).as_posix()
        for key, entry in _entries(values(path.read_text(encoding="utf-8")), source):
            if key in catalogue:
                raise Misconfigured(f"{source}: another file has {key} already; it belongs in one of them")
            catalogue[key] = entry
    return catalogue
