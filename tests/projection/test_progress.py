"""Progress: counters that only grow, and a rate over the last seconds."""

from __future__ import annotations

from answerable.projection.filling.progress import Progress


def test_counts_what_was_written() -> None:
    """Events, batches and seconds add up."""
    progress = Progress(lambda: 0.0)
    progress.wrote(10, 0.5)
    progress.wrote(3, 0.25)

    assert (progress.events_total, progress.batches_total, progress.seconds_total) == (13, 2, 0.75)


def test_the_rate_forgets() -> None:
    """The rate is of the last ten seconds, of fewer at the start, and nothing when nothing comes."""
    now = 100.0
    progress = Progress(lambda: now)
    rates = [progress.rate]
    for _ in range(30):
        progress.wrote(50, 0.1)
        now += 1
    rates.append(progress.rate)
    now += 11
    rates.append(progress.rate)

    assert rates == [0.0, 50.0, 0.0]


def test_a_young_rate() -> None:
    """After two seconds the rate is of two seconds."""
    now = 5.0
    progress = Progress(lambda: now)
    progress.wrote(40, 0.1)
    now += 2

    assert progress.rate == 20.0
