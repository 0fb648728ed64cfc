"""Site: opened once, in a time zone and a country that exist."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from answerable.calendar import country_of, is_country, parts_of
from answerable.calendar.working_time import Timetable
from answerable.calendar.zones import is_named_zone
from answerable.corrections import Correctable
from answerable.deciding import Stamp, World, evolves, must_follow, opens, records, refuse, wrong
from answerable.errors import Invalid
from answerable.events.base import Event
from answerable.streams.site import commands, events
from answerable.streams.site.timetable import Change, Changes, change_of, closings_of, timetable_of

HOURS = "002-r8-3.5"


@dataclass(frozen=True, slots=True)
class Site(Correctable):
    """A service centre.

    Arguments:
        timezone: its zone.
        country: whose holidays it has.
        opened_at: since when it works.
        changes: what was said of its hours, in order.
    """

    timezone: str
    country: str
    opened_at: datetime
    changes: Changes = ()

    @property
    def number(self) -> int:
        """The number of its timetable."""
        return len(self.changes)

    def timetable(self, number: int | None = None) -> Timetable | None:
        """Give when it works, by a timetable; None where nothing was said of it by then.

        Arguments:
            number: of the timetable; the one that holds now where None.
        """
        said = self.changes if number is None else self.changes[:number]
        return timetable_of(said, self.timezone, self.country)


@opens(commands.Open)
def open_site(_: None, command: commands.Open, stamp: Stamp, __: World) -> list[Event]:
    """Open the centre, in a time zone and a country that exist."""
    if not is_named_zone(command.timezone):
        message = f"time zone {command.timezone!r} is not known; write it like Asia/Shanghai"
        raise wrong("timezone", message, rule="known-timezone")
    if command.country is not None:
        _check_country(command.country)
    return [
        events.Opened(
            **stamp.next(),
            name_zh=command.name_zh,
            name_en=command.name_en,
            timezone=command.timezone,
            country=command.country,
        )
    ]


def _check_country(code: str) -> None:
    """Refuse a country that does not exist, and a part of one without holidays of its own."""
    if not is_country(code):
        message = f"{code!r} is no country of ISO 3166; write it like CN or DE-BE"
        raise wrong("country", message, rule="known-country")
    country, _, part = code.partition("-")
    if part and part not in (parts := parts_of(country)):
        known = f"known are {', '.join(sorted(parts))}" if parts else "none of its parts is"
        message = f"{code!r} is not known to have holidays of its own: {known}; or write {country}"
        raise wrong("country", message, rule="known-country")


records(commands.Rename, events.Renamed, corrects=events.Opened)


@evolves(events.Renamed)
def renamed(state: Site, _: events.Renamed) -> Site:
    """Change nothing that decisions depend on."""
    return state


@evolves(events.Opened)
def opened(_: None, event: events.Opened) -> Site:
    """Begin the site."""
    country = country_of(event.country, event.timezone)
    return Site(timezone=event.timezone, country=country, opened_at=event.occurred_at)


def _next(state: Site, _: object, __: Stamp, ___: World) -> int:
    return state.number + 1


def _in_order(state: Site, command: commands.SetHours, stamp: Stamp, _: World) -> None:
    """Let the hours of each day lie one behind the other."""
    change = Change(since=command.since, hours=command.hours, said_at=stamp.occurred_at)
    try:
        timetable_of((change,), state.timezone, state.country)
    except Invalid as error:
        raise wrong("hours", error.message, rule="order-of-times") from error


def _beside_others(state: Site, command: commands.AnnounceClosing, _: Stamp, __: World) -> None:
    """Let a closing end behind its beginning, and lie in no other."""
    if command.last < command.first:
        message = f"the last day, {command.last}, lies before the first, {command.first}"
        raise wrong("last", message, rule="order-of-times")
    for one in closings_of(state.changes):
        if one.first <= command.last and command.first <= one.last:
            message = f"that {command.site} is closed from {one.first} to {one.last} is on record already"
            raise refuse(message, rule=HOURS)


def _of_what_stands(state: Site, command: commands.WithdrawClosing, stamp: Stamp, _: World) -> None:
    """Let only a closing be taken back that stands."""
    announced = {one.first: at for one, at in closings_of(state.changes).items()}
    if command.first not in announced:
        message = f"no closing of {command.site} that begins on {command.first} is on record"
        raise refuse(message, rule=HOURS)
    must_follow(stamp, announced[command.first], "when that was announced")


records(commands.SetHours, events.HoursSet, _in_order, works_out={"timetable": _next})
records(commands.AnnounceClosing, events.ClosingAnnounced, _beside_others, works_out={"timetable": _next})
records(commands.WithdrawClosing, events.ClosingWithdrawn, _of_what_stands, works_out={"timetable": _next})


@evolves(events.HoursSet, events.ClosingAnnounced, events.ClosingWithdrawn)
def said_when_it_works(
    state: Site, event: events.HoursSet | events.ClosingAnnounced | events.ClosingWithdrawn
) -> Site:
    """Have another timetable from then on."""
    return replace(state, changes=(*state.changes, change_of(event)))
