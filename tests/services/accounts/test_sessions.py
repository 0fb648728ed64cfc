"""Sessions: what is kept of them, when they are over, and that an old id is worth nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import Connection, select

from answerable_services.accounts import sessions
from answerable_services.accounts.hidden import new_secret
from answerable_services.accounts.sessions import Lasting, Session, is_over
from answerable_services.accounts.storage import Storage
from answerable_services.accounts.tables import SESSIONS
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.accounts.given import AGENT, FIREFOX, HOUR, LEAD, MINUTE, OFFICE, SECOND, TEN, Chance

LASTING = Lasting()


def opened(connection: Connection, secret: SecretStr, person: str = AGENT) -> Session:
    return sessions.open_session(
        connection,
        secret,
        person,
        address=OFFICE,
        agent=FIREFOX,
        second_factor=False,
        lasting=LASTING,
        now=TEN,
    )


@pytest.fixture
def chance() -> Chance:
    return Chance()


class Everywhere:
    def test_an_id_opens_its_session_and_is_not_kept(self, storage: Storage, chance: Chance) -> None:
        """The store has a digest, an address without its last part, and a program's name."""
        secret = new_secret(chance)
        with storage.writing() as connection:
            session = opened(connection, secret)
            found = sessions.session_of(connection, secret, LASTING, TEN)
            other = sessions.session_of(connection, new_secret(chance), LASTING, TEN)
            row = connection.execute(select(SESSIONS)).one()
        assert (found, other) == (session, None)
        assert (session.address, session.agent) == ("203.0.113.*", "Firefox 140, Linux")
        assert secret.get_secret_value() not in f"{row} {session}"
        assert len(secret.get_secret_value()) == 43
        assert OFFICE not in str(row)

    def test_it_is_over_when_it_rests_too_long_or_its_time_is_over(
        self, storage: Storage, chance: Chance
    ) -> None:
        """Use keeps it open, but not for ever."""
        secret, now = new_secret(chance), TEN
        with storage.writing() as connection:
            session = opened(connection, secret)
            assert sessions.session_of(connection, secret, LASTING, TEN + HOUR) is None
            while now < TEN + 12 * HOUR - MINUTE:
                now += 30 * MINUTE - SECOND
                assert sessions.session_of(connection, secret, LASTING, now) is not None
                sessions.note_use(connection, session.handle, now)
            assert sessions.session_of(connection, secret, LASTING, TEN + 12 * HOUR) is None

    def test_use_is_noted_once_a_minute(self, storage: Storage, chance: Chance) -> None:
        """A page costs no write each time."""
        with storage.writing() as connection:
            session = opened(connection, new_secret(chance))
        looks = [sessions.wants_note(session, TEN + n * SECOND) for n in (0, 59, 60)]
        assert looks == [False, False, True]

    def test_another_id_takes_its_place(self, storage: Storage, chance: Chance) -> None:
        """Of a session that may do more, the id that somebody may have seen before opens nothing."""
        before, behind = new_secret(chance), new_secret(chance)
        with storage.writing() as connection:
            session = opened(connection, before)
            rotated = sessions.rotate(connection, session, behind, second_factor=True)
            assert sessions.session_of(connection, before, LASTING, TEN) is None
            assert sessions.session_of(connection, behind, LASTING, TEN) == rotated
        assert (rotated.opened_at, rotated.expires_at) == (session.opened_at, session.expires_at)
        assert (rotated.second_factor, rotated.handle != session.handle) == (True, True)

    def test_one_ends_ones_own_and_nobody_elses(self, storage: Storage, chance: Chance) -> None:
        """One by its handle, all, or all but the one that asks."""
        with storage.writing() as connection:
            mine = [opened(connection, new_secret(chance)) for _ in range(4)]
            other = opened(connection, new_secret(chance), LEAD)
            assert not sessions.end_session(connection, AGENT, other.handle)
            assert sessions.end_session(connection, AGENT, mine[0].handle)
            assert not sessions.end_session(connection, AGENT, mine[0].handle)
            assert sessions.end_sessions(connection, AGENT, but=mine[1].handle) == 2
            assert sessions.sessions_of(connection, AGENT, LASTING, TEN) == [mine[1]]
            assert sessions.end_sessions(connection, AGENT) == 1
            assert sessions.sessions_of(connection, LEAD, LASTING, TEN) == [other]
            assert sessions.sessions_of(connection, LEAD, LASTING, TEN + HOUR) == []

    def test_what_is_over_is_swept_away(self, storage: Storage, chance: Chance) -> None:
        """And what is not stays."""
        with storage.writing() as connection:
            resting, used = opened(connection, new_secret(chance)), opened(connection, new_secret(chance))
            sessions.note_use(connection, used.handle, TEN + MINUTE)
            sessions.sweep(connection, LASTING, TEN + HOUR)
            assert connection.scalars(select(SESSIONS.c.handle)).all() == [used.handle]
        assert resting != used


class TestSqlite(OnSqlite, Everywhere):
    pass


class TestPostgresql(OnPostgresql, Everywhere):
    pass


@given(st.lists(st.integers(1, 4000), max_size=30))
def test_no_use_keeps_a_session_beyond_its_time(gaps: list[int]) -> None:
    """Whatever the pauses, one that is looked at was used within the hour and opened within twelve."""
    session = Session("h", AGENT, TEN, TEN, TEN + LASTING.absolute, "", "", second_factor=False)
    now = TEN
    for gap in gaps:
        now += timedelta(seconds=gap)
        is_ended = now - session.seen_at >= HOUR or now - TEN >= 12 * HOUR
        assert is_over(session, LASTING, now) == is_ended
        if is_ended:
            break
        session = Session("h", AGENT, TEN, now, session.expires_at, "", "", second_factor=False)
