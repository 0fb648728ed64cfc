"""A calendar as programs read it (RFC 5545): what is due, with no word that could be about a customer.

What a page says beside an entry, a project, a place or a topic, is left out: a feed lies on phones and on the
servers of whoever keeps calendars, and nobody forgets it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event, vDuration

from answerable.wording import Language
from answerable_services.console.calendar.entries import Entry
from answerable_services.console.language import Words

MEDIA_TYPE = "text/calendar; charset=utf-8"

_MADE_BY = "-//Answerable//Answerable//EN"
_ASK_AGAIN = timedelta(hours=1)
_STAMP = b"DTSTAMP"


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar, written.

    Arguments:
        content: the calendar's text.
        tag: says that another one tells the same, whenever each was written (RFC 9110, section 8.8.3).
    """

    content: bytes
    tag: str

    def is_known(self, if_none_match: str | None) -> bool:
        """Tell whether a program has it already.

        Arguments:
            if_none_match: the request's header, as it came.
        """
        told = [one.strip() for one in (if_none_match or "").split(",")]
        return "*" in told or self.tag.removeprefix("W/") in {one.removeprefix("W/") for one in told}


def feed_of(
    entries: Iterable[Entry], words: Words, address_of: Callable[[Entry], str], host: str, at: datetime
) -> Feed:
    """Write a calendar.

    Arguments:
        entries: what is on it.
        words: of the reader's language.
        address_of: gives the whole address of the page that an entry leads to; empty for none.
        host: under which people know the pages: it makes names unlike those of other installations.
        at: when it is written.
    """
    calendar = Calendar()
    calendar.add("prodid", _MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", words("calendar.feed_name"))
    calendar.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_ASK_AGAIN))  # one of no standard is written as it is given
    for entry in entries:
        calendar.add_component(_event(entry, words, address_of(entry), host, at))
    content = calendar.to_ical()
    lasting = b"\r\n".join(line for line in content.split(b"\r\n") if not line.startswith(_STAMP))
    return Feed(content, f'W/"{sha256(lasting).hexdigest()[:32]}"')


def _event(entry: Entry, words: Words, address: str, host: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.name}@{host}")
    event.add("dtstamp", at)
    if entry.since is not None:
        event.add("last-modified", entry.since)
    event.add("dtstart", entry.on if entry.at is None else entry.at)
    event.add("summary", f"{title_of(entry, words)} · {entry.site}")
    event.add("description", words("calendar.feed_about"))
    event.add("categories", [words(f"calendar.kind.{entry.kind}")])
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    if address:
        event.add("url", address)
    return event


def title_of(entry: Entry, words: Words) -> str:
    """Say what an entry is called, in the reader's language.

    Arguments:
        entry: which.
        words: of the language.
    """
    named = entry.name_zh if words.language is Language.ZH else entry.name_en
    return named or words(entry.word)
