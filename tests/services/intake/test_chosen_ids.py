"""Ids that a sender chooses and those that intake works out: neither takes the place of the other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields
from typing import Any, get_args

import pytest

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.deciding import is_named_by_sender, may_begin, state_type
from answerable.errors import AnswerableError, Invalid
from answerable.identity import Principal
from answerable.identity.answers import Allowed
from answerable.identity.relations import Relation
from answerable.identity.table import table
from answerable.ids import id_from_key, is_worked_out, new_id
from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.delivery import commands as delivery
from answerable_services.intake.aggregate import Aggregate
from answerable_services.intake.deciding import decide_on
from answerable_services.intake.request import CommandRequest
from tests.identity.proofs import principal
from tests.services.intake.scenario import AHEAD, FIRST, LEAD, SECOND, SITE, TEN, Scenario, make, ruled_world

KEY = "k-1"
OPENERS = [model for model in COMMANDS.values() if may_begin(model)]
CHOSEN = [model for model in OPENERS if is_named_by_sender(model)]
BROKEN = {"staff": SECOND, "article": "001-m1", "reason": "r", "evidence": ("tape 7",)}
EXAM = {"staff": SECOND, "score": "50", "held_on": "2016-03-01"}
RATING = {"staff": SECOND, "month": "2016-02", "points": "5", "reason": "r"}


def test_ids_of_the_worked_out_form() -> None:
    """Those that follow from a key and those of a moment and chance have it; readable ones have not."""
    assert is_worked_out(id_from_key("case", SITE, KEY))
    assert is_worked_out(new_id("case", 1, 2))
    for name in ("case-1", "case-INC0000784", "duty-001-2016-03", "handover-xm01-20160310-day"):
        assert not is_worked_out(name)


def _let_in(command: Command) -> tuple[Principal, Allowed]:
    """Give who asks and the cell that lets them, whatever the matter."""
    action = command.command_name
    return principal(FIRST), Allowed("lead", Relation.SITE, table().row(action))


@pytest.mark.parametrize("model", CHOSEN, ids=lambda model: model.command_name)
def test_a_chosen_id_is_none_of_ours(model: type[Command]) -> None:
    """No command that begins something may do so under an id of the form that intake works out."""
    target = id_from_key(model.stream, SITE, "somebody else's")
    said: dict[str, Any] = {"site": SITE, "actor": FIRST, "staff": SECOND}
    said |= {"occurred_at": None, "correlation_id": None}
    command = model.model_construct(**{**said, model.target_field: target})
    asked = CommandRequest(command, target, KEY, "digest", (target,), *_let_in(command))
    with pytest.raises(Invalid) as refused:
        decide_on(asked, Aggregate(), ruled_world(), TEN, AHEAD)

    assert refused.value.rule == "worked-out-id"
    assert refused.value.broken_rules[0].pointer == f"/{model.target_field}"


def test_kinds_that_share_a_stream_are_told_apart() -> None:
    """Where a stream's ids are worked out in several ways, or chosen too, the state tells what began it."""
    ways: defaultdict[str, set[object]] = defaultdict(set)
    for model in OPENERS:
        ways[model.stream].add(model.target)
    shared = {stream for stream, found in ways.items() if len(found) > 1}

    assert shared == {"assessment", "workorder"}
    for stream in shared:
        states = [state for state in get_args(state_type(stream)) if state is not type(None)]
        assert all("begun_by" in {field.name for field in fields(state)} for state in states)


def test_an_id_that_follows_from_the_own_key(desk: Scenario) -> None:
    """Who works out for themselves what intake would name it may say so."""
    target = id_from_key("case", SITE, KEY)
    opening = make(case.Open, case=target, topic="t", first_asked=FIRST, priority="critical")

    assert desk.carry_out(opening, KEY)[0].originator_id == target


def test_begun_anew_under_the_id_that_was_given(desk: Scenario) -> None:
    """What intake named, and was taken back as if it had never been, is begun anew under that id."""
    accepted = {"customer": "customer-1", "project": "p", "accepted_on": "2016-01-12"}
    desk.given(delivery.Accept, **accepted)
    given = desk.target
    desk.given(delivery.WithdrawAcceptance, delivery=given, actor=FIRST, reason="misread")

    assert desk.when(delivery.Accept, delivery=given, **accepted)


class TestAssessments:
    @pytest.mark.parametrize(
        ("model", "said"), [(assessment.ScoreExam, EXAM), (assessment.RecordExtra, RATING)]
    )
    def test_a_violation_takes_no_rating_and_no_exam(
        self, desk: Scenario, model: type[Command], said: dict[str, str]
    ) -> None:
        """Under the id of somebody's exam or rating no other entry is made, and so none goes with it."""
        target = make(model, **said).target
        refusal = desk.refusal(assessment.RecordViolation, assessment=target, **BROKEN)

        assert refusal.cited == ("Invalid", "worked-out-id")
        assert desk.when(model, **said)
        assert desk.refusal(assessment.RecordViolation, assessment=target, **BROKEN).kind == "Refused"

    @pytest.mark.parametrize(
        ("model", "said"), [(assessment.ScoreExam, EXAM), (assessment.RecordExtra, RATING)]
    )
    def test_another_kind_does_not_go_on(
        self, desk: Scenario, model: type[Command], said: dict[str, str]
    ) -> None:
        """Where an older ledger has another entry under that id, that one is taken back first."""
        target = make(model, **said).target or ""
        desk.given(assessment.RecordViolation, assessment="assessment-1", **BROKEN)
        desk.held[target] = desk.held.pop("assessment-1")
        refusal = desk.refusal(model, **said)

        assert refusal.cited == ("Refused", "another-kind")
        assert "was begun by assessment.ViolationRecorded" in refusal.message
        desk.given(assessment.Revoke, assessment=target, actor=LEAD, reason="not theirs")
        assert desk.when(model, **said)


def test_a_repeat_names_the_same(desk: Scenario) -> None:
    """A sender that leaves the id to intake and asks again under the same key is answered, not refused."""
    violation = make(assessment.RecordViolation, **BROKEN)
    first = desk.carry_out(violation, KEY)

    assert first
    assert desk.carry_out(violation, KEY) == ()
    with pytest.raises(AnswerableError):
        desk.carry_out(make(assessment.RecordViolation, **{**BROKEN, "reason": "another"}), KEY)
