"""The factory says what is missing, and makes a stream only when told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from eventsourcing.persistence import (
    InfrastructureFactory,
    InfrastructureFactoryError,
    InternalError,
    NotSupportedError,
    OperationalError,
    StoredEvent,
)
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.utils import Environment

from answerable.errors import Invalid
from answerable.ledger.eventsourcing import CloudEventMapper, Factory
from answerable.ledger.server.embedded import Endpoint
from answerable.ledger.store.ledger import Ledger
from tests.ledger.eventsourcing.environment import environment

pytestmark = pytest.mark.server

EVENT = StoredEvent("a", 1, "topic", b"state")


def construct(variables: dict[str, str], name: str = "") -> Factory:
    factory = InfrastructureFactory[Any].construct(Environment(name, variables))
    assert isinstance(factory, Factory)
    return factory


@pytest.fixture
def variables(shared_server: Endpoint, fresh_name: str) -> dict[str, str]:
    return environment(shared_server, fresh_name)


@pytest.fixture
def factory(variables: dict[str, str]) -> Iterator[Factory]:
    factory = construct(variables)
    yield factory
    factory.close()


def test_never_installs_silently(variables: dict[str, str]) -> None:
    """Without the explicit variable a missing stream is an error, and nothing is left open."""
    del variables["LEDGER_INSTALL"]
    threads = threading.active_count()

    with pytest.raises(OperationalError, match="not installed here"):
        construct(variables).application_recorder()

    assert threading.active_count() == threads


def test_installed_once(variables: dict[str, str], factory: Factory) -> None:
    """What was installed is found again, with the variable and without."""
    factory.application_recorder().insert_events([EVENT])
    for install in ("y", "n"):
        later = construct(variables | {"LEDGER_INSTALL": install})
        assert later.application_recorder().max_notification_id() == 1
        later.close()


async def test_foreign_stream(ledger: Ledger, shared_server: Endpoint, fresh_name: str) -> None:
    """A stream that is configured otherwise is refused, not changed."""
    factory = construct(environment(shared_server, fresh_name, LEDGER_SUBJECT_PREFIX="elsewhere"))

    with pytest.raises(InternalError, match="subjects is"):
        factory.application_recorder()


def test_application_prefix(variables: dict[str, str]) -> None:
    """A variable with the application's name goes before the plain one."""
    own = construct(variables | {"SHOP_LEDGER_STREAM": "not-there", "LEDGER_INSTALL": "n"}, name="shop")

    with pytest.raises(OperationalError, match="not-there"):
        own.application_recorder()


def test_no_url(variables: dict[str, str]) -> None:
    """Without an address the error names the variables that could hold it."""
    del variables["NATS_URL"]

    with pytest.raises(InfrastructureFactoryError, match="SHOP_NATS_URL, NATS_URL"):
        construct(variables, name="shop").application_recorder()


def test_no_server(variables: dict[str, str]) -> None:
    """A server that does not answer is an operational error."""
    with pytest.raises(OperationalError, match="no connection"):
        construct(
            variables | {"NATS_URL": "nats://127.0.0.1:1", "NATS_CONNECT_WITHIN_S": "0.5"}
        ).application_recorder()


@pytest.mark.parametrize(
    "wrong",
    [
        {"LEDGER_CODEC": "xml"},
        {"LEDGER_REPLICAS": "many"},
        {"LEDGER_INSTALL": "perhaps"},
        {"LEDGER_CODEC": "cloudevents", "LEDGER_SUBJECT_PREFIX": "other"},
    ],
)
def test_wrong_variable(variables: dict[str, str], wrong: dict[str, str]) -> None:
    """A value that is not understood is refused by the variable's name."""
    with pytest.raises(InfrastructureFactoryError, match=list(wrong)[-1]):
        construct(variables | wrong)


def test_no_positions_among_published_events(variables: dict[str, str]) -> None:
    """The ledger of published events takes no positions: both recorders are refused with the reason."""
    factory = construct(variables | {"LEDGER_CODEC": "cloudevents", "LEDGER_SUBJECT_PREFIX": "ledger"})

    with pytest.raises(NotSupportedError, match="published events and nothing else"):
        factory.tracking_recorder()
    with pytest.raises(NotSupportedError, match="published events and nothing else"):
        factory.process_recorder()


def test_foreign_recorder(factory: Factory) -> None:
    """A view that another persistence module keeps is refused, with the variables that name its module."""
    with pytest.raises(InfrastructureFactoryError, match="PERSISTENCE_MODULE"):
        factory.tracking_recorder(POPOTrackingRecorder)  # type: ignore[arg-type] # what is refused


def test_each_application_has_its_own_stream(variables: dict[str, str], fresh_name: str) -> None:
    """Without a stream's name it is the application's own: two in one program do not meet."""
    del variables["LEDGER_STREAM"], variables["LEDGER_SUBJECT_PREFIX"]
    shop, till = (construct(variables, name=f"{name}{fresh_name}") for name in ("shop", "till"))

    shop.application_recorder().insert_events([EVENT])

    assert till.application_recorder().max_notification_id() is None
    assert shop.application_recorder().max_notification_id() == 1
    shop.close()
    till.close()


@pytest.mark.parametrize("name", ["my.shop", "两个店"])
def test_name_that_names_no_stream(variables: dict[str, str], name: str) -> None:
    """An application whose name cannot stand in a stream's name is told to choose one."""
    del variables["LEDGER_STREAM"]

    with pytest.raises(InfrastructureFactoryError, match="LEDGER_STREAM"):
        construct(variables, name=name)


def test_snapshots_are_apart(factory: Factory) -> None:
    """Snapshots are in a stream of their own and leave no gap in the notifications."""
    recorder = factory.application_recorder()
    factory.aggregate_recorder("snapshots").insert_events([EVENT])

    assert recorder.insert_events([EVENT]) == [1]


def test_snapshots_of_published_events_need_a_mapper(variables: dict[str, str]) -> None:
    """Snapshots are no published events: an application brings a mapper of its own for them."""
    factory = construct(variables | {"LEDGER_CODEC": "cloudevents", "LEDGER_SUBJECT_PREFIX": "ledger"})

    with pytest.raises(Invalid, match="is not an"):
        factory.mapper().to_stored_event(EVENT)


def test_mapper(variables: dict[str, str]) -> None:
    """Our own events get their own mapper without being asked for."""
    ours = construct(variables | {"LEDGER_CODEC": "cloudevents", "LEDGER_SUBJECT_PREFIX": "ledger"})

    assert isinstance(ours.mapper(), CloudEventMapper)
    assert not isinstance(construct(variables).mapper(), CloudEventMapper)


def test_closed_twice(factory: Factory) -> None:
    """Closing twice is no error, and the factory can be used again."""
    factory.application_recorder()
    factory.close()
    factory.close()

    assert factory.application_recorder().max_notification_id() is None
