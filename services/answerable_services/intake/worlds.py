"""What a decision may know beside its aggregate: the site's rulebooks, zone and holidays, others' states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from answerable.calendar import holidays_of
from answerable.commands.base import Command
from answerable.deciding import Begun, Regulations, World
from answerable.errors import NotFound
from answerable.events.base import Event
from answerable.events.subjects import is_of_person
from answerable.rulebook import Rulebook
from answerable.streams.rulebook.commands import binding_id
from answerable.streams.site.commands import Open as SiteOpen
from answerable.streams.site.commands import site_id
from answerable_services.intake.aggregate import Aggregate
from answerable_services.intake.request import CommandRequest

_NOTHING_BOUND = Regulations()


class Worlds:
    """Gives each decision its world; that of a site is made once, as long as nothing in it changes.

    Arguments:
        rulebooks: the installed rulebooks, by id.
    """

    def __init__(self, rulebooks: Mapping[str, Rulebook]) -> None:
        self._rulebooks = rulebooks
        self._of_sites: dict[str, tuple[Any, Regulations, World]] = {}

    def of(
        self, asked: CommandRequest, look: Callable[[str], Aggregate | None], cited: Mapping[str, Event]
    ) -> World:
        """Give what the decision on a command may know.

        Arguments:
            asked: the command; only opening the site itself needs no site.
            look: gives an aggregate as it was loaded, so that what others do meanwhile changes nothing.
            cited: the events that commands rest on, by their ids.

        Raises:
            NotFound: the site was never opened.
        """
        command = asked.command
        site = command.site
        register = look(binding_id(site))
        regulations: Regulations = (register.state if register else None) or _NOTHING_BOUND
        if isinstance(command, SiteOpen):
            return World(self._rulebooks, regulations)
        opened = look(site_id(site))
        if opened is None or opened.state is None:
            message = f"there is no site {site!r}; open it first with the command site.open"
            raise NotFound(message)
        known = self._of_sites.get(site)
        if known is not None and known[0] is opened.state and known[1] is regulations:
            world = known[2]
        else:
            state = opened.state
            zone, holidays = ZoneInfo(state.timezone), holidays_of(state.country)
            world = World(
                self._rulebooks,
                regulations,
                zone,
                holidays,
                opened_at=state.opened_at,
                timetable=state.number,
                timetables=state.timetable,
            )
            self._of_sites[site] = (opened.state, regulations, world)
        names, people, matters = command.depends_on, asked.people, asked.matters
        if type(command).people_of is not Command.people_of and command.target is not None:
            target = look(command.target)
            people += command.people_of(None if target is None else target.state)
        if not (names or people or matters or command.rests_on):
            return world
        return replace(
            world,
            others={name: _state_at(site, look(name)) for name in names},
            people={name: _state_of(look(name)) for name in people},
            matters={name: begun(look(name)) for name in matters},
            cited=cited,
            taken_back=frozenset(name for name in names if _is_taken_back(site, look(name))),
        )


def _state_at(site: str, aggregate: Aggregate | None) -> Any:
    """Give an aggregate's state, as far as it belongs to a site, or goes with a person from site to site.

    That there is another site at all, is for every site to know.
    """
    return None if aggregate is None or not _is_seen_at(site, aggregate) else aggregate.state


def _is_seen_at(site: str, aggregate: Aggregate) -> bool:
    stream = aggregate.id.partition("-")[0]
    return aggregate.site == site or stream == SiteOpen.stream or is_of_person(stream)


def begun(aggregate: Aggregate | None) -> Begun | None:
    """Give where a matter belongs and when it began, by what now holds; None where it was never recorded."""
    if aggregate is None or not aggregate.version:
        return None
    state = aggregate.state
    # A case's opening may have been put right, so that its first event does not say it any more.
    at = getattr(state, "opened_at", aggregate.begun_at)
    void_until: str | None = state.undone_by if getattr(state, "is_void", False) else None
    is_taken_back = state is None
    return Begun(aggregate.site, at, is_taken_back, void_until, aggregate.version)


def _is_taken_back(site: str, aggregate: Aggregate | None) -> bool:
    """Tell whether a site's aggregate was on record once, and is none any more."""
    return aggregate is not None and aggregate.state is None and _is_seen_at(site, aggregate)


def _state_of(aggregate: Aggregate | None) -> Any:
    """Give an aggregate's state, whichever site it belongs to."""
    return None if aggregate is None else aggregate.state
