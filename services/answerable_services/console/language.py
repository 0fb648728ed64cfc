"""Chinese and English: which one a request wants, and the catalogue of every word on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from answerable.wording import Language, read_catalogue
from answerable.wording.catalogue import Entry, Phrase
from answerable.wording.filling import fill
from answerable.wording.sentence import FOLDER as SENTENCES

__all__ = ["FOLDER", "Language", "Words", "choose", "words_of"]

FOLDER = Path(__file__).parent / "words"
"""The words of pages and of what all pages share, both languages of a key side by side."""

STREAMS = Path(str(files("answerable.streams")))
"""Where each stream's folder has the stream's own ``words.yaml``."""

_NO_NAMES: Mapping[str, str] = MappingProxyType({})


class Words:
    """The words of one language.

    Arguments:
        language: which.
        catalogue: every sentence by its key.
        names: what people are called, by their ids.
    """

    def __init__(
        self, language: Language, catalogue: Mapping[str, Phrase], names: Mapping[str, str] = _NO_NAMES
    ) -> None:
        self.language = language
        self._catalogue = catalogue
        self._names = names

    def calling(self, names: Mapping[str, str]) -> Words:
        """Give the same words, with which people are called by their names.

        Arguments:
            names: by the people's ids.
        """
        return Words(self.language, self._catalogue, names)

    def called(self, person: str) -> str | None:
        """Tell what a person is called; None where that is not known, or was forgotten."""
        return self._names.get(person)

    def __call__(self, key: str, /, **values: object) -> str:
        """Give a sentence with its values filled in, numbers and lengths of time as the language has them.

        Raises:
            KeyError: the catalogue has no such key; the tests find every one of them.
        """
        return fill(self._catalogue[key], self.language, values)

    def get(self, key: str, default: str) -> str:
        """Give a word that the catalogue may not have, such as the name of a new event."""
        phrase = self._catalogue.get(key)
        return default if phrase is None else phrase.text

    @property
    def keys(self) -> frozenset[str]:
        """All keys there are."""
        return frozenset(self._catalogue)


@cache
def _catalogue() -> Mapping[str, Entry]:
    """Read the words of pages and streams, and the sentences that code makes, of all languages at once."""
    return read_catalogue(SENTENCES, FOLDER, STREAMS)


@cache
def words_of(language: Language) -> Words:
    """Give a language's catalogue with the sentences that code makes, read once."""
    return Words(language, {key: said[language] for key, said in _catalogue().items()})


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
