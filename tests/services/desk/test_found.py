"""What a search finds: whatever was recorded of a matter, by any of its ids and its words."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from answerable.found_by import MOST_WORDS, with_words
from answerable.queries import desk as q
from answerable.queries.registers import REGISTERS
from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.delivery import commands as delivery
from answerable.streams.record import commands as record
from answerable.streams.staff import commands as staff
from answerable.wording import Language, person_named
from answerable_services.desk.answers import DeskAnswers
from tests.identity.proofs import EVERYTHING, everything_at
from tests.services.desk.given import Shown, listed, opened
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario


async def found(answers: DeskAnswers, text: str) -> set[str]:
    """Search everywhere, as the page does."""
    names: set[str] = set()
    for stream in REGISTERS:
        names |= {getattr(row, stream) for row in (await listed(answers, stream, text=text)).rows}
    others = await answers.others(q.OtherMatters(text=text), EVERYTHING)
    return names | {one.matter for one in others.matters}


@pytest.fixture
def busy(desk: Scenario) -> Scenario:
    """A case, a complaint, a delivery, a record, an assessment and a person, each with words of its own."""
    opened(desk, 1, customer="customer-xm01-7", team="Cables and Wires", topic="Café printer")
    desk.given(case.NoteProgress, case="case-1", note="swapped the zebra drum")
    desk.given(case.Transfer, case="case-1", to=SECOND, reason="needs a ladder")
    desk.given(case.Accept, case="case-1", actor=SECOND)
    desk.given(case.Resolve, case="case-1", resolution="unplugged; ＡＢＣ１２３")
    desk.given(complaint.File, complaint="complaint-1", channel="call", topic="t", text="no answer")
    desk.given(complaint.Investigate, complaint="complaint-1", actor=LEAD, findings="the queue was asleep")
    desk.given(
        delivery.Accept,
        delivery="delivery-1",
        customer="customer-9",
        project="gate",
        accepted_on=date(2016, 3, 1),
    )
    said = {"actor": LEAD}
    desk.given(delivery.Cancel, delivery="delivery-1", reason="moved to Mars", **said)
    desk.given(
        record.Create, record="record-Xm01_7A", kind="customer_data", custodian=FIRST, customer="customer-9"
    )
    entry = {"staff": SECOND, "article": "001-m1", "reason": "late for the ferry", "evidence": ("case-1",)}
    desk.given(assessment.RecordViolation, assessment="assessment-AB_12", **entry, actor=LEAD)
    desk.given(staff.Hire, staff="staff-xm01-agent-2", role="agent", team="night", hired_on=date(2016, 3, 1))
    return desk


WORDS = {
    "customer-xm01-7": {"case-1"},
    "客户 xm01-7": {"case-1"},
    "客户xm01-7": {"case-1"},
    "Customer 9": {"delivery-1", "record-Xm01_7A"},
    "cables AND": {"case-1"},
    "Café": {"case-1"},
    unicodedata.normalize("NFD", "café"): {"case-1"},
    "zebra": {"case-1"},
    "ladder": {"case-1"},
    "unplugged": {"case-1"},
    "abc123": {"case-1"},
    "ＡＢＣ": {"case-1"},
    "asleep": {"complaint-1"},
    "mars": {"delivery-1"},
    "record-xm01": {"record-Xm01_7A"},
    "01_7a": {"record-Xm01_7A"},
    "ssessment-ab": {"assessment-AB_12"},
    "ferry": {"assessment-AB_12"},
    "员工 xm01-agent-2": {"staff-xm01-agent-2"},
    "staff XM01-agent": {"staff-xm01-agent-2"},
    "agent-2": {"staff-xm01-agent-2"},
    "night": {"staff-xm01-agent-2"},
    "nowhere at all": set(),
}


async def test_every_word_and_id_of_a_matter_finds_it(busy: Scenario, shown: Shown) -> None:
    """Customers, teams, notes, reasons, findings and solutions; as pages write them, and in any spelling."""
    answers = shown(busy)

    assert {text: await found(answers, text) for text in WORDS} == WORDS
    assert "case-1" in await found(answers, FIRST)
    assert {"case-1", "assessment-AB_12"} <= await found(answers, person_named(SECOND).in_(Language.ZH))
    (row,) = (await listed(answers, "case")).rows
    assert row.customer == "customer-xm01-7"


async def test_what_somebody_wrote_is_found_beside_what_an_id_would_be(desk: Scenario, shown: Shown) -> None:
    """A text that looks like a person's name on a page is looked for as it stands, too."""
    opened(desk, 1, topic="the staff room is locked")

    assert await found(shown(desk), "Staff room") == {"case-1"}


async def test_others_come_newest_first_and_so_many(desk: Scenario, shown: Shown) -> None:
    """And it is told where there are more."""
    for number in range(3):
        desk.given(record.Create, record=f"record-{number}", kind="customer_data", custodian=FIRST)
    answers = shown(desk)
    some = await answers.others(q.OtherMatters(text="record-", limit=2), EVERYTHING)

    assert ([one.matter for one in some.matters], some.is_more) == (["record-2", "record-1"], True)
    assert (await answers.others(q.OtherMatters(text=" "), EVERYTHING)).matters == ()
    assert (
        await answers.others(q.OtherMatters(text="record-", site="xm02"), everything_at("xm02"))
    ).matters == ()
    assert (
        len(
            (await answers.others(q.OtherMatters(text="record-", site="xm01"), everything_at("xm01"))).matters
        )
        == 3
    )


def test_words_are_kept_once_and_not_for_ever() -> None:
    """A line that is there stays where it is; what is searched of one matter has a bound."""
    assert with_words("a\nb", ["B", "c\n a "]) == "a\nb\nc"
    long = with_words("", ["x" * MOST_WORDS])
    assert with_words(long, ["further"]) == long
