"""Chinese and English: which one a request wants, and the catalogue of every word on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent / "wording"


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


def _flat(tree: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in tree.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = str(value)
    return flat


@cache
def words_of(language: Language) -> Words:
    """Give a language's catalogue, read once."""
    text = (_FOLDER / f"{language}.yaml").read_text(encoding="utf-8")
    return Words(language, _flat(yaml.safe_load(text)))


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
