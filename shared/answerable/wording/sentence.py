"""Sentences that code makes: a key and values, and what that is in each language.

Rules, findings and errors name a sentence by its key; the words stand in ``sentences/*.yaml``. A sentence
travels as JSON with its key and values, for programs, and with its text in every language, for people:
whoever shows it only picks the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from pydantic import BaseModel, ConfigDict, JsonValue

from answerable.wording.catalogue import Entry, Language, read_catalogue
from answerable.wording.filling import fill
from answerable.wording.numbers import NONE

FOLDER = Path(__file__).parent / "sentences"
"""The sentences of code: one file a part of the system."""

STREAMS = Path(__file__).parents[1] / "streams"
"""Where each stream's folder has its own words, which name its events among others."""

_EVENT = "event."
_COMMAND = "command."
_STATE = "state."
_NAMES = (_EVENT, _COMMAND, _STATE)

_BETWEEN: Mapping[str, Literal["comma", "semicolon", "or"]] = {
    "list.comma": "comma",
    "list.semicolon": "semicolon",
    "list.or": "or",
}
"""The sentences that are several in a row, by what stands between them."""


class Bilingual(Protocol):
    """Anything that says the same in Chinese and in English."""

    @property
    def zh(self) -> str:
        """Chinese."""
        ...

    @property
    def en(self) -> str:
        """English."""
        ...


class Sentence(BaseModel):
    """One sentence of the catalogue with its values filled in.

    Arguments:
        key: which sentence.
        values: what was filled in, by name, as JSON: an exact number as text, a length of time
            in seconds, a sentence inside this one as its ``key`` and ``values``.
        zh: the sentence in Chinese.
        en: the sentence in English.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    values: dict[str, JsonValue] = {}
    zh: str
    en: str

    def in_(self, language: Language) -> str:
        """Give the sentence in a language."""
        return self.zh if language is Language.ZH else self.en


Value: TypeAlias = Sentence | Decimal | timedelta | int | str | None
"""What can be filled into a sentence."""


@cache
def catalogue() -> Mapping[str, Entry]:
    """Give the sentences that code makes, read once."""
    return read_catalogue(FOLDER)


@cache
def _names() -> Mapping[str, Entry]:
    """Give what events, commands and states are called by their streams; read when the first is named."""
    return {key: entry for key, entry in read_catalogue(STREAMS).items() if key.startswith(_NAMES)}


def _entry(key: str) -> Entry:
    return _names()[key] if key.startswith(_NAMES) else catalogue()[key]


def _in(value: Value, language: Language) -> object:
    return value.in_(language) if isinstance(value, Sentence) else value


def _plain(value: Value) -> JsonValue:
    if isinstance(value, Sentence):
        return {"key": value.key, "values": value.values}
    if isinstance(value, timedelta):
        return value.total_seconds()
    return str(value) if isinstance(value, Decimal) else value


def say(key: str, /, **values: Value) -> Sentence:
    """Give a sentence with its values filled in.

    Arguments:
        key: which sentence of the catalogue.
        values: what to fill in; a sentence may hold others.

    Raises:
        KeyError: there is no such sentence; the tests find every one of them.
    """
    if not values:
        return _constant(key)
    entry = _entry(key)
    zh, en = (
        fill(entry[language], language, {name: _in(value, language) for name, value in values.items()})
        for language in Language
    )
    plain = {name: _plain(value) for name, value in values.items()}
    return Sentence.model_construct(key=key, values=plain, zh=zh, en=en)


@cache
def _constant(key: str) -> Sentence:
    entry = _entry(key)
    zh, en = entry[Language.ZH].text, entry[Language.EN].text
    return Sentence.model_construct(key=key, values={}, zh=zh, en=en)


def told_as(name: str, *, zh: str, en: str) -> Sentence:
    """Give what a table or a file says of something in both languages; for programs its name stays.

    Arguments:
        name: what programs call it.
        zh: what it is called in Chinese.
        en: what it is called in English.
    """
    return Sentence.model_construct(key="list.verbatim", values={"text": name}, zh=zh, en=en)


def event_named(wire_type: str) -> Sentence:
    """Name an event as pages do.

    Arguments:
        wire_type: as in ``answerable.case.opened.v1``; one that no stream has a word for stays as it is.
    """
    key = _EVENT + wire_type.removeprefix("answerable.").rpartition(".")[0]
    return say(key) if key in _names() else verbatim(wire_type)


def stage_named(stage: str) -> Sentence:
    """Name a stage of a matter as pages do; one that no stream has a word for stays as it is.

    Arguments:
        stage: its value, as in ``not_upheld``.
    """
    key = f"{_STATE}{stage}"
    return say(key) if key in _names() else verbatim(stage.replace("_", " "))


def command_named(name: str) -> Sentence:
    """Name a command as pages do, and as programs call it; what is none stays as it is.

    Arguments:
        name: as in ``case.open``.
    """
    key = _COMMAND + name
    return say("list.named", title=say(key), name=name) if key in _names() else verbatim(name)


def is_command(name: str) -> bool:
    """Tell whether a stream has words for a command of a name.

    Arguments:
        name: as in ``case.open``.
    """
    return _COMMAND + name in _names()


def listed(items: Iterable[Sentence | str], *, by: Literal["comma", "semicolon", "or"] = "comma") -> Sentence:
    """Put several sentences, or parts of one, in a row as each language does.

    Arguments:
        items: one after the other; none gives a dash.
        by: what stands between them.
    """
    parts = tuple(items)
    between = catalogue()[f"list.{by}"]
    zh, en = (
        between[language].text.join(str(_in(item, language)) for item in parts) or NONE
        for language in Language
    )
    plain: JsonValue = [_plain(item) for item in parts]
    return Sentence.model_construct(key=f"list.{by}", values={"items": plain}, zh=zh, en=en)


def one_or_several(sentences: Sequence[Sentence]) -> Sentence:
    """Give a sentence as it is, and several as one.

    Arguments:
        sentences: at least one.
    """
    if len(sentences) == 1:
        return sentences[0]
    return listed(sentences, by="semicolon")


@lru_cache(maxsize=4096)
def verbatim(text: str) -> Sentence:
    """Give a person's own words as a sentence; they are the same in every language."""
    return say("list.verbatim", text=text)


def quoted(text: str) -> Sentence:
    """Give what somebody sent in each language's quotation marks; what cannot be seen in it is escaped."""
    return say("list.quoted", text=repr(text)[1:-1])


def person_named(person: str) -> Sentence:
    """Give an id of a person, a customer or a part of the system as people say it.

    Arguments:
        person: the id; one of another kind stays as it is.
    """
    kind, _, name = person.partition("-")
    key = f"person.{kind}"
    return say(key, id=name) if name and key in catalogue() else verbatim(person)


def again(key: str, values: Mapping[str, JsonValue]) -> Sentence | None:
    """Say a sentence that came as a key and values; None where this version's catalogue has it otherwise.

    Arguments:
        key: which sentence.
        values: as a sentence's own ``values`` are.
    """
    if key not in (_names() if key.startswith(_NAMES) else catalogue()):
        return None
    items = values.get("items")
    if (between := _BETWEEN.get(key)) is not None and isinstance(items, list):
        return listed(
            [str(_value_again(item)) if not isinstance(item, dict) else _inner(item) for item in items],
            by=between,
        )
    try:
        return say(key, **{name: _value_again(value) for name, value in values.items()})
    except KeyError:
        return None


def _inner(value: Mapping[str, JsonValue]) -> Sentence:
    key, values = value.get("key"), value.get("values")
    said = again(str(key), values if isinstance(values, dict) else {})
    return verbatim(str(key)) if said is None else said


def _value_again(value: JsonValue) -> Value:
    if isinstance(value, dict):
        return _inner(value)
    return value if isinstance(value, int | str) or value is None else str(value)
