"""Real files go through the real intake, on a real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.commands.base import BulkItem
from answerable.importing.loader import load, parse
from answerable.importing.sender import import_file
from answerable.messaging.client import Caller
from answerable.streams.contact import commands as contact
from tests.identity.proofs import said
from tests.importing.centre import running_centre, send
from tests.importing.given import CALLS, INCIDENTS, TICKETS, need
from tests.services.intake.scenario import FIRST, hires, make

pytestmark = pytest.mark.server

FOUNDING = (
    BulkItem(
        name="site.open",
        key="open",
        body={"site": "xm01", "acting_for": "staff-1", "name_zh": "厦门", "name_en": "Xiamen"},
    ),
    BulkItem(
        name="rulebook.bind",
        key="bind",
        body={
            "site": "xm01",
            "acting_for": "staff-1",
            "rulebook": "call-centre-80",
            "effective_from": "2016-01-01",
        },
    ),
)


async def imported(caller: Caller, path: Path, name: str, folder: Path) -> tuple[int, ...]:
    """Import a file and give rows, accepted, unchanged, rejected, refused, repeats and events."""
    report = await import_file(path, load(name), "xm01", caller, rejects=folder / "rejects.csv")
    assert report.rows == report.accepted + report.unchanged + report.rejected
    return (
        report.rows,
        report.accepted,
        report.unchanged,
        report.rejected,
        report.refused,
        report.repeats,
        report.events,
    )


@pytest.mark.slow
async def test_the_whole_incident_log_is_carried_out_and_a_second_import_changes_nothing(
    tmp_path: Path,
) -> None:
    """Of a real company's 3,000 rows intake refuses the three that lie before their own case was opened."""
    path = need(INCIDENTS)
    async with running_centre(tmp_path / "data") as caller:
        await send(caller, FOUNDING)

        assert await imported(caller, path, "incident-log", tmp_path) == (3000, 2994, 0, 6, 6, 0, 4807)
        assert await imported(caller, path, "incident-log", tmp_path) == (3000, 2994, 0, 6, 6, 4415, 0)


@pytest.mark.slow
@pytest.mark.whole
async def test_three_days_of_calls_are_carried_out_and_a_second_import_changes_nothing(
    tmp_path: Path,
) -> None:
    """All but the 73 rows that contradict themselves become events, once."""
    path = need(CALLS)
    async with running_centre(tmp_path / "data") as caller:
        await send(caller, FOUNDING)

        assert await imported(caller, path, "bank-calls", tmp_path) == (5362, 5289, 0, 73, 0, 0, 10715)
        assert await imported(caller, path, "bank-calls", tmp_path) == (5362, 5289, 0, 73, 0, 10695, 0)


async def test_the_samples_incidents_go_into_two_sites(tmp_path: Path) -> None:
    """The README's example: a whole log into a new site and into another, with no row rejected."""
    path = Path(__file__).parents[2] / "shared" / "answerable" / "sample" / "incidents.csv"
    async with running_centre(tmp_path / "data") as caller:
        for site in ("xm01", "bj04"):
            await send(
                caller,
                [one.model_copy(update={"body": {**one.body, "site": site}}) for one in FOUNDING],
            )
            report = await import_file(
                path, load("incident-log"), site, caller, rejects=tmp_path / "rejects.csv"
            )
            assert (report.rows, report.rejected_because, report.repeats) == (report.accepted, {}, 0)


async def test_a_key_that_was_used_for_something_else_is_told(tmp_path: Path) -> None:
    """A call that comes again with other contents is rejected by intake with all that follows from it."""
    heading = "\t".join(load("bank-calls").columns)
    row = dict.fromkeys(load("bank-calls").columns, "0:00:00") | {
        "vru+line": "ZZ0901",
        "call_id": "1",
        "date": "990301",
        "vru_time": "0",
        "q_time": "0",
        "ser_time": "0",
        "outcome": "HANG",
        "server": "NO_SERVER",
        "customer_id": "7",
        "type": "PS",
    }
    path = tmp_path / "calls.tsv"
    path.write_text(
        "\n".join((heading, "\t".join(row.values()), "\t".join((row | {"customer_id": "8"}).values())))
    )
    async with running_centre(tmp_path / "data") as caller:
        await send(caller, FOUNDING)

        assert await imported(caller, path, "bank-calls", tmp_path) == (2, 1, 0, 1, 2, 0, 2)
    assert "idempotency-key" in (tmp_path / "rejects.csv").read_text()


async def test_a_row_that_names_a_stranger_is_rejected(tmp_path: Path) -> None:
    """A mapping that hires nobody has each row told whom the register does not know, with the field."""
    path = tmp_path / "tickets.csv"
    path.write_text("ticket;saved;who;state\n1;2016-03-01 08:00;7;open\n2;2016-03-01 08:00;8;open\n")
    async with running_centre(tmp_path / "data") as caller:
        await send(caller, [*FOUNDING, *hires("xm01", "staff-xm01_7")])
        report = await import_file(
            path, parse(TICKETS, "tickets.yaml"), "xm01", caller, rejects=tmp_path / "rejects.csv"
        )

    assert (report.accepted, report.rejected_because) == (1, {"on-the-register": 1})
    told = (tmp_path / "rejects.csv").read_text()
    assert "/first_asked: staff-xm01_8 is on no site's register of staff" in told


async def test_a_row_that_names_what_was_never_imported_is_rejected(tmp_path: Path) -> None:
    """Of two tickets, each from a contact, only the one whose contact is in the ledger is taken."""
    mapping = TICKETS.replace(
        b"  saved:", b"  contact: {type: id, prefix: contact, of: [ticket]}\n  saved:"
    ).replace(
        b"fields: {case: {value: case}, topic",
        b"fields: {case: {value: case}, contact: {value: contact}, topic",
    )
    path = tmp_path / "tickets.csv"
    path.write_text("ticket;saved;who;state\n1;2016-03-01 08:00;7;open\n2;2016-03-01 08:00;7;open\n")
    received = make(
        contact.Receive,
        contact="contact-xm01_1",
        channel="call",
        topic="t",
        occurred_at="2016-03-01T08:00:00+08:00",
    )
    item = BulkItem(name="contact.receive", key="import:1", body=said(received))
    async with running_centre(tmp_path / "data") as caller:
        await send(caller, [*FOUNDING, *hires("xm01", FIRST, "staff-xm01_7"), item])
        report = await import_file(
            path, parse(mapping, "tickets.yaml"), "xm01", caller, rejects=tmp_path / "rejects.csv"
        )

    assert (report.accepted, report.rejected_because) == (1, {"in-the-ledger": 1})
    told = (tmp_path / "rejects.csv").read_text()
    assert "/contact: contact-xm01_2 is not in the ledger; begin it first with the command contact." in told
