"""What must be true whatever was killed: what was answered is present once, every view as its rebuild."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import from_json, to_json

from answerable.clock import SystemClock
from answerable.ledger.integrity.check import check_ledger
from answerable.ledger.store.recorded import Recorded
from answerable.projection.filling.rebuilding import rebuild
from answerable.projection.views.store import Store
from answerable_services.cli.projections import projections
from tests.e2e.centre import Centre
from tests.e2e.traffic import Answer

MISSED = "answerable.callback.missed.v1"
_MISS_KEY = "miss:"


@dataclass(frozen=True, slots=True)
class Written:
    """An event in the ledger.

    Arguments:
        sequence: where.
        id: its id.
        type: its wire type.
        key: the idempotency key of the command that caused it.
        said: what it says, but for its version and the writer's clock.
    """

    sequence: int
    id: str
    type: str
    key: str
    said: bytes

    @classmethod
    def of(cls, message: Recorded) -> Written:
        """Read one from its message."""
        envelope = from_json(message.body)
        data = {**envelope["data"], "originator_version": None, "recorded_at": None}
        key = data["causation_id"].rpartition("#")[0]
        return cls(message.sequence, envelope["id"], envelope["type"], key, to_json(data))


def faults_of(clients: Iterable[Sequence[Answer]], written: Sequence[Written]) -> list[str]:
    """Say what is wrong with the ledger, beside what each client was answered, in the order it asked.

    Arguments:
        clients: the answers, client by client.
        written: everything that is in the ledger.
    """
    caused: defaultdict[str, list[Written]] = defaultdict(list)
    for event in written:
        caused[event.key].append(event)
    found = [f"{key} was carried out twice" for key, events in caused.items() if key and _is_doubled(events)]
    asked: set[str] = set()
    for answers in clients:
        last = 0
        for answer in answers:
            asked.add(answer.key)
            events = caused.get(answer.key, [])
            found += _differences(answer, events)
            if events and events[0].sequence <= last:
                found.append(f"{answer.key} stands at {events[0].sequence}, what was before it at {last}")
            last = max([last, *(event.sequence for event in events)])
    unasked = {key for key in caused.keys() - asked if not key.startswith(_MISS_KEY)}
    return found + [f"{key} was never answered, and is there" for key in sorted(unasked)]


def _is_doubled(events: Sequence[Written]) -> bool:
    """Tell whether a command was carried out twice: its events then say the same twice, or stand apart."""
    apart = events[-1].sequence - events[0].sequence != len(events) - 1
    return apart or len({(event.type, event.said) for event in events}) != len(events)


def _differences(answer: Answer, events: Sequence[Written]) -> list[str]:
    if answer.recorded is None:
        return [] if events else [f"{answer.key} was carried out, it said, and is not there"]
    if answer.recorded != len(events):
        return [f"{answer.key} caused {answer.recorded} event(s), it said, and {len(events)} are there"]
    if answer.events:
        said = [(event.sequence, event.id, event.type) for event in answer.events]
        there = [(event.sequence, event.id, event.type) for event in events]
        if said != there:
            return [f"{answer.key} was answered with {said}, and there are {there}"]
    return []


async def faults_of_ledger(centre: Centre) -> list[str]:
    """Say what `answerable ledger check` finds: sequences, subjects, ids, and each aggregate's order."""
    return list((await check_ledger(centre.ledger)).faults)


async def differing_views(centre: Centre, scratch: Path) -> list[str]:
    """Fill every view anew beside the one that was killed, and say which tables differ.

    Arguments:
        centre: whose; its services are at rest.
        scratch: an empty directory for the new views.
    """
    found = []
    for name, projection in projections().items():
        live = Store(centre.data / "views", name, projection.tables)
        anew = Store(scratch, name, projection.tables)
        try:
            await rebuild(projection, anew, centre.ledger, SystemClock())
            rows, wanted = live.serving().dump(), anew.serving().dump()
        finally:
            live.close()
            anew.close()
        assert any(wanted.values()), f"nothing in the ledger is of the view {name}"
        found += [f"{name}.{table}" for table in wanted if rows[table] != wanted[table]]
    return found
