"""How often pages that are open to everybody may be asked from one place: enough for an office, no flood.

A link's secret is of 256 bits, so nobody finds one by trying; this keeps whoever tries all the same from
costing the services behind the pages anything.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address

AT_ONCE = 40
"""Requests that one place may make at once."""

A_SECOND = 0.5
"""Requests that it may make each second behind these."""

_PLACES = 4096
"""Places that are remembered; who came longest ago is forgotten first."""


@dataclass(slots=True)
class _Left:
    """What one place may still ask.

    Arguments:
        requests: how many.
        at: when that was so.
    """

    requests: float
    at: datetime


class Pace:
    """Counts what was asked from where.

    Arguments:
        at_once: requests that one place may make at once.
        a_second: requests that it may make each second behind these.
    """

    def __init__(self, at_once: float = AT_ONCE, a_second: float = A_SECOND) -> None:
        self._at_once = at_once
        self._a_second = a_second
        self._left: OrderedDict[str, _Left] = OrderedDict()

    def lets(self, address: str, now: datetime) -> bool:
        """Tell whether a request is looked at, and count it where it is.

        Arguments:
            address: where it comes from.
            now: by the machine's clock.
        """
        place = place_of(address)
        left = self._left.pop(place, None) or _Left(self._at_once, now)
        passed_s = max((now - left.at).total_seconds(), 0.0)
        left.requests, left.at = min(left.requests + passed_s * self._a_second, self._at_once), now
        self._left[place] = left
        if len(self._left) > _PLACES:
            self._left.popitem(last=False)
        if left.requests < 1:
            return False
        left.requests -= 1
        return True


def place_of(address: str) -> str:
    """Give what one sender has at least: an address of IPv4, or the 64 bits of a network of IPv6.

    Arguments:
        address: as the connection or the proxy has it.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped) if found.ipv4_mapped is not None else found.packed[:8].hex()
