"""Personal data in free texts is refused at every way in."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from answerable.errors import Invalid
from answerable.settings import PersonalData
from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.handover import commands as handover
from services.intake.bulk import carry_out_all
from services.intake.free_text import check_free_text, free_text_fields
from services.intake.reading import Read
from tests.services.intake.scenario import FIRST, SECOND, make
from tests.services.intake.waiting import Waiting

MOBILE = "13800001234"
FILED = make(complaint.File, channel="call", topic="t", text=f"call me at {MOBILE}")


def test_every_text_of_a_persons_own_words_is_looked_through() -> None:
    """Texts, labels, lists of them and evidence; ids and closed sets are not."""
    assert free_text_fields(complaint.File) == ("topic", "text")
    assert free_text_fields(handover.Start) == ("checklist",)
    assert free_text_fields(assessment.RecordViolation) == ("reason", "evidence")
    assert free_text_fields(case.Close) == ()


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
        check_free_text(command, PersonalData.REFUSE)

    assert refused.value.rule == "personal-data"
    assert [(fault.pointer, fault.message.rpartition(": ")[2]) for fault in refused.value.faults] == [
        ("/reason", "mobile"),
        ("/evidence/1", "bank card"),
    ]
    assert MOBILE not in refused.value.message
    assert "4111" not in refused.value.message


def test_a_centre_may_take_it_and_note_it() -> None:
    """Where it is set so, the command is taken, and the log says field and kind."""
    with capture_logs() as lines:
        check_free_text(FILED, PersonalData.WARN)

    assert [line["found"] for line in lines] == [["/text looks like personal data: mobile"]]
    assert MOBILE not in str(lines)


@pytest.mark.server
def test_single_and_many(intake: Waiting, fresh: str) -> None:
    """A single command is refused; of many only the one that holds it."""
    application = intake.application
    with pytest.raises(Invalid):
        application.wait(application.carry_out(FILED))
    rows = [
        Read(f"{fresh}.1", FILED),
        Read(f"{fresh}.2", make(case.Open, case=f"case-{fresh}", topic="t", first_asked=FIRST)),
    ]
    report = application.wait(carry_out_all(application, rows))

    assert [(one.status, one.rule) for one in report.outcomes] == [(422, "personal-data"), (200, None)]
