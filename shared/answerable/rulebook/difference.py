"""Two rulebooks, or two editions of one, compared: what is new, gone, changed in value, or only reworded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from answerable.rulebook.model import Rulebook

_WORDS = frozenset({"text", "note", "says", "title", "name", "printed"})
"""What may change without anything else coming of it."""

_HEAD = frozenset({"rulebook", "edition", "title", "language", "source", "digest"})
"""What tells one from the other, and is no rule."""


class Change(StrEnum):
    """How a rule differs."""

    ADDED = "added"
    REMOVED = "removed"
    VALUE = "value"
    WORDS = "words"


class Differing(NamedTuple):
    """A rule that is not the same in both.

    Arguments:
        rule: its place: the part, and its id or number where there are several.
        article: the article that it comes from, where it names one.
        change: how it differs.
        before: what differs, as the first has it, by its path in the rule; empty where it is new or gone.
        after: the same, as the other has it.
    """

    rule: str
    article: str | None
    change: Change
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def differences(one: Rulebook, other: Rulebook) -> tuple[Differing, ...]:
    """Compare two rulebooks, rule by rule, in the order in which the second has them.

    Arguments:
        one: the one before.
        other: the one behind it.
    """
    old, new = dict(_rules(one)), dict(_rules(other))
    order = [*new, *(rule for rule in old if rule not in new)]
    return tuple(
        found for rule in order if (found := _compared(rule, old.get(rule), new.get(rule))) is not None
    )


def _rules(book: Rulebook) -> Iterator[tuple[str, Any]]:
    """Give every rule with its place."""
    document = book.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=set(_HEAD))
    scheme = document.pop("monthly_points", {})
    for part, value in (
        *document.items(),
        *((f"monthly_points.{name}", said) for name, said in scheme.items()),
    ):
        if isinstance(value, list):
            for number, rule in enumerate(value, 1):
                yield f"{part}.{rule.get('id', number)}", rule
        elif value not in (None, ()):
            yield part, value


def _compared(rule: str, old: Any, new: Any) -> Differing | None:
    if old == new:
        return None
    article = _article(rule, old if new is None else new)
    if old is None or new is None:
        return Differing(rule, article, Change.ADDED if old is None else Change.REMOVED, {}, {})
    before, after = dict(_leaves(old, "")), dict(_leaves(new, ""))
    paths = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    is_value = any(not _WORDS & set(path.split(".")) for path in paths)
    told = [path for path in paths if not is_value or not _WORDS & set(path.split("."))]
    return Differing(
        rule,
        article,
        Change.VALUE if is_value else Change.WORDS,
        {path: before.get(path) for path in told},
        {path: after.get(path) for path in told},
    )


def _article(rule: str, said: Any) -> str | None:
    if not isinstance(said, dict):
        return None
    named = said.get("article") or (said.get("id") if rule.startswith("articles.") else None)
    return None if named is None else str(named)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Give every single value with its path."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _leaves(inner, f"{path}.{number}".lstrip("."))
    else:
        yield path, value
