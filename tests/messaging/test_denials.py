"""Counting denied attempts: bounded, quick, by what the asker was told, and told without anybody's wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.errors import AnswerableError, Forbidden, Invalid, NotFound, Refused, Unauthenticated
from answerable.identity import Grant, Principal
from answerable.identity.answers import Denied as RefusedByTable
from answerable.identity.permission import may
from answerable.messaging.denials import (
    ABOUT_THE_ASKER,
    MOST,
    MOST_EACH,
    MOST_NAMED,
    UNKNOWN,
    Attempt,
    Denials,
    Denied,
    denial_of,
)
from answerable.streams.account.events import Denial, Way
from answerable.streams.duty import commands as duty
from answerable.streams.handover import commands as handover
from answerable.streams.staff.events import Role
from answerable.wording import catalogue, say
from tests.services.intake.scenario import FIRST, SECOND, TEN, Scenario, make

AGENT = Principal(id="staff-12", grants=(Grant(role=Role.AGENT, site="xm01"),))


def test_memory_is_bounded_whatever_is_refused() -> None:
    """A hundred thousand refusals of as many people are a few hundred entries, and none is not counted."""
    denials = Denials("intake")
    error = Forbidden("no")
    for n in range(100_000):
        denials.refused(error, "case.open", Way.HTTP, who=Principal(id=f"staff-{n}"), address="10.0.0.1")
    assert len(denials) == MOST + MOST_NAMED + 1
    assert sum(denials._counted.values()) == 100_000
    for n in range(10_000):
        token = Principal(id="machine-x", proof=f"token-{n:016x}")
        denials.saw(token, "10.0.0.1")
    assert len(denials) == 2 * MOST + MOST_NAMED + 1


def test_nobody_fills_the_place_of_others() -> None:
    """Whoever asks for everything is told apart so far; who it was, and what others tried, is not lost."""
    denials = Denials("intake")
    flooder, quiet = Principal(id="staff-flood"), Principal(id="staff-quiet")
    for n in range(10 * MOST):
        action = f"case.{'abcdefghij'[n % 10]}{'abcdefghij'[n // 10 % 10]}{'abcdefghij'[n // 100 % 10]}"
        denials.refused(Forbidden("no"), action, Way.HTTP, who=flooder)
    denials.refused(Forbidden("no"), "case.open", Way.HTTP, who=quiet)
    assert ("staff-quiet", "case.open") in {(one.who, one.action) for one in denials._counted}
    theirs = {one.action: times for one, times in denials._counted.items() if one.who == "staff-flood"}
    assert len(theirs) == MOST_EACH + 1
    assert UNKNOWN in theirs
    assert sum(theirs.values()) == 10 * MOST


def test_what_is_elsewhere_counts_though_nobody_is_told() -> None:
    """Another site's matter is not there for whoever asks, and the auditor hears that they reached for it."""
    denials = Denials("desk")
    missing = NotFound("case-1 does not exist")
    missing.is_elsewhere = True
    denials.refused(missing, "desk.story_of.case", Way.NATS, who=AGENT)
    assert [(one.who, one.denial) for one in denials._counted] == [("staff-12", Denial.SITE)]


def test_a_step_that_is_somebody_elses_counts() -> None:
    """The state refuses it, with 409; that who is barred from it tried is on record, alike as any attempt."""
    desk = Scenario()
    shift = {
        "on": "2016-03-10",
        "shift": "day",
        "outgoing": FIRST,
        "incoming": SECOND,
        "checklist": ("desk",),
    }
    desk.given(handover.Start, **shift)
    this = {"handover": desk.target, "actor": FIRST}
    desk.given(handover.CheckItem, **this, item="desk", mark="√").given(handover.SignOut, **this)
    begins = TEN + timedelta(hours=1)
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=8), "month": "2016-03"}
    tried: tuple[tuple[type[Command], dict[str, Any], Denial], ...] = (
        (handover.SignIn, this, Denial.RELATION),
        (duty.Roster, {"staff": FIRST, **times}, Denial.ONESELF),
    )
    denials = Denials("intake")
    for model, fields, denial in tried:
        for _ in range(3):
            with pytest.raises(Refused) as refused:
                desk.carry_out(make(model, **fields))
            denials.refused(refused.value, model.command_name, Way.HTTP, who=Principal(id=FIRST), at="xm01")
        told = Denied(who=FIRST, action=model.command_name, at="xm01", denial=denial, way=Way.HTTP)
        assert denials._counted.pop(told) == 3
    assert len(denials) == 0


def test_only_what_is_denied_counts() -> None:
    """What does not exist, or is wrong, is no attempt at what is not allowed."""
    denials = Denials("intake")
    for error in (NotFound("x"), Invalid("y"), Refused("it is closed"), AnswerableError("z"), None):
        denials.refused(error, "case.open", Way.HTTP)
    denials.saw(AGENT, "10.0.0.1")
    assert len(denials) == 0


def test_a_refusal_is_never_held_up_by_its_telling() -> None:
    """A name that nobody can have is counted without it; the refusal goes on as it was."""
    denials = Denials("intake")

    def refuse() -> None:
        with Attempt(denials, "Not A Name", Way.NATS, "nowhere") as attempt:
            attempt.at = "NO SITE"
            raise Unauthenticated("who?")

    with pytest.raises(Unauthenticated, match="who"):
        refuse()
    (denied,) = denials._counted
    assert (denied.action, denied.at, denied.who) == ("unknown", None, None)


@pytest.mark.parametrize(
    ("who", "action", "site", "denial"),
    [
        (AGENT, "staff.hire", "xm01", Denial.ROLE),
        (AGENT, "contact.receive", "gz02", Denial.SITE),
        (AGENT, "contact.correct", "xm01", Denial.RELATION),
        (Principal(id="staff-9"), "case.open", "xm01", Denial.ROLE),
        (Principal(id="machine-x", scope=("contact.*",), sites=("xm01",)), "case.open", "xm01", Denial.SCOPE),
        (
            Principal(id="machine-x", scope=("contact.*",), sites=("xm01",)),
            "contact.receive",
            "gz02",
            Denial.SITE,
        ),
    ],
)
def test_why_is_told_apart(who: Principal, action: str, site: str, denial: Denial) -> None:
    """By role, by site, by what is whose, and by what a token is for."""
    refused = may(who, action, site)
    assert isinstance(refused, RefusedByTable)
    assert denial_of(refused.as_error(), action, who) is denial


def test_every_sentence_is_one_of_the_catalogue() -> None:
    """What refusals are known by is what they say."""
    assert set(catalogue()) >= ABOUT_THE_ASKER
    assert denial_of(Unauthenticated(say("error.token_expired")), "case.open", None) is Denial.EXPIRED
    own = Forbidden(say("refusal.set_aside_own", matter="case-1"))
    assert denial_of(own, "assessment.set_aside", AGENT) is Denial.ONESELF
