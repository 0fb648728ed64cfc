"""A repair's fee: collected by who did the work, invoiced, handed over, received by finance itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.payment import commands as c
from answerable.streams.payment import events as e
from answerable.streams.payment.flow import MONEY, PaymentStage
from answerable.streams.site import commands as site
from answerable.streams.workorder import commands as order
from tests.services.intake.scenario import FIRST, LEAD, THIRD, Scenario
from tests.streams.pages import page_of
from tests.streams.test_workorder import FILED, ID, PART, TECHNICIAN, gone

PAYMENT = "payment-1"
FINANCE = THIRD
FEE = 8000

Step = tuple[type[Command], dict[str, Any]]
CHAIN: tuple[Step, ...] = (
    (c.IssueInvoice, {"invoice_no": "00112233", "amount_fen": FEE, "actor": TECHNICIAN}),
    (c.HandOver, {"amount_fen": FEE, "actor": TECHNICIAN}),
    (c.Receive, {"amount_fen": FEE, "actor": FINANCE}),
)
COLLECTED = {"workorder": ID, "amount_fen": FEE, "method": "cash", "actor": TECHNICIAN}


def collected(desk: Scenario) -> Scenario:
    """Let a repair's fee be collected."""
    return _done(desk).given(c.Collect, **COLLECTED)


@pytest.fixture
def done(desk: Scenario) -> Scenario:
    """A repair behind its warranty that was done on site, with parts that are to be paid."""
    return _done(desk)


def _done(desk: Scenario) -> Scenario:
    gone(desk, 6).given(order.FitPart, workorder=ID, **PART, actor=TECHNICIAN).later(minutes=5)
    return desk.given(order.Finish, workorder=ID, result="r", actor=TECHNICIAN).later(minutes=5)


def paid(done: Scenario, steps: int, **amounts: int) -> Scenario:
    """Take the money so many steps behind its collection, ten minutes apart."""
    done.given(c.Collect, **{**COLLECTED, "amount_fen": amounts.get("collected", FEE)})
    done.later(minutes=30).given(order.ComeBack, workorder=ID, actor=TECHNICIAN)
    for (model, fields), name in zip(CHAIN[:steps], ("invoiced", "handed_over", "received"), strict=False):
        done.later(minutes=10)
        done.given(model, payment=PAYMENT, **{**fields, "amount_fen": amounts.get(name, FEE)})
    return done


def test_the_whole_way(done: Scenario) -> None:
    """What is due follows from the order; finance confirms what it counted, and then the order is filed."""
    file = {"workorder": ID, **FILED, "actor": TECHNICIAN}
    told = done.when(c.Collect, **COLLECTED)
    assert told == [(e.Collected, {"workorder": ID, "amount_fen": FEE, "method": "cash", "due_fen": FEE})]
    assert done.target == PAYMENT
    done.later(minutes=30).given(order.ComeBack, workorder=ID, actor=TECHNICIAN).later(minutes=10)
    done.given(c.IssueInvoice, payment=PAYMENT, **CHAIN[0][1])
    assert done.refusal(order.Complete, **file).cited == ("Refused", MONEY)
    told = done.when(c.HandOver, payment=PAYMENT, **CHAIN[1][1])
    assert told == [(e.HandedOver, {"amount_fen": FEE, "after_min": 10, "is_late": False})]
    assert done.when(c.Receive, payment=PAYMENT, **CHAIN[2][1]) == [(e.Received, {"amount_fen": FEE})]
    done.given(order.Complete, **file)


@pytest.mark.parametrize("name", ["collected", "invoiced", "handed_over", "received"])
def test_amounts_that_do_not_agree_are_found(done: Scenario, name: str) -> None:
    """Whichever it is; somebody who had the money in no hand says where that comes from."""
    paid(done, 3, **{name: FEE - 500})
    [found] = [event for event in done.log if isinstance(event, e.DifferenceFound)]
    assert getattr(found, f"{name}_fen") == FEE - 500
    explain = {"payment": PAYMENT, "reason": "零钱不足"}
    for own in (TECHNICIAN, FINANCE):
        assert done.refusal(c.Explain, **explain, actor=own).cited == ("Forbidden", MONEY)
    file = {"workorder": ID, **FILED, "actor": TECHNICIAN}
    assert done.refusal(order.Complete, **file).cited == ("Refused", MONEY)
    done.given(c.Explain, **explain, actor=LEAD)
    assert done.state.stage is PaymentStage.SETTLED
    done.given(order.Complete, **file)


def test_only_who_did_the_work_collects(done: Scenario) -> None:
    """And they invoice it and hand it over; nobody else does."""
    assert done.refusal(c.Collect, **{**COLLECTED, "actor": FIRST}).cited == ("Refused", MONEY)
    paid(done, 0)
    for model, fields in CHAIN[:2]:
        said = {**fields, "actor": FIRST}
        assert done.refusal(model, payment=PAYMENT, **said).cited == ("Forbidden", MONEY)
        done.given(model, payment=PAYMENT, **fields)


@pytest.mark.parametrize("who", [{"actor": TECHNICIAN}, {"actor": FINANCE, "entered_by": TECHNICIAN}])
def test_nobody_receives_what_they_collected(done: Scenario, who: dict[str, str]) -> None:
    """Finance confirms it, and nobody for finance."""
    paid(done, 2)
    said = {"payment": PAYMENT, "amount_fen": FEE, **who}
    assert done.refusal(c.Receive, **said).cited == ("Forbidden", MONEY)


def test_nothing_is_collected_that_is_not_due(desk: Scenario) -> None:
    """Neither before the work is done, nor where it is free, nor twice."""
    gone(desk, 6, purchased_on=desk.now.date())
    assert desk.refusal(c.Collect, **COLLECTED).cited == ("Refused", MONEY)
    desk.given(order.FitPart, workorder=ID, **PART, actor=TECHNICIAN)
    desk.given(order.Finish, workorder=ID, result="r", actor=TECHNICIAN)
    assert desk.refusal(c.Collect, **COLLECTED).cited == ("Refused", "000-5.2.3")


def test_an_order_is_paid_once(done: Scenario) -> None:
    """A second payment is refused until the first is taken back, by somebody who had it in no hand."""
    paid(done, 3)
    assert done.refusal(c.Collect, **COLLECTED).kind == "Refused"
    back = {"payment": PAYMENT, "reason": "entered for another order"}
    for own in (TECHNICIAN, FINANCE):
        assert done.refusal(c.Withdraw, **back, actor=own).cited == ("Forbidden", MONEY)
    done.given(c.Withdraw, **back, actor=LEAD).given(c.Collect, **COLLECTED)


def test_the_money_is_handed_over_on_return(done: Scenario) -> None:
    """Not before that; and on a later day it is late (at once: the same day)."""
    done.given(c.Collect, **COLLECTED).given(c.IssueInvoice, payment=PAYMENT, **CHAIN[0][1])
    assert done.refusal(c.HandOver, payment=PAYMENT, **CHAIN[1][1]).cited == ("Refused", MONEY)
    done.given(order.ComeBack, workorder=ID, actor=TECHNICIAN).later(days=1)
    [(_, told)] = done.when(c.HandOver, payment=PAYMENT, **CHAIN[1][1])
    assert (told["after_min"], told["is_late"]) == (24 * 60, True)


def test_each_step_is_put_right(done: Scenario) -> None:
    """The receipt and the handing over by another one; the invoice by who gave it."""
    paid(done, 3)
    back = {"payment": PAYMENT, "reason": "r"}
    assert done.refusal(c.WithdrawReceipt, **back, actor=TECHNICIAN).cited == ("Forbidden", MONEY)
    done.given(c.WithdrawReceipt, **back, actor=LEAD)
    assert done.refusal(c.WithdrawHandover, **back, actor=TECHNICIAN).cited == ("Forbidden", MONEY)
    done.given(c.WithdrawHandover, **back, actor=LEAD)
    done.given(c.CorrectInvoice, **back, invoice_no="00112234", amount_fen=7000, actor=TECHNICIAN)
    for model, fields in CHAIN[1:]:
        done.given(model, payment=PAYMENT, **fields)
    assert done.state.stage is PaymentStage.DIFFERS


def test_a_payment_for_another_fee_does_not_file_the_order(done: Scenario) -> None:
    """Where the work was taken back since, and came to more."""
    paid(done, 3)
    for _ in range(2):
        done.given(order.WithdrawStep, workorder=ID, reason="r", actor=FIRST)
    for model, fields in (
        (order.FitPart, PART),
        (order.Finish, {"result": "r"}),
        (order.ComeBack, {}),
    ):
        done.given(model, workorder=ID, **fields, actor=TECHNICIAN)
    refused = done.refusal(order.Complete, workorder=ID, **FILED, actor=TECHNICIAN)
    assert refused.cited == ("Refused", MONEY)


async def test_the_page_shows_what_was_only_collected(done: Scenario, tmp_path: Path) -> None:
    """From its first event on, with nothing invoiced yet."""
    done.given(site.Open, name_zh="厦门", name_en="Xiamen").given(c.Collect, **COLLECTED)
    assert f'href="/payments/{PAYMENT}"' in await page_of(done, tmp_path, "/payments?mark=is_held")


async def test_the_page_shows_all_amounts(done: Scenario, tmp_path: Path) -> None:
    """In yuan, as people write them, in both languages, with what does not agree."""
    done.given(site.Open, name_zh="厦门", name_en="Xiamen")
    paid(done, 3, received=7950)
    page = await page_of(done, tmp_path, "/payments?mark=is_differing")
    for shown in ("¥80.00", "¥79.50", "amounts differ", f'href="/payments/{PAYMENT}"'):
        assert shown in page, shown
    assert "金额不符" in await page_of(done, tmp_path, f"/payments/{PAYMENT}", "zh")
