"""Hazardous goods: a catalogue, and a sheet for each month on which the machine works the balance out."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from answerable.streams.hazmat import commands as good
from answerable.streams.hazmat import events as g
from answerable.streams.hazmatbook import commands as c
from answerable.streams.hazmatbook import events as e
from answerable.streams.hazmatbook.flow import INCIDENT, ISSUE, LENDING, RETURN, BookStage
from answerable.streams.hazmatbook.sheet import Fate
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario
from tests.streams.pages import page_of

GOOD = "hazmat-xm01-alcohol"
MARCH, APRIL = "hazmatbook-xm01-alcohol-2016-03", "hazmatbook-xm01-alcohol-2016-04"
ON = {"hazmatbook": MARCH}
OF = {"hazmat": GOOD, "month": "2016-03"}
SAID: dict[str, Any] = {"substance": "alcohol", "place": "cellar, cage 2", "custodian": LEAD}
LAST_NIGHT = datetime.fromisoformat("2016-03-31T18:00:00+08:00")
NEXT_MONTH = datetime.fromisoformat("2016-04-01T08:00:00+08:00")


@pytest.fixture
def kept(desk: Scenario) -> Scenario:
    """Alcohol in the catalogue, with the month's sheet begun and 1000 ml taken in."""
    desk.given(good.Catalogue, **SAID).given(c.Open, **OF)
    return desk.given(c.TakeIn, **ON, amount=1000, source="bought", actor=LEAD)


def drawn(kept: Scenario, amount: int = 300) -> Scenario:
    kept.given(c.Ask, **ON, amount=amount, purpose="doors", actor=FIRST)
    return kept.given(c.Issue, **ON, drawing=1, actor=LEAD)


def closed(kept: Scenario, counted: int = 1000) -> Scenario:
    return kept.given(c.CountStock, **ON, counted=counted, actor=LEAD).given(c.Close, **ON, actor=LEAD)


class TestCatalogue:
    def test_the_unit_follows_from_the_good(self, desk: Scenario) -> None:
        """Nobody says in what it is measured, or which month its book begins with."""
        assert desk.when(good.Catalogue, **SAID) == [
            (
                g.Catalogued,
                {**SAID, "substance": g.Substance.ALCOHOL, "unit": "millilitre", "month": "2016-03"},
            )
        ]

    def test_a_good_stands_in_it_once(self, kept: Scenario) -> None:
        """A site has one entry for each good."""
        assert kept.refusal(good.Catalogue, **SAID).kind == "Refused"

    def test_place_and_key_change(self, kept: Scenario) -> None:
        """Both with a reason, and to something else than before."""
        assert kept.when(good.Move, hazmat=GOOD, place="cage 3", reason="damp") == [
            (g.Moved, {"place": "cage 3", "reason": "damp"})
        ]
        assert kept.refusal(good.Move, hazmat=GOOD, place="cage 3", reason="r").rule == "nothing-to-correct"
        assert kept.refusal(good.PassKey, hazmat=GOOD, custodian=LEAD, reason="r").kind == "Refused"
        kept.given(good.PassKey, hazmat=GOOD, custodian=THIRD, reason="leave")
        assert kept.state.custodian == THIRD

    def test_it_is_taken_off_with_nothing_left(self, kept: Scenario) -> None:
        """This month's sheet has to be closed at nothing; the good may come back later."""
        off = {**OF, "reason": "no longer used"}
        assert kept.refusal(good.TakeOff, **off).rule == "002-r11-1"
        closed(kept)
        assert kept.refusal(good.TakeOff, **off).rule == "002-r11-1"
        assert kept.refusal(good.TakeOff, **{**off, "month": "2016-02"}).rule == "month-of-site"
        kept.given(c.WithdrawClosing, **OF, reason="r", actor=THIRD)
        drawn(kept, 1000).given(c.TakeBack, **ON, drawing=1, amount=0, actor=LEAD)
        closed(kept, 0).given(good.TakeOff, **off)
        assert kept.refusal(c.Open, **{**OF, "month": "2016-03"}).kind == "Refused"
        kept.given(good.Catalogue, **SAID)


class TestDrawing:
    def test_the_whole_way(self, kept: Scenario) -> None:
        """Asked for, handed out by who approves, the rest taken back; the machine keeps the balance."""
        assert kept.when(c.Ask, **ON, amount=300, purpose="doors", actor=FIRST) == [
            (e.Asked, {"drawing": 1, "amount": 300, "purpose": "doors"})
        ]
        assert kept.when(c.Issue, **ON, drawing=1, actor=LEAD) == [
            (e.Issued, {"drawing": 1, "line": 2, "amount": 300, "user": FIRST, "balance": 700})
        ]
        assert kept.when(c.TakeBack, **ON, drawing=1, amount=120, actor=LEAD) == [
            (e.Returned, {"drawing": 1, "line": 3, "amount": 120, "used": 180, "balance": 820})
        ]
        assert kept.state.balance == 820

    @pytest.mark.parametrize(
        ("model", "said", "article"),
        [(c.Issue, {}, ISSUE), (c.Refuse, {"reason": "r"}, ISSUE), (c.TakeBack, {"amount": 1}, RETURN)],
    )
    def test_not_by_who_asked(self, kept: Scenario, model: Any, said: dict[str, Any], article: str) -> None:
        """Neither in their own name nor in that of another."""
        kept.given(c.Ask, **ON, amount=300, purpose="doors", actor=FIRST)
        if model is c.TakeBack:
            kept.given(c.Issue, **ON, drawing=1, actor=LEAD)
        for who in ({"actor": FIRST}, {"actor": LEAD, "entered_by": FIRST}):
            assert kept.refusal(model, **ON, drawing=1, **said, **who).cited == ("Forbidden", article)

    def test_no_more_than_there_is(self, kept: Scenario) -> None:
        """The refusal says how much there was."""
        kept.given(c.Ask, **ON, amount=1001, purpose="doors", actor=FIRST)
        refusal = kept.refusal(c.Issue, **ON, drawing=1, actor=LEAD)

        assert refusal.cited == ("Refused", RETURN)
        assert "only 1,000 of 1,001 were there" in refusal.message

    def test_no_more_than_there_was_then(self, kept: Scenario) -> None:
        """A drawing that is entered late is bound by what the store held at that moment."""
        kept.later(hours=2).given(c.TakeIn, **ON, amount=500, source="bought", actor=LEAD)
        early = kept.now.replace(hour=2, minute=30)
        kept.given(c.Ask, **ON, amount=1200, purpose="doors", actor=FIRST, occurred_at=early)

        assert kept.refusal(c.Issue, **ON, drawing=1, actor=LEAD, occurred_at=early).kind == "Refused"
        assert kept.when(c.Issue, **ON, drawing=1, actor=LEAD)

    def test_once(self, kept: Scenario) -> None:
        """What was handed out is not handed out again, nor taken back twice, nor more than that."""
        drawn(kept)
        assert kept.refusal(c.Issue, **ON, drawing=1, actor=LEAD).cited == ("Refused", ISSUE)
        assert kept.refusal(c.Issue, **ON, drawing=2, actor=LEAD).kind == "NotFound"
        more = kept.refusal(c.TakeBack, **ON, drawing=1, amount=301, actor=LEAD)
        assert more.cited == ("Invalid", RETURN)
        kept.given(c.TakeBack, **ON, drawing=1, amount=0, actor=LEAD)
        assert kept.refusal(c.TakeBack, **ON, drawing=1, amount=0, actor=LEAD).kind == "Refused"

    def test_a_refused_one_is_not_handed_out(self, kept: Scenario) -> None:
        """Whoever needs it asks anew."""
        kept.given(c.Ask, **ON, amount=300, purpose="doors", actor=FIRST)
        kept.given(c.Refuse, **ON, drawing=1, reason="too much", actor=LEAD)

        assert kept.refusal(c.Issue, **ON, drawing=1, actor=LEAD).cited == ("Refused", ISSUE)

    def test_in_order_of_times(self, kept: Scenario) -> None:
        """Nothing is handed out before it was asked for, or comes back before it was handed out."""
        before = kept.now
        kept.later(hours=1).given(c.Ask, **ON, amount=300, purpose="doors", actor=FIRST)
        early = {"actor": LEAD, "occurred_at": before}
        assert kept.refusal(c.Issue, **ON, drawing=1, **early).rule == "order-of-times"
        kept.given(c.Issue, **ON, drawing=1, actor=LEAD)
        assert kept.refusal(c.TakeBack, **ON, drawing=1, amount=1, **early).rule == "order-of-times"


class TestLending:
    PERMIT: ClassVar[dict[str, Any]] = {
        "amount": 200,
        "borrower": "garden firm",
        "back_by": date(2016, 4, 5),
        "reason": "r",
    }

    def test_only_as_permitted(self, kept: Scenario) -> None:
        """Nothing leaves without permission; whoever permitted it does not hand it out."""
        assert kept.refusal(c.Lend, **ON, lending=1, actor=LEAD).kind == "NotFound"
        kept.given(c.PermitLending, **ON, **self.PERMIT, actor=THIRD)
        assert kept.refusal(c.Lend, **ON, lending=1, actor=THIRD).cited == ("Forbidden", LENDING)
        assert kept.when(c.Lend, **ON, lending=1, actor=LEAD) == [
            (e.Lent, {"lending": 1, "line": 2, "amount": 200, "balance": 800})
        ]
        assert kept.when(c.TakeLoanBack, **ON, lending=1, amount=150, actor=LEAD) == [
            (e.GivenBack, {"lending": 1, "line": 3, "amount": 150, "kept": 50, "balance": 950})
        ]

    def test_a_permission_is_revoked_before_it_is_used(self, kept: Scenario) -> None:
        """Then nothing leaves; what has left is not permitted any less."""
        kept.given(c.PermitLending, **ON, **self.PERMIT, actor=THIRD)
        kept.given(c.WithdrawPermission, **ON, lending=1, reason="r", actor=THIRD)
        assert kept.refusal(c.Lend, **ON, lending=1, actor=LEAD).cited == ("Refused", LENDING)

    def test_due_today_or_later(self, kept: Scenario) -> None:
        """Nothing is overdue from its first moment."""
        late = {**self.PERMIT, "back_by": date(2016, 3, 9)}
        assert kept.refusal(c.PermitLending, **ON, **late, actor=THIRD).rule == "order-of-times"

    def test_it_goes_on_to_the_next_sheet(self, kept: Scenario) -> None:
        """What is lent at the month's end comes back on the next sheet, by its own number."""
        kept.given(c.PermitLending, **ON, **self.PERMIT, actor=THIRD).given(
            c.Lend, **ON, lending=1, actor=LEAD
        )
        closed(kept, 800).now = NEXT_MONTH
        opened = kept.when(c.Open, hazmat=GOOD, month="2016-04")[0][1]
        assert (opened["carried"], opened["lent"][0].amount) == (800, 200)
        back = kept.when(c.TakeLoanBack, hazmatbook=APRIL, lending=1, amount=200, actor=LEAD)
        assert back[0][1]["balance"] == 1000


class TestIncident:
    def test_dealt_with_by_somebody_else(self, kept: Scenario) -> None:
        """Reported to a superior, and settled once, by another than who reported it."""
        kept.given(c.ReportIncident, **ON, what="the cage was open", reported_to=LEAD, actor=FIRST)
        settle = {**ON, "incident": 1, "settlement": "lock changed"}
        assert kept.refusal(c.SettleIncident, **settle, actor=FIRST).cited == ("Forbidden", INCIDENT)
        kept.given(c.SettleIncident, **settle, actor=LEAD)
        assert kept.refusal(c.SettleIncident, **settle, actor=LEAD).cited == ("Refused", INCIDENT)
        assert kept.refusal(c.SettleIncident, **{**settle, "incident": 2}, actor=LEAD).kind == "NotFound"


class TestCounting:
    def test_a_difference_is_explained_by_somebody_else(self, kept: Scenario) -> None:
        """The count is held against the book; the book follows it once it is explained."""
        assert kept.when(c.CountStock, **ON, counted=940, actor=LEAD) == [
            (e.Counted, {"counted": 940, "booked": 1000})
        ]
        assert kept.refusal(c.Close, **ON, actor=LEAD).cited == ("Refused", RETURN)
        said = {**ON, "explanation": "a can leaked"}
        assert kept.refusal(c.Explain, **said, actor=LEAD).cited == ("Forbidden", RETURN)
        assert kept.when(c.Explain, **said, actor=THIRD) == [
            (e.Explained, {"line": 2, "difference": -60, "explanation": "a can leaked", "balance": 940})
        ]
        assert kept.refusal(c.Explain, **said, actor=THIRD).cited == ("Refused", RETURN)
        kept.given(c.Close, **ON, actor=LEAD)

    def test_a_forgotten_movement_is_the_difference(self, kept: Scenario) -> None:
        """What happened before the count and is entered behind it leaves nothing to explain."""
        drawn(kept.later(hours=1))
        kept.later(hours=1).given(c.CountStock, **ON, counted=820, actor=LEAD)
        assert kept.state.difference == 120
        before = kept.now
        kept.later(hours=1).given(c.TakeBack, **ON, drawing=1, amount=120, actor=LEAD, occurred_at=before)
        assert kept.state.difference == 0
        kept.given(c.Close, **ON, actor=LEAD)

    def test_what_moved_behind_it_is_counted_again(self, kept: Scenario) -> None:
        """A sheet is closed on a count that lies behind its last movement."""
        kept.given(c.CountStock, **ON, counted=1000, actor=LEAD).later(hours=1)
        kept.given(c.TakeIn, **ON, amount=10, source="bought", actor=LEAD)
        assert "count" in kept.refusal(c.Close, **ON, actor=LEAD).message
        closed(kept, 1010)


class TestCorrecting:
    def test_the_balance_follows(self, kept: Scenario) -> None:
        """By somebody else than who entered it, and never so that less than nothing was there."""
        drawn(kept)
        put_right = {**ON, "line": 1, "amount": 800, "reason": "misread"}
        assert kept.refusal(c.CorrectEntry, **put_right, actor=LEAD).cited == ("Forbidden", RETURN)
        assert kept.when(c.CorrectEntry, **put_right, actor=THIRD) == [
            (e.EntryCorrected, {"line": 1, "amount": 800, "reason": "misread", "balance": 500})
        ]
        little = kept.refusal(c.CorrectEntry, **{**put_right, "amount": 299}, actor=THIRD)
        assert little.cited == ("Refused", RETURN)
        same = kept.refusal(c.CorrectEntry, **put_right, actor=THIRD)
        assert same.rule == "nothing-to-correct"
        assert kept.refusal(c.CorrectEntry, **{**put_right, "line": 9}, actor=THIRD).kind == "NotFound"

    def test_what_was_used_follows(self, kept: Scenario) -> None:
        """No more comes back than was handed out, whichever of the two is put right."""
        drawn(kept).given(c.TakeBack, **ON, drawing=1, amount=120, actor=LEAD)
        by = {**ON, "reason": "misread", "actor": THIRD}
        assert kept.refusal(c.CorrectEntry, **by, line=2, amount=100).cited == ("Invalid", RETURN)
        assert kept.refusal(c.CorrectEntry, **by, line=3, amount=301).cited == ("Invalid", RETURN)
        kept.given(c.CorrectEntry, **by, line=2, amount=250).given(c.CorrectEntry, **by, line=3, amount=50)
        assert (kept.state.drawings[0].used, kept.state.balance) == (200, 800)

    def test_what_never_left_waits_as_before(self, kept: Scenario) -> None:
        """A drawing that was never handed out is asked for again, and a lending permitted again."""
        drawn(kept).given(c.PermitLending, **ON, **TestLending.PERMIT, actor=THIRD)
        kept.given(c.Lend, **ON, lending=1, actor=LEAD)
        by = {**ON, "reason": "not fetched", "actor": THIRD}
        kept.given(c.CorrectEntry, **by, line=2, amount=0).given(c.CorrectEntry, **by, line=3, amount=0)
        assert (kept.state.drawings[0].fate, kept.state.lendings[0].fate) == (Fate.ASKED, Fate.PERMITTED)
        assert kept.state.balance == 1000
        kept.given(c.CorrectEntry, **by, line=2, amount=200).given(c.CorrectEntry, **by, line=3, amount=50)
        assert (kept.state.drawings[0].fate, kept.state.lendings[0].fate) == (Fate.OUT, Fate.LENT)


class TestMonths:
    def test_a_sheet_begins_with_what_the_last_one_closed_with(self, kept: Scenario) -> None:
        """None is skipped, none begun before the last is closed, and a line stands on that of its month."""
        april = {"hazmat": GOOD, "month": "2016-04"}
        kept.now = NEXT_MONTH
        assert kept.refusal(c.Open, **april).cited == ("Refused", RETURN)
        other = kept.refusal(c.TakeIn, **ON, amount=1, source="bought", actor=LEAD)
        assert other.cited == ("Invalid", "month-of-site")
        closed(kept)
        assert kept.when(c.Open, **april) == [
            (
                e.Opened,
                {**april, "substance": "alcohol", "unit": "millilitre", "carried": 1000, "lent": ()},
            ),
        ]

    def test_there_is_none_before_the_catalogue(self, kept: Scenario) -> None:
        """The first sheet is of the month in which the good was put in the catalogue."""
        refusal = kept.refusal(c.Open, hazmat=GOOD, month="2016-02")
        assert refusal.cited == ("Invalid", "month-of-site")
        assert kept.refusal(c.Open, **OF).kind == "Refused"
        nobody = kept.refusal(c.Open, hazmat="hazmat-xm01-thinner", month="2016-03")
        assert nobody.rule == "in-the-ledger"

    def test_nothing_is_left_out_at_the_end(self, kept: Scenario) -> None:
        """A drawing comes back, or is refused, before the sheet is closed."""
        drawn(kept).given(c.CountStock, **ON, counted=700, actor=LEAD)
        assert kept.refusal(c.Close, **ON, actor=LEAD).cited == ("Refused", RETURN)
        assert kept.state.stage is BookStage.OPEN

    def test_it_is_opened_again_by_somebody_else(self, kept: Scenario) -> None:
        """Unless the next sheet has begun with its balance."""
        closed(kept)
        assert kept.refusal(c.TakeIn, **ON, amount=1, source="bought", actor=LEAD).kind == "Refused"
        assert kept.refusal(c.WithdrawClosing, **OF, reason="r", actor=LEAD).cited == ("Forbidden", RETURN)
        kept.given(c.WithdrawClosing, **OF, reason="a can was overlooked", actor=THIRD)
        closed(kept).now = NEXT_MONTH
        kept.given(c.Open, hazmat=GOOD, month="2016-04")
        assert kept.refusal(c.WithdrawClosing, **OF, reason="r", actor=THIRD).cited == ("Refused", RETURN)


async def test_the_pages_show_store_and_drawings(desk: Scenario, tmp_path: Path) -> None:
    """The catalogue says where it is locked away; the sheet has balance, drawings and movements."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    kept = desk.given(good.Catalogue, **SAID).given(c.Open, **OF)
    kept.given(c.TakeIn, **ON, amount=1000, source="bought", actor=LEAD)
    drawn(kept).given(c.CountStock, **ON, counted=650, actor=SECOND)
    assert "cellar, cage 2" in await page_of(kept, tmp_path / "goods", "/hazmats")
    page = await page_of(kept, tmp_path / "list", "/hazmatbooks?mark=is_amiss")
    assert f'href="/hazmatbooks/{MARCH}"' in page
    assert "-50" in page.replace("−", "-")
    story = await page_of(kept, tmp_path / "one", f"/hazmatbooks/{MARCH}", "zh")
    assert "批准并发放" in story
    assert "待发放" not in story
