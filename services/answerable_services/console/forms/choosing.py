"""Choosing instead of typing: what was found for a field stands below it, and one of it can be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SEARCH = "search"
"""The name of the button that searches for a field; its value says for which."""

CHOSEN = ".chosen"
"""What the name of a choice ends with that stands below an input in which something was searched."""


def settled(submitted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Put what was chosen into the inputs in which it was searched.

    Arguments:
        submitted: what a browser sent, by the names of the inputs.
    """
    typed = {name: list(values) for name, values in submitted.items() if not name.endswith(CHOSEN)}
    for name, values in submitted.items():
        if not name.endswith(CHOSEN) or not (chosen := values[-1]):
            continue
        input_ = name.removesuffix(CHOSEN)
        listed, _, row = input_.rpartition(".")
        if input_ in typed or not row.isdecimal():
            typed[input_] = [chosen]
        elif int(row) < len(rows := typed.get(listed, [])):
            rows[int(row)] = chosen
    return typed


def typed_in(submitted: Mapping[str, Sequence[str]], input_: str) -> str:
    """Give what stands in an input, or in one row of a list.

    Arguments:
        submitted: what a browser sent.
        input_: its name; a row's is its list's with its number behind a full stop.
    """
    if values := submitted.get(input_):
        return values[0]
    listed, _, row = input_.rpartition(".")
    rows = submitted.get(listed, ())
    return rows[int(row)] if row.isdecimal() and int(row) < len(rows) else ""
