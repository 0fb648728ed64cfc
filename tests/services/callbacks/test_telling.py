"""Who is reminded of what is owed: when, once each, and until it is done or somebody says that they know."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from answerable.errors import AnswerableError, Invalid
from answerable.rulebook.telling import Relation
from answerable.streams.case import commands as case
from answerable.streams.obligation import commands as obligation
from answerable.streams.reminder import commands as c
from answerable.streams.reminder import events as e
from answerable.streams.reminder.events import Trigger
from answerable_services.callbacks.owed.telling import reminders_to_give, to_tell, told_of
from tests.identity.proofs import asker_of
from tests.services.callbacks.plans import plans_of
from tests.services.callbacks.test_owed import CASE, desk, swept, transferred, view_of
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario

__all__ = ["desk"]

BOSS = "staff-boss"


class Somebody:
    """Who works there: a lead, a supervisor above, and whoever is not away."""

    def __init__(self, *away: str, **holders: list[str]) -> None:
        self.away = away
        self.of = holders or {"lead": [LEAD], "supervisor": [THIRD], "general_manager": [BOSS]}

    def is_there(self, person: str) -> bool:
        return person not in self.away

    def holders(self, role: str, site: str) -> list[str]:
        assert site == "xm01"
        return [one for one in self.of.get(role, []) if one not in self.away]


def asked(desk: Scenario, people: Somebody | None = None) -> list[Any]:
    view = view_of(desk)
    with view.connect() as connection:
        found: list[Any] = list(reminders_to_give(connection, desk.now, people or Somebody()))
    view.close()
    return found


def told(desk: Scenario, people: Somebody | None = None) -> list[tuple[str, str]]:
    """Have everybody told who is to be, until nobody is; and name whom, and by which trigger."""
    named = []
    while commands := asked(desk, people):
        for command in commands:
            desk.carry_out(command, None, asker_of(command))
            named.append((getattr(command, "reminded", "lapsed"), str(getattr(command, "trigger", ""))))
        assert len(named) < 20, "it asks again and again for the same"
    return named


class TestOfATransfer:
    def test_soon_due(self, desk: Scenario) -> None:
        """Half an hour before its time is over, whose it is is told; once."""
        transferred(desk)
        assert told(desk.later(minutes=89)) == []
        assert told(desk.later(minutes=1)) == [(SECOND, "soon_due")]
        (given,) = (one for one in desk.log if isinstance(one, e.Given))
        assert (given.matter, given.owed_by, given.rule) == (CASE, SECOND, "transfer-answer")
        assert (given.article, given.is_urgent, given.audience) == ("000-4.2.4", False, 1)
        assert told(desk.later(minutes=20)) == []

    def test_not_done(self, desk: Scenario) -> None:
        """Nobody is warned of what is over; of the miss its owner is told, and who leads."""
        transferred(desk).later(hours=2, minutes=1)
        assert told(desk) == []
        swept(desk)
        assert told(desk) == [(SECOND, "not_done"), (LEAD, "not_done")]

    def test_nobody_answers(self, desk: Scenario) -> None:
        """Who is above is told when none of them acknowledged it for so long since they were told."""
        transferred(desk).later(hours=9)
        swept(desk)
        assert told(desk) == [(SECOND, "not_done"), (LEAD, "not_done")]
        assert told(desk.later(hours=4, seconds=-1)) == []
        assert told(desk.later(seconds=1)) == [(THIRD, "unanswered")]
        assert told(desk.later(days=9)) == []

    def test_somebody_answers(self, desk: Scenario) -> None:
        """One of them is enough."""
        transferred(desk).later(hours=3)
        swept(desk)
        told(desk)
        last = next(
            one.originator_id for one in desk.log if isinstance(one, e.Given) and one.reminded == LEAD
        )
        desk.given(c.Acknowledge, reminder=last, actor=LEAD)
        assert told(desk.later(days=2)) == []

    def test_it_is_done(self, desk: Scenario) -> None:
        """Reminders are over with what they are of, acknowledged or not."""
        transferred(desk).later(hours=1, minutes=40)
        assert told(desk) == [(SECOND, "soon_due")]
        desk.given(case.Accept, case=CASE, actor=SECOND)
        assert told(desk) == [("lapsed", "")]
        assert told(desk.later(days=2)) == []

    def test_it_is_excused(self, desk: Scenario) -> None:
        """What is excused nobody has to know of, until the excuse is taken back."""
        transferred(desk).later(hours=3)
        swept(desk)
        told(desk)
        missed = next(one.originator_id for one in desk.log if one.originator_id.startswith("obligation-"))
        desk.given(obligation.Excuse, obligation=missed, reason="r", actor=LEAD)
        assert told(desk.later(hours=1)) == [("lapsed", ""), ("lapsed", "")]
        desk.given(obligation.WithdrawExcuse, obligation=missed, reason="r", actor=THIRD)
        assert told(desk.later(hours=1)) == [(SECOND, "not_done"), (LEAD, "not_done")]

    def test_one_of_several(self, desk: Scenario) -> None:
        """Where it ended between two of them, the other is told; also where the first has left since."""
        transferred(desk).later(hours=3)
        swept(desk)
        first, second = asked(desk)
        desk.carry_out(first, None, asker_of(first))
        assert [one.reminded for one in asked(desk)] == [second.reminded]
        assert told(desk, Somebody(SECOND, lead=[], supervisor=[THIRD])) == [(THIRD, "not_done")]

    def test_nothing_of_what_is_long_over(self, desk: Scenario) -> None:
        """A service that was down for a season sends no old news."""
        transferred(desk).later(hours=3)
        swept(desk)
        assert [one for one in asked(desk.later(days=31)) if one.rule == "transfer-answer"] == []

    def test_what_is_done_lapses_however_late(self, desk: Scenario) -> None:
        """A reminder does not wait for ever because the service was down for a season."""
        transferred(desk).later(hours=3)
        swept(desk)
        told(desk)
        desk.given(case.Accept, case=CASE, actor=SECOND)
        lapsed = [one for one in asked(desk.later(days=99)) if isinstance(one, c.Lapse)]
        assert len(lapsed) == 2


class TestTheWriter:
    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"rule": "no-such-rule"}, "rule"),
            ({"begun_at": None}, "due_at"),
            ({"trigger": Trigger.NOT_DONE}, "occurred_at"),
            ({"trigger": Trigger.UNANSWERED}, "occurred_at"),
            ({"unanswered": "reminder-1"}, "unanswered"),
        ],
    )
    def test_works_it_out(self, desk: Scenario, changed: dict[str, Any], field: str) -> None:
        """A reminder that does not follow from the rulebook is refused, whoever asks for it."""
        (found,) = asked(transferred(desk).later(minutes=95))
        if "begun_at" in changed:
            changed = {"begun_at": found.begun_at - timedelta(minutes=5)}
        command = found.model_copy(update=changed)
        with pytest.raises(Invalid) as refused:
            desk.carry_out(command, None, asker_of(command))
        assert [one.pointer for one in refused.value.broken_rules] == [f"/{field}"]

    def test_who_is_above_is_told_because_nobody_answered(self, desk: Scenario) -> None:
        """Not before they had their time, and not where one of them did since."""
        transferred(desk).later(hours=9)
        swept(desk)
        told(desk)
        (found,) = asked(desk.later(hours=4))
        desk.later(seconds=-1)
        with pytest.raises(Invalid) as refused:
            desk.carry_out(found, None, asker_of(found))
        assert [one.pointer for one in refused.value.broken_rules] == ["/unanswered"]
        desk.later(seconds=1)
        last = next(one for one in desk.log if one.originator_id == found.unanswered)
        assert isinstance(last, e.Given)
        desk.given(c.Acknowledge, reminder=found.unanswered, actor=last.reminded)
        with pytest.raises(Invalid):
            desk.carry_out(found, None, asker_of(found))

    def test_nobody_is_told_twice(self, desk: Scenario) -> None:
        """Also where the service asks again before it sees that it did."""
        (found,) = asked(transferred(desk).later(minutes=95))
        desk.carry_out(found, None, asker_of(found))
        with pytest.raises(AnswerableError, match="reminded of that before"):
            desk.carry_out(found, None, asker_of(found))

    def test_only_who_was_told_acknowledges(self, desk: Scenario) -> None:
        """Nobody does for another."""
        told(transferred(desk).later(minutes=95))
        given = next(one.originator_id for one in desk.log if isinstance(one, e.Given))
        assert desk.refusal(c.Acknowledge, reminder=given, actor=FIRST).cited == ("Refused", "000-1.2")
        assert desk.when(c.Acknowledge, reminder=given, actor=SECOND) == [(e.Acknowledged, {})]


def test_whoever_is_next_above() -> None:
    """Where there is nobody of a relation, the next above is told; nobody twice, and nobody left out."""
    site, owner, lead = "xm01", Relation.OWNER, Relation.LEAD
    assert told_of(SECOND, site, (owner, lead), Somebody()) == [SECOND, LEAD]
    assert told_of(SECOND, site, (owner, lead), Somebody(SECOND)) == [LEAD]
    assert told_of(None, site, (owner, lead), Somebody()) == [LEAD]
    assert told_of(LEAD, site, (owner, lead), Somebody()) == [LEAD]
    assert told_of(None, site, (lead,), Somebody(LEAD, THIRD)) == [BOSS]
    assert told_of(None, site, (lead,), Somebody(lead=[])) == []
    many = [f"staff-{number}" for number in range(99)]
    assert told_of(None, site, (lead,), Somebody(lead=many)) == many


def test_only_what_is_to_be_told_is_read(desk: Scenario) -> None:
    """A sweep looks along an index of it."""
    view = view_of(desk)
    with view.connect() as connection:
        (plan,) = plans_of(connection, lambda: connection.execute(to_tell(desk.now)).all())
    view.close()
    assert "USING INDEX owed_to_tell" in plan
    assert "SCAN" not in plan
