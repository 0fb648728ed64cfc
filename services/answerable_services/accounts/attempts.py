"""Attempts as they are kept: the tallies of failures, and the devices on which people signed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from answerable_services.accounts import slowing
from answerable_services.accounts.slowing import OF_ACCOUNT, OF_ADDRESS, OF_DEVICE, Counter, Tally
from answerable_services.accounts.tables import DEVICES, TALLIES

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST_DEVICES = 20
"""Devices of a person that are known at once; the one that was used longest ago goes first."""

_DEVICE_LASTS = timedelta(days=400)
_PACES = {"account": OF_ACCOUNT, "unknown": OF_ACCOUNT, "address": OF_ADDRESS, "device": OF_DEVICE}


def _tally(connection: Connection, counter: Counter) -> Tally | None:
    row = connection.execute(
        select(TALLIES.c.failures, TALLIES.c.last).where(TALLIES.c.counter == counter.name)
    ).first()
    return None if row is None else Tally(row.failures, row.last)


def _keep(connection: Connection, counter: Counter, tally: Tally, *, is_new: bool) -> None:
    values = {"failures": tally.failures, "last": tally.last}
    if is_new:
        connection.execute(insert(TALLIES).values(counter=counter.name, **values))
    else:
        connection.execute(update(TALLIES).where(TALLIES.c.counter == counter.name).values(**values))


def count(connection: Connection, counters: Sequence[Counter], now: datetime) -> datetime | None:
    """Count an attempt, or tell until when none is looked at; one that is not looked at does not count.

    Arguments:
        connection: to the store, in a transaction that writes.
        counters: what the attempt counts for.
        now: when it is made.
    """
    found = [(counter, _tally(connection, counter)) for counter in counters]
    waits = [slowing.waits_until(tally or Tally(), counter.pace, now) for counter, tally in found]
    if until := max((wait for wait in waits if wait is not None), default=None):
        return until
    for counter, tally in found:
        more = slowing.with_one_more(tally or Tally(), counter.pace, now)
        _keep(connection, counter, more, is_new=tally is None)
    return None


def take_back(connection: Connection, counted: Sequence[Counter]) -> None:
    """Take attempts back that were right, one for each time that a counter is named."""
    for counter in counted:
        tally = _tally(connection, counter)
        if tally is not None:
            _keep(connection, counter, slowing.taken_back(tally, 1), is_new=False)


def counter_named(name: str) -> Counter:
    """Give the counter of a name that was kept."""
    return Counter(name, _PACES[name.partition(":")[0]])


def is_known(connection: Connection, person: str, device: str, now: datetime) -> bool:
    """Tell whether this person signed in on a device, by the digest of its cookie."""
    found = connection.scalar(
        select(DEVICES.c.seen_at).where(DEVICES.c.person == person, DEVICES.c.digest == device)
    )
    return found is not None and now - found < _DEVICE_LASTS


def keep_device(connection: Connection, person: str, device: str, now: datetime) -> None:
    """Know a device from now on; the oldest ones beyond `MOST_DEVICES` are forgotten."""
    same = (DEVICES.c.person == person) & (DEVICES.c.digest == device)
    if connection.execute(update(DEVICES).where(same).values(seen_at=now)).rowcount == 0:
        connection.execute(insert(DEVICES).values(person=person, digest=device, seen_at=now))
    kept = connection.scalars(
        select(DEVICES.c.digest)
        .where(DEVICES.c.person == person)
        .order_by(DEVICES.c.seen_at.desc(), DEVICES.c.digest)
    ).all()
    _forget(connection, person, kept[MOST_DEVICES:])


def forget_devices(connection: Connection, person: str) -> None:
    """Know none of a person's devices any more."""
    kept = connection.scalars(select(DEVICES.c.digest).where(DEVICES.c.person == person)).all()
    _forget(connection, person, kept)


def _forget(connection: Connection, person: str, devices: Sequence[str]) -> None:
    if devices:
        connection.execute(delete(DEVICES).where(DEVICES.c.person == person, DEVICES.c.digest.in_(devices)))
        names = [f"device:{person}:{device}" for device in devices]
        connection.execute(delete(TALLIES).where(TALLIES.c.counter.in_(names)))


def forget_account(connection: Connection, person: str) -> None:
    """Forget the devices and the tally of an account that is closed."""
    forget_devices(connection, person)
    connection.execute(delete(TALLIES).where(TALLIES.c.counter == f"account:{person}"))


def sweep(connection: Connection, now: datetime) -> None:
    """Remove the tallies that count no more, and the devices that nobody used for long."""
    longest = max(pace.forgotten_after for pace in _PACES.values())
    connection.execute(delete(TALLIES).where(TALLIES.c.last <= now - longest))
    connection.execute(delete(DEVICES).where(DEVICES.c.seen_at <= now - _DEVICE_LASTS))
