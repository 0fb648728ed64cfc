"""Intake for whoever knows the `eventsourcing` library: repository, log, saving and snapshots work on it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest
from eventsourcing.application import AggregateNotFoundError
from eventsourcing.persistence import IntegrityError

from answerable.clock import FixedClock
from answerable.discovery import streams
from answerable.errors import Corrupt, Invalid
from answerable.events.base import Event
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.rulebook import catalogue
from answerable.sample.centre import CLOCK_START
from answerable.sample.generator import sample
from answerable.settings import Settings
from answerable.streams.case import commands as case
from answerable.streams.case import events as case_events
from answerable.streams.case.flow import CaseStage
from answerable_services.intake.aggregate import Aggregate, fold
from answerable_services.intake.application import Intake
from answerable_services.intake.snapshots import Snapshot, SnapshotMapper, project
from tests.identity.proofs import heard
from tests.services.intake.scenario import FIRST, SITE, TEN, Scenario, make
from tests.services.intake.waiting import Waiting

pytestmark = pytest.mark.server


def opened(intake: Waiting, fresh: str) -> str:
    name = f"case-{fresh}"
    intake.carry_out(make(case.Open, case=name, topic="t", first_asked=FIRST), f"{fresh}.open")
    intake.carry_out(make(case.Pause, case=name, reason="vendor"))
    return name


def test_repository(intake: Waiting, fresh: str) -> None:
    """It gives an aggregate as it is now, and as it was at a version, without being told how to fold it."""
    name = opened(intake, fresh)
    repository = intake.application.repository

    assert repository.get(name) == fold(intake.history(name))
    assert cast("Aggregate", repository.get(name, version=1)).state.stage is CaseStage.OPEN
    assert name in repository
    with pytest.raises(AggregateNotFoundError):
        repository.get("case-nowhere")


def test_notification_log(intake: Waiting, fresh: str) -> None:
    """It gives the events of all aggregates by their place in the ledger."""
    before = intake.height()
    name = opened(intake, fresh)
    log = intake.application.notification_log

    assert [(one.id, one.originator_id) for one in log.select(before + 1, 10)] == [
        (before + 1, name),
        (before + 2, name),
    ]
    assert log[f"{before + 1},{before + 2}"].items == log.select(before + 1, 2)


def test_what_is_saved_by_the_library_is_known_to_the_lane(intake: Waiting, fresh: str) -> None:
    """Both write by one recorder and share one memory: neither decides on what the other made old."""
    name = opened(intake, fresh)
    *_, last = intake.history(name)
    said = {field: getattr(last, field) for field in Event.model_fields}
    noted = case_events.ProgressNoted.model_validate({**said, "originator_version": 3, "note": "n"})
    (recording,) = intake.application.save(noted)

    assert recording.notification.id == intake.height()
    assert intake.application.remembered(name) is None
    assert intake.carry_out(make(case.NoteProgress, case=name, note="m")).version == 4
    with pytest.raises(IntegrityError, match="which version 3 cannot follow"):
        intake.application.save(noted)


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[Endpoint]:
    """A server that lets everybody make streams: snapshots have one of their own."""
    server = EmbeddedServer(tmp_path, open_access=True)
    with asyncio.Runner() as runner:
        try:
            yield runner.run(server.start())
        finally:
            runner.run(server.stop())


def test_snapshots(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """An aggregate is read from its snapshot and the events behind it, and comes out the same."""
    books = {book.rulebook: book for book in catalogue()}
    environment = {
        "NATS_URL": endpoint.url,
        "NATS_USER": User.OPERATOR,
        "NATS_PASSWORD": endpoint.passwords[User.OPERATOR],
        "LEDGER_CODEC": "cloudevents",
        "LEDGER_INSTALL": "y",
        "IS_SNAPSHOTTING_ENABLED": "y",
    }
    with closing(Waiting(Intake(books, FixedClock(TEN), environment, settings=Settings()))) as intake:
        scenario = Scenario()
        events = [
            *scenario.carry_out(make(case.Open, case="case-1", topic="t", first_asked=FIRST)),
            *scenario.carry_out(make(case.Pause, case="case-1", reason="vendor")),
        ]
        intake.application.save(*events)
        whole: Aggregate = intake.application.repository.get("case-1")
        intake.application.take_snapshot("case-1")
        intake.application.save(*scenario.carry_out(make(case.Resume, case="case-1")))

        asked: list[int | None] = []
        select = intake.application.recorder.select_events

        def watched(originator_id: Any, *, gt: int | None = None, **options: Any) -> Any:
            asked.append(gt)
            return select(originator_id, gt=gt, **options)

        monkeypatch.setattr(intake.application.recorder, "select_events", watched)
        again = cast("Aggregate", intake.application.repository.get("case-1"))
        assert asked == [2], "the events in the snapshot were read all the same"
        assert again == fold(scenario.log)
        assert whole == fold(scenario.log[:2])
        assert intake.application.repository.get("case-1", version=2) == whole


def test_a_snapshot_holds_a_state_of_its_stream() -> None:
    """Whoever can write snapshots cannot have anything read but a state of the aggregate's own stream."""
    mapper = SnapshotMapper()
    scenario = Scenario()
    aggregate = fold(scenario.carry_out(make(case.Open, case="case-1", topic="t", first_asked=FIRST)))
    stored = mapper.to_stored_event(Snapshot.take(aggregate))
    assert project(None, [mapper.to_domain_event(stored)]) == aggregate

    for name in ("contact-1", "duty-1", "nothing-1", "nothing"):
        with pytest.raises(Corrupt, match=f"the snapshot of {name} cannot be read"):
            mapper.to_domain_event(stored.__class__(name, 1, stored.topic, stored.state))
    with pytest.raises(Invalid, match="is no snapshot"):
        mapper.to_stored_event("something else")


def test_every_aggregate_of_the_sample_month_has_snapshots() -> None:
    """Whatever a stream keeps as its state, and that there is none any more, comes back as it was."""
    mapper = SnapshotMapper()
    scenario = Scenario(now=CLOCK_START)
    for item in sample():
        if item.body["site"] == SITE:
            scenario.carry_out(heard(item), item.key)
    withdrawn = Aggregate("staff-a", None, 2, SITE, "staff-a", {}, {}, TEN, TEN)

    for name, aggregate in {**scenario.held, "staff-a": withdrawn}.items():
        stored = mapper.to_stored_event(Snapshot.take(aggregate))
        assert mapper.to_domain_event(stored).aggregate == aggregate, name
    # No sample invents who signed in: the accounts tell of it themselves.
    # Nor what is found not to have been done: the clock does.
    of_now = {"account", "obligation", "reminder"}
    assert {name.partition("-")[0] for name in scenario.held} == set(streams()) - of_now
