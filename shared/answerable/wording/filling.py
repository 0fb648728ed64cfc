"""Filling values into a phrase: each written as its language writes it, the plural chosen by ``n``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import cache
from string import Formatter

from answerable.wording.catalogue import Language, Phrase
from answerable.wording.numbers import duration, form_of, number


def written(value: object, language: Language) -> str:
    """Write one value: a number with its thousands, a length of time in units, nothing as nothing.

    Arguments:
        value: what to write; text stays as it is.
        language: of the reader.
    """
    if value is None:
        return ""
    if isinstance(value, timedelta):
        return duration(value, language)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return number(value, language)
    return str(value)


def fill(phrase: Phrase, language: Language, values: Mapping[str, object]) -> str:
    """Give a phrase with its values filled in.

    Arguments:
        phrase: in which to fill.
        language: of the phrase.
        values: by name; the one named ``n`` chooses the plural, where there is one.
    """
    count = values.get("n")
    text = phrase.text
    if len(phrase.forms) > 1 and isinstance(count, int | Decimal):
        text = form_of(phrase.forms, count, language)
    if not values:
        return text
    told = {name: written(value, language) for name, value in values.items()}
    if language is Language.ZH:
        return _set_in_chinese(text, told)
    return "".join(literal if name is None else literal + told[name] for literal, name in _pieces(text))


@cache
def _pieces(text: str) -> tuple[tuple[str, str | None], ...]:
    """Cut a phrase into literals and the names behind them; catalogues are small, so all are kept."""
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(text))


def _is_character(text: str) -> bool:
    return "\u3400" <= text[-1:] <= "\u9fff"


def _set_in_chinese(text: str, told: Mapping[str, str]) -> str:
    """Fill in values, and take out the space around one where a character meets a character.

    The catalogues set a space beside a value because most are figures or ids. What a value says itself, which
    may be a person's own words, stays as it is.
    """
    filled = ""
    for literal, name in _pieces(text):
        is_joined = literal[:1] == " " and _is_character(literal[1:2]) and _is_character(filled)
        filled += literal[1:] if is_joined else literal
        if name is not None:
            value = told[name]
            if filled.endswith(" ") and _is_character(filled[:-1]) and _is_character(value[:1]):
                filled = filled[:-1]
            filled += value
    return filled
