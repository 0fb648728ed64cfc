"""A matter's story as a page shows it: each event with its fields in words and its marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from answerable.queries.matters import TimelineEntry
from answerable_services.console.views.fields import Field, fields_of
from answerable_services.console.views.timeline import is_backdated, kind_of

if TYPE_CHECKING:
    from answerable_services.console.view import View


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a story stands.

    Arguments:
        after: the place in the ledger behind which it tells; 0 where it tells from the beginning.
        next_after: where the next page begins; None where there is none.
    """

    after: int
    next_after: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """One event of a story.

    Arguments:
        entry: what the ledger has.
        kind: its name in the catalogue: ``complaint.filed``.
        fields: what it says, in words.
        is_backdated: whether it was reported so late that a reader should see it.
    """

    entry: TimelineEntry
    kind: str
    fields: tuple[Field, ...]
    is_backdated: bool


def entries_of(entries: Iterable[TimelineEntry], view: View, site: str) -> tuple[Told, ...]:
    """Write a story's events in the page's language and by the site's clock.

    Arguments:
        entries: as the ledger has them.
        view: the page.
        site: whose clock it is.
    """
    limit_s = view.console.settings.backdated_after_s
    return tuple(
        Told(
            entry,
            kind_of(entry.type),
            fields_of(entry.fields, view.words, view.zone(site)),
            is_backdated(entry, limit_s),
        )
        for entry in entries
    )
