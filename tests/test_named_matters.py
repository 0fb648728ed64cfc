"""The matters that a command names must be in the ledger, and have begun by then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.events.registry import REGISTRY
from answerable.identity.relations import At
from answerable.identity.table import table
from answerable.matters import matter_fields, matters_in
from answerable.people import people_fields
from answerable.streams.access import commands as access
from answerable.streams.assessment import commands as assessment
from answerable.streams.callback import commands as callback
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.delivery import commands as delivery
from answerable.streams.handover import commands as handover
from answerable.streams.record import commands as record
from tests.services.intake import any_command
from tests.services.intake.any_command import BY_THE_SYSTEM
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, TEN, Scenario, hired, make

NAMED = [
    pytest.param(model, field.name, id=f"{name}.{field.name}")
    for name, model in COMMANDS.items()
    for field in matter_fields(model)
    if not field.is_evidence
]
READ = {"record": "record-1", "actor": FIRST, "purpose": "p"}
HANDOVER = "handover-xm01-20160310-day"
BROKEN = {"staff": SECOND, "article": "001-m1", "reason": "r", "evidence": ("tape 7",), "actor": LEAD}


@pytest.fixture
def strict() -> Scenario:
    """A site with its people, a record, and an open handover; whatever is named has to be there."""
    desk = Scenario(is_strict=True)
    for person in (FIRST, SECOND, LEAD):
        desk.carry_out(hired(person))
    desk.given(record.Create, record="record-1", kind="work_diary", custodian=FIRST)
    shift = {"on": "2016-03-10", "shift": "day", "outgoing": FIRST, "incoming": SECOND}
    return desk.given(handover.Start, **shift, checklist=("desk",))


def patterns(schema: Any, name: str) -> Iterator[str]:
    """Give the patterns anywhere in the schema of a field."""
    if isinstance(schema, dict):
        if isinstance(pattern := schema.get("pattern"), str):
            yield pattern
        for part in schema.values():
            yield from patterns(part, name)
    elif isinstance(schema, list):
        for part in schema:
            yield from patterns(part, name)


def test_every_field_of_a_matter_is_known() -> None:
    """Whatever a command's schema shows to be an id is a matter, a person, a customer, or the target."""
    streams = {model.stream for model in REGISTRY} - {"staff"}
    ids = (*(f"^{stream}-" for stream in streams), "^[a-z]+-")
    for model in COMMANDS.values():
        schema = model.model_json_schema()
        shown = {
            name
            for name, field in schema["properties"].items()
            if any(pattern.startswith(ids) for pattern in patterns(field, name))
        }
        inner = [*patterns(schema.get("$defs", {}), "$defs")]
        named = {field.name for field in matter_fields(model) if not field.is_evidence}
        assert shown - {model.target_field} == named
        is_looked_up = model.command_name == "keycount.count_keys"  # its decision asks for each key's card
        assert is_looked_up or not any(pattern.startswith(ids) for pattern in inner), model.command_name


def test_there_are_such_fields() -> None:
    """The cases, contacts, deliveries and records that are named are among them; no person is."""
    found = {str(one.id) for one in NAMED}

    assert {"access.read.case", "case.open.contact", "fault.report.delivery", "complaint.file.case"} <= found
    assert {"handover.carry_open_item.matter", "record.create.case", "callback.miss.delivery"} <= found
    for model in COMMANDS.values():
        people = {name for name, _ in people_fields(model)}
        assert people.isdisjoint(field.name for field in matter_fields(model))


def _prefixes(model: type[Command], field: str) -> set[str]:
    """Give the kinds of ids that a field takes, by its patterns."""
    schema = model.model_json_schema()["properties"][field]
    return {pattern.partition("-")[0].lstrip("^") for pattern in patterns(schema, field)}


@pytest.mark.parametrize(("model", "field"), NAMED)
@settings(max_examples=5)
@given(data=st.data())
def test_a_made_up_id(model: type[Command], field: str, data: st.DataObject) -> None:
    """Whichever command names a matter that nobody recorded, the refusal tells the field and the id."""
    some = data.draw(any_command.of(model)).model_dump(exclude_none=True)
    some.pop("account_manager", None)  # nobody here sells, which would be refused first
    some |= {name: TEN for name, value in some.items() if isinstance(value, datetime)}
    some |= {name: TEN.date() for name, value in some.items() if type(value) is date}
    (stream,) = {"case"} if field == "matter" else _prefixes(model, field)
    # By whom none of it is: what somebody may not do to what is theirs is refused before that.
    some |= {"actor": "system-callbacks" if model.command_name in BY_THE_SYSTEM else "staff-of-the-desk"}
    if table().may((At("system-import"),), model.command_name, SITE, is_for_others=True):
        some |= {"entered_by": "system-import"}
    command = make(model, **{**some, field: f"{stream}-invented"})
    desk = Scenario(is_strict=True)
    for person in (*any_command.PEOPLE, "staff-of-the-desk"):
        desk.carry_out(hired(person, role="supervisor"))

    asked = {name: some[name] for name in ("actor", "entered_by") if name in some}
    refusal = desk.refusal(model, **command.model_dump(exclude_none=True), **asked)
    assert refusal.cited == ("Invalid", "in-the-ledger")
    assert f"/{field}: {stream}-invented is not in the ledger; begin it first with the command " in (
        refusal.message
    )


def test_the_remedy(strict: Scenario) -> None:
    """The refusal names the command that begins such a matter; of a kind that nobody records, that."""
    assert strict.refusal(access.Read, **READ, case="case-9").message == (
        "/case: case-9 is not in the ledger; begin it first with the command case.open"
    )
    carried = {"handover": HANDOVER, "what": "w", "reason": "r", "matter": "ticket-9"}
    assert strict.refusal(handover.CarryOpenItem, **carried).message == (
        "/matter: ticket-9 is not in the ledger, which has nothing of the kind 'ticket'"
    )


def test_a_reading_without_a_case_is_not_dressed_up(strict: Scenario) -> None:
    """A secret record is read for a case that is open by then, or without one, which the audit finds."""
    assert strict.refusal(access.Read, **READ, case="case-1").cited == ("Invalid", "in-the-ledger")
    strict.later(minutes=5).given(case.Open, case="case-1", topic="t", first_asked=FIRST)
    early = strict.refusal(access.Read, **READ, case="case-1", occurred_at=TEN)

    assert early.cited == ("Invalid", "order-of-times")
    assert early.message == (
        "/case: case-1 began at 2016-03-10T02:05:00+00:00, behind 2016-03-10T02:00:00+00:00"
    )
    assert strict.when(access.Read, **READ, case="case-1")


def test_all_that_is_not_there_is_told(strict: Scenario) -> None:
    """Each field is a fault of its own."""
    refusal = strict.refusal(access.Read, **{**READ, "record": "record-2"}, case="case-1")

    assert refusal.message.count("is not in the ledger") == len(("record", "case"))


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (assessment.RecordViolation, BROKEN),
        (complaint.File, {"channel": "call", "topic": "t", "text": "t"}),
        (record.Create, {"kind": "work_diary", "custodian": FIRST}),
    ],
)
def test_what_led_to_a_case_may_be_older(
    strict: Scenario, model: type[Command], fields: dict[str, Any]
) -> None:
    """A refusal to listen, a complaint, a recording come before the case that is opened because of them."""
    strict.later(hours=1).given(case.Open, case="case-1", topic="t", first_asked=FIRST)

    assert strict.when(model, **fields, case="case-1", occurred_at=TEN)


def test_by_the_opening_that_now_holds(strict: Scenario) -> None:
    """A case that was opened earlier than was said was there for what happened in between."""
    strict.later(hours=1).given(case.Open, case="case-1", topic="t", first_asked=FIRST)
    assert strict.refusal(access.Read, **READ, case="case-1", occurred_at=TEN).rule == "order-of-times"
    said = {"case": "case-1", "actor": LEAD, "reason": "r", "opened_at": TEN}
    strict.given(case.CorrectLimit, **said)

    assert strict.when(access.Read, **READ, case="case-1", occurred_at=TEN)


def test_a_case_comes_from_a_contact_before_it(strict: Scenario) -> None:
    """Neither opened nor corrected, a case comes from a contact that was received only later."""
    opened = {"case": "case-1", "topic": "t", "first_asked": FIRST}
    strict.later(hours=1).given(contact.Receive, contact="contact-1", channel="call", topic="t")
    assert strict.refusal(case.Open, **opened, contact="contact-1", occurred_at=TEN).rule == "order-of-times"
    strict.given(case.Open, **opened, occurred_at=TEN)
    said = {"case": "case-1", "actor": LEAD, "reason": "r", "contact": "contact-1"}

    assert strict.refusal(case.CorrectOpening, **said).cited == ("Invalid", "order-of-times")


class TestAnotherSite:
    @pytest.fixture
    def both(self, strict: Scenario) -> Scenario:
        """A case and a record of another site."""
        elsewhere = {"site": "xm02", "occurred_at": TEN - timedelta(hours=1)}
        strict.given(case.Open, case="case-2", topic="t", first_asked=FIRST, **elsewhere)
        return strict.given(record.Create, record="record-2", kind="work_diary", custodian=FIRST, **elsewhere)

    def test_is_told(self, both: Scenario) -> None:
        """Two centres work on one case: a reading for another's is recorded, and the sender is told."""
        assert both.when(access.Read, **READ, case="case-2")
        assert both.warnings == (f"/case: case-2 belongs to site xm02, not to {SITE}",)

    def test_is_refused_where_the_decision_rests_on_it(self, both: Scenario) -> None:
        """A record is read where it is kept."""
        refusal = both.refusal(access.Read, **{**READ, "record": "record-2"})

        assert refusal.cited == ("Invalid", "in-the-ledger")
        assert refusal.message == f"/record: record-2 belongs to site xm02, not to {SITE}"


def test_what_was_said_of_a_delivery_goes_after_it(strict: Scenario) -> None:
    """A call is taken back also where its delivery was taken back before; nothing else names that one."""
    this = {"delivery": "delivery-1"}
    strict.given(delivery.Accept, **this, customer="customer-1", project="p", accepted_on="2016-01-12")
    strict.given(callback.Complete, **this, ordinal=1, actor=FIRST, satisfaction=5)
    strict.given(delivery.WithdrawAcceptance, **this, actor=LEAD, reason="r")

    again = {**this, "ordinal": 2, "actor": FIRST, "satisfaction": 5}
    assert strict.refusal(callback.Complete, **again).cited == ("Invalid", "in-the-ledger")
    assert strict.when(callback.WithdrawCall, **this, ordinal=1, actor=LEAD, reason="r")


def test_a_matter_that_is_left_out() -> None:
    """A command that names nothing has nothing looked up; one that does, what it names."""
    assert matters_in(make(contact.Receive, channel="call", topic="t")) == ()
    assert matters_in(make(access.Read, **READ)) == ("record-1",)
    assert matters_in(make(access.Read, **READ, case="case-1")) == ("record-1", "case-1")


class TestEvidence:
    """What shows something beside papers: matters and events of the own site, which are in the ledger."""

    @pytest.fixture
    def shown(self, strict: Scenario) -> Scenario:
        """A case of two events, and one of another site."""
        strict.given(case.Open, case="case-1", topic="t", first_asked=FIRST)
        strict.given(case.NoteProgress, case="case-1", note="n")
        return strict.given(case.Open, case="case-2", topic="t", first_asked=FIRST, site="xm02")

    @pytest.mark.parametrize(
        ("evidence", "said"),
        [
            ("case-9", "case-9 is not in the ledger; begin it first with the command case.open"),
            ("case-9.1", "case-9 is not in the ledger; begin it first with the command case.open"),
            ("case-1.3", "case-1 has no event 3"),
            ("case-2.1", f"case-2 belongs to site xm02, not to {SITE}"),
            ("staff-nobody", "staff-nobody is not in the ledger; begin it first with the command staff.hire"),
        ],
    )
    @pytest.mark.parametrize(
        ("model", "article"), [(assessment.RecordViolation, "001-m1"), (assessment.RecordBonus, "001-B1")]
    )
    def test_that_is_not_there(
        self, shown: Scenario, model: type[Command], article: str, evidence: str, said: str
    ) -> None:
        """An event that there is none of shows nothing, and neither does another site's."""
        entry = {**BROKEN, "article": article, "evidence": ("tape 7", evidence)}
        refusal = shown.refusal(model, **entry)

        assert refusal.cited == ("Invalid", "in-the-ledger")
        assert refusal.message == f"/evidence/1: {said}"

    @pytest.mark.parametrize("evidence", ["case-1", "case-1.2", "tape-7.1", "case-1.02", SECOND, "case-"])
    def test_that_is_there_or_is_a_paper(self, shown: Scenario, evidence: str) -> None:
        """A matter, one of its events, a person's entry; what has no form of an id is a paper's name."""
        assert shown.when(assessment.RecordViolation, **{**BROKEN, "evidence": (evidence,)})

    def test_that_was_taken_back(self, shown: Scenario) -> None:
        """A case that was opened by mistake shows nothing."""
        shown.given(case.WithdrawOpening, case="case-1", actor=LEAD, reason="r")
        refusal = shown.refusal(assessment.RecordViolation, **{**BROKEN, "evidence": ("case-1.1",)})

        assert refusal.message.startswith("/evidence/0: case-1 was taken back")
