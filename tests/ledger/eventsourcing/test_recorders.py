"""The recorders and an application of the library, with our own events, on a real server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import DataError, IntegrityError, OperationalError, ProgrammingError

from answerable.events.cloudevents import encode
from answerable.ledger.eventsourcing import JetStreamApplicationRecorder
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store.ledger import DESIGN
from tests.ledger.eventsourcing.environment import environment
from tests.ledger.eventsourcing.examples import Complaints, ComplaintState, carried_out, evolve, filed
from tests.ledger.servers import MortalServer, OpenServer, delete_streams

pytestmark = pytest.mark.server


def variables(endpoint: Endpoint) -> dict[str, str]:
    return environment(endpoint, DESIGN.name, LEDGER_SUBJECT_PREFIX="ledger")


@pytest.fixture
def app(shared_server: OpenServer) -> Iterator[Complaints]:
    """An application on the ledger itself, which is new."""
    application = Complaints(variables(shared_server))
    yield application
    application.close()
    asyncio.run(delete_streams(shared_server, DESIGN.name))


@pytest.fixture
def second(app: Complaints, shared_server: Endpoint) -> Iterator[Complaints]:
    """Another instance on the same ledger."""
    application = Complaints(variables(shared_server))
    yield application
    application.close()


def load(app: Complaints, complaint: str) -> ComplaintState | None:
    return app.repository.get(complaint, projector_func=evolve)


def test_save_and_fold(app: Complaints) -> None:
    """Pydantic events are saved and folded with a function of one's own."""
    app.save(filed("complaint-1"), filed("complaint-2"), carried_out("complaint-1"))

    assert load(app, "complaint-1") == ComplaintState("complaint-1", 2, "清洁", is_mended=True)
    assert load(app, "complaint-2") == ComplaintState("complaint-2", 1, "清洁", is_mended=False)


def test_recordings(app: Complaints) -> None:
    """What is saved comes back with its notification id; the state is the CloudEvents document."""
    recordings = app.save(filed("complaint-1"), carried_out("complaint-1"))

    assert [recording.notification.id for recording in recordings] == [1, 2]
    assert app.recorder.select_notifications(1, 10)[0].state == encode(filed("complaint-1"))
    assert list(app.events.get("complaint-1")) == [filed("complaint-1"), carried_out("complaint-1")]


def test_unknown(app: Complaints) -> None:
    """An aggregate without events is not found."""
    with pytest.raises(AggregateNotFoundError):
        load(app, "complaint-9")


def test_conflict(app: Complaints, second: Complaints) -> None:
    """Of two instances that decide on the same state, the later one gets an integrity error."""
    app.save(filed("complaint-1"))
    second.save(carried_out("complaint-1"))

    with pytest.raises(IntegrityError, match="complaint-1 is at version 2"):
        app.save(carried_out("complaint-1"))

    assert len(list(app.events.get("complaint-1"))) == 2


def test_many_threads_one_winner(app: Complaints) -> None:
    """Of many threads that append the same version, exactly one succeeds."""
    app.save(filed("complaint-1"))

    def attempt(_: int) -> bool:
        try:
            app.save(carried_out("complaint-1"))
        except IntegrityError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(24)))

    assert outcomes.count(True) == 1
    assert app.recorder.max_notification_id() == 2


@pytest.mark.parametrize(("version", "error"), [(1, IntegrityError), (2, DataError)])
def test_one_site(app: Complaints, version: int, error: type[Exception]) -> None:
    """The same id at a second site is refused, as a new aggregate and as a continuation."""
    app.save(filed("complaint-1", site="xm01"))

    with pytest.raises(error):
        app.save(filed("complaint-1", site="xm02", version=version))

    assert app.recorder.max_notification_id() == 1


def test_two_sites_in_one_save(app: Complaints) -> None:
    """The same id at two sites in one save is refused."""
    with pytest.raises(DataError, match="belongs to one site"):
        app.save(filed("complaint-1", site="xm01"), carried_out("complaint-1", site="xm02"))

    assert app.recorder.max_notification_id() is None


def test_too_many(app: Complaints) -> None:
    """1,000 events are one save; 1,001 are a data error."""
    events = [filed(f"complaint-{number}") for number in range(1001)]

    with pytest.raises(DataError, match="1001 events"):
        app.save(*events)

    assert len(app.save(*events[1:])) == 1000


def test_too_large(app: Complaints) -> None:
    """An event over the server's limit is a data error, and the connection survives it."""
    stored = app.mapper.to_stored_event(filed("complaint-1"))
    object.__setattr__(stored, "state", bytes(8 * 1024 * 1024 - 10))

    with pytest.raises(DataError, match="the server takes at most"):
        app.recorder.insert_events([stored])

    assert app.recorder.insert_events([app.mapper.to_stored_event(filed("complaint-1"))]) == [1]


def test_nothing_else_recorded(app: Complaints) -> None:
    """What these recorders cannot record with the events is refused, not dropped."""
    with pytest.raises(ProgrammingError, match="priority"):
        app.save(filed("complaint-1"), priority="high")

    assert app.recorder.max_notification_id() is None


def test_own_loop_refused(app: Complaints) -> None:
    """A call from the recorder's own event loop is refused with a reason."""
    recorder = app.recorder
    assert isinstance(recorder, JetStreamApplicationRecorder)

    async def inside() -> None:
        recorder.max_notification_id()

    with pytest.raises(ProgrammingError, match="its own event loop"):
        recorder._thread.run(inside(), 5)


def test_closed(shared_server: Endpoint, app: Complaints) -> None:
    """After closing, the recorder says that the connection is closed."""
    app.close()

    with pytest.raises(OperationalError, match="was closed"):
        app.recorder.max_notification_id()


async def test_server_restart(mortal_server: MortalServer) -> None:
    """A save during a crash of the server succeeds once it is back, and stands once."""
    app = await asyncio.to_thread(Complaints, variables(mortal_server.endpoint))
    try:
        await asyncio.to_thread(app.save, filed("complaint-1"))
        await mortal_server.kill()
        saving = asyncio.create_task(asyncio.to_thread(app.save, carried_out("complaint-1")))
        await mortal_server.start()

        assert [recording.notification.id for recording in await saving] == [2]
        assert await asyncio.to_thread(app.recorder.max_notification_id) == 2
    finally:
        await asyncio.to_thread(app.close)


async def test_closing_without_a_server(mortal_server: MortalServer) -> None:
    """An application whose server has died can be closed, and a save that waits is told."""
    app = await asyncio.to_thread(Complaints, variables(mortal_server.endpoint))
    await mortal_server.kill()
    saving = asyncio.create_task(asyncio.to_thread(app.save, filed("complaint-1")))

    await asyncio.to_thread(app.close)

    with pytest.raises(OperationalError):
        await saving
