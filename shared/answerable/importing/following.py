"""Following: what is about a matter is carried out only if the matter was begun by this import.

Where another source's matter has that name already, it is not begun, and what follows would be carried out on
the other one.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from answerable.commands.base import BulkItem, BulkOutcome
from answerable.commands.registry import COMMANDS
from answerable.deciding import may_begin
from answerable.deciding.refusals import follows_a_refused
from answerable.discovery import parts

DONE = 200
"""The status of a command that was carried out."""


class Following:
    """Links the commands of an import to those that begin their matters, one request after the other."""

    def __init__(self) -> None:
        # They say which commands begin a matter; a program that only imports has not read them before.
        parts("decisions")
        self._refused: dict[str, str] = {}

    @property
    def refused(self) -> AbstractSet[str]:
        """The keys of the commands that would have begun a matter and were refused, as long as none did."""
        return frozenset(self._refused.values())

    def linked(self, items: Iterable[BulkItem]) -> list[BulkItem]:
        """Give commands in their order, each behind the one that begins what it is for.

        Arguments:
            items: the commands of one request.
        """
        begun: dict[str, str] = {}
        return [self._behind_its_beginning(item, begun) for item in items]

    def _behind_its_beginning(self, item: BulkItem, begun: dict[str, str]) -> BulkItem:
        matter = _matter_of(item)
        if matter is None:
            return item
        if matter not in begun and may_begin(COMMANDS[item.name]):
            begun[matter] = item.key
            return item
        beginning = begun.get(matter) or self._refused.get(matter)
        return item if beginning is None else item.model_copy(update={"after": beginning})

    def learn(self, items: Iterable[BulkItem], outcomes: Iterable[BulkOutcome]) -> None:
        """Remember which matters were not begun; of these nothing is carried out until one is.

        Arguments:
            items: a request's commands, as they were linked.
            outcomes: what became of each.
        """
        for item, outcome in zip(items, outcomes, strict=True):
            matter = _matter_of(item)
            if matter is None or item.after is not None or not may_begin(COMMANDS[item.name]):
                continue
            if outcome.status == DONE:
                self._refused.pop(matter, None)
            else:
                self._refused[matter] = item.key


def _matter_of(item: BulkItem) -> str | None:
    matter: str | None = item.body.get(COMMANDS[item.name].target_field)
    return matter


def held_back_by(items: Iterable[BulkItem], refused: AbstractSet[str]) -> dict[str, BulkOutcome]:
    """Give the answers to those commands that follow a refused one, each by its key, as intake would.

    Arguments:
        items: what is about to be sent.
        refused: the keys of what was refused before.
    """
    found: dict[str, BulkOutcome] = {}
    for item in items:
        if item.after is not None and (item.after in refused or item.after in found):
            why = follows_a_refused(item.after)
            found[item.key] = BulkOutcome(key=item.key, status=why.status, problem=why.message, rule=why.rule)
    return found
