"""Site: opened once, in a time zone and a country that exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from answerable.calendar import country_of, is_country, parts_of
from answerable.calendar.zones import is_named_zone
from answerable.corrections import Correctable
from answerable.deciding import Stamp, World, evolves, opens, records, wrong
from answerable.events.base import Event
from answerable.streams.site import commands, events


@dataclass(frozen=True, slots=True)
class Site(Correctable):
    """A service centre.

    Arguments:
        timezone: its zone.
        country: whose holidays it has.
        opened_at: since when it works.
    """

    timezone: str
    country: str
    opened_at: datetime


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
