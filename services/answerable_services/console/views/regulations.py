"""Which rulebooks are bound to a site, from what was recorded of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from answerable.deciding import Binding
from answerable.purposes import Purpose


def bindings_in(entries: Iterable[Any]) -> Mapping[Binding, Any]:
    """Give the bindings that were not taken back, each with the entry that says so, in order of recording.

    Arguments:
        entries: what was recorded of the site's rulebooks, the newest first.
    """
    standing: dict[tuple[str, str], Any] = {}
    for entry in reversed(list(entries)):
        kind = entry.type.split(".")[-2]
        if kind in {"bound", "unbound"}:
            of = (entry.fields["rulebook"], entry.fields["effective_from"])
            standing.pop(of, None)
            if kind == "bound":
                standing[of] = entry
    return {_binding(entry.fields): entry for entry in standing.values()}


def _binding(fields: Mapping[str, Any]) -> Binding:
    until = fields.get("until")
    return Binding(
        fields["rulebook"],
        date.fromisoformat(fields["effective_from"]),
        tuple(Purpose(one) for one in fields["purposes"]),
        None if until is None else date.fromisoformat(until),
    )
