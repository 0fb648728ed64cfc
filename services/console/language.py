"""Chinese and English: which one a request wants, and the catalogue of every word on the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from answerable.errors import Misconfigured

FOLDER = Path(__file__).parent / "words"
"""The words of pages and of what all pages share, both languages of a key side by side."""

STREAMS = Path(str(files("answerable.streams")))
"""Where each stream's folder has the stream's own ``words.yaml``."""


class Language(StrEnum):
    """A language of the pages; the first is what is shown when nothing else is asked for."""

    ZH = "zh"
    EN = "en"

    @property
    def tag(self) -> str:
        """The BCP 47 tag for the ``lang`` attribute."""
        return "zh-CN" if self is Language.ZH else "en"


class Words:
    """The words of one language.

    Arguments:
        language: which.
        catalogue: every sentence by its key.
    """

    def __init__(self, language: Language, catalogue: Mapping[str, str]) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, key: str, /, **values: object) -> str:
        """Give a sentence with its values filled in.

        Raises:
            KeyError: the catalogue has no such key; the tests find every one of them.
        """
        sentence = self._catalogue[key]
        return sentence.format(**values) if values else sentence

    def get(self, key: str, default: str) -> str:
        """Give a word that the catalogue may not have, such as the name of a new event."""
        return self._catalogue.get(key, default)

    @property
    def keys(self) -> frozenset[str]:
        """All keys there are."""
        return frozenset(self._catalogue)


def _sentences(
    tree: Mapping[str, Any], source: str, prefix: str = ""
) -> Iterator[tuple[str, Mapping[str, str]]]:
    for name, value in tree.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and not (set(value) & set(Language)):
            yield from _sentences(value, source, f"{key}.")
        elif isinstance(value, Mapping) and set(value) == set(Language):
            yield key, {language: str(value[language]) for language in Language}
        else:
            raise Misconfigured(f"{source}: {key} has to say what it is in each of {', '.join(Language)}")


def read_catalogue(folder: Path, streams: Path | None = None) -> dict[str, Mapping[str, str]]:
    """Read a folder of words, and those of the streams, each key with its sentence in every language.

    Arguments:
        folder: one file a page, or what pages share.
        streams: a folder a stream, each with a ``words.yaml``; none where left out.

    Raises:
        Misconfigured: a key lacks a language, or stands in two files.
    """
    catalogue: dict[str, Mapping[str, str]] = {}
    places = [
        *sorted(folder.glob("*.yaml")),
        *(() if streams is None else sorted(streams.glob("*/words.yaml"))),
    ]
    for path in places:
        source = path.name if path.parent == folder else f"{path.parent.name}/{path.name}"
        for key, sentence in _sentences(yaml.safe_load(path.read_text(encoding="utf-8")), source):
            if key in catalogue:
                raise Misconfigured(f"{source}: another file has {key} already; it belongs in one of them")
            catalogue[key] = sentence
    return catalogue


@cache
def words_of(language: Language) -> Words:
    """Give a language's catalogue, read once."""
    return Words(language, {key: said[language] for key, said in read_catalogue(FOLDER, STREAMS).items()})


def _quality(part: str) -> float:
    _, _, quality = part.partition("q=")
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0


def choose(asked: str | None, remembered: str | None, accepted: str | None) -> Language:
    """Decide the language of a page.

    Arguments:
        asked: the address's ``lang``.
        remembered: the cookie's.
        accepted: the ``Accept-Language`` header (RFC 9110, 12.5.4).
    """
    for wish in (asked, remembered):
        if wish in set(Language):
            return Language(wish)
    ranges = [part.strip() for part in (accepted or "").split(",")]
    for part in sorted(ranges, key=_quality, reverse=True):
        primary = part.partition(";")[0].partition("-")[0].lower()
        if primary in set(Language) and _quality(part) > 0:
            return Language(primary)
    return Language.ZH
