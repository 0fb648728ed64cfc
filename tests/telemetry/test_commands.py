"""Watching commands: counted by what became of them, timed, and never by a name that the asker made up."""

from __future__ import annotations

import asyncio

import pytest

from answerable.commands.registry import COMMANDS
from answerable.errors import Invalid, Refused
from answerable.telemetry import commands, figures
from answerable.telemetry.commands import Append, Tally, Watched, Way, count_bulk
from answerable.telemetry.figures import Buckets


@pytest.fixture(autouse=True)
def tally(monkeypatch: pytest.MonkeyPatch) -> Tally:
    """What is counted in a test alone."""
    fresh = Tally()
    monkeypatch.setattr(commands, "TALLY", fresh)
    return fresh


def ended(name: str, error: BaseException | None = None, way: Way = Way.NATS) -> None:
    with Watched(name, way, {}):
        if error is not None:
            raise error


def test_by_what_became_of_it(tally: Tally) -> None:
    """A command counts as ok, by the kind of its problem, or as failed; the error goes on."""
    ended("case.open")
    for error in (Refused("no"), Invalid("no"), ZeroDivisionError(), asyncio.CancelledError()):
        with pytest.raises(type(error)):
            ended("case.open", error)

    assert tally.outcomes == {
        ("case.open", "ok"): 1,
        ("case.open", "refused"): 1,
        ("case.open", "invalid"): 1,
        ("case.open", "failed"): 2,
    }


def test_made_up_names(tally: Tally) -> None:
    """Whatever is asked for that is no command counts as one: nobody can make figures without end."""
    for number in range(3):
        ended(f"made.up{number}")

    assert tally.outcomes == {("unknown", "ok"): 3}


def test_seconds(tally: Tally) -> None:
    """Each command is timed with those that came the same way."""
    ended("case.open", way=Way.HTTP)
    with pytest.raises(Refused):
        ended("case.open", Refused("no"), Way.HTTP)

    assert {way: sum(spread.buckets.counts) for way, spread in tally.seconds.items()} == {
        Way.HTTP: 2,
        Way.NATS: 0,
        Way.BULK: 0,
    }


def test_many_at_once(tally: Tally) -> None:
    """The commands of a bulk request count each by its own outcome, repeats apart."""
    done, repeated, missing = ("case.open", 200, False), ("case.open", 200, True), ("case.close", 404, False)
    count_bulk([done, repeated, missing, ("unknown", 422, False), ("case.open", 599, False)])

    assert tally.outcomes == {
        ("case.open", "ok"): 1,
        ("case.open", "repeat"): 1,
        ("case.close", "notfound"): 1,
        ("unknown", "invalid"): 1,
        ("case.open", "failed"): 1,
    }


def test_appends(tally: Tally) -> None:
    """What the ledger acknowledged counts by its events; an append that failed, or of nothing, does not."""
    with Append(7) as append:
        assert append.at([3, 4, 5, 6, 7, 8, 9]) == [3, 4, 5, 6, 7, 8, 9]
    with Append(0):
        pass
    with pytest.raises(Refused), Append(5):
        raise Refused("no")
    (appended,) = [sample.value for sample in tally.samples() if sample.figure is figures.APPENDED]

    assert isinstance(appended, Buckets)
    assert (appended.sum, sum(appended.counts)) == (7, 1)


def test_kinds_of_bulk_outcomes() -> None:
    """A status in a bulk report counts as the kind of problem that HTTP tells with it."""
    assert commands._KINDS == {400: "malformed", 404: "notfound", 409: "refused", 422: "invalid"}
    assert "case.open" in COMMANDS
