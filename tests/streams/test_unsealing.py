"""A sealed key is used: asked for, allowed, opened before everybody who has to be there, and signed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest

from answerable.streams.key import commands as key
from answerable.streams.note import commands as note
from answerable.streams.note.papers import FileFormat
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable.streams.unsealing import commands as c
from answerable.streams.unsealing import events as e
from answerable.streams.unsealing.events import Capacity, Occasion
from answerable.streams.unsealing.flow import UnsealingStage
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario
from tests.streams.pages import page_of

ID, KEY, PAPERS = "unsealing-1", "key-1", "note-1"
ABOVE, MANAGER, GUARD = "staff-above", "staff-manager", "staff-guard"
ASKED: dict[str, Any] = {"unsealing": ID, "key": KEY, "emergency": "水管爆裂", "actor": MANAGER}
SOUGHT = {"unreachable": "电话三次无人接听"}
BEFORE, AFTER = {"before": "封条完好，门下渗水"}, {"after": "关闭水阀，锁好门窗", "seal": "F-2"}
PAPER = {
    "digest": "a" * 64,
    "size": 9,
    "format": FileFormat.PDF,
    "name": "申请书.pdf",
    "paper": "written_request",
}


def crew(desk: Scenario) -> Scenario:
    """Hire two assistants, a guard and a lead."""
    for person, role in ((FIRST, "agent"), (SECOND, "agent"), (GUARD, "guard"), (LEAD, "lead")):
        desk.given(staff.Hire, staff=person, role=role, team="t", hired_on=date(2016, 3, 1), actor=ABOVE)
    return desk


def card(desk: Scenario, key_class: str = "unit") -> Scenario:
    said = {"label": "3-502", "opens": "三号楼502", "pieces": 1, "place": "前台"}
    return desk.given(key.Catalogue, key=KEY, key_class=key_class, **said)


@pytest.fixture
def entrusted(desk: Scenario) -> Scenario:
    """A unit's key that its customer entrusted, and the people who may be present."""
    card(crew(desk)).given(
        key.HandOver, key=KEY, customer="customer-7", inspected_on=date(2016, 3, 10), sheet="s"
    )
    return desk.given(key.Seal, key=KEY, seal="F-1")


@pytest.fixture
def allowed(entrusted: Scenario) -> Scenario:
    """The general manager has allowed it to be opened in an emergency."""
    entrusted.given(c.AskInEmergency, **ASKED, **SOUGHT)
    return entrusted.given(c.Approve, unsealing=ID, actor=ABOVE)


def there(desk: Scenario, *people: str) -> Scenario:
    for person in people:
        desk.given(c.Attend, unsealing=ID, actor=person)
    return desk


def test_the_whole_way_in_an_emergency(entrusted: Scenario) -> None:
    """The manager asks, the general manager allows, each confirms for themselves, the manager signs."""
    this: dict[str, Any] = {"unsealing": ID}
    told = entrusted.when(c.AskInEmergency, **ASKED, **SOUGHT)
    assert told == [
        (
            e.AskedInEmergency,
            {
                "key": KEY,
                "label": "3-502",
                "emergency": "水管爆裂",
                **SOUGHT,
                "customer": "customer-7",
                "occasion": Occasion.EMERGENCY,
            },
        )
    ]
    entrusted.given(c.Approve, **this, actor=ABOVE)
    capacities = [
        entrusted.when(c.Attend, **this, actor=person)[0][1]["capacity"] for person in (FIRST, SECOND, GUARD)
    ]
    assert capacities == [Capacity.ASSISTANT, Capacity.ASSISTANT, Capacity.GUARD]
    assert entrusted.when(c.Unseal, **this, **BEFORE, actor=SECOND) == [
        (e.Unsealed, {**BEFORE, "assistants": (FIRST, SECOND), "guards": (GUARD,)})
    ]
    entrusted.given(c.Reseal, **this, **AFTER, actor=FIRST).given(c.Sign, **this, actor=MANAGER)
    assert entrusted.state.stage is UnsealingStage.SIGNED


@pytest.mark.parametrize("lacking", [FIRST, SECOND, GUARD])
def test_everybody_has_to_be_there(allowed: Scenario, lacking: str) -> None:
    """Two assistants and a guard: with one of them lacking the seal stays, and the refusal says who is."""
    crowd = [person for person in (FIRST, SECOND, GUARD) if person != lacking]
    there(allowed, *crowd)
    refusal = allowed.refusal(c.Unseal, unsealing=ID, **BEFORE, actor=crowd[0])
    assert refusal.cited == ("Refused", "002-r3-A3b")
    assert ("1 more guard" if lacking == GUARD else "1 more assistant") in refusal.message


def test_all_at_the_same_time(allowed: Scenario) -> None:
    """Who confirmed an hour ago confirms anew; nobody counts twice."""
    there(allowed, FIRST).later(hours=1)
    there(allowed, SECOND, GUARD)
    assert allowed.refusal(c.Unseal, unsealing=ID, **BEFORE, actor=SECOND).kind == "Refused"
    assert allowed.refusal(c.Attend, unsealing=ID, actor=SECOND).cited == ("Refused", "002-r3-A3b")
    there(allowed, FIRST).given(c.Unseal, unsealing=ID, **BEFORE, actor=SECOND)


def test_nobody_else_counts(allowed: Scenario) -> None:
    """A lead is neither assistant nor guard; who is not there breaks no seal, and seals nothing."""
    assert allowed.refusal(c.Attend, unsealing=ID, actor=LEAD).cited == ("Refused", "002-r3-A3b")
    there(allowed, FIRST, SECOND, GUARD)
    refusal = allowed.refusal(c.Unseal, unsealing=ID, **BEFORE, actor=LEAD)
    assert refusal.cited == ("Refused", "002-r3-A3b")
    allowed.given(c.Unseal, unsealing=ID, **BEFORE, actor=GUARD)
    assert allowed.refusal(c.Reseal, unsealing=ID, **AFTER, actor=LEAD).kind == "Refused"


def test_nobody_allows_or_signs_their_own(entrusted: Scenario) -> None:
    """Who asks does not allow it; who was present does not sign."""
    entrusted.given(c.AskInEmergency, **ASKED, **SOUGHT)
    for model, more in ((c.Approve, {}), (c.Refuse, {"reason": "r"})):
        assert entrusted.refusal(model, unsealing=ID, actor=MANAGER, **more).kind == "Forbidden"
    entrusted.given(c.Approve, unsealing=ID, actor=ABOVE)
    there(entrusted, FIRST, SECOND, GUARD).given(c.Unseal, unsealing=ID, **BEFORE, actor=FIRST)
    entrusted.given(c.Reseal, unsealing=ID, **AFTER, actor=FIRST)
    assert entrusted.refusal(c.Sign, unsealing=ID, actor=FIRST).kind == "Forbidden"


def test_nothing_is_opened_unallowed(entrusted: Scenario) -> None:
    """Neither before it was allowed, nor when it was refused."""
    entrusted.given(c.AskInEmergency, **ASKED, **SOUGHT)
    assert entrusted.refusal(c.Attend, unsealing=ID, actor=FIRST).kind == "Refused"
    entrusted.given(c.Refuse, unsealing=ID, actor=ABOVE, reason="可等客户")
    assert entrusted.refusal(c.Approve, unsealing=ID, actor=ABOVE).kind == "Refused"


class TestAsking:
    def test_the_customer_is_sought(self, entrusted: Scenario) -> None:
        """An entrusted key is used only where they cannot be reached, and that is said."""
        assert entrusted.refusal(c.AskInEmergency, **ASKED).cited == ("Invalid", "002-r3-A3a")

    def test_a_set_of_the_estates_own(self, desk: Scenario) -> None:
        """It has no customer to be sought (002-r13-2.1)."""
        card(desk, "gate").given(key.Seal, key=KEY, seal="F-9")
        desk.given(c.AskInEmergency, **ASKED)

    def test_only_what_is_sealed(self, desk: Scenario) -> None:
        """Every other key is lent, and what is no key at all is not there."""
        card(desk)
        assert desk.refusal(c.AskInEmergency, **ASKED).cited == ("Refused", "002-r3-A2")
        none = {**ASKED, "key": "key-2"}
        assert desk.refusal(c.AskInEmergency, **none).cited == ("Invalid", "in-the-ledger")


class TestForTheCustomer:
    SAID: ClassVar[dict[str, Any]] = {"unsealing": ID, "key": KEY, "application": PAPERS, "actor": FIRST}

    @pytest.fixture
    def applied(self, entrusted: Scenario) -> Scenario:
        """The written application is attached to a note about the key."""
        return entrusted.given(
            note.Write, note=PAPERS, matter=KEY, content="客户忘带钥匙", attachments=(PAPER,)
        )

    def test_the_whole_way(self, applied: Scenario) -> None:
        """Confirmed with the unit's head, agreed to, used, stamped, and only then signed (002-r3-A4)."""
        this = {"unsealing": ID}
        applied.given(c.AskForCustomer, **self.SAID)
        assert applied.refusal(c.Agree, **this, actor=MANAGER).kind == "Refused"
        applied.given(c.Confirm, **this, how="按登记电话回拨，负责人同意", actor=SECOND)
        applied.given(c.Agree, **this, actor=MANAGER)
        there(applied, FIRST).given(c.Unseal, **this, **BEFORE, actor=FIRST)
        applied.given(c.Reseal, **this, **AFTER, actor=FIRST)
        assert applied.refusal(c.Sign, **this, actor=MANAGER).cited == ("Refused", "002-r3-A4")
        applied.given(c.Stamp, **this, archived_as="YS-2016-3")
        assert applied.refusal(c.Stamp, **this, archived_as="YS-2016-4").kind == "Refused"
        applied.given(c.Sign, **this, actor=MANAGER)

    def test_in_writing(self, entrusted: Scenario) -> None:
        """A note without the paper, or about something else, is no application."""
        entrusted.given(note.Write, note=PAPERS, matter=KEY, content="口头申请")
        assert entrusted.refusal(c.AskForCustomer, **self.SAID).cited == ("Refused", "002-r3-A4")

    def test_a_withdrawn_application_is_none(self, applied: Scenario) -> None:
        """What was taken back asks for nothing."""
        applied.given(note.Withdraw, note=PAPERS, actor=THIRD, reason="错附文件")
        assert applied.refusal(c.AskForCustomer, **self.SAID).cited == ("Refused", "002-r3-A4")

    def test_an_emergency_has_no_stamp(self, allowed: Scenario) -> None:
        """There is no application that could be stamped."""
        there(allowed, FIRST, SECOND, GUARD).given(c.Unseal, unsealing=ID, **BEFORE, actor=FIRST)
        allowed.given(c.Reseal, unsealing=ID, **AFTER, actor=FIRST)
        assert allowed.refusal(c.Stamp, unsealing=ID, archived_as="n").cited == ("Refused", "002-r3-A4")


def test_it_is_taken_back_by_a_third(allowed: Scenario) -> None:
    """Neither by who asked nor by who was present."""
    there(allowed, FIRST)
    for own in (MANAGER, FIRST):
        assert allowed.refusal(c.Withdraw, unsealing=ID, actor=own, reason="r").kind == "Forbidden"
    allowed.given(c.Withdraw, unsealing=ID, actor=ABOVE, reason="误报")
    assert allowed.state.stage is UnsealingStage.WITHDRAWN


async def test_the_page_names_everybody(allowed: Scenario, tmp_path: Path) -> None:
    """Who asked, who allowed it, and each who was present."""
    allowed.given(site.Open, name_zh="厦门", name_en="Xiamen")
    there(allowed, FIRST, SECOND, GUARD).given(c.Unseal, unsealing=ID, **BEFORE, actor=FIRST)
    assert ">QF2016" in await page_of(allowed, tmp_path, "/unsealings")
    story = await page_of(allowed, tmp_path, "/unsealings/unsealing-1", "zh")
    for shown in ("确认在场", "启封", "保安员", "封条完好", "3-502"):
        assert shown in story
