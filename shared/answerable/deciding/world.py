"""What a decision may know beside its own matter: the site's rulebooks, days, people, and other matters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from answerable.calendar import Holidays, holidays_of
from answerable.calendar.countries import NOWHERE
from answerable.calendar.working_time import Timetable
from answerable.errors import NotFound, Refused
from answerable.events.base import Event
from answerable.purposes import Purpose
from answerable.wording import say

if TYPE_CHECKING:  # rulebooks read the streams' events, so a decision only gets them passed in
    from answerable.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Binding:
    """A rulebook that applies at a site from a day on.

    Arguments:
        rulebook: its id.
        effective_from: the first day.
        purposes: what it is bound for.
        until: the first day on which it applies no more; open where missing.
        bound_at: when that was decided, where it is known; two that say the same are the same.
    """

    rulebook: str
    effective_from: date
    purposes: tuple[Purpose, ...] = tuple(Purpose)
    until: date | None = None
    bound_at: datetime | None = field(default=None, compare=False)

    def holds_on(self, day: date) -> bool:
        """Tell whether it applies on a day."""
        return self.effective_from <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class SiteNumber:
    """A number that a rulebook leaves to the site, as the site set it from a day on.

    Arguments:
        rulebook: the rulebook's id.
        rule: whose number it is, by its id there.
        number: which.
        effective_from: the first day.
        set_at: when that was decided.
    """

    rulebook: str
    rule: str
    number: int
    effective_from: date
    set_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Regulations:
    """What holds at a site: the rulebooks that are bound to it, and the numbers that it set itself.

    Arguments:
        bindings: in the order in which they were bound.
        numbers: in the order in which they were set.
    """

    bindings: tuple[Binding, ...] = ()
    numbers: tuple[SiteNumber, ...] = ()

    def binding_on(self, day: date, purpose: Purpose) -> Binding | None:
        """Give the binding that applies on a day, the latest that has begun; None where none has.

        Arguments:
            day: which day.
            purpose: for what.
        """
        held = [one for one in self.bindings if purpose in one.purposes and one.holds_on(day)]
        return max(held, key=lambda one: one.effective_from) if held else None

    def numbers_on(self, rulebook: str, day: date) -> dict[str, int]:
        """Give the numbers that the site set for a rulebook, as they hold on a day, by the rule's id there.

        Arguments:
            rulebook: the rulebook's id.
            day: which day.
        """
        held = [one for one in self.numbers if one.rulebook == rulebook and one.effective_from <= day]
        return {one.rule: one.number for one in sorted(held, key=lambda one: one.effective_from)}


class Begun(NamedTuple):
    """What the ledger says about a matter that a command names.

    Arguments:
        site: where it belongs.
        at: when it began.
        is_taken_back: whether it was taken back since, as if it had never been recorded.
        void_until: the command without which it is none, as a contact that was voided; None where it is one.
        version: of its last event.
    """

    site: str | None
    at: datetime | None
    is_taken_back: bool = False
    void_until: str | None = None
    version: int = 0


def _never_said(_: int) -> None:
    """Give no timetable: nobody said when the site works."""


@dataclass(frozen=True, slots=True)
class World:
    """What a decision may know beside the aggregate's own state.

    Arguments:
        rulebooks: the installed rulebooks, by id.
        regulations: the rulebooks bound to the command's site, and the numbers that it set itself.
        zone: the site's time zone, which its days are counted in.
        holidays: the days off of the site's country; those of no country, whose years nobody announced, where
            none is named.
        others: the state of each further aggregate that the command names as one it depends on, by id;
            None where there is no such aggregate at the site.
        people: what the register of staff says about each person whom the command names, by id, whichever
            site they belong to; None where nobody hired them.
        matters: where each matter belongs that the command names, and when it began, by id; None where it is
            not in the ledger.
        cited: the events on record of those that the command rests on, by their ids.
        opened_at: since when the site works.
        taken_back: those of the others that were on record once and were taken back since.
        timetable: the number of the timetable that says when the site works; 0 where nothing does.
        timetables: gives the one of a number.
    """

    rulebooks: Mapping[str, Rulebook] = field(default_factory=dict)
    regulations: Regulations = field(default_factory=Regulations)
    zone: tzinfo = UTC
    holidays: Holidays = field(default_factory=partial(holidays_of, NOWHERE))
    others: Mapping[str, Any] = field(default_factory=dict)
    people: Mapping[str, Any] = field(default_factory=dict)
    matters: Mapping[str, Begun | None] = field(default_factory=dict)
    cited: Mapping[str, Event] = field(default_factory=dict)
    opened_at: datetime | None = None
    taken_back: frozenset[str] = frozenset()
    timetable: int = 0
    timetables: Callable[[int], Timetable | None] = field(default=_never_said, compare=False)

    def no_such(self, name: str, site: str) -> NotFound:
        """Make the refusal of an aggregate that there is none of at the site, or none any more."""
        if name in self.taken_back:
            return NotFound(f"{name} was taken back: it counts as if it had never been; record it anew first")
        return NotFound(f"{name} does not exist at site {site}")

    def day_of(self, moment: datetime) -> date:
        """Tell which day a moment belongs to at the site, wherever the reporter's clock stands."""
        return moment.astimezone(self.zone).date()

    def timetable_for(self, moment: datetime) -> int | None:
        """Give the number of the timetable by which a limit counts that begins at a moment; None for none."""
        found = self.timetables(self.timetable)
        return self.timetable if found is not None and found.editions[0].since <= moment else None

    def rulebook_on(self, site: str, day: date, purpose: Purpose) -> Rulebook:
        """Give the rulebook that applies at the site on a day, with the numbers that the site set for it.

        Arguments:
            site: where.
            day: which day.
            purpose: for what.

        Raises:
            Refused: none is bound, or the bound one is not installed.
        """
        bound = self.regulations.binding_on(day, purpose)
        if bound is None:
            what = say(f"purpose.{purpose}")
            raise Refused(say("error.no_rulebook_for", site=site, day=str(day), purpose=what))
        return self.installed(bound.rulebook).as_set(self.regulations.numbers_on(bound.rulebook, day))

    def first_rulebook_or_on(self, site: str, day: date, purpose: Purpose) -> Rulebook:
        """Give the rulebook that applies at the site on a day, or the first one where the day lies before it.

        A delivery may be older than the site's first rulebook, and its callbacks are owed all the same.

        Arguments:
            site: where.
            day: which day.
            purpose: for what.

        Raises:
            Refused: none was ever bound, or the bound one is not installed.
        """
        begins = [one.effective_from for one in self.regulations.bindings if purpose in one.purposes]
        return self.rulebook_on(site, max(day, min(begins, default=day)), purpose)

    def installed(self, rulebook: str) -> Rulebook:
        """Give an installed rulebook.

        Raises:
            NotFound: it is not installed.
        """
        try:
            return self.rulebooks[rulebook]
        except KeyError:
            message = f"rulebook {rulebook!r} is not installed; there are {', '.join(sorted(self.rulebooks))}"
            raise NotFound(message) from None
