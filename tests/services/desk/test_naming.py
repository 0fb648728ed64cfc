"""What names a matter that was taken back is told so, by a view that was filled from what happened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import event as listening

from answerable.queries import desk as q
from answerable.register import Register
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.delivery import commands as delivery
from answerable.streams.fault import commands as fault
from answerable.streams.handover import commands as handover
from answerable_services.desk import naming
from answerable_services.desk import tables as t
from tests.identity.proofs import EVERYTHING
from tests.projection.databases import OnPostgresql, OnSqlite
from tests.services.desk.given import Shown, listed, opened
from tests.services.desk.rows import rows_of, view_of
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, Scenario

NEVER_TAKEN_BACK = {"account", "documentcopy", "hazmatbook", "reminder"}
"""What a service has seen happen, a copy that is recalled, a month's sheet, and that somebody was told."""

WRONG = {"actor": LEAD, "reason": "entered by mistake"}
DELIVERED = {"customer": "customer-1", "project": "p", "accepted_on": TEN.date()}
FILED = {"channel": "call", "topic": "rude", "text": "t"}
FAULT = {"began_at": TEN, "place": "hall", "phenomenon": "dark", "plan": "p"}


def complained_of(desk: Scenario) -> Scenario:
    """A complaint about a case that is taken back, and one about a case that stands."""
    for number in (1, 2):
        opened(desk, number)
        desk.given(complaint.File, complaint=f"complaint-{number}", case=f"case-{number}", **FILED)
    return desk.given(case.WithdrawOpening, case="case-1", **WRONG)


async def test_a_list_tells_which_named_matters_were_taken_back(desk: Scenario, shown: Shown) -> None:
    """Of two complaints the one whose case was taken back can be told, and no other."""
    page = await listed(shown(complained_of(desk)), "complaint")

    assert [row.case for row in page.rows] == ["case-2", "case-1"]
    assert page.taken_back == {"case-1": "withdrawn"}


async def test_a_story_tells_it_of_its_facts_and_its_events(desk: Scenario, shown: Shown) -> None:
    """The complaint's own page knows, too; that of the other one has nothing to tell."""
    answers = shown(complained_of(desk))
    told = [await answers.story(q.StoryOf(matter=f"complaint-{number}"), EVERYTHING) for number in (1, 2)]

    assert [story.taken_back for story in told] == [{"case-1": "withdrawn"}, {}]


async def test_a_case_tells_that_its_contact_was_none(desk: Scenario, shown: Shown) -> None:
    """A contact in which nobody was on the line counts for nothing, either."""
    desk.given(contact.Receive, contact="contact-1", channel="call", topic="t")
    opened(desk, 1, contact="contact-1").given(contact.Void, contact="contact-1", reason="nobody there")
    told = await shown(desk).timeline(q.CaseTimeline(case="case-1"), EVERYTHING)

    assert told.taken_back == {"contact-1": "voided"}


async def test_a_delivery_without_stages_is_told_as_well(desk: Scenario, shown: Shown) -> None:
    """What is delivered anew after it was taken back is there again, and nothing is told of it."""
    desk.given(delivery.Accept, delivery="delivery-1", **DELIVERED)
    desk.given(fault.Report, fault="fault-1", delivery="delivery-1", **FAULT)
    desk.given(delivery.WithdrawAcceptance, delivery="delivery-1", **WRONG)
    gone = (await shown(desk).story(q.StoryOf(matter="fault-1"), EVERYTHING)).taken_back
    desk.given(delivery.Accept, delivery="delivery-1", **DELIVERED)
    there = (await shown(desk).story(q.StoryOf(matter="fault-1"), EVERYTHING)).taken_back

    assert (gone, there) == ({"delivery-1": "withdrawn"}, {})


async def test_what_went_on_to_the_next_shift_is_told_in_the_list(desk: Scenario, shown: Shown) -> None:
    """A matter that a handover carried is named inside a list of its own."""
    opened(desk, 1)
    shift = {"on": TEN.date(), "shift": "day", "outgoing": FIRST, "incoming": SECOND}
    desk.given(handover.Start, **shift, checklist=("phones",))
    desk.given(handover.CarryOpenItem, handover=desk.target, matter="case-1", what="call back", reason="late")
    desk.given(case.WithdrawOpening, case="case-1", **WRONG)

    assert (await listed(shown(desk), "handover")).taken_back == {"case-1": "withdrawn"}


def void_stage(register: Register, row: dict[str, Any]) -> str | None:
    """Give the stage in which a row counts for nothing, worked out by hand; None where it counts."""
    if register.void_mark:
        return "withdrawn" if row[register.void_mark] else None
    return row["state"] if register.void and row["state"] in register.void else None


class Naming:
    """What holds of every database."""

    def test_a_page_costs_one_look_however_much_it_names(self, views: Path | SecretStr) -> None:
        """Ids of all registers together are one question, and found by their keys among thousands."""
        rows = {t.MATTERS[stream]: rows_of(register, 3_000) for stream, register in t.REGISTERS.items()}
        expected, named = {}, []
        for stream, register in t.REGISTERS.items():
            for row in rows[t.MATTERS[stream]][::47]:
                named.append(row[stream])
                if (stage := void_stage(register, row)) is not None:
                    expected[row[stream]] = stage
        asked: list[str] = []
        with view_of(views, rows) as store, store.reading() as connection:
            listening.listen(connection, "before_cursor_execute", lambda *said: asked.append(said[2]))
            found = naming.taken_back(
                connection, naming.named_in([{"carried": [{"matter": one}]} for one in named]), EVERYTHING
            )
            nothing = naming.taken_back(
                connection, naming.named_in([{"about": "customer-1", "text": "case"}]), EVERYTHING
            )

        assert found == expected
        streams = {matter.partition("-")[0] for matter in found}
        assert streams == t.REGISTERS.keys() - NEVER_TAKEN_BACK
        assert (nothing, len(asked)) == ({}, 1)


class TestNamingOnSqlite(OnSqlite, Naming):
    pass


class TestNamingOnPostgresql(OnPostgresql, Naming):
    pass


def test_every_register_says_by_what_its_matters_are_known_that_were_taken_back() -> None:
    """All of them have a way back: by stages that count for nothing, or by a mark."""
    for stream, register in t.REGISTERS.items():
        if stream in NEVER_TAKEN_BACK:
            continue
        assert register.void or register.void_mark in t.MATTERS[stream].c, stream
