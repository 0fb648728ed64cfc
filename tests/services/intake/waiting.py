"""Intake as tests ask it: from another thread than its event loop's, waiting for each answer."""

from __future__ import annotations

from typing import cast

from answerable.commands.base import BulkItem, BulkReport, BulkRequest, Command, Receipt
from answerable.events.base import Event
from answerable.events.subjects import subject_of
from answerable.ledger.store.recorded import Recorded
from answerable.streams.case import commands as case
from answerable_services.intake.aggregate import Aggregate
from answerable_services.intake.application import Intake
from answerable_services.intake.reading import read_bulk
from tests.identity.proofs import PROVED, asker_of
from tests.services.intake.scenario import FIRST, make


class Waiting:
    """A running intake, and what the ledger holds."""

    def __init__(self, application: Intake) -> None:
        self.application = application

    def carry_out(self, command: Command, key: str | None = None) -> Receipt:
        return self.application.wait(self.application.carry_out(command, asker_of(command), key))

    def carry_out_all(self, *items: BulkItem) -> BulkReport:
        body = BulkRequest(items=items).model_dump_json(exclude_none=True).encode()
        return self.application.wait(self.application.carry_out_all(read_bulk(body, PROVED), PROVED))

    def held(self, command: Command) -> Aggregate:
        """What it knows of the aggregate that a command is for, from memory or the ledger."""
        asked = self.application.ask(command, asker_of(command))
        return self.application.wait(self.application.lane.load([asked], [asked.target]))[asked.target]

    def history(self, originator_id: str) -> list[Event]:
        """Read an aggregate's events from the ledger."""
        stored = self.application.recorder.select_events(originator_id)
        return [cast("Event", self.application.mapper.to_domain_event(event)) for event in stored]

    def messages(self, originator_id: str) -> list[Recorded]:
        """Read an aggregate's messages as the ledger's feed brings them."""
        notified = self.application.wait(self.application.lane._log.notified(originator_id))
        subject = subject_of("xm01", originator_id)
        return [Recorded(one.id, subject, one.state) for one in notified]

    def height(self) -> int:
        """Tell how many events the ledger holds."""
        return self.application.recorder.max_notification_id() or 0

    def close(self) -> None:
        self.application.close()


def opened(intake: Waiting, name: str, key: str | None = None) -> Receipt:
    """Open a case of a name."""
    return intake.carry_out(make(case.Open, case=f"case-{name}", topic="t", first_asked=FIRST), key)
