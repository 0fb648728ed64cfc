"""Moments as a browser's ``datetime-local`` has them: without an offset, by the site's clock.

Where clocks are put on, some moments are not there; where they are put back, some are there twice. Neither is
guessed at: the first is told, and for the second whoever typed it says which is meant.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

FIRST, SECOND = "first", "second"
"""Which of two moments of the same name is meant: before the clocks were put back, or behind that."""

_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?", re.ASCII)
_WITH_OFFSET = re.compile(rf"{_LOCAL.pattern}(?:Z|[+-]\d{{2}}:\d{{2}})", re.ASCII)
_MINUTE = timedelta(minutes=1)


class NoMoment(ValueError):
    """What was typed names no moment, or two.

    Arguments:
        rule: the broken rule's short name.
        what: what is wrong, for a person.
    """

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(what)
        self.rule = rule
        self.what = what


def moment_of(text: str, which: str, zone: tzinfo) -> str:
    """Give a moment as the command API takes it, with its offset.

    Arguments:
        text: as typed; one with an offset of its own stays as it is.
        which: `FIRST` or `SECOND`, where it was said.
        zone: the site's.

    Raises:
        NoMoment: it is none, or the clocks of that night leave none, or two.
    """
    if _WITH_OFFSET.fullmatch(text) is not None:
        return text.replace(" ", "T")
    if _LOCAL.fullmatch(text) is None:
        raise NoMoment("datetime_parsing", "a moment is written as 2026-11-21 09:30")
    try:
        naive = datetime.fromisoformat(text)
        earlier, later = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
        if earlier.utcoffset() != later.utcoffset():
            if not _is_there(earlier):
                raise NoMoment("clock_gap", "the clocks are put on that night, and leave this moment out")
            if which not in (FIRST, SECOND):
                raise NoMoment("clock_overlap", "the clocks are put back: say which of the two is meant")
        meant = later if which == SECOND else earlier
        offset = meant.utcoffset() or timedelta()
        return (meant if offset % _MINUTE == timedelta() else meant.astimezone(UTC)).isoformat()
    except (ValueError, OverflowError) as error:
        if isinstance(error, NoMoment):
            raise
        raise NoMoment("datetime_parsing", "there is no such moment in the calendar") from error


def _is_there(moment: datetime) -> bool:
    """Tell whether a zone's clock ever shows a moment."""
    shown = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return shown.replace(tzinfo=None, fold=0) == moment.replace(tzinfo=None, fold=0)


def typed_moment(moment: datetime, zone: tzinfo) -> tuple[str, str]:
    """Give a moment as it is typed at a site, and which of two is meant where there are two.

    Arguments:
        moment: with its offset.
        zone: the site's.
    """
    local = moment.astimezone(zone)
    other = local.replace(fold=1 - local.fold)
    which = "" if local.utcoffset() == other.utcoffset() else (SECOND if local.fold else FIRST)
    # Seconds only where there are some: a browser's own control shows minutes, and milliseconds at most.
    spec = "milliseconds" if local.microsecond else "seconds" if local.second else "minutes"
    return local.replace(tzinfo=None, fold=0).isoformat(timespec=spec), which
