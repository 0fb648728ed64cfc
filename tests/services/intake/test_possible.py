"""Which commands could be given now: what intake says is what it does, and saying it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.errors import AnswerableError, Invalid, NotFound
from answerable.queries.intake import Possibilities, Possible, PossibleCommand
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.handover import commands as handover
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from tests.identity.proofs import principal
from tests.services.intake.conftest import Open
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, THIRD, make
from tests.services.intake.waiting import Waiting

pytestmark = pytest.mark.server


def ask(intake: Waiting, target: str | None = None, actor: str = FIRST, **more: Any) -> Possibilities:
    query = Possible(site=more.pop("site", SITE), target=target, **more)
    return intake.application.wait(intake.application.possible(query, principal(actor)))


def of(told: Possibilities, model: type[Command]) -> PossibleCommand:
    return next(one for one in told.commands if one.command == model.command_name)


def possible(told: Possibilities) -> set[str]:
    return {one.command.partition(".")[2] for one in told.commands if one.is_possible}


def remembered(intake: Waiting) -> list[tuple[str, int, int | None]]:
    """What memory holds, in the order in which it is forgotten."""
    known = intake.application.lane.memory._known
    return [(name, id(one.folded), one.head and one.head.sequence) for name, one in known.items()]


def opened(intake: Waiting, name: str) -> str:
    intake.carry_out(make(case.Open, case=name, topic="t", first_asked=FIRST))
    return name


CASES: dict[str, tuple[tuple[type[Command], dict[str, Any]], ...]] = {
    "open": (),
    "offered": ((case.Transfer, {"to": SECOND, "reason": "r"}),),
    "paused": ((case.Pause, {"reason": "vendor"}),),
    "resolved": ((case.Resolve, {"resolution": "r"}),),
    "closed": (
        (case.Resolve, {"resolution": "r"}),
        (case.InformCustomer, {"channel": "call"}),
        (case.Close, {}),
    ),
}
"""How a case stands, and what was done with it before."""


TYPED: dict[type[Command], dict[str, str]] = {
    case.Pause: {"reason": "vendor"},
    case.Escalate: {"level": "lead"},
    case.InformCustomer: {"channel": "call"},
}
"""What is typed into commands whose refusal does not follow from it."""


def stand(intake: Waiting, name: str, how: str) -> str:
    opened(intake, name)
    for model, fields in CASES[how]:
        intake.carry_out(make(model, case=name, **fields))
    return name


class TestACase:
    def test_as_it_stands(self, intake: Waiting, fresh: str) -> None:
        """An open case can be transferred, and not reopened: the reason is the flow's, with its article."""
        told = ask(intake, opened(intake, f"case-{fresh}"))

        assert (told.stage, told.version) == ("open", 1)
        assert {"transfer", "pause", "resolve", "note_progress", "escalate"} <= possible(told)
        assert possible(told).isdisjoint({"open", "accept", "refuse", "resume", "reopen"})
        reopen = of(told, case.Reopen)
        assert reopen.why is not None
        assert reopen.why.en == f"case-{fresh} is open; this step needs it to be resolved or closed"
        assert of(told, case.Pause).stages == ("open",)
        assert [one.command for one in told.commands] == sorted(
            name for name in COMMANDS if name.startswith("case.")
        )

    def test_is_for_whoever_was_asked(self, intake: Waiting, fresh: str) -> None:
        """A transfer waits for the person asked, and is nobody else's to accept."""
        name = stand(intake, f"case-{fresh}", "offered")

        assert of(ask(intake, name, SECOND), case.Accept).is_possible
        stranger = of(ask(intake, name, THIRD), case.Accept)
        assert (stranger.is_possible, stranger.is_decided, stranger.rule) == (False, True, "000-4.2.4")

    @pytest.mark.parametrize("how", CASES)
    @pytest.mark.parametrize("actor", [FIRST, SECOND, LEAD])
    def test_what_is_said_is_what_happens(self, intake: Waiting, fresh: str, how: str, actor: str) -> None:
        """Whatever was decided as a whole: the command that is given then is carried out, or refused so."""
        told = ask(intake, stand(intake, f"case-{fresh}", how), actor)
        decided = [one for one in told.commands if one.is_decided and one.command != "case.open"]
        happened: list[tuple[str, str | None, str | None]] = []
        for number, one in enumerate(decided):
            name = stand(intake, f"case-{fresh}-{number}", how)
            model = COMMANDS[one.command]
            words = {"actor": actor, "reason": "r", "note": "n", "resolution": "r"}
            fields = {field: value for field, value in words.items() if field in model.model_fields}
            fields |= TYPED.get(model, {})
            try:
                intake.carry_out(make(model, **{"case": name, "actor": actor, **fields}))
            except AnswerableError as error:
                happened.append((one.command, error.rule, error.message.replace(name, told.target or "")))
            else:
                happened.append((one.command, None, None))

        assert len(decided) >= 8
        assert happened == [(one.command, one.rule, one.why and one.why.en) for one in decided]


def test_nothing_is_written_and_nothing_remembered(open_intake: Open, fresh: str) -> None:
    """Neither by the intake that has the matter in memory, nor by one that has just started."""
    first = open_intake()
    name = stand(first, f"case-{fresh}", "offered")
    second = open_intake()
    before = first.height(), remembered(first), remembered(second)
    told = [ask(one, name, SECOND) for one in (first, second)]

    assert told[0] == told[1]
    assert (first.height(), remembered(first), remembered(second)) == before
    assert first.carry_out(make(case.Accept, case=name, actor=SECOND)).version == 3


def test_whoever_is_complained_of_judges_nothing(intake: Waiting, fresh: str) -> None:
    """Also where more has to be typed than a reason: the step is for somebody else, whatever that is."""
    name = f"complaint-{fresh}"
    intake.carry_out(make(complaint.File, complaint=name, channel="call", topic="t", text="t", about=FIRST))
    intake.carry_out(make(complaint.Investigate, complaint=name, findings="f", actor=LEAD))

    about, lead = ask(intake, name, FIRST), ask(intake, name, LEAD)
    assert {"uphold", "dismiss"} <= possible(lead)
    assert possible(about).isdisjoint({"uphold", "dismiss", "correct_filing", "withdraw_filing"})
    uphold = of(about, complaint.Uphold)
    assert uphold.why is not None
    assert FIRST in uphold.why.en
    assert (of(lead, complaint.Uphold).is_decided, of(lead, complaint.Dismiss).is_decided) == (False, True)


def test_both_sides_sign_personally(intake: Waiting) -> None:
    """Who hands over cannot sign for who takes over; before all is checked nobody signs."""
    shift = {"on": "2016-03-10", "shift": "morning", "outgoing": FIRST, "incoming": SECOND}
    target = intake.carry_out(make(handover.Start, **shift, checklist=("desk",))).id
    unchecked = of(ask(intake, target), handover.SignOut)
    intake.carry_out(make(handover.CheckItem, handover=target, item="desk", mark="√"))

    assert not unchecked.is_possible
    assert of(ask(intake, target), handover.SignOut).is_possible
    assert not of(ask(intake, target, SECOND), handover.SignOut).is_possible
    machine = of(ask(intake, target, "system-import"), handover.SignOut)
    assert (machine.is_possible, machine.is_decided) == (False, True)


def test_what_begins_a_matter(intake: Waiting) -> None:
    """Of one stream, or of all; what the site has only once is there already."""
    assert possible(ask(intake, stream="case")) == {"open"}
    everywhere = ask(intake)
    begun = {one.command for one in everywhere.commands if one.is_possible}
    assert {"case.open", "complaint.file", "contact.receive", "fault.report", "handover.start"} <= begun
    assert all(one.begins for one in everywhere.commands)
    assert not next(one for one in everywhere.commands if one.command == "site.open").is_possible


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (staff.Return, "refusal.staff.never_away"),
        (staff.Rehire, "refusal.staff.has_not_left"),
        (staff.CorrectLeaving, "refusal.staff.leaving_not_recorded"),
        (staff.WithdrawLeaving, "refusal.staff.leaving_not_recorded"),
        (staff.WithdrawRole, "refusal.staff.never_granted"),
        (staff.WithdrawEntry, "refusal.staff.only_hiring"),
    ],
)
def test_what_somebody_never_did_is_not_offered(intake: Waiting, model: type[Command], why: str) -> None:
    """Nobody comes back who was never away, whatever would be typed; the reason is told."""
    told = of(ask(intake, FIRST, LEAD), model)

    assert (told.is_possible, told.why and told.why.key) == (False, why)
    assert of(ask(intake, FIRST, LEAD), staff.SendOnLeave).is_possible


def test_a_matter_that_is_not_there(intake: Waiting, fresh: str) -> None:
    """It can be begun, and nothing else."""
    told = ask(intake, f"case-{fresh}")

    assert (possible(told), told.version, told.stage) == ({"open"}, 0, None)
    assert possible(ask(intake, f"callback-{fresh}-1")) == {"attempt", "complete", "miss"}


def test_another_sites_matter(intake: Waiting, fresh: str) -> None:
    """Nothing is done with it from here."""
    there = {"name_zh": "广州", "name_en": "Guangzhou", "occurred_at": "2010-01-01T00:00:00Z"}
    intake.carry_out(make(site.Open, site="gz01", **there))
    told = ask(intake, opened(intake, f"case-{fresh}"), site="gz01")

    assert possible(told) == set()
    assert all(
        one.why and f"case-{fresh} belongs to site xm01" in one.why.en
        for one in told.commands
        if one.is_permitted
    )


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"stream": "nothing"}, NotFound),
        ({"target": "ticket-1"}, NotFound),
        ({"target": "case-1", "stream": "fault"}, Invalid),
    ],
)
def test_a_question_that_cannot_be(intake: Waiting, asked: dict[str, str], error: type[Exception]) -> None:
    """It is told what is wrong with it."""
    with pytest.raises(error):
        ask(intake, **asked)
