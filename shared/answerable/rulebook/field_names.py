"""How a statement names its fields and signs."""

from __future__ import annotations

from answerable.wording import Sentence, catalogue, say, verbatim

_SIGNS = {"eq": "=", "ne": "≠", "gt": ">", "ge": "≥", "lt": "<", "le": "≤", "in": "∈", "between": "∈"}


def field(name: str) -> Sentence:
    """Give the name of a field as people say it."""
    key = f"statement.field.{name}"
    return say(key) if key in catalogue() else verbatim(name)


def sign(operator: str) -> str:
    """Give the sign of a comparison."""
    return _SIGNS.get(operator, operator)
