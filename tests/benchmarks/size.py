"""How much is measured: the default run takes under three minutes, the smoke run seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """The amounts of one run.

    Arguments:
        repeats: how often each short measurement is made.
        commands: in one bulk measurement.
        seconds: how long single commands are sent for, each time.
        singles: events that are saved or published one at a time.
        batched: events that are saved or published in batches.
        projected: events that `eventsourcing`'s runner catches up with.
        live_s: seconds of the append-to-visible measurement.
        steady_s: seconds of each measurement at a steady rate.
        long: events of a long history.
        short: events of the short one that it is compared with; commands that begin it.
        asked: how often each question of a page is asked.
        contacts: logged behind a long history while all services run; more than the writer remembers.
        due: obligations that were missed, in one sweep.
        open: open obligations that the view holds beside them: few, and many.
        is_forking: whether services are forked, not started: then their memory is not theirs alone.
    """

    repeats: int = 3
    commands: int = 10_000
    seconds: float = 1.5
    singles: int = 2_000
    batched: int = 10_000
    projected: int = 2_000
    live_s: float = 5.0
    steady_s: float = 4.0
    long: int = 1_000_000
    short: int = 10_000
    asked: int = 300
    contacts: int = 60_000
    due: int = 1_000
    open: tuple[int, ...] = (10_000, 1_000_000)
    is_forking: bool = False


DEFAULT = Size()
QUICK = Size(
    repeats=1,
    commands=5_000,
    seconds=1.0,
    singles=1_000,
    batched=5_000,
    projected=1_500,
    live_s=2.0,
    steady_s=2.0,
    long=100_000,
    asked=100,
    open=(10_000, 100_000),
)
SMOKE = Size(
    repeats=1,
    commands=600,
    seconds=0.2,
    singles=100,
    batched=500,
    projected=200,
    live_s=0.5,
    steady_s=0.5,
    long=3_000,
    short=600,
    asked=10,
    contacts=500,
    due=20,
    open=(300, 1_500),
    is_forking=True,
)
