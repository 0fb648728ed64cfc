"""Site: opened once; its daily meeting is the deadline for the day's records."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.calendar.zones import is_named_zone
from answerable.deciding import Stamp, World, decides, evolves, opens, wrong
from answerable.events.base import Event
from answerable.streams.site import commands, events


@dataclass(frozen=True, slots=True)
class Site:
    """A service centre."""

    timezone: str


@opens(commands.Open)
def open_site(_: None, command: commands.Open, stamp: Stamp, __: World) -> list[Event]:
    """Open the centre, in a time zone that exists."""
    if not is_named_zone(command.timezone):
        message = f"time zone {command.timezone!r} is not known; write it like Asia/Shanghai"
        raise wrong("timezone", message, rule="known-timezone")
    return [
        events.Opened(
            **stamp.next(), name_zh=command.name_zh, name_en=command.name_en, timezone=command.timezone
        )
    ]


@decides(commands.HoldDailyMeeting)
def hold_daily_meeting(_: Site, __: commands.HoldDailyMeeting, stamp: Stamp, ___: World) -> list[Event]:
    """Record the meeting (000-2.K3)."""
    return [events.DailyMeetingHeld(**stamp.next())]


@evolves(events.Opened)
def opened(_: None, event: events.Opened) -> Site:
    """Begin the site."""
    return Site(timezone=event.timezone)


@evolves(events.DailyMeetingHeld)
def meeting_held(state: Site, _: events.DailyMeetingHeld) -> Site:
    """Change nothing that decisions depend on."""
    return state
