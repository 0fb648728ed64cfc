"""The writer's clock: nothing is recorded by one that cannot be trusted, and no time runs backwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from answerable.clock import Clock, StartedClock, SystemClock
from answerable.errors import WrongClock
from answerable.events.cloudevents import recorded_at_in
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.queries.intake import Writing
from answerable.streams.site import commands as site
from answerable_services.intake.main import make_intake
from answerable_services.intake.timekeeping import ASK_EVERY_S, Timekeeper
from tests.services.conftest import Installation, install, installed
from tests.services.intake.scenario import TEN, make
from tests.services.intake.test_bulk import item
from tests.services.intake.test_main import running
from tests.services.intake.waiting import Waiting

pytestmark = pytest.mark.server

NAMES = {"name_zh": "厦门", "name_en": "Xiamen"}
YEAR, MONTH = timedelta(days=365), timedelta(weeks=4)


class Wrong(SystemClock):
    """The machine's clock, so much ahead of what it should be."""

    def __init__(self, by: timedelta) -> None:
        self.by = by

    def now(self) -> datetime:
        return super().now() + self.by


@dataclass
class Moved:
    """A clock that a test moves."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Installation]:
    """An empty ledger, for each test its own: the last event's time is the whole ledger's."""
    with installed(tmp_path / "data") as made:
        yield made


@contextmanager
def intake_on(own: Installation, clock: Clock, **settings: int) -> Iterator[Waiting]:
    with closing(Waiting(make_intake(own.settings(**settings), clock))) as intake:
        yield intake


def opened(intake: Waiting, name: str) -> datetime:
    """Record something, and give the time that stands in the ledger."""
    receipt = intake.carry_out(make(site.Open, site=name, **NAMES))
    return intake.history(receipt.id)[0].recorded_at


@pytest.mark.parametrize("by", [YEAR, -YEAR, timedelta(seconds=90), timedelta(seconds=-90)])
def test_a_clock_that_is_not_the_servers(own: Installation, by: timedelta) -> None:
    """A year or a minute and a half ahead or behind: nothing is recorded, and it is said by how much."""
    with intake_on(own, Wrong(by)) as intake:
        side = "ahead of" if by > timedelta() else "behind"
        with pytest.raises(WrongClock, match=rf"is (365 d|364 d|\d+\.\d s) {side} the NATS server's, .*T"):
            opened(intake, "xm01")
        with pytest.raises(WrongClock, match="nothing is written; set the one that is wrong"):
            intake.carry_out_all(item("k", site.Open, site="xm01", **NAMES))
        assert intake.height() == 0


def test_a_clock_that_is_put_right(own: Installation) -> None:
    """Nothing has to be started again; the log says once that it was wrong and once that it is right."""
    clock = Wrong(YEAR)
    with intake_on(own, clock) as intake, capture_logs() as lines:
        for _ in range(2):
            with pytest.raises(WrongClock):
                opened(intake, "xm01")
        clock.by = timedelta(seconds=1)
        opened(intake, "xm01")

    assert [line["event"] for line in lines if line["event"].startswith("clock.")] == [
        "clock.wrong",
        "clock.trusted",
    ]


def test_a_clock_that_jumps_while_it_runs(own: Installation) -> None:
    """It is noticed at the very next command, not when the server is asked the next time."""
    clock = Wrong(timedelta())
    with intake_on(own, clock) as intake:
        opened(intake, "xm01")
        clock.by = YEAR
        with pytest.raises(WrongClock):
            opened(intake, "xm02")


def test_a_machine_that_slept(own: Installation) -> None:
    """The server is asked again before anything is refused, for the clock in between may have stood still."""
    with intake_on(own, SystemClock()) as intake:
        application = intake.application
        passed = iter([0.0, 0.0, *[ASK_EVERY_S / 2 - YEAR.total_seconds()] * 20])
        keeper = Timekeeper(SystemClock(), application.ledger, timedelta(seconds=60), lambda: next(passed))
        assert application.wait(keeper.state()).fault is None
        application.wait(keeper.check())


@pytest.mark.parametrize("behind", [MONTH, timedelta(seconds=61)])
def test_a_clock_behind_the_last_event(own: Installation, behind: timedelta) -> None:
    """Started four weeks behind the last event, or a second too many, intake writes nothing."""
    with intake_on(own, Moved(TEN)) as before:
        opened(before, "xm01")
    with intake_on(own, Moved(TEN - behind)) as intake:
        with pytest.raises(WrongClock, match="last event, recorded at 2016-03-10T02:00:00"):
            opened(intake, "xm02")
        assert intake.height() == 1


def test_inside_the_tolerance_no_time_runs_backwards(own: Installation) -> None:
    """A clock that is a little behind records the last event's time until it has caught up."""
    with intake_on(own, Moved(TEN)) as before:
        opened(before, "xm01")
    clock = Moved(TEN - timedelta(seconds=59))
    with intake_on(own, clock) as intake:
        found = [opened(intake, "xm02")]
        intake.carry_out_all(item("k", site.Open, site="xm03", **NAMES))
        found.append(intake.history("site-xm03")[0].recorded_at)
        clock.at = TEN + timedelta(seconds=5)
        found.append(opened(intake, "xm04"))
        clock.at = TEN
        found.append(opened(intake, "xm05"))

    assert found == [TEN, TEN, TEN + timedelta(seconds=5), TEN + timedelta(seconds=5)]


def test_what_another_instance_recorded_counts(own: Installation) -> None:
    """A writer learns from the feed what time another one recorded last."""
    clock = Moved(TEN)
    with intake_on(own, clock) as one, intake_on(own, Moved(TEN + timedelta(seconds=30))) as other:
        opened(one, "xm01")
        opened(other, "xm02")
        one.application.notice(one.messages("site-xm02"))
        assert opened(one, "xm03") == TEN + timedelta(seconds=30)


def test_how_much_is_a_setting(own: Installation) -> None:
    """Where a ledger was written by a clock that was ahead, the tolerance lets it go on, and forwards."""
    with intake_on(own, Moved(TEN + MONTH)) as before:
        opened(before, "xm01")
    with intake_on(own, Moved(TEN), clock_tolerance_s=int(MONTH.total_seconds())) as intake:
        assert opened(intake, "xm02") == TEN + MONTH


def test_the_sample_centres_clock_goes_on(own: Installation) -> None:
    """Of another year by intention, it is not compared with the server's, and no restart turns it back."""
    with intake_on(own, StartedClock(TEN + timedelta(hours=2))) as before:
        last = opened(before, "xm01")
    with intake_on(own, StartedClock(TEN)) as intake:
        assert last <= opened(intake, "xm02") < last + timedelta(minutes=1)
        assert intake.application.wait(intake.application.time.state()).ahead_of_server_s is None


async def test_intake_tells_how_its_clock_stands(tmp_path: Path) -> None:
    """Whoever asks whether commands are carried out learns of the clock: doctor and pages do."""
    data = tmp_path / "data"
    async with EmbeddedServer(data) as endpoint:
        await install(endpoint)
        async with running(Installation(data, endpoint)) as ways:
            state = await ways.caller.query(Writing())

    assert state.clock is not None
    assert state.clock.ahead_of_server_s is not None
    assert abs(state.clock.ahead_of_server_s) < 1
    assert (state.fault, state.clock.fault, state.clock.tolerance_s) == (None, None, 60)
    assert abs(datetime.now(UTC) - state.clock.at) < timedelta(minutes=1)


def test_the_time_is_read_without_the_document(own: Installation) -> None:
    """What stands in the bytes is the event's time; bytes that say none give none."""
    with intake_on(own, Moved(TEN)) as intake:
        opened(intake, "xm01")
        [message] = intake.messages("site-xm01")

    assert recorded_at_in(message.body) == TEN
    assert [
        recorded_at_in(body) for body in (b"{}", b'"recorded_at":"x"', b'"recorded_at":"2016-01-01"')
    ] == [None] * 3
