"""Who was responsible for a case when, kept as events arrive."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from answerable.errors import NotFound
from answerable.queries.desk import CaseOwnership
from answerable.queries.matters import Ownership, Span
from answerable.streams.case import commands as case
from answerable_services.desk.answers import DeskAnswers
from tests.identity.proofs import EVERYTHING
from tests.services.desk.given import HOUR, Shown, opened
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario, hired


async def of(answers: DeskAnswers, before: int | None = None, limit: int = 50) -> Ownership:
    return await answers.ownership(CaseOwnership(case="case-1", before=before, limit=limit), EVERYTHING)


def handed_on(desk: Scenario, to: str) -> Scenario:
    """Ask somebody to take the case, who accepts an hour later."""
    desk.given(case.Transfer, case="case-1", to=to, reason="x").later(hours=1)
    return desk.given(case.Accept, case="case-1", actor=to).later(hours=1)


async def test_the_owner_stays_responsible_until_the_receiver_accepts(desk: Scenario, shown: Shown) -> None:
    """A request moves nothing: the owner changes at the acceptance (000-4.2.4)."""
    told = await of(shown(handed_on(opened(desk, 1), SECOND)))
    assert told.owners == (
        Span(who=FIRST, starts_at=TEN, ends_at=TEN + HOUR),
        Span(who=SECOND, starts_at=TEN + HOUR),
    )
    assert told.waiting == (Span(who=SECOND, starts_at=TEN, ends_at=TEN + HOUR),)
    assert (told.first, told.last, told.total, told.is_shortened) == (1, 2, 2, False)


async def test_a_refused_transfer_ends_the_wait_and_not_the_ownership(desk: Scenario, shown: Shown) -> None:
    """The owner of a refused transfer is who it was; a newer request stands in place of an older."""
    desk.carry_out(hired(THIRD, team="班组 70"))
    opened(desk, 1).given(case.Transfer, case="case-1", to=SECOND, reason="x").later(hours=1)
    desk.given(case.Transfer, case="case-1", to_team="班组 70", reason="x").later(hours=1)
    desk.given(case.Refuse, case="case-1", actor=THIRD, reason="x")
    told = await of(shown(desk))
    assert told.owners == (Span(who=FIRST, starts_at=TEN),)
    assert told.waiting == (
        Span(who=SECOND, starts_at=TEN, ends_at=TEN + HOUR),
        Span(who="班组 70", starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR),
    )


async def test_nobody_owns_a_case_between_its_solution_and_its_reopening(
    desk: Scenario, shown: Shown
) -> None:
    """There is a gap, and the owner at the end takes it up again; a solution ends a wait and a pause too."""
    handed_on(opened(desk, 1), SECOND).given(case.Transfer, case="case-1", to=THIRD, reason="x")
    desk.given(case.Pause, case="case-1", reason="vendor").later(hours=1)
    desk.given(case.Resolve, case="case-1", resolution="x").later(hours=2)
    desk.given(case.Close, case="case-1").later(hours=1)
    desk.given(case.Reopen, case="case-1", reason="x").later(hours=1)
    told = await of(shown(desk))
    assert told.owners[1:] == (
        Span(who=SECOND, starts_at=TEN + HOUR, ends_at=TEN + 3 * HOUR),
        Span(who=SECOND, starts_at=TEN + 6 * HOUR),
    )
    assert told.waiting[1:] == (Span(who=THIRD, starts_at=TEN + 2 * HOUR, ends_at=TEN + 3 * HOUR),)
    assert told.pauses == (Span(who="vendor", starts_at=TEN + 2 * HOUR, ends_at=TEN + 3 * HOUR),)


async def test_a_case_that_never_was_is_told_and_opened_anew(desk: Scenario, shown: Shown) -> None:
    """What was taken back has the time for which it was held; opened anew, it has nothing of that."""
    opened(desk, 1).later(hours=1).given(case.Transfer, case="case-1", to=SECOND, reason="x")
    desk.given(case.Pause, case="case-1", reason="vendor").later(hours=1)
    desk.given(case.WithdrawOpening, case="case-1", actor=THIRD, reason="opened twice")
    assert (await of(shown(desk))).owners == (Span(who=FIRST, starts_at=TEN, ends_at=TEN + 2 * HOUR),)

    opened(desk.later(hours=1), 1, first_asked=SECOND)
    anew = await of(shown(desk))
    assert anew.owners == (Span(who=SECOND, starts_at=TEN + 3 * HOUR),)
    assert (anew.waiting, anew.pauses) == ((), ())


async def test_a_corrected_opening_names_who_was_asked_first_for_all_their_time(
    desk: Scenario, shown: Shown
) -> None:
    """Whoever was entered by mistake never owned it: not now, and not before it was reopened."""
    opened(desk, 1).later(hours=1).given(case.Resolve, case="case-1", resolution="x").later(hours=1)
    desk.given(case.Reopen, case="case-1", reason="x").later(hours=1)
    desk.given(case.CorrectOpening, case="case-1", first_asked=THIRD, actor=LEAD, reason="x")
    told = await of(shown(desk))
    assert told.owners == (
        Span(who=THIRD, starts_at=TEN, ends_at=TEN + HOUR),
        Span(who=THIRD, starts_at=TEN + 2 * HOUR),
    )


async def test_a_corrected_limit_says_when_the_case_began_and_paused(desk: Scenario, shown: Shown) -> None:
    """Its pauses stand in place of all that were known, and one that goes on ends as any other."""
    handed_on(opened(desk.later(hours=1), 1), SECOND)
    for _ in range(2):
        desk.given(case.Pause, case="case-1", reason="vendor").later(hours=1)
        desk.given(case.Resume, case="case-1").later(hours=1)
    desk.given(case.Pause, case="case-1", reason="vendor").later(hours=1)
    pauses = [
        {"reason": "customer", "starts_at": TEN + 3 * HOUR, "ends_at": TEN + 4 * HOUR},
        {"reason": "evidence", "starts_at": TEN + 6 * HOUR},
    ]
    said = {"opened_at": TEN, "pauses": pauses, "actor": LEAD, "reason": "x"}
    desk.given(case.CorrectLimit, case="case-1", **said).later(hours=1)
    told = await of(shown(desk))
    assert told.owners[0] == Span(who=FIRST, starts_at=TEN, ends_at=TEN + 2 * HOUR)
    first, running = told.pauses
    assert first == Span(who="customer", starts_at=TEN + 3 * HOUR, ends_at=TEN + 4 * HOUR)
    assert running == Span(who="evidence", starts_at=TEN + 6 * HOUR)
    desk.given(case.Resume, case="case-1")
    assert (await of(shown(desk))).pauses[1] == running.model_copy(update={"ends_at": desk.now})


async def test_a_case_with_a_thousand_transfers_is_told_in_parts(desk: Scenario, shown: Shown) -> None:
    """Each answer has fifty stretches, with the waits of their time; the parts make the whole."""
    opened(desk, 1)
    for number in range(1000):
        desk.given(case.Transfer, case="case-1", to=(SECOND, FIRST)[number % 2], reason="x").later(minutes=1)
        desk.given(case.Accept, case="case-1", actor=(SECOND, FIRST)[number % 2]).later(minutes=1)
    answers = shown(desk)
    parts = [await of(answers)]
    while parts[-1].first > 1:
        parts.append(await of(answers, before=parts[-1].first))
    owners = [span for part in reversed(parts) for span in part.owners]
    assert [len(part.owners) for part in parts] == [50] * 20 + [1]
    assert [span.who for span in owners] == [FIRST, *(who for _ in range(500) for who in (SECOND, FIRST))]
    assert all(one.ends_at == two.starts_at for one, two in pairwise(owners))
    waits = [span for part in reversed(parts) for span in part.waiting]
    assert len(waits) == 1000
    assert all(len(part.model_dump_json()) < 20_000 for part in parts)


async def test_waits_beyond_the_most_are_left_out_and_that_is_said(desk: Scenario, shown: Shown) -> None:
    """An owner who asks and asks has one stretch, with the newest requests of its time."""
    opened(desk, 1)
    for _ in range(5):
        desk.given(case.Transfer, case="case-1", to=SECOND, reason="x").later(minutes=1)
    desk.given(case.Accept, case="case-1", actor=SECOND).later(minutes=1)
    told = await of(shown(desk), before=2, limit=3)
    assert (len(told.owners), len(told.waiting), told.is_shortened) == (1, 3, True)
    assert told.waiting[-1].ends_at == TEN + timedelta(minutes=5)
    newest = await of(shown(desk), limit=1)
    assert (newest.owners[0].who, newest.waiting, newest.is_shortened) == (SECOND, (), False)


async def test_of_a_case_that_is_not_there_nothing_is_told(desk: Scenario, shown: Shown) -> None:
    """It is named."""
    with pytest.raises(NotFound, match="case-1"):
        await of(shown(desk))
