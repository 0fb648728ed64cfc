"""Rulebooks: bound to a site from a day on, by their digest; the latest binding in force counts."""

from __future__ import annotations

from datetime import date

import pytest

from answerable.deciding import Binding, Regulations, World
from answerable.errors import NotFound, Refused
from answerable.streams.rulebook import commands as c
from answerable.streams.rulebook import events as e
from tests.services.intake.scenario import LEAD, SITE, Scenario, as_kept, rulebooks


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
                "effective_from": date(2016, 1, 1),
            },
        )
    ]
    assert len(book.digest) == 64


def test_one_for_each_day(desk: Scenario) -> None:
    """Two rulebooks cannot begin on one day; another day is free."""
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
        assert self.world.rulebook_on(SITE, day).rulebook == rulebook

    def test_none_before_the_first(self) -> None:
        """Before the first binding there is no rulebook."""
        with pytest.raises(Refused):
            self.world.rulebook_on(SITE, date(2015, 12, 31))

    def test_a_bound_one_must_be_installed(self) -> None:
        """A binding to what is not installed here is not found."""
        world = World({}, Regulations((Binding("gone", date(2016, 1, 1)),)))

        with pytest.raises(NotFound):
            world.rulebook_on(SITE, date(2016, 1, 1))


def test_a_binding_is_taken_back(desk: Scenario) -> None:
    """What was bound by mistake is not bound any more, and its day is free."""
    bind = {"rulebook": "call-centre-80", "effective_from": date(2016, 1, 1)}
    said = {"effective_from": date(2016, 1, 1), "actor": LEAD, "reason": "the wrong day"}
    desk.given(c.Bind, **bind)

    assert desk.when(c.Unbind, **said) == [(e.Unbound, as_kept(said))]
    assert desk.refusal(c.Unbind, **said).kind == "Refused"
    assert desk.when(c.Bind, **bind)
