"""Which callbacks were missed: once each, in order, and only behind their grace."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.services.callbacks.asking import FIRST, NOON, Given
from tests.services.callbacks.given import (
    accepted,
    attempted,
    completed,
    missed,
    opened,
)


class TestMissed:
    def test_all_of_them_in_order(self, given: Given) -> None:
        """After months without the service every miss is there, once, in the order of the moments."""
        desk = given(
            opened(),
            accepted(2, date(2016, 1, 20)),
            accepted(1, date(2016, 1, 12)),
            at=datetime(2016, 4, 30, tzinfo=UTC),
        )
        found = desk.missed()

        assert [target for target, _ in found] == [
            "callback-1-1",
            "callback-2-1",
            "callback-1-2",
            "callback-2-2",
            "callback-1-3",
            "callback-2-3",
        ]
        assert [at for _, at in found] == sorted(at for _, at in found)

    def test_only_when_the_grace_has_passed(self, given: Given) -> None:
        """A moment before the grace ends nothing is missed; at its end the callback is."""
        end = datetime(2016, 2, 17, 16, tzinfo=UTC)
        events = (opened(), accepted(1, date(2016, 1, 12)))

        assert given(*events, at=end.replace(hour=15, minute=59)).missed() == []
        assert given(*events, at=end).missed() == [("callback-1-1", end)]

    def test_none_while_the_history_may_still_be_coming(self, given: Given) -> None:
        """A delivery that was recorded years late is judged a day later: its callbacks may come behind it."""
        imported = accepted(1, date(2016, 1, 12)).model_copy(update={"recorded_at": NOON})
        events = (opened(), imported)

        assert given(*events, at=NOON + timedelta(hours=23)).missed() == []
        assert given(*events, at=NOON + timedelta(hours=24)).missed() != []

    def test_none_that_has_ended(self, given: Given) -> None:
        """What was completed or missed is not missed again."""
        desk = given(
            opened(),
            accepted(1, date(2016, 1, 12)),
            accepted(2, date(2016, 1, 12)),
            completed(1, 1, FIRST, datetime(2016, 2, 20, tzinfo=UTC)),
            missed(2, 1, FIRST, datetime(2016, 2, 17, 16, tzinfo=UTC)),
        )

        assert desk.missed() == []

    def test_only_of_known_deliveries(self, given: Given) -> None:
        """An attempt for a delivery that nobody accepted misses nothing."""
        assert given(opened(), attempted(9, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC))).missed() == []

    def test_the_same_whoever_asks(self, given: Given) -> None:
        """Two instances, one started much later, make the same command: intake knows it as a repeat."""
        events = (opened(), accepted(1, date(2016, 1, 12)))
        commands = []
        for at in (datetime(2016, 2, 18, tzinfo=UTC), datetime(2016, 3, 10, tzinfo=UTC)):
            desk = given(*events, at=at)
            with desk.view.connect() as connection:
                commands.append(desk.answers.missed(connection))

        assert commands[0] == commands[1]
        assert len(commands[0]) == 1
