"""Rulebooks: bound to a site from a day on, by their digest; the latest binding in force counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from answerable.deciding import Binding, Regulations, World
from answerable.errors import NotFound, Refused
from answerable.purposes import Purpose
from answerable.streams.assessment import commands as assessment
from answerable.streams.rulebook import commands as c
from answerable.streams.rulebook import events as e
from tests.services.intake.scenario import LEAD, SECOND, SITE, Scenario, as_kept, rulebooks

SERVED = tuple(purpose for purpose in Purpose if purpose is not Purpose.GRADES)


def test_binds_the_very_words(desk: Scenario) -> None:
    """The event says which edition and which words were bound."""
    book = rulebooks()["call-centre-80"]

    assert desk.when(c.Bind, rulebook="call-centre-80", effective_from=date(2016, 1, 1)) == [
        (
            e.Bound,
            {
                "rulebook": "call-centre-80",
                "edition": book.edition,
                "digest": book.digest,
                "purposes": SERVED,
                "effective_from": date(2016, 1, 1),
            },
        )
    ]
    assert len(book.digest) == 64


def test_one_for_each_day(desk: Scenario) -> None:
    """Two rulebooks for one purpose cannot begin on one day; another day is free."""
    desk.given(c.Bind, rulebook="call-centre-80", effective_from=date(2016, 1, 1))

    refusal = desk.refusal(c.Bind, rulebook="call-centre-80", effective_from=date(2016, 1, 1))
    assert refusal.kind == "Refused"
    assert desk.when(c.Bind, rulebook="call-centre-80", effective_from=date(2016, 2, 1))


def test_only_what_is_installed(desk: Scenario) -> None:
    """An unknown rulebook is not found, and the message lists those there are."""
    refusal = desk.refusal(c.Bind, rulebook="unwritten", effective_from=date(2016, 1, 1))

    assert refusal.kind == "NotFound"
    assert "call-centre-80" in refusal.message


class TestInForce:
    book = rulebooks()["call-centre-80"]
    world = World(
        {"older": book, "newer": book.model_copy(update={"rulebook": "newer"})},
        # The order of binding is not the order of application.
        Regulations((Binding("newer", date(2016, 3, 1)), Binding("older", date(2016, 1, 1)))),
    )

    @pytest.mark.parametrize(
        ("day", "rulebook"),
        [(date(2016, 1, 1), book.rulebook), (date(2016, 2, 29), book.rulebook), (date(2016, 3, 1), "newer")],
    )
    def test_the_latest_that_has_begun(self, day: date, rulebook: str) -> None:
        """On each day the binding that began last applies."""
        assert self.world.rulebook_on(SITE, day, Purpose.SCORING).rulebook == rulebook

    def test_none_before_the_first(self) -> None:
        """Before the first binding there is no rulebook."""
        with pytest.raises(Refused):
            self.world.rulebook_on(SITE, date(2015, 12, 31), Purpose.LIMITS)

    def test_a_bound_one_must_be_installed(self) -> None:
        """A binding to what is not installed here is not found."""
        world = World({}, Regulations((Binding("gone", date(2016, 1, 1)),)))

        with pytest.raises(NotFound):
            world.rulebook_on(SITE, date(2016, 1, 1), Purpose.LIMITS)


def test_a_binding_is_taken_back(desk: Scenario) -> None:
    """What was bound by mistake is not bound any more, and its day is free."""
    bind = {"rulebook": "call-centre-80", "effective_from": date(2016, 1, 1)}
    said = {**bind, "actor": LEAD, "reason": "the wrong day"}
    desk.given(c.Bind, **bind)

    assert desk.when(c.Unbind, **said) == [(e.Unbound, as_kept(said))]
    assert desk.refusal(c.Unbind, **said).kind == "Refused"
    assert desk.when(c.Bind, **bind)


SHOP = {"rulebook": "online-shop-10", "effective_from": date(2016, 1, 1)}


def test_several_each_for_its_purpose(desk: Scenario) -> None:
    """One rulebook says how a month is scored, another everything else; each is asked for its own."""
    rest = [purpose for purpose in SERVED if purpose is not Purpose.SCORING]
    desk.given(c.Bind, rulebook="call-centre-80", effective_from=date(2016, 1, 1), purposes=rest)
    desk.given(c.Bind, **SHOP)
    bound = desk.held["rulebook-xm01"].state
    day = date(2016, 3, 1)

    assert bound.binding_on(day, Purpose.SCORING).rulebook == "online-shop-10"
    assert {bound.binding_on(day, purpose).rulebook for purpose in rest} == {"call-centre-80"}


def test_a_purpose_is_taken_once(desk: Scenario) -> None:
    """What scores from a day on is one rulebook; it says so of that purpose, and of no other."""
    desk.given(c.Bind, rulebook="call-centre-80", effective_from=date(2016, 1, 1))

    assert desk.refusal(c.Bind, **SHOP).kind == "Refused"
    assert desk.when(c.Bind, **{**SHOP, "effective_from": date(2016, 2, 1)})


def test_only_for_what_it_says(desk: Scenario) -> None:
    """A rulebook that names no time limits gives none."""
    refusal = desk.refusal(c.Bind, **SHOP, purposes=[Purpose.SCORING, Purpose.LIMITS])

    assert refusal.kind == "Invalid"
    assert "time limits of cases" in refusal.message


def test_a_binding_ends(desk: Scenario) -> None:
    """Behind its last day what was bound before applies again; an end before its beginning is none."""
    desk.given(c.Bind, rulebook="call-centre-80", effective_from=date(2016, 1, 1))
    trial = {**SHOP, "effective_from": date(2016, 2, 1)}
    assert desk.refusal(c.Bind, **trial, until=date(2016, 2, 1)).kind == "Invalid"
    desk.given(c.Bind, **trial, until=date(2016, 3, 1))
    bound = desk.held["rulebook-xm01"].state

    held = [bound.binding_on(day, Purpose.SCORING).rulebook for day in (date(2016, 2, 29), date(2016, 3, 1))]
    assert held == ["online-shop-10", "call-centre-80"]


def test_an_act_is_entered_by_whichever_judges_it(desk: Scenario) -> None:
    """An entry names an article of what scores, or of what changes grades, where that is bound."""
    act = {"staff": SECOND, "article": "003-P6", "reason": "推三阻四", "evidence": ["case-7"]}
    assert desk.refusal(assessment.RecordViolation, **act).rule == "known-article"
    beside = Binding("property-prohibited", date(2016, 2, 1), (Purpose.GRADES,))
    held = Regulations((*desk.world.regulations.bindings, beside))
    desk.world = replace(desk.world, regulations=held)

    assert desk.when(assessment.RecordViolation, **act)
