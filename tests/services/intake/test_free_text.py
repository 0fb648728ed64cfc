"""Personal data in free texts is refused at every way in."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from answerable.errors import Invalid
from answerable.ids import new_id
from answerable.settings import PersonalData
from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.handover import commands as handover
from answerable.streams.site import commands as site
from answerable_services.intake.free_text import check_texts, free_text_fields
from answerable_services.intake.reading import Read
from tests.identity.proofs import PROVED, asker_of
from tests.services.intake.scenario import FIRST, SECOND, make
from tests.services.intake.waiting import Waiting

MOBILE = "13800001234"
FILED = make(complaint.File, channel="call", topic="t", text=f"call me at {MOBILE}")


def test_every_text_of_a_persons_own_words_is_looked_through() -> None:
    """Texts, labels, lists of them and evidence; ids and closed sets are not."""
    assert free_text_fields(complaint.File) == {"topic", "text"}
    assert free_text_fields(handover.Start) == {"checklist"}
    assert free_text_fields(assessment.RecordViolation) == {"reason", "evidence"}
    assert free_text_fields(case.Close) == set()


def test_the_refusal_names_field_and_kind_and_repeats_nothing() -> None:
    """Whoever reads the refusal, or a log of it, learns no number."""
    command = make(
        assessment.RecordViolation,
        staff=SECOND,
        article="001-m1",
        reason=f"gave out {MOBILE}",
        evidence=("case-1", "card 4111111111111111"),
    )
    with pytest.raises(Invalid) as refused:
        check_texts(command, None, PersonalData.REFUSE)

    assert refused.value.rule == "personal-data"
    assert [
        (broken.pointer, broken.message.rpartition(": ")[2]) for broken in refused.value.broken_rules
    ] == [
        ("/reason", "mobile"),
        ("/evidence/1", "bank card"),
    ]
    assert MOBILE not in refused.value.message
    assert "4111" not in refused.value.message


@pytest.mark.parametrize(
    ("of", "kind"),
    [("tel-{}", "mobile"), ("x{}", "mobile"), ("site-{}-b", "mobile"), ("id-{}", "identity card")],
)
def test_a_sites_id_is_looked_through(of: str, kind: str) -> None:
    """A telephone number or an identity card is found in it, whatever stands before it."""
    number = MOBILE if kind == "mobile" else "11010519491231002x"
    command = make(site.Open, site=of.format(number), name_zh="z", name_en="e")
    with pytest.raises(Invalid) as refused:
        check_texts(command, None, PersonalData.REFUSE)

    assert {broken.pointer for broken in refused.value.broken_rules} == {"/site"}
    assert number not in refused.value.message


@pytest.mark.parametrize("called", ["xm01", "xm-2026", "north-361000", "beijing-110105"])
def test_a_plain_site_id_is_taken(called: str) -> None:
    """Years, areas and post codes are in sites' ids, and nobody's."""
    check_texts(make(site.Open, site=called, name_zh="z", name_en="e"), None, PersonalData.REFUSE)


def test_a_centre_may_take_it_and_note_it() -> None:
    """Where it is set so, the command is taken, and the log says field and kind."""
    with capture_logs() as lines:
        check_texts(FILED, None, PersonalData.WARN)

    assert [line["found"] for line in lines] == [["/text looks like personal data: mobile"]]
    assert MOBILE not in str(lines)


@pytest.mark.parametrize(
    ("fields", "key", "pointer", "kind"),
    [
        ({"correlation_id": MOBILE}, None, "/correlation_id", "mobile"),
        ({"correlation_id": f"contact-{MOBILE}"}, None, "/correlation_id", "mobile"),
        ({"correlation_id": f"来电{MOBILE}"}, None, "/correlation_id", "mobile"),
        ({"correlation_id": "zhang.san@example.com"}, None, "/correlation_id", "email"),
        ({"correlation_id": "matter 闽D12345"}, None, "/correlation_id", "plate"),
        ({"customer": f"customer-{MOBILE}"}, None, "/customer", "mobile"),
        ({"customer": f"customer-{MOBILE}_2"}, None, "/customer", "mobile"),
        ({"customer": "customer-138-0000-1234"}, None, "/customer", "mobile"),
        ({"customer": "customer-11010519491231002X"}, None, "/customer", "identity card"),
        ({"customer": "customer-4111111111111111"}, None, "/customer", "bank card"),
        ({"first_asked": f"staff-{MOBILE}"}, None, "/first_asked", "mobile"),
        ({"actor": f"staff-{MOBILE}"}, None, "/actor", "mobile"),
        ({"case": f"case-{MOBILE}-20160310"}, None, "/case", "mobile"),
        ({}, MOBILE, "/Idempotency-Key", "mobile"),
        ({}, f"tel:{MOBILE}", "/Idempotency-Key", "mobile"),
        ({}, "zhang.san@example.com/1", "/Idempotency-Key", "email"),
    ],
)
def test_ids_are_looked_through_too(fields: dict[str, str], key: str | None, pointer: str, kind: str) -> None:
    """Every text that the sender chooses goes into the ledger, so each is looked through."""
    command = make(case.Open, **{"topic": "t", "first_asked": FIRST, **fields})
    with pytest.raises(Invalid) as refused:
        check_texts(command, key, PersonalData.REFUSE)

    assert [(one.pointer, one.message.rpartition(": ")[2]) for one in refused.value.broken_rules] == [
        (pointer, kind)
    ]
    assert (key or MOBILE) not in refused.value.message


@pytest.mark.parametrize(
    "chosen",
    [
        "SO-13800001234",
        "order-13800001234",
        "PO_20160310_13800001234",
        "20160310123456789",
        "2016031013800001234",
        "1457573400000",
        "4500012345",
        "INC0000045",
        "SN13800001234",
        "HT-2016-0310-13800001234",
        "contact-01HQZX3T7KEXAMPLE0000000000",
        "550e8400-e29b-41d4-a716-446655440000",
        "case-13812345-6789-4013-8123-013812345678",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "<CAF1380.13800001234@mail.example.com>",
        "import:incident-log:INC0000045:opened",
        "delivery-20160310-0001",
    ],
)
def test_what_is_not_taken_for_it_in_ids(chosen: str) -> None:
    """Order, serial and ticket numbers, moments, identifiers of machines and messages: in matter and key."""
    command = make(case.Open, topic="t", first_asked=FIRST, correlation_id=chosen)

    check_texts(command, chosen, PersonalData.REFUSE)


@given(st.uuids(), st.integers(0, 2**48 - 1), st.integers(0, 2**80 - 1))
def test_ids_of_machines_are_no_alarm(uuid: UUID, at_ms: int, randomness: int) -> None:
    """No UUID and no ULID is taken for a person's number, behind a prefix or not."""
    for one in (str(uuid), f"case-{uuid}", new_id("case", at_ms, randomness), f"case-{uuid.hex}"):
        command = make(case.Open, topic="t", first_asked=FIRST, correlation_id=one)
        check_texts(command, one, PersonalData.REFUSE)


@pytest.mark.server
def test_single_and_many(intake: Waiting, fresh: str) -> None:
    """A single command is refused; of many only the one that holds it."""
    application = intake.application
    with pytest.raises(Invalid):
        application.wait(application.carry_out(FILED, asker_of(FILED)))
    rows = [
        Read(f"{fresh}.1", FILED),
        Read(f"{fresh}.2", make(case.Open, case=f"case-{fresh}", topic="t", first_asked=FIRST)),
    ]
    report = application.wait(application.carry_out_all(rows, PROVED))

    assert [(one.status, one.rule) for one in report.outcomes] == [(422, "personal-data"), (200, None)]
