"""Matters that commands name, with a ledger behind: whatever is not in it is named by nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from answerable.commands.base import BulkItem, Command
from answerable.errors import Invalid
from answerable.streams.case import commands as case
from answerable.streams.contact import commands as contact
from answerable.streams.site import commands as site
from tests.identity.proofs import said
from tests.services.intake.scenario import FIRST, make
from tests.services.intake.waiting import Waiting

Open = Callable[[], Waiting]


def received(fresh: str, **fields: str) -> Command:
    return make(contact.Receive, contact=f"contact-{fresh}", channel="call", topic="t", **fields)


def opened(fresh: str, **fields: str) -> Command:
    return make(case.Open, contact=f"contact-{fresh}", topic="t", first_asked=FIRST, **fields)


def item(key: str, command: Command) -> BulkItem:
    body = said(command)
    return BulkItem(name=command.command_name, key=key, body=body)


def test_a_matter_that_nobody_recorded(intake: Waiting, fresh: str) -> None:
    """It is named by nothing that is recorded, however often it is asked, until it is there."""
    before = intake.height()
    for _ in range(2):
        with pytest.raises(Invalid, match=rf"^/contact: contact-{fresh} is not in the .* contact\.receive$"):
            intake.carry_out(opened(fresh))
    assert intake.height() == before

    intake.carry_out(received(fresh))
    assert intake.carry_out(opened(fresh)).version == 1


def test_recorded_by_another_instance(open_intake: Open, fresh: str) -> None:
    """An instance that did not know a matter learns of it from the ledger that another wrote to."""
    one, other = open_intake(), open_intake()
    with pytest.raises(Invalid):
        one.carry_out(opened(fresh))
    other.carry_out(received(fresh))

    assert one.carry_out(opened(fresh)).version == 1


def test_in_the_same_request(intake: Waiting, fresh: str) -> None:
    """Of many commands, one may name what an earlier one begins, and nothing that a later one does."""
    early, late = (item(f"{fresh}.{n}", opened(fresh)) for n in (1, 2))

    report = intake.carry_out_all(early, item(f"{fresh}.0", received(fresh)), late)
    assert [one.status for one in report.outcomes] == [422, 200, 200]
    assert [fault.pointer for fault in report.outcomes[0].errors] == ["/contact"]


def test_of_another_site(intake: Waiting, fresh: str) -> None:
    """A contact that came in elsewhere may be where a case comes from; the receipt tells it."""
    intake.carry_out(make(site.Open, site=fresh, name_zh="别处", name_en="Elsewhere"))
    intake.carry_out(received(fresh, site=fresh))

    assert intake.carry_out(opened(fresh)).warnings == (
        f"/contact: contact-{fresh} belongs to site {fresh}, not to xm01",
    )
