"""Slow-down: guessing gets slow whoever tries whatever from wherever, and nobody is locked out by others."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable_services.accounts.keys import Keys
from answerable_services.accounts.slowing import (
    ADDRESSES,
    OF_ACCOUNT,
    OF_ADDRESS,
    OF_DEVICE,
    UNKNOWN_NAMES,
    Counter,
    Pace,
    Tally,
    counters,
    delay,
    remembered,
    source_of,
    taken_back,
    waits_until,
    with_one_more,
)
from tests.services.accounts.given import AGENT, DAY, HOME, HOUR, LEAD, MINUTE, OFFICE, SECOND, TEN

KEYS = Keys(bytes(32))
PACES = [OF_ACCOUNT, OF_DEVICE, OF_ADDRESS]
pauses = st.integers(min_value=0, max_value=2 * 86_400).map(lambda seconds: timedelta(seconds=seconds))


class Slowed:
    """What the store does, in memory: each attempt is refused or counted."""

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = {}

    def attempt(self, counted: tuple[Counter, ...], now: datetime) -> datetime | None:
        waits = [waits_until(self.tallies.get(c.name, Tally()), c.pace, now) for c in counted]
        if until := max((wait for wait in waits if wait), default=None):
            return until
        for c in counted:
            self.tallies[c.name] = with_one_more(self.tallies.get(c.name, Tally()), c.pace, now)
        return None


@pytest.mark.parametrize("pace", PACES)
def test_delays_grow_from_nothing_to_the_longest(pace: Pace) -> None:
    """They double, never shrink, and have an end."""
    delays = [delay(failures, pace) for failures in range(100)]
    assert delays[: pace.free] == [timedelta()] * pace.free
    assert delays[pace.free : pace.free + 4] == [SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND]
    assert delays == sorted(delays)
    assert delays[-1] == delay(10**9, pace) == pace.longest


@given(st.sampled_from(PACES), st.lists(pauses, max_size=60))
def test_so_many_attempts_are_looked_at_in_a_time_and_no_more(pace: Pace, gaps: list[timedelta]) -> None:
    """Whatever the pauses, those that are looked at between two rests stay under a bound."""
    slowed, now, counter = Slowed(), TEN, (Counter("a", pace),)
    looked_at: list[datetime] = []
    for gap in gaps:
        now += gap
        if slowed.attempt(counter, now) is None:
            if looked_at and now - looked_at[-1] >= pace.forgotten_after:
                looked_at = []
            looked_at.append(now)
            spent = sum((delay(n, pace) for n in range(len(looked_at))), timedelta())
            assert spent <= now - looked_at[0]


@given(st.sampled_from(PACES), st.integers(1, 200), pauses)
def test_nobody_waits_longer_than_the_longest_delay(pace: Pace, failures: int, pause: timedelta) -> None:
    """Trying during a delay does not make it longer, and behind a rest everything is forgotten."""
    tally = Tally(failures, TEN)
    now = TEN + pause
    until = waits_until(tally, pace, now)
    assert until is None or until - TEN <= pace.longest
    assert waits_until(tally, pace, TEN + pace.longest) is None
    assert remembered(tally, pace, TEN + pace.forgotten_after) == Tally()


attacks = st.lists(
    st.tuples(
        st.sampled_from([AGENT, LEAD, "nobody", "somebody"]),
        st.sampled_from([OFFICE, HOME, "2001:db8::1", "", "x"]),
        st.sampled_from([None, "shared-device"]),
        st.integers(0, 900).map(lambda seconds: timedelta(seconds=seconds)),
    ),
    max_size=80,
)


@given(attacks)
def test_who_has_a_known_device_never_waits_for_what_others_did(
    attack: list[tuple[str, str, str | None, timedelta]],
) -> None:
    """Whatever is tried with whose name from where, be it the same address or a shared machine."""
    slowed, now = Slowed(), TEN
    accounts = {AGENT: set[str](), LEAD: {"shared-device"}}
    for name, address, device, gap in attack:
        now += gap
        person = name if name in accounts else None
        known = device if person and device in accounts[person] else None
        slowed.attempt(counters(KEYS, name, address, person=person, device=known), now)
        own = counters(KEYS, AGENT, OFFICE, person=AGENT, device="shared-device")
        assert [waits_until(slowed.tallies.get(c.name, Tally()), c.pace, now) for c in own] == [None]


def test_a_known_device_is_slowed_by_its_own_failures() -> None:
    """A stolen cookie is no licence to guess."""
    slowed = Slowed()
    own = counters(KEYS, AGENT, OFFICE, person=AGENT, device="d")
    assert [slowed.attempt(own, TEN) for _ in range(11)] == [None] * 10 + [TEN + SECOND]
    other = counters(KEYS, AGENT, OFFICE, person=AGENT, device="e")
    assert slowed.attempt(other, TEN) is None


def test_an_account_is_slowed_from_wherever_it_is_tried() -> None:
    """Many addresses do not make guessing at one account faster."""
    slowed = Slowed()
    tries = [
        slowed.attempt(counters(KEYS, AGENT, f"198.51.100.{n}", person=AGENT, device=None), TEN)
        for n in range(6)
    ]
    assert tries == [None] * 5 + [TEN + SECOND]


def test_an_address_is_slowed_whatever_names_it_tries() -> None:
    """Many names do not make guessing from one place faster, and other places are not slowed by it."""
    slowed = Slowed()
    tries = [
        slowed.attempt(counters(KEYS, f"staff-{n}", HOME, person=f"staff-{n}", device=None), TEN)
        for n in range(31)
    ]
    assert tries == [None] * 30 + [TEN + SECOND]
    assert slowed.attempt(counters(KEYS, "staff-99", OFFICE, person="staff-99", device=None), TEN) is None


def test_a_clock_that_was_ahead_locks_nobody_out() -> None:
    """What was counted in a year to come is forgotten when the clock is right again."""
    tally = Tally(100, TEN + 365 * DAY)
    assert waits_until(tally, OF_ACCOUNT, TEN) is None
    assert with_one_more(tally, OF_ACCOUNT, TEN) == Tally(1, TEN)
    assert waits_until(Tally(100, TEN + MINUTE), OF_ACCOUNT, TEN) == TEN + 16 * MINUTE


def test_a_right_attempt_takes_back_itself_and_no_more() -> None:
    """An own account does not wipe away what was tried at others."""
    tally = Tally()
    for _ in range(7):
        tally = with_one_more(tally, OF_ADDRESS, TEN)
    assert taken_back(tally, 1) == Tally(6, TEN)
    assert taken_back(Tally(1, TEN), 2) == Tally(0, TEN)


def test_an_unknown_name_is_slowed_like_a_known_one() -> None:
    """Nobody learns from a delay which accounts there are."""
    slowed = Slowed()
    known = [slowed.attempt(counters(KEYS, AGENT, OFFICE, person=AGENT, device=None), TEN) for _ in range(9)]
    unknown = [
        slowed.attempt(counters(KEYS, "nobody", HOME, person=None, device=None), TEN) for _ in range(9)
    ]
    assert known == unknown


def test_there_are_so_many_counters_and_no_more() -> None:
    """However many names and addresses are tried; which ones share one is not known without the key."""
    names = {
        c.name
        for n in range(20_000)
        for c in counters(KEYS, f"name{n}", f"10.{n >> 8}.{n & 255}.1", person=None, device=None)
    }
    unknown = {name for name in names if name.startswith("unknown:")}
    assert len(unknown) <= UNKNOWN_NAMES
    assert len(names - unknown) <= ADDRESSES
    other = Keys(bytes([1]) * 32)
    assert [c.name for c in counters(other, "a", "10.0.0.1", person=None, device=None)] != [
        c.name for c in counters(KEYS, "a", "10.0.0.1", person=None, device=None)
    ]


def test_a_network_of_ipv6_is_one_source() -> None:
    """Whoever has one has 2^64 addresses; an address of IPv4 is the same however it is written."""
    assert source_of("2001:db8::1") == source_of("2001:db8::ffff:1") != source_of("2001:db8:0:1::1")
    assert source_of("::ffff:203.0.113.77") == source_of(OFFICE) == OFFICE
    assert source_of("") == source_of("not an address") == "unknown"


def test_at_the_longest_delay_a_day_has_so_many_guesses() -> None:
    """What a night of trying comes to, for one account and all the attackers of the world together."""
    slowed, now, looked_at = Slowed(), TEN, 0
    while now < TEN + DAY:
        until = slowed.attempt((Counter("account:a", OF_ACCOUNT),), now)
        looked_at += until is None
        now = until or now
    assert looked_at == 109
    assert MINUTE * 15 == OF_ACCOUNT.longest < HOUR
