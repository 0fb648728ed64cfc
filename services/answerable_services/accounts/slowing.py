"""Slow-down: how long is waited behind failures, so that guessing is slow and nobody is locked out.

Failures are counted for the account and for the address that they come from. Whoever brings the cookie of a
device on which this person signed in before is slowed by that device's failures alone (OWASP, "Slow Down
Online Guessing Attacks with Device Cookies"): what others try, and from where, does not concern them.

An attempt counts before its password is looked at, and what was right is taken back: many attempts at the
same moment are no cheaper than one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from answerable_services.accounts.keys import Keys

_MOST = 1_000_000
UNKNOWN_NAMES, ADDRESSES = 4_096, 65_536
"""Counters for names without an account, and for addresses: so many and no more, however many are tried."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast delays grow.

    Arguments:
        free: failures without one.
        first: the delay behind the next failure; it doubles with each one.
        longest: no delay is longer.
        forgotten_after: behind so long a rest all failures are forgotten.
    """

    free: int
    first: timedelta
    longest: timedelta
    forgotten_after: timedelta


OF_ACCOUNT = Pace(5, timedelta(seconds=1), timedelta(minutes=15), timedelta(days=1))
OF_DEVICE = Pace(10, timedelta(seconds=1), timedelta(minutes=15), timedelta(hours=1))
OF_ADDRESS = Pace(30, timedelta(seconds=1), timedelta(minutes=5), timedelta(hours=1))
"""A whole office may come from one address, and each of its people mistypes."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What is kept of failures.

    Arguments:
        failures: how many.
        last: when the last one was; None where there was none.
    """

    failures: int = 0
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """Where failures are counted.

    Arguments:
        name: of the counter.
        pace: how fast its delays grow.
    """

    name: str
    pace: Pace


def delay(failures: int, pace: Pace) -> timedelta:
    """Tell how long is waited behind so many failures."""
    if failures < pace.free:
        return timedelta()
    doublings = min(failures - pace.free, (pace.longest // pace.first).bit_length())
    return min(pace.first * (1 << doublings), pace.longest)


def remembered(tally: Tally, pace: Pace, now: datetime) -> Tally:
    """Give what still counts of a tally: nothing of it behind a long rest.

    Nor where it is of a later time: a clock that was wrong for an hour must not lock anybody out for a year.
    """
    if tally.last is None or now - tally.last >= pace.forgotten_after or tally.last - now > pace.longest:
        return Tally()
    return tally


def waits_until(tally: Tally, pace: Pace, now: datetime) -> datetime | None:
    """Tell from when on the next attempt is looked at; None where it is at once."""
    known = remembered(tally, pace, now)
    if known.last is None:
        return None
    until = known.last + delay(known.failures, pace)
    return until if until > now else None


def with_one_more(tally: Tally, pace: Pace, now: datetime) -> Tally:
    """Count an attempt."""
    return Tally(min(remembered(tally, pace, now).failures + 1, _MOST), now)


def taken_back(tally: Tally, attempts: int) -> Tally:
    """Take attempts back that turned out to be right.

    What else was counted stays: whoever has an account of their own cannot wipe their address's failures away
    by signing in to it between two guesses.
    """
    return replace(tally, failures=max(0, tally.failures - attempts))


def counters(
    keys: Keys, name: str, address: str, *, person: str | None, device: str | None
) -> tuple[Counter, ...]:
    """Name what an attempt counts for.

    Arguments:
        keys: of the installation; nobody without them can choose a name or an address that shares a counter
            with another one.
        name: as it was typed.
        address: where the attempt comes from.
        person: whose account it is; None where there is none of that name.
        device: the digest of the cookie, where it is one of a device of that person; else None.
    """
    if person is not None and device is not None:
        # People share machines, and with them the cookie; each has their own failures on it.
        return (Counter(f"device:{person}:{device}", OF_DEVICE),)
    source = of_address(keys, address)
    if person is not None:
        return (Counter(f"account:{person}", OF_ACCOUNT), source)
    return (Counter(_cell(keys, "unknown", name, UNKNOWN_NAMES), OF_ACCOUNT), source)


def of_address(keys: Keys, address: str) -> Counter:
    """Name what an attempt counts for that names no account: where it comes from.

    Arguments:
        keys: of the installation.
        address: where from.
    """
    return Counter(_cell(keys, "address", source_of(address), ADDRESSES), OF_ADDRESS)


def source_of(address: str) -> str:
    """Give what one attacker has at least: an address of IPv4, or the 64 bits of a network of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return found.packed[:8].hex()


def _cell(keys: Keys, kind: str, what: str, cells: int) -> str:
    return f"{kind}:{int(keys.digest(kind, what)[:16], 16) % cells}"
