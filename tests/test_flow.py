"""A flow says which step follows which, and who may take it."""

from __future__ import annotations

from enum import StrEnum
from types import SimpleNamespace

import pytest

from answerable.errors import Refused
from answerable.events.registry import FLOWS
from answerable.flow import Flow, Party, Step

KEEPER = Party("the keeper", lambda key, _: key.keepers, "002-r3-B5")
NOT_THE_KEEPER = Party(
    "the keeper", lambda key, _: key.keepers, named_in=("actor", "entered_by"), is_barred=True
)


class Stage(StrEnum):
    """Where a key is."""

    KEPT = "kept"
    OUT = "out"


class HandedOut(SimpleNamespace):
    """Somebody got the key."""


class Counted(SimpleNamespace):
    """Somebody looked whether it is there."""


FLOW = Flow(
    Stage,
    (
        Step(HandedOut, (Stage.KEPT,), Stage.OUT, by=KEEPER),
        Step(Counted, (Stage.KEPT,), None, by=NOT_THE_KEEPER),
    ),
    article="002-r3",
)


def handed_out(by: str, keepers: tuple[str, ...] | None = ("staff-first", "staff-second")) -> None:
    FLOW.admit(SimpleNamespace(keepers=keepers), HandedOut(actor=by, entered_by="staff-clerk"), "key-1")


def counted(actor: str, entered_by: str | None) -> None:
    FLOW.admit(
        SimpleNamespace(keepers=("staff-first",)), Counted(actor=actor, entered_by=entered_by), "key-1"
    )


def test_who_has_the_part_may() -> None:
    """Each of several keepers hands the key out; who acts in their name is not looked at."""
    handed_out("staff-first")
    handed_out("staff-second")


def test_nobody_else_may() -> None:
    """The refusal says whose step it is, and cites the article that gives it to them."""
    with pytest.raises(Refused) as refused:
        handed_out("staff-third")

    assert refused.value.rule == "002-r3-B5"
    assert refused.value.message == (
        "this step of key-1 is for the keeper: staff-first or staff-second; staff-third may not take it"
    )


def test_a_part_that_nobody_has_yet() -> None:
    """Where nobody has the part, nobody takes the step; where it is nobody's in particular, anybody does."""
    with pytest.raises(Refused, match="for the keeper: nobody yet; staff-first may not"):
        handed_out("staff-first", keepers=())
    handed_out("staff-first", keepers=None)


@pytest.mark.parametrize(
    ("actor", "entered_by"),
    [("staff-first", None), ("staff-first", "staff-third"), ("staff-third", "staff-first")],
)
def test_who_is_barred_may_not(actor: str, entered_by: str | None) -> None:
    """Neither in their own name nor in another's; without an article of its own, the flow's is cited."""
    counted("staff-second", "staff-third")
    counted("staff-second", None)
    with pytest.raises(
        Refused, match="is for anybody but the keeper; staff-first may not take it"
    ) as refused:
        counted(actor, entered_by)

    assert refused.value.rule == "002-r3"


def test_the_drawing_says_who() -> None:
    """An arrow names event, people and article."""
    assert "    kept --> out: HandedOut by the keeper" in FLOW.mermaid().splitlines()


def test_one_event_is_for_one_party() -> None:
    """A flow in which the same event is for two parties is a mistake that is found at the start."""
    steps = (
        Step(Counted, (stage,), None, by=by)
        for stage, by in zip(Stage, (KEEPER, NOT_THE_KEEPER), strict=True)
    )

    with pytest.raises(TypeError, match="Counted is for anybody but the keeper, and for the keeper"):
        Flow(Stage, steps)


def test_every_party_finds_its_fields() -> None:
    """Whatever a flow says names who acts is a field of the event."""
    missing = [
        (stream, event.__name__, field)
        for stream, flow in FLOWS.items()
        for event, party in flow.parties
        if party.people is not None
        for field in party.named_in
        if field not in event.model_fields  # type: ignore[attr-defined]  # a flow does not know what events are
    ]

    assert missing == []


def test_every_part_in_a_matter_has_its_word() -> None:
    """Whoever may not take a step is told in their own language whose it is."""
    parties = {party.name: party.word for flow in FLOWS.values() for _, party in flow.parties}
    assert [name for name, word in parties.items() if not word.key.startswith("flow.party.")] == []
    assert [name for name, word in parties.items() if word.en != name] == []


def test_a_step_for_somebody_else_is_refused_in_both_languages() -> None:
    """With whose it is, where somebody has that part, and who took it."""
    asked = Party("the person asked", lambda state, _: state)
    barred = Party("who made the call", lambda state, _: state, is_barred=True)
    event = SimpleNamespace(actor="staff-3")
    said = [
        asked.fault(("staff-1", "staff-2"), event, "case-1"),
        asked.fault((None,), event, "case-1"),
        barred.fault(("staff-3",), event, "callback-1"),
        barred.fault(("staff-1",), event, "callback-1"),
    ]

    assert [one and (one.en, one.zh) for one in said] == [
        (
            "this step of case-1 is for the person asked: staff-1 or staff-2; staff-3 may not take it",
            "case-1 的这一步由被请求接收的人办理（staff-1 或 staff-2），staff-3 不能办理",
        ),
        (
            "this step of case-1 is for the person asked: nobody yet; staff-3 may not take it",
            "case-1 的这一步由被请求接收的人办理（目前没有），staff-3 不能办理",
        ),
        (
            "this step of callback-1 is for anybody but who made the call; staff-3 may not take it",
            "callback-1 的这一步不能由打回访电话的人办理，staff-3 不能办理",
        ),
        None,
    ]
