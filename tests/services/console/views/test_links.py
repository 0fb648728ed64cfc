"""Where things can be read, and what people call them."""

from __future__ import annotations

import pytest

from answerable.calendar.zones import DEFAULT_ZONE
from answerable.identity import Kind
from answerable_services.console.language import Language, words_of
from answerable_services.console.views.fields import Field, fields_of
from answerable_services.console.views.format import Speaks
from answerable_services.console.views.links import link_of, name_of, originator_of

ZH, EN = words_of(Language.ZH), words_of(Language.EN)


@pytest.mark.parametrize(
    ("reference", "address"),
    [
        ("case-INC0000045", "/cases/case-INC0000045"),
        ("case-INC0000045.8", "/cases/case-INC0000045#case-INC0000045.8"),
        ("complaint-77.3", "/complaints/complaint-77#complaint-77.3"),
        ("fault-9", "/faults/fault-9"),
        ("handover-xm01-day.4", "/handovers/handover-xm01-day#handover-xm01-day.4"),
        ("record-xm01-list.3", "/matters/record-xm01-list#record-xm01-list.3"),
        ("staff-8", "/people/staff-8"),
        ("customer-7", "/search?text=customer-7"),
        ("unknown-8", None),
        ("照片 12.jpg", None),
    ],
)
def test_evidence_leads_to_the_page_that_shows_it(reference: str, address: str | None) -> None:
    """A case's event is a place inside its timeline."""
    assert link_of(reference) == address


def test_an_originator_keeps_what_only_looks_like_a_version() -> None:
    """Only digits behind the last dot are a version."""
    assert [originator_of("case-7.3"), originator_of("case-7.x"), originator_of("case-7")] == [
        "case-7",
        "case-7.x",
        "case-7",
    ]


def test_people_are_named_by_their_number_in_the_pages_language() -> None:
    """Names come with encryption; until then an id is what there is. A group has its own name."""
    assert [name_of("staff-8", ZH), name_of("customer-4001", EN), name_of("班组 70", EN)] == [
        "员工 8",
        "Customer 4001",
        "班组 70",
    ]


@pytest.mark.parametrize("words", [ZH, EN])
@pytest.mark.parametrize("kind", [*Kind, "customer"])
def test_whoever_does_something_has_a_name(words: Speaks, kind: str) -> None:
    """People, other systems and parts of this one all stand in stories: each is called something."""
    assert name_of(f"{kind}-x7", words).endswith("x7")
    assert name_of(f"{kind}-x7", words) != f"{kind}-x7"


def test_fields_are_written_for_people() -> None:
    """Times in the zone, lengths in units, enumerations and yes in words, and nothing for what is empty."""
    told = {
        "due_at": "2016-03-31T06:03:00Z",
        "limit_minutes": 420,
        "is_emergency": True,
        "priority": "critical",
        "owner": "staff-8",
        "contact": "contact-5",
        "to": None,
        "unheard_of": "2016",
        "case": "case-7",
    }
    assert fields_of(told, EN, DEFAULT_ZONE) == (
        Field("Limit ends", "2016-03-31 14:03"),
        Field("Limit", "7 hr"),
        Field("Emergency", "yes"),
        Field("Priority", "critical"),
        Field("Owner", "Staff 8", "/people/staff-8"),
        Field("Contact", "contact-5", "/contacts/contact-5"),
        Field("unheard_of", "2016"),
        Field("Case", "case-7", "/cases/case-7"),
    )


def test_what_is_emptied_is_named_as_its_field() -> None:
    """A correction that says of which fields nothing holds names them by their words, in either language."""
    told = {"empties": ["about", "case", "contact", "customer", "delivery", "team"]}
    assert fields_of(told, EN, DEFAULT_ZONE) == (
        Field("Nothing holds of", "About, Case, Contact, Customer, Delivered project, Team"),
    )
    assert fields_of(told, ZH, DEFAULT_ZONE) == (
        Field("清空", "被投诉人、工单、来访来电、客户、交付项目、班组"),
    )
