"""A matter's story as a page shows it: each event with its fields in words and its marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from answerable.ids import cited_by
from answerable.queries.base import Direction
from answerable.queries.matters import CaseStory, Story, TimelineEntry
from answerable_services.console.address import Number, one_of
from answerable_services.console.views.fields import Field, fields_of
from answerable_services.console.views.timeline import is_backdated, kind_of

if TYPE_CHECKING:
    from answerable_services.console.view import View


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a story an address asks for, and which way round.

    Arguments:
        order: which way round it is told.
        after: the place in the ledger at which the page before ended.
        before: the place in the ledger at which the next page began.
    """

    order: Direction
    after: int | None
    before: int | None

    @property
    def asked(self) -> dict[str, object]:
        """The part as a question says it."""
        return {"order": self.order, "after": self.after, "before": self.before}

    @property
    def is_newest_first(self) -> bool:
        """Whether the newest event stands first."""
        return self.order is Direction.DESCENDING

    @property
    def is_behind(self) -> bool:
        """Whether it begins elsewhere than the story."""
        return self.after is not None or self.before is not None


def part_of(order: str = "", after: Number = None, before: Number = None) -> Part:
    """Read from an address which part of a story is asked for (a FastAPI dependency).

    Raises:
        Invalid: there is no such order.
    """
    return Part(one_of(Direction, order) or Direction.ASCENDING, after, before)


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


def matters_in(story: CaseStory | Story) -> tuple[str, ...]:
    """Give the matters that a story's events name, each once, beside its own.

    Arguments:
        story: with its events as the ledger has them.
    """
    said = (value for entry in story.entries for value in entry.fields.values())
    facts = story.facts.values() if isinstance(story, Story) else ()
    return named_in((*said, *facts))


def named_in(values: Iterable[object]) -> tuple[str, ...]:
    """Give the matters that values name, each once.

    Arguments:
        values: as JSON has them; what names none is passed over.
    """
    texts = (value for value in values if isinstance(value, str))
    return tuple(dict.fromkeys(cited.matter for text in texts if (cited := cited_by(text)) is not None))


def entries_of(story: CaseStory | Story, view: View, site: str) -> tuple[Told, ...]:
    """Write a story's events in the page's language and by the site's clock.

    Arguments:
        story: with its events as the ledger has them.
        view: the page.
        site: whose clock it is.
    """
    limit_s = view.console.settings.backdated_after_s
    return tuple(
        Told(
            entry,
            kind_of(entry.type),
            fields_of(entry.fields, view.words, view.zone(site), story.taken_back, view.link),
            is_backdated(entry, limit_s),
        )
        for entry in story.entries
    )
