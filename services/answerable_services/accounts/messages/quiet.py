"""Quiet hours: what is not urgent goes out in the morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of a site's night in which only what is urgent is sent.

    Arguments:
        begins: when they begin, by the clock on the wall.
        ends: when they end, that day or the next.
    """

    begins: time
    ends: time

    @classmethod
    def of(cls, said: str) -> Quiet | None:
        """Read them, as ``21:00-07:00``; None where there are none.

        Arguments:
            said: as it stands in the settings.

        Raises:
            ValueError: it cannot be read.
        """
        if not said:
            return None
        begins, ends = (time.fromisoformat(one.strip()) for one in said.split("-"))
        return None if begins == ends else cls(begins, ends)

    def over_at(self, moment: datetime, zone: tzinfo) -> datetime:
        """Give the moment from which on something may be sent: the same one where it is not quiet.

        Arguments:
            moment: which.
            zone: the site's.
        """
        there = moment.astimezone(zone)
        at = there.time()
        if self.begins < self.ends:
            is_quiet = self.begins <= at < self.ends
        else:
            is_quiet = at >= self.begins or at < self.ends
        if not is_quiet:
            return moment
        ends = datetime.combine(there.date(), self.ends, zone)
        return (
            ends if ends > there else datetime.combine(there.date() + _A_DAY, self.ends, zone)
        ).astimezone(moment.tzinfo)
