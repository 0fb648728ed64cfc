"""Filling: rows and position as one, and every event that cannot be taken named, parked or left out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DataError, OperationalError

from answerable.errors import Corrupt, Superseded, Unavailable
from answerable.ledger.store.recorded import Recorded
from answerable.projection.filling import filling, parked
from answerable.projection.filling.filling import Filler, Poison
from answerable.projection.filling.parked import ParkedState
from answerable.projection.filling.progress import Progress
from answerable.projection.views.generation import Generation
from answerable.projection.views.store import Store
from answerable.projection.writing.projection import Projection
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.projection.examples import TEN, Topics, received, recorded, unwanted
from tests.projection.following import CLOCK, UNKNOWN, counts, passed, sequences, states

PARKED, BEHIND = ParkedState.PARKED, ParkedState.BEHIND


def filler_of(
    generation: Generation, poison: Poison = Poison.STOPS, projection: Projection | None = None
) -> Filler:
    return Filler(projection or Topics(), generation, CLOCK, poison=poison)


class OnGenerations:
    @pytest.fixture
    def generation(self, store: Store) -> Generation:
        made = store.new()
        made.prepare(Topics.version, TEN)
        return made


class Filling(OnGenerations):
    def test_rows_and_position_together(self, generation: Generation) -> None:
        """Behind a batch, the rows and the position speak of the same events."""
        filler_of(generation).write(recorded(received(1, "a"), unwanted(2), received(3, "a")))
        position = generation.position()

        assert counts(generation.dump()) == {"a": 2}
        assert (position.sequence, position.events, position.updated_at) == (3, 3, TEN)

    def test_neither_without_the_other(self, generation: Generation, monkeypatch: pytest.MonkeyPatch) -> None:
        """If the position cannot be written, the rows are not, and the next try begins where it was."""

        def torn(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        filler, batch = filler_of(generation), recorded(received(1, "a"))
        with monkeypatch.context() as fault:
            fault.setattr(generation, "advance", torn)
            with pytest.raises(KeyboardInterrupt):
                filler.write(batch)
        assert (counts(generation.dump()), generation.position().sequence) == ({}, 0)

        filler.write(batch)
        assert (counts(generation.dump()), generation.position().sequence) == ({"a": 1}, 1)

    @pytest.mark.parametrize("poison", ["poison", "huge"])
    @pytest.mark.parametrize("at", [0, 1, 6])
    def test_poison_is_named(self, generation: Generation, poison: str, at: int) -> None:
        """Whether a handler fails or the database refuses a row: the event is named, those before it stay."""
        topics = ["a"] * 7
        topics[at] = poison
        batch = recorded(*(received(number, topic) for number, topic in enumerate(topics)))

        with pytest.raises(Corrupt, match=rf"topics v1 cannot take event {at + 1} on ledger\.xm01\.contact"):
            filler_of(generation).write(batch)
        assert counts(generation.dump()) == ({"a": at} if at else {})
        assert generation.position().sequence == at

    @pytest.mark.parametrize(
        "body",
        [
            b"torn",
            UNKNOWN,
            recorded(received(1, "a"))[0].body.replace(b'"id":"contact-1.1"', b'"id":"contact-2.1"'),
        ],
        ids=["no-document", "unknown-type", "torn-envelope"],
    )
    def test_unreadable_is_not_passed_over(self, generation: Generation, body: bytes) -> None:
        """What cannot be read, or is of a later version's type, stops the view instead of being skipped."""
        with pytest.raises(Corrupt, match="cannot take event 2"):
            filler_of(generation).write(
                [*recorded(received(1, "a")), Recorded(2, "ledger.xm01.contact.contact-1", body)]
            )
        assert generation.position().sequence == 1

    def test_what_takes_long_is_written_in_parts(
        self, generation: Generation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A batch whose handling takes longer than its time is committed in parts, none left out."""
        monkeypatch.setattr(filling, "COMMIT_WITHIN_S", -1.0)
        advance, moved = generation.advance, []

        def advancing(*arguments: Any, **given: Any) -> None:
            moved.append(given["after"])
            advance(*arguments, **given)

        monkeypatch.setattr(generation, "advance", advancing)
        filler_of(generation).write(recorded(*(received(number, "a") for number in range(4))))

        assert moved == [1, 2, 3, 4]
        assert sequences(generation.dump()) == {"a": [1, 2, 3, 4]}

    def test_it_is_counted(self, generation: Generation) -> None:
        """Progress knows how many events and batches were written, and how many were parked."""
        progress = Progress()
        filler = Filler(Topics(), generation, CLOCK, poison=Poison.IS_PARKED, progress=progress)
        filler.write(recorded(received(1, "a"), received(2, "poison"), unwanted(3)))

        assert (progress.events_total, progress.batches_total, progress.parked_total) == (3, 1, 1)


class Parking(OnGenerations):
    @pytest.mark.parametrize(
        ("topic", "error", "message"), [("poison", "ValueError", "bitter"), ("huge", None, None)]
    )
    @pytest.mark.parametrize("at", [0, 6])
    def test_poison_is_parked_and_the_others_flow(
        self, generation: Generation, topic: str, error: str | None, message: str | None, at: int
    ) -> None:
        """Whether a handler fails or the database refuses a row: it gets a row, and the view passes it."""
        topics = ["a"] * 7
        topics[at] = topic
        filler_of(generation, Poison.IS_PARKED).write(
            recorded(*(received(number, topic) for number, topic in enumerate(topics)))
        )
        (event,) = passed(generation)

        assert counts(generation.dump()) == {"a": 6}
        assert (generation.position().sequence, generation.position().events) == (7, 7)
        assert (event.sequence, event.state, event.attempts) == (at + 1, PARKED, 1)
        assert (event.originator_id, event.subject) == (f"contact-{at}", f"ledger.xm01.contact.contact-{at}")
        assert (event.event_type, event.first_at) == ("answerable.contact.received.v1", TEN)
        assert (bool(event.error), bool(event.message)) == (True, True)
        assert error is None or (event.error, event.message) == (error, message)

    def test_the_row_and_the_position_as_one(
        self, generation: Generation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """If the row cannot be written, the position does not pass the event."""

        def torn(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(parked, "park", torn)
        with pytest.raises(KeyboardInterrupt):
            filler_of(generation, Poison.IS_PARKED).write(recorded(received(1, "a"), received(2, "poison")))

        assert (generation.position().sequence, passed(generation)) == (1, [])

    @pytest.mark.parametrize(
        "body", [b"torn", UNKNOWN, b"\x00\xff"], ids=["no-document", "unknown-type", "bytes"]
    )
    def test_unreadable_is_parked(self, generation: Generation, body: bytes) -> None:
        """What cannot be read, or is of a later version's type, is parked by its subject."""
        filler_of(generation, Poison.IS_PARKED).write([Recorded(1, "ledger.xm01.contact.contact-1", body)])
        (event,) = passed(generation)

        assert (event.originator_id, event.error) == ("contact-1", "Corrupt")
        assert event.event_type == ("answerable.contact.sung.v1" if body == UNKNOWN else None)

    def test_words_that_no_database_takes(self, generation: Generation) -> None:
        """An error text with bytes that cannot be stored is stored without them."""

        class Cryptic(Topics):
            def handle(self, event: Any, rows: Any) -> None:
                raise ValueError("\0 and \ud800")

        filler_of(generation, Poison.IS_PARKED, Cryptic()).write(recorded(received(1, "a")))

        assert passed(generation)[0].message == "\N{REPLACEMENT CHARACTER} and ?"

    def test_an_aggregate_keeps_its_order(self, generation: Generation) -> None:
        """What an aggregate does behind its parked event waits, in this batch, the next, after a restart."""
        for after, filler in ((0, filler_of(generation, Poison.IS_PARKED)), (3, None), (5, None)):
            (filler or filler_of(generation, Poison.IS_PARKED)).write(
                recorded(
                    *([received(1, "poison")] if after == 0 else []),
                    received(1, "a", 2),
                    received(2, "b", after + 1),
                    after=after,
                )
            )

        assert states(generation) == {1: PARKED, 2: BEHIND, 4: BEHIND, 6: BEHIND}
        assert counts(generation.dump()) == {"b": 3}
        assert passed(generation, BEHIND)[0].attempts == 0

    def test_what_was_discarded_is_left_out(self, generation: Generation) -> None:
        """An event that somebody discarded is passed without a word, and its aggregate goes on."""
        batch = recorded(received(1, "poison"), received(1, "a", 2))
        with generation.writing() as connection:
            parked.discard(connection, batch[0], reason="typed twice", actor="staff-first", now=TEN)
        filler_of(generation).write(batch)

        assert counts(generation.dump()) == {"a": 1}
        assert states(generation) == {1: ParkedState.DISCARDED}


class TestFillingOnSqlite(OnSqlite, Filling):
    @pytest.mark.parametrize(
        "fault",
        [
            OperationalError("insert", {}, Exception("disk is full")),
            DataError("insert", {}, Exception("torn"), connection_invalidated=True),
            MemoryError(),
            Unavailable("away"),
            Superseded("moved"),
        ],
        ids=lambda fault: type(fault).__name__,
    )
    @pytest.mark.parametrize("poison", Poison)
    def test_no_event_is_blamed_for_the_surroundings(
        self, generation: Generation, monkeypatch: pytest.MonkeyPatch, poison: Poison, fault: Exception
    ) -> None:
        """If the database, the machine or another instance is in the way, the error is passed on as it is."""
        handle, filler = Topics.received, filler_of(generation, poison)
        filler.write(recorded(received(1, "a")))

        def full(self: Topics, event: Any, rows: Any) -> None:
            handle(self, event, rows)
            if rows.sequence == 3:
                raise fault

        monkeypatch.setattr(Topics, "handle", full)
        with pytest.raises(type(fault)):
            filler.write(recorded(received(2, "a"), received(3, "a"), after=1))

        assert (counts(generation.dump()), passed(generation)) == ({"a": 1}, [])


class TestFillingOnPostgresql(OnPostgresql, Filling):
    pass


class TestParkingOnPostgresql(OnPostgresql, Parking):
    pass


class TestParkingOnSqlite(OnSqlite, Parking):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        what=st.lists(
            st.tuples(st.integers(1, 4), st.sampled_from(["a", "b", "poison", "huge"])),
            min_size=1,
            max_size=25,
        ),
        cuts=st.sets(st.integers(1, 24)),
    )
    def test_whatever_the_batches(
        self, another_store: Callable[[], Store], what: list[tuple[int, str]], cuts: set[int]
    ) -> None:
        """However events come in batches: each is taken, or has a row; no aggregate's order is broken."""
        generation = another_store().new()
        generation.prepare(1, TEN)
        batch = recorded(*(received(number, topic, at) for at, (number, topic) in enumerate(what, start=1)))
        filler = filler_of(generation, Poison.IS_PARKED)
        edges = [0, *sorted(cut for cut in cuts if cut < len(batch)), len(batch)]
        for begin, end in pairwise(edges):
            filler.write(batch[begin:end])

        expected: dict[int, ParkedState] = {}
        taken: dict[str, list[int]] = {}
        stuck: set[int] = set()
        for sequence, (number, topic) in enumerate(what, start=1):
            if number in stuck:
                expected[sequence] = BEHIND
            elif topic in ("poison", "huge"):
                expected[sequence] = PARKED
                stuck.add(number)
            else:
                taken.setdefault(topic, []).append(sequence)
        assert (states(generation), sequences(generation.dump())) == (expected, taken)
        assert generation.position().sequence == len(batch)
